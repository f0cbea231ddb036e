"""Forms about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk.acts import Act
from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField
from niangjia.ground.people import actions
from niangjia.ground.people.actions.persons import PersonDetails, WorkDetails
from niangjia.ground.people.choices import DocumentKind, Education, Gender, RevealReason, WorkForm

BLANK = [("", _("不填"))]


class PersonForm(ActingForm):
    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    document_kind = forms.ChoiceField(label=_("证件类型"), choices=DocumentKind.choices, initial=DocumentKind.RESIDENT)
    identity = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        required=False,
        help_text=_("空格、小写 x 都可以。没有号码也能登记，以后补。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    phone = forms.CharField(
        label=_("手机号"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    gender = forms.ChoiceField(
        label=_("性别"), choices=BLANK + Gender.choices, required=False, help_text=_("身份证号码里有的，不用填。")
    )
    born_on = DayField(label=_("出生日期"), required=False)
    education = forms.ChoiceField(label=_("学历"), choices=BLANK + Education.choices, required=False)
    native_place = forms.CharField(label=_("户籍地"), max_length=120, required=False)
    nation = forms.CharField(
        label=_("民族"), max_length=20, required=False, help_text=_("本人愿意才填，不参与任何判断。")
    )
    politics = forms.CharField(
        label=_("政治面貌"), max_length=20, required=False, help_text=_("本人愿意才填，不参与任何判断。")
    )

    def details(self) -> PersonDetails:
        """The cleaned values as the action takes them."""
        values = {name: self.cleaned_data[name] for name in PersonForm.base_fields}
        return PersonDetails(**values)

    def given(self) -> dict[str, Any]:
        return {"details": self.details()}


class EditPersonForm(PersonForm):
    """The numbers are shown masked: an empty field leaves them as they are."""

    identity = forms.CharField(
        label=_("换成新的证件号码"),
        max_length=40,
        required=False,
        help_text=_("不填就是不改。改了以后要本人重新核实。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("换成新的手机号"),
        max_length=40,
        required=False,
        help_text=_("不填就是不改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def details(self) -> PersonDetails:
        """An empty number means: as it is."""
        values = {name: self.cleaned_data[name] for name in PersonForm.base_fields}
        return PersonDetails(**{**values, "identity": values["identity"] or None, "phone": values["phone"] or None})


class JoinForm(PersonForm):
    """A person and her membership, at once."""

    unit = UnitField(label=_("所在工会"), power="people.edit", help_text=_("输入几个字，从提示里选。"))
    joined_on = DayField(label=_("入会日期"), required=False, initial=timezone.localdate)
    card_number = forms.CharField(label=_("会员证号"), max_length=30, required=False)
    workplace = forms.CharField(label=_("工作单位"), max_length=120, required=False)
    occupation = forms.CharField(label=_("职业"), max_length=40, required=False)
    form = forms.ChoiceField(label=_("用工形式"), choices=BLANK + WorkForm.choices, required=False)

    def given(self) -> dict[str, Any]:
        work = WorkDetails(**{name: self.cleaned_data[name] for name in ("workplace", "occupation", "form")})
        return {
            "unit_code": self.cleaned_data["unit"],
            "details": self.details(),
            "work": None if work.empty() else work,
            "joined_on": self.cleaned_data["joined_on"],
            "card_number": self.cleaned_data["card_number"],
        }


class RevealForm(ActingForm):
    reason = forms.ChoiceField(label=_("为什么要看"), choices=RevealReason.choices, widget=forms.RadioSelect)


class DayForm(ActingForm):
    on = DayField(label=_("从哪天起"), initial=timezone.localdate, help_text=_("今天或以前。"))


class NoForm(ActingForm):
    """Nothing to fill in: the words and the button say it all."""


class TransferForm(DayForm):
    to_code = UnitField(label=_("转到哪个工会"), power="people.edit", help_text=_("输入几个字，从提示里选。"))

    field_order = ("to_code", "on")


class JoinUnionForm(DayForm):
    unit_code = UnitField(label=_("所在工会"), power="people.edit", help_text=_("输入几个字，从提示里选。"))

    field_order = ("unit_code", "on")


class ExpelForm(DayForm):
    document = forms.CharField(label=_("依据文号"), max_length=80, help_text=_("开除会籍要有决定文件。"))

    field_order = ("document", "on")


class ChangeWorkForm(ActingForm):
    workplace = forms.CharField(label=_("工作单位"), max_length=120, required=False)
    occupation = forms.CharField(label=_("职业"), max_length=40, required=False)
    form = forms.ChoiceField(label=_("用工形式"), choices=BLANK + WorkForm.choices, required=False)
    on = DayField(label=_("从哪天起"), required=False, help_text=_("只是更正写错的，就不填。"))

    def given(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {"on": values.pop("on"), "work": WorkDetails(**values)}


ACTS: dict[str, Act] = {
    "transfer": Act(
        TransferForm,
        actions.transfer,
        _("转会"),
        _("办理转会"),
        _("%(name)s 已转会。"),
        _("会籍从这天起归新的工会；原来的一段留在会籍里。"),
        icon="arrows-exchange",
    ),
    "retire": Act(
        NoForm,
        actions.retire,
        _("退休，保留会籍"),
        _("登记退休"),
        _("%(name)s 已登记退休，保留会籍。"),
        _("保留会籍的会员不再缴会费，没有选举权。"),
        icon="armchair",
        states=("active", "unemployed", "held"),
    ),
    "unemploy": Act(
        DayForm,
        actions.unemploy,
        _("离职待业，保留会籍"),
        _("登记待业"),
        _("%(name)s 已登记待业，保留会籍。"),
        _("会籍留在原来的工会，找到工作再转会。"),
        icon="user-pause",
        states=("active", "held"),
    ),
    "hold": Act(
        NoForm,
        actions.hold,
        _("由上级工会代管"),
        _("转为代管"),
        _("%(name)s 的会籍由上级工会代管。"),
        _("单位关闭或工会撤销后，会籍先由上级工会代管。"),
        icon="arrow-up-circle",
        states=("active", "unemployed"),
    ),
    "reinstate": Act(
        NoForm,
        actions.reinstate,
        _("恢复为在会"),
        _("恢复为在会"),
        _("%(name)s 已恢复为在会。"),
        icon="circle-check",
        states=("retired", "unemployed", "held"),
    ),
    "join": Act(
        JoinUnionForm,
        actions.join,
        _("登记入会"),
        _("登记入会"),
        _("%(name)s 已入会。"),
        icon="user-plus",
        states=("",),
    ),
    "leave": Act(
        DayForm,
        actions.leave,
        _("本人退会"),
        _("登记退会"),
        _("已登记 %(name)s 退会。"),
        _("本人提出才办。退会后档案保留，以后还可以再入会。"),
        icon="user-minus",
        refusing=True,
    ),
    "lapse": Act(
        DayForm,
        actions.lapse,
        _("自动退会"),
        _("登记自动退会"),
        _("已登记 %(name)s 自动退会。"),
        _("无正当理由连续 6 个月不缴会费、不参加活动，教育后仍不改正的。"),
        icon="user-x",
        refusing=True,
    ),
    "expel": Act(
        ExpelForm,
        actions.expel,
        _("开除会籍"),
        _("登记开除会籍"),
        _("已登记开除 %(name)s 的会籍。"),
        _("由会员大会或工会委员会决定，要有文件。"),
        icon="gavel",
        refusing=True,
    ),
    "death": Act(
        DayForm,
        actions.record_death,
        _("登记去世"),
        _("登记去世"),
        _("已登记。"),
        _("会籍和工作到这天为止，档案保留。"),
        icon="candle",
        refusing=True,
        states=("active", "retired", "unemployed", "held", ""),
    ),
    "work": Act(
        ChangeWorkForm,
        actions.change_work,
        _("换了工作"),
        _("保存工作"),
        _("已更新 %(name)s 的工作。"),
        _("以前的工作留在记录里。"),
        icon="briefcase",
        states=("active", "retired", "unemployed", "held", ""),
    ),
}
