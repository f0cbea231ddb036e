"""The form that asks for a key of the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField
from niangjia.ground.access.queries import key_powers

STATES = (("open", _("可以用")), ("waiting", _("等放行")), ("over", _("已到期或吊销")))


class KeyForm(ActingForm):
    name = forms.CharField(
        label=_("给谁用"), max_length=60, help_text=_("单位或系统的名称，例如“市人民医院体检中心”。")
    )
    purpose = forms.CharField(
        label=_("用来做什么"), max_length=200, help_text=_("一把密钥只做一件事；做别的事再申请一把。")
    )
    unit_code = UnitField(label=_("范围"), power="access.account", help_text=_("只看得到这个工会和它的下级。"))
    powers = forms.MultipleChoiceField(
        label=_("能办什么"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("审批、看完整号码、改权限这些事只能由人来办，不在这里。"),
    )
    addresses = forms.CharField(
        label=_("从哪里用"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("对方服务器的网络地址，一行一个，像 10.1.2.3 或 10.1.2.0/24。不填就不限。"),
    )
    until = DayField(label=_("用到哪天"), help_text=_("这一天起不能再用，最长一年。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        powers: Any = self.fields["powers"]
        powers.choices = [(code, one.label) for code, one in sorted(key_powers().items())]

    def given(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return {**told, "addresses": told["addresses"].splitlines()}
