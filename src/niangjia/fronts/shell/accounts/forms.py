"""The log-in form in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm as LibraryForm
from allauth.account.internal.flows.login import is_login_rate_limited
from allauth.account.models import Login
from django.utils.translation import gettext_lazy as _

from niangjia.kit.ids import read_phone


class LoginForm(LibraryForm):  # type: ignore[misc]
    """Log-in name or phone, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("手机号或登录名")
        login.error_messages["required"] = _("请输入手机号或登录名。")
        login.widget.attrs = {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        password.label = _("密码")
        password.help_text = _("下一步用验证器或安全密钥再确认一次。")
        password.error_messages["required"] = _("请输入密码。")
        password.widget.attrs = {"autocomplete": "current-password"}

    def user_credentials(self) -> dict[str, Any]:
        """A number that reads as a phone is tried as one; anything else is a log-in name."""
        login = self.cleaned_data["login"]
        phone = read_phone(login)
        credentials = {"username": login.lower(), "password": self.cleaned_data.get("password")}
        if phone.value and not phone.error:
            credentials["phone"] = phone.value
        return credentials

    def _clean_with_password(self, credentials: dict[str, Any]) -> Any:
        """As the library does, but one sentence for every failure: nothing tells whether the name exists."""
        adapter = get_adapter(self.request)
        user = adapter.authenticate(self.request, **credentials)
        if user is None:
            raise adapter.validation_error("username_password_mismatch")
        self._login = Login(user=user, email=None)
        if is_login_rate_limited(self.request, self._login):
            raise adapter.validation_error("too_many_login_attempts")
        self.user = user
        return self.cleaned_data
