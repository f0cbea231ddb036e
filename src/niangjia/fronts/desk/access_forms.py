"""Forms about accounts and appointments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField
from niangjia.ground.org.choices import Role

STATES = (
    ("open", _("可登录")),
    ("waiting", _("等本人启用")),
    ("locked", _("已锁定")),
    ("closed", _("已注销")),
)


def state_of(account: Any) -> str:
    """The state of an account, in the words of the shell."""
    if not account.is_active:
        return "closed"
    if account.locked_at is not None:
        return "account_locked"
    return "account_on" if account.password_changed_at or account.has_usable_password() else "account_invited"


class AccountForm(ActingForm):
    name = forms.CharField(label=_("姓名"), max_length=60)
    username = forms.CharField(
        label=_("登录名"),
        max_length=60,
        help_text=_("3 到 60 个字符，小写字母、数字、点、横线、下划线。"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    unit_code = UnitField(label=_("所在工会"), power="access.account", help_text=_("输入几个字，从提示里选。"))
    phone = forms.CharField(
        label=_("手机号"), max_length=40, required=False, help_text=_("用来收验证码，可以用它登录。")
    )
    email = forms.EmailField(label=_("邮箱"), required=False)


class AppointForm(ActingForm):
    unit_code = UnitField(label=_("在哪个工会"), power="access.appoint", help_text=_("对它和下级都有效。"))
    role = forms.ChoiceField(label=_("担任"), choices=Role.choices)
    since = DayField(label=_("从哪天起"), initial=timezone.localdate)
    until = DayField(label=_("到哪天为止"), required=False, help_text=_("这一天起不再担任。不填就是长期。"))
    document = forms.CharField(label=_("依据文号"), max_length=80, required=False)

    def preview(self, ask: Callable[..., Any], account_code: str) -> Any:
        """What the role would let the person see and do more, or less."""
        return ask(self.actor, account_code, self.cleaned_data["role"], self.cleaned_data["unit_code"])


class EndForm(ActingForm):
    on = DayField(
        label=_("从哪天起不再担任"), initial=timezone.localdate, help_text=_("今天或以后。今天的话马上生效。")
    )


class DelegateForm(ActingForm):
    receiver_code = forms.ChoiceField(label=_("请谁代理"))
    since = DayField(label=_("从哪天起"), initial=timezone.localdate)
    until = DayField(label=_("到哪天为止"), help_text=_("这一天起自动收回。"))
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args: Any, deputies: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["receiver_code"]
        chosen.choices = [("", _("请选择")), *((one.code, f"{one.name}（{one.username}）") for one in deputies)]
