"""The log-in form in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as LibraryForm
from django.utils.translation import gettext_lazy as _


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
