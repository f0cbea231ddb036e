"""Forms of officers, trainings, visits, messages to chairs and joint building."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.messaging.choices import Channel
from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField
from niangjia.programmes.organising import queries
from niangjia.programmes.organising.actions.joint import Decided, MeetingDetails
from niangjia.programmes.organising.actions.officers import OfficerDetails, PostDetails
from niangjia.programmes.organising.actions.trainings import TrainingDetails
from niangjia.programmes.organising.actions.visits import VisitDetails
from niangjia.programmes.organising.choices.officers import Invited, LookReason, OfficerKind, Side

EDIT = "organising.cadre_edit"
OFF = {"autocomplete": "off"}
DECISIONS = 3


class OfficerForm(ActingForm):
    """Somebody of the register; the first post is asked for only when she is new."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs=OFF))
    phone = forms.CharField(label=_("手机号"), max_length=40, required=False, widget=forms.TextInput(attrs=OFF))
    username = forms.CharField(
        label=_("登录名"), max_length=60, required=False, widget=forms.TextInput(attrs=OFF),
        help_text=_("有账号的填，签到和交办就认得出是本人。"),
    )  # fmt: skip
    note = forms.CharField(label=_("备注"), max_length=200, required=False)
    unit_code = UnitField(label=_("在哪家工会任职"), power=EDIT, help_text=_("输入几个字，从提示里选。"))
    kind = forms.ChoiceField(label=_("类别"), choices=OfficerKind.choices)
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    since = DayField(label=_("任职起"), initial=timezone.localdate)
    until = DayField(label=_("任职止"), required=False)

    def __init__(self, *args: Any, mending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mending:
            for name in ("unit_code", "kind", "title", "since", "until"):
                del self.fields[name]
            self.fields["phone"].help_text = _("不换号码就空着，原来的还在。")

    def given(self) -> dict[str, Any]:
        value = self.cleaned_data
        found: dict[str, Any] = {
            "details": OfficerDetails(value["name"], value["phone"], value["username"], value["note"])
        }
        if "unit_code" in value:
            found |= {"unit_code": value["unit_code"], "post": _post(value)}
        return found


def _post(value: dict[str, Any]) -> PostDetails:
    return PostDetails(value["kind"], value["title"], value["since"], value["until"])


class PostForm(ActingForm):
    """Another post."""

    unit_code = UnitField(label=_("在哪家工会任职"), power=EDIT)
    kind = forms.ChoiceField(label=_("类别"), choices=OfficerKind.choices)
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    since = DayField(label=_("任职起"), initial=timezone.localdate)
    until = DayField(label=_("任职止"), required=False)
    instead = forms.BooleanField(label=_("原来在任的职务同一天结束"), required=False)

    def given(self) -> dict[str, Any]:
        value = self.cleaned_data
        return {"unit_code": value["unit_code"], "post": _post(value), "instead": value["instead"]}


class LookForm(ActingForm):
    """Why a whole number is looked at."""

    reason = forms.ChoiceField(label=_("为什么看"), choices=LookReason.choices, widget=forms.RadioSelect)


class TrainingForm(ActingForm):
    """A training."""

    unit_code = UnitField(label=_("哪里办的"), power=EDIT)
    title = forms.CharField(label=_("培训名称"), max_length=80)
    since = DayField(label=_("开始"), initial=timezone.localdate)
    until = DayField(label=_("结束"), initial=timezone.localdate)
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=200, initial=8)
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    invited = forms.ChoiceField(label=_("面向"), choices=Invited.choices, initial=Invited.CHAIRS)

    def __init__(self, *args: Any, mending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mending:
            del self.fields["unit_code"]

    def given(self) -> dict[str, Any]:
        value = dict(self.cleaned_data)
        unit = {"unit_code": value.pop("unit_code")} if "unit_code" in value else {}
        return {**unit, "details": TrainingDetails(**value)}


class VisitForm(ActingForm):
    """A visit of an officer."""

    officer = forms.ChoiceField(label=_("谁去的"))
    kind = forms.ChoiceField(label=_("类型"))
    on = DayField(label=_("哪天（开始）"), initial=timezone.localdate)
    days = forms.IntegerField(
        label=_("几天"), min_value=1, max_value=60, initial=1, help_text=_("蹲点一周的填实际天数。")
    )
    unit_code = UnitField(label=_("去了哪家工会"), power="org.view", required=False)
    employer_code = forms.CharField(
        label=_("或者去了哪个单位"),
        max_length=200,
        required=False,
        help_text=_("写单位名录里的全称或者统一社会信用代码。"),
    )
    place = forms.CharField(label=_("或者别的地方"), max_length=120, required=False)
    found = forms.CharField(
        label=_("发现了什么"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    promise = forms.CharField(
        label=_("答应了什么"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写了就列成一件事，到期前提醒。"),
    )  # fmt: skip
    due_on = DayField(label=_("哪天前办好"), required=False, help_text=_("不填就按规则里的期限。"))
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, officers: list[Any], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [
            ("", _("请选择")),
            *((one.code, f"{one.name}（{one.unit.name}）") for one in officers),
        ]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("请选择")), *((one, one) for one in kinds)]  # type: ignore[attr-defined]

    def clean_employer_code(self) -> str:
        """The code of the employer that is meant."""
        line = self.cleaned_data["employer_code"].strip()
        codes, unknown = queries.employers_named(self.actor, [line]) if line else ([], "")
        if unknown:
            raise forms.ValidationError(
                _("单位名录里没有找到唯一的“%(line)s”，请核对名称，或者先新增单位。") % {"line": unknown}
            )
        return codes[0] if codes else ""

    def given(self) -> dict[str, Any]:
        value = dict(self.cleaned_data)
        return {"key": value.pop("key"), "details": VisitDetails(**value)}


class TellForm(ActingForm):
    """What the chairs are told."""

    title = forms.CharField(
        label=_("标题"), max_length=60, help_text=_("会显示在手机锁屏上，不要写病情、困难这类私事。")
    )
    body = forms.CharField(label=_("内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    out = forms.MultipleChoiceField(
        label=_("同时发到"), choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("只发给同意接收服务通知的人。打开过通知，就算看过。"),
    )  # fmt: skip
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)


class LiaisonForm(ActingForm):
    """A liaison person."""

    unit_code = UnitField(label=_("哪家工会"), power=EDIT)
    party = forms.CharField(label=_("党组织"), max_length=80)
    side = forms.ChoiceField(label=_("哪一方的联络员"), choices=Side.choices)
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("手机号"), max_length=40, required=False)
    since = DayField(label=_("从哪天起"), initial=timezone.localdate)


class DecisionForm(ActingForm):
    """One more decision."""

    words = forms.CharField(label=_("议定什么"), max_length=200)
    owner = forms.CharField(label=_("谁办"), max_length=60, required=False, help_text=_("单位或姓名。"))
    username = forms.CharField(
        label=_("办理人的登录名"),
        max_length=60,
        required=False,
        help_text=_("填了就直接交给这个账号。"),
        widget=forms.TextInput(attrs=OFF),
    )
    due_on = DayField(label=_("哪天前办好"))

    def given(self) -> dict[str, Any]:
        value = self.cleaned_data
        return {"decided": Decided(value["words"], value["owner"], value["due_on"], value["username"])}


class MeetingForm(ActingForm):
    """A joint meeting with up to three decisions; more are added on its page."""

    unit_code = UnitField(label=_("哪家工会"), power=EDIT)
    party = forms.CharField(label=_("党组织"), max_length=80)
    on = DayField(label=_("哪天"), initial=timezone.localdate)
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    present = forms.CharField(label=_("参加的人"), max_length=300, required=False)
    agenda = forms.CharField(label=_("议题"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, DECISIONS + 1):
            label = _("议定事项 %(n)s") % {"n": number}
            self.fields[f"words_{number}"] = forms.CharField(label=label, max_length=200, required=False)
            self.fields[f"owner_{number}"] = forms.CharField(label=_("谁办"), max_length=60, required=False)
            self.fields[f"due_{number}"] = DayField(label=_("哪天前办好"), required=False)

    def clean(self) -> dict[str, Any]:
        """A decision wants who and until when."""
        value = super().clean() or self.cleaned_data
        for number in range(1, DECISIONS + 1):
            if value.get(f"words_{number}"):
                for name, said in (("owner", _("请填谁办。")), ("due", _("请填哪天前办好。"))):
                    if not value.get(f"{name}_{number}") and not self.errors.get(f"{name}_{number}"):
                        self.add_error(f"{name}_{number}", said)
        return value

    def given(self) -> dict[str, Any]:
        value = self.cleaned_data
        told = [
            Decided(value[f"words_{number}"], value[f"owner_{number}"], value[f"due_{number}"])
            for number in range(1, DECISIONS + 1)
            if value[f"words_{number}"]
        ]
        details = MeetingDetails(value["on"], value["party"], value["place"], value["present"], value["agenda"])
        return {"unit_code": value["unit_code"], "key": value["key"], "details": details, "decisions": told}
