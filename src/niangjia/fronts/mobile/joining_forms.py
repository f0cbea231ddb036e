"""The questions of an application, one form each, with the reason why it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.mobile.consents import ASKED_NOW
from niangjia.fronts.mobile.forms import CleanForm
from niangjia.fronts.shell.accounts.proof import CodeForm, NumberForm
from niangjia.ground.people.choices import DocumentKind, WorkForm
from niangjia.kit.ids import read_identity
from niangjia.programmes.organising.actions import Unfit


class NameForm(CleanForm):
    name = forms.CharField(
        label=_("姓名"), max_length=60, error_messages={"required": _("请填写姓名，和证件上的一样。")}
    )
    name.widget.attrs = {"autocomplete": "name"}


class DocumentForm(CleanForm):
    document_kind = forms.ChoiceField(label=_("证件类型"), choices=DocumentKind.choices, initial=DocumentKind.RESIDENT)
    identity = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        help_text=_("空格、小写 x 都可以。"),
        error_messages={"required": _("请填写证件号码。")},
    )
    identity.widget.attrs = {"autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        if given.get("identity"):
            read = read_identity(given["identity"], kind=given.get("document_kind", DocumentKind.RESIDENT))
            if read.error or not read.value:
                code = read.error if read.error in Unfit.sentences else "join.identity"
                self.add_error("identity", str(Unfit.sentences[code or "join.identity"]).format(**read.values))
            given["identity"] = read.value or ""
        return given


class WorkStepForm(CleanForm):
    workplace = forms.CharField(
        label=_("在哪里上班"),
        max_length=120,
        help_text=_("没有固定单位的，填平台或常去的地方。"),
        error_messages={"required": _("请填写工作单位。")},
    )
    occupation = forms.CharField(label=_("做什么工作（可以不填）"), max_length=40, required=False)
    form = forms.ChoiceField(
        label=_("用工形式（可以不填）"), choices=[("", _("不清楚")), *WorkForm.choices], required=False
    )

    def __init__(
        self, data: Any = None, *, initial: Mapping[str, Any] | None = None, employers: Sequence[str] = ()
    ) -> None:
        known = dict(initial or {})
        if len(employers) == 1:
            known.setdefault("workplace", employers[0])
        super().__init__(data, initial=known)
        if len(employers) > 1:
            self._choose(employers, str(known.get("workplace", "")))

    def _choose(self, employers: Sequence[str], known: str) -> None:
        """Several employers: a choice among them first, and the line for whoever works elsewhere."""
        listed = [(name, name) for name in employers]
        choice = forms.ChoiceField(
            label=_("在哪里上班"), required=False, choices=[("", _("不在里面，写在下面")), *listed],
            initial=known if known in employers else "",
        )  # fmt: skip
        line = self.fields["workplace"]
        line.label, line.required, line.help_text = _("上面没有的，写在这里"), False, ""
        if known in employers:
            self.initial["workplace"] = ""
        self.fields = {"employer": choice, **self.fields}

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        chosen = given.pop("employer", "")
        given["workplace"] = given.get("workplace") or chosen
        if not given["workplace"] and "workplace" not in self.errors:
            self.add_error("employer" if "employer" in self.fields else "workplace", _("请选或者填写工作单位。"))
        return given


class CharterForm(CleanForm):
    charter = forms.BooleanField(
        label=_("我自愿加入工会，同意工会章程"),
        error_messages={"required": _("同意章程的话，请在方框里打勾；不同意章程不能入会。")},
    )


class ConsentsForm(CleanForm):
    consents = forms.MultipleChoiceField(
        label=_("要不要给工会这项同意？"),
        required=False,
        choices=[(one.value, one.label) for one in ASKED_NOW],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "consented": True}


@dataclass(frozen=True)
class Question:
    """One page: what is asked, why, and its form."""

    step: str
    title: Any
    why: Any
    form: type[forms.Form]

    def bound(self, data: Any, answers: Mapping[str, Any], employers: Sequence[str] = ()) -> forms.Form:
        """The form with what was told before; for the workplace the employers of the union, a single one filled in."""
        known = {name: answers[name] for name in self.form.base_fields if name in answers}
        if self.form is WorkStepForm:
            return WorkStepForm(data, initial=known, employers=employers)
        return self.form(data, initial=known)


QUESTIONS = {
    one.step: one
    for one in (
        Question("name", _("您叫什么名字？"), _("会员名册要用真名，和证件上的一样。"), NameForm),
        Question(
            "document",
            _("您的证件号码？"),
            _("实名入会靠它分清同名的人，也免得一个人登记两次。号码加密保存，工作人员平时只看到头尾几位。"),
            DocumentForm,
        ),
        Question("phone", _("您的手机号？"), _("办好了通知您；以后用它登录，不用记密码。"), NumberForm),
        Question("code", _("输入短信里的 6 位数"), _("确认手机在您手里，别人不能冒名替您申请。"), CodeForm),
        Question("work", _("您在哪里上班？"), _("工会按工作单位接收会员，审批的人要核对。"), WorkStepForm),
        Question("charter", _("同意工会章程吗？"), _("入会要本人自愿，并承认章程（工会章程第二条）。"), CharterForm),
        Question(
            "consents",
            _("还有一件，可以不同意"),
            _("用短信、微信提醒您办理进度、到期和活动。不同意也能入会；以后在“我的同意”里随时可以改。"),
            ConsentsForm,
        ),
    )
}
