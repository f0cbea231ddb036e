"""Forms of the groups of the new forms of employment and of their plans."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk.org_forms import document_field
from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField
from niangjia.kit.ids import new_code
from niangjia.programmes.organising.choices.focus import Measure, PhaseKind


class GroupForm(ActingForm):
    """A group of the county's own."""

    name = forms.CharField(label=_("群体名称"), max_length=40, help_text=_("例如“民宿农家乐从业人员”。"))
    words = forms.CharField(
        label=_("识别用的词"), max_length=300, help_text=_("用顿号隔开。工会名称、行业或重点领域里有这些词的，会提示归到这个群体。"),
    )  # fmt: skip
    document = document_field()
    since = DayField(label=_("从哪天起"), required=False, help_text=_("不填就是一直如此。"))

    def given(self) -> dict[str, Any]:
        words = re.split(r"[、,，;；\s]+", self.cleaned_data["words"])
        return {**self.cleaned_data, "words": words}


class PlaceForm(ActingForm):
    """A union that belongs to a group."""

    unit_code = UnitField(label=_("工会"), power="org.edit", help_text=_("输入几个字，从提示里选。"))
    since = DayField(label=_("从哪天起"), required=False, help_text=_("不填就是一直如此。"))

    def given(self) -> dict[str, Any]:
        return {"unit_codes": [self.cleaned_data["unit_code"]], "since": self.cleaned_data["since"]}


class PlanForm(ActingForm):
    """A plan and the days of its phases."""

    name = forms.CharField(label=_("计划名称"), max_length=80, help_text=_("例如“新就业形态劳动者入会三年行动”。"))
    document = document_field()
    pilot_first, pilot_last = DayField(label=_("试点：从")), DayField(label=_("试点：到"))
    widen_first, widen_last = DayField(label=_("推广：从")), DayField(label=_("推广：到"))
    deepen_first, deepen_last = DayField(label=_("深化：从")), DayField(label=_("深化：到"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, initial=new_code)

    @property
    def spans(self) -> list[tuple[Any, Any, Any]]:
        """Each phase on one line: what it is called, its first and its last day."""
        return [(one.label, self[f"{one.value}_first"], self[f"{one.value}_last"]) for one in PhaseKind]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for kind in PhaseKind.values:
            first, last = values.get(f"{kind}_first"), values.get(f"{kind}_last")
            if first and last and last < first:
                self.add_error(f"{kind}_last", _("结束的日期早于开始，请核对。"))
        return values

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        phases = {kind: (values[f"{kind}_first"], values[f"{kind}_last"]) for kind in PhaseKind.values}
        return {"phases": phases, **{name: values[name] for name in ("name", "document", "key")}}


class TargetForm(ActingForm):
    """What a phase is to reach."""

    phase = forms.ChoiceField(label=_("阶段"), choices=PhaseKind.choices)
    group_code = forms.ChoiceField(label=_("群体"), required=False)
    town = forms.CharField(label=_("镇街"), max_length=60, required=False, help_text=_("不填就是全部镇街。"))
    measure = forms.ChoiceField(label=_("数的是"), choices=Measure.choices)
    number = forms.IntegerField(label=_("目标"), min_value=1, max_value=9_999_999)

    def __init__(self, *args: Any, groups: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("全部群体")), *((one.code, one.name) for one in groups)]
        self.fields["group_code"].choices = choices  # type: ignore[attr-defined]
