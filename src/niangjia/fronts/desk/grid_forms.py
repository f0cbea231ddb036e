"""Forms of grids, rounds and drives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField
from niangjia.programmes.organising.actions.drives import DriveDetails
from niangjia.programmes.organising.actions.grids import GridDetails
from niangjia.programmes.organising.choices.grids import DriveKind


class GridForm(ActingForm):
    """A grid; the union is asked for only when it is new."""

    unit_code = UnitField(
        label=_("哪个镇街（或县）的"), power="organising.grid_edit", help_text=_("输入几个字，从提示里选。")
    )
    name = forms.CharField(label=_("网格名称"), max_length=60)
    area = forms.CharField(
        label=_("范围"), max_length=200, required=False, help_text=_("用文字写，例如“金山村、西塔园区”。")
    )
    since = DayField(label=_("从哪天起"), initial=timezone.localdate, help_text=_("今天或以前。"))

    def __init__(self, *args: Any, mending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mending:
            del self.fields["unit_code"]

    def given(self) -> dict[str, Any]:
        value = dict(self.cleaned_data)
        unit = {"unit_code": value.pop("unit_code")} if "unit_code" in value else {}
        return {**unit, "details": GridDetails(**value)}


class EndForm(ActingForm):
    """A day."""

    on = DayField(label=_("从哪天起"), initial=timezone.localdate)


class SureForm(ActingForm):
    """Nothing to fill in: the page itself is the question."""


class WhyForm(ActingForm):
    """A reason."""

    words = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class GridOfficerForm(ActingForm):
    """Who looks after a grid."""

    username = forms.CharField(
        label=_("登录名"), max_length=60, required=False, help_text=_("有账号的填这个，手机上会列出他的网格。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(label=_("姓名"), max_length=60, required=False, help_text=_("没有账号的填姓名和手机号。"))
    phone = forms.CharField(label=_("手机号"), max_length=40, required=False)
    since = DayField(label=_("从哪天起"), initial=timezone.localdate)


class DriveForm(ActingForm):
    """A drive over some grids."""

    unit_code = UnitField(label=_("哪里组织的"), power="organising.grid_edit")
    title = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("内容"), choices=DriveKind.choices)
    since = DayField(label=_("从哪天"), initial=timezone.localdate)
    until = DayField(label=_("到哪天"))
    grid_codes = forms.MultipleChoiceField(
        label=_("哪些网格"), widget=forms.CheckboxSelectMultiple, help_text=_("现在在这些网格里的单位都列入。")
    )
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, grids: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid_codes"].choices = [(one.code, f"{one.unit.name} · {one.name}") for one in grids]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        value = dict(self.cleaned_data)
        kept = {name: value.pop(name) for name in ("unit_code", "grid_codes", "key")}
        return {**kept, "details": DriveDetails(**value)}
