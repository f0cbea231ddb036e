"""The form of a split."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk.org_forms import document_field
from niangjia.fronts.shell.forms import ActingForm, DayField
from niangjia.ground.org import actions
from niangjia.ground.org.choices import UnitKind
from niangjia.ground.people import queries as people
from niangjia.ground.people.choices import MemberState, WorkForm
from niangjia.kit.counted import counted
from niangjia.kit.powers import Actor, holds


def workplaces(actor: Actor, unit: Any) -> list[Any]:
    """Workplaces of the unit's own members, for whoever may see members there."""
    return people.workplaces_of(actor, unit.code) if holds(actor, "people.view", unit.path) else []


class SplitForm(ActingForm):
    """What the new union is, and what goes to it; the number of members is typed once the preview is read."""

    name = forms.CharField(label=_("新工会的名称"), max_length=120, help_text=_("写印章上的全称。"))
    kind = forms.ChoiceField(label=_("工会类型"), choices=UnitKind.choices)
    on = DayField(
        label=_("从哪天起"), initial=timezone.localdate, help_text=_("今天或以前。这天以前的数据仍然算在原来的工会。")
    )
    document = document_field()
    words = forms.CharField(label=_("说明"), max_length=200, required=False)
    units = forms.MultipleChoiceField(label=_("下级工会"), required=False, widget=forms.CheckboxSelectMultiple)
    employers = forms.MultipleChoiceField(label=_("单位"), required=False, widget=forms.CheckboxSelectMultiple)
    with_employers = forms.BooleanField(label=_("在这些单位工作的会员一起过去"), required=False, initial=True)
    workplaces = forms.MultipleChoiceField(label=_("按工作单位"), required=False, widget=forms.CheckboxSelectMultiple)
    listed = forms.CharField(
        label=_("按名单"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一个姓名或会员证号，只认本工会直接管理的会员。"),
    )  # fmt: skip
    states = forms.MultipleChoiceField(
        label=_("按会员状态"), required=False, choices=MemberState.choices, widget=forms.CheckboxSelectMultiple
    )
    work_forms = forms.MultipleChoiceField(
        label=_("按用工形式"), required=False, choices=WorkForm.choices, widget=forms.CheckboxSelectMultiple
    )
    total = forms.CharField(
        label=_("划过去的会员有多少人"), max_length=9, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("请对照上面的清单，把会员人数填在这里，表示已经看过。"),
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Any, divisible: Any, workplaces: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["kind"].initial = unit.kind
        self.fields["units"].choices = [(one.code, one.name) for one in divisible.units]  # type: ignore[attr-defined]
        self.fields["employers"].choices = [(one["code"], one["name"]) for one in divisible.employers]  # type: ignore[attr-defined]
        self.fields["workplaces"].choices = [  # type: ignore[attr-defined]
            (one.name, f"{one.name}（{counted('%(n)s 人', one.number) % {'n': one.number}}）") for one in workplaces
        ]

    def clean_listed(self) -> list[str]:
        """Codes of the members whom the list names; lines that name nobody or several are said."""
        text = self.cleaned_data["listed"]
        if not text.strip() or self.actor is None:
            return []
        found = people.listed(self.actor, self.unit.code, text)
        if found.unknown:
            raise forms.ValidationError(
                _now("本工会没有这些会员，请核对：%(names)s。") % {"names": "、".join(found.unknown[:10])}
            )
        if found.several:
            raise forms.ValidationError(
                _now("有同名的会员，请改写会员证号：%(names)s。") % {"names": "、".join(found.several[:10])}
            )
        return found.codes

    def given(self) -> dict[str, Any]:
        values = self.cleaned_data
        filters = {
            name: values[field] for name, field in (("states", "states"), ("forms", "work_forms")) if values[field]
        }
        members = {
            "with_employers": values["with_employers"] and bool(values["employers"]),
            "workplaces": values["workplaces"],
            "codes": values["listed"],
            "filters": filters,
        }
        return {
            "details": actions.UnitDetails(
                name=values["name"], kind=values["kind"], mode=self.unit.mode, trade=self.unit.trade,
                focus=self.unit.focus, town=self._town(values),
            ),
            "portion": actions.Portion(
                values["units"], values["employers"], {key: one for key, one in members.items() if one}
            ),
            "on": values["on"],
            "document": values["document"],
            "words": values["words"],
        }  # fmt: skip

    def _town(self, values: Any) -> str:
        """A town federation's town is its own name; a union's is that of the one it comes from."""
        if values["kind"] == UnitKind.FEDERATION and self.unit.town:
            return str(values["name"]).removesuffix("总工会")
        return str(self.unit.town)

    def is_read(self, members: int) -> bool:
        """Whether the number that was typed is the one that is shown; else the form says what is wrong."""
        typed = self.cleaned_data["total"].replace(",", "").replace("，", "").strip()
        if typed != str(members):
            self.add_error("total", _now("人数对不上，现在是 %(n)s 人。") % {"n": f"{members:,}"})
        return not self.errors
