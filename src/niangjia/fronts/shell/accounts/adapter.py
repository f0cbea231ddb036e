"""How the log-in library meets our accounts: who may enter, where they go, how codes reach them, what is encrypted."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell.pages import stop
from niangjia.ground.access import queries as access
from niangjia.ground.people.queries import person_of
from niangjia.kit import vault
from niangjia.kit.powers import ActorKind

HOMES = {ActorKind.STAFF: "/desk/", ActorKind.PARTNER: "/desk/", ActorKind.WORKER: "/m/"}
TOTP_FIELD = "account.totp"
JUST_NOW = 5 * 60


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation; the words are ours."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("登录名或密码不对。连续错 5 次会先锁 15 分钟。"),
        "phone_password_mismatch": _("登录名或密码不对。连续错 5 次会先锁 15 分钟。"),
        "invalid_login": _("登录名或密码不对。连续错 5 次会先锁 15 分钟。"),
        "too_many_login_attempts": _("试得太多了，请等一会儿再试。"),
        "incorrect_code": _("验证码不对，请再看一眼，或者重新发一个。"),
        "rate_limited": _("操作得太快了，请等一会儿再试。"),
        "incorrect_password": _("密码不对，请再输一次。"),
        "enter_current_password": _("请输入现在的密码。"),
        "invalid_password_reset": _("这个链接已经用过或者过期了。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever showed a password or a code within the last minutes binds her authenticator without showing it again."""
        shown = get_authentication_records(self.request, self.request.user) if app == "allauth.mfa" else []
        if any(time.time() - one["at"] < JUST_NOW for one in shown):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if user.locked_at is not None:
            return stop(
                request,
                403,
                title=_("这个账号已经锁定"),
                text=_("密码没有问题，是安全管理员锁的。请联系本单位的安全管理员解锁。"),
                framed=False,
            )
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        for kept in ("person", "second_factor"):
            request.session.pop(kept, None)
        person_id = person_of(user.pk)
        if person_id is not None:
            request.session["person"] = person_id

    def get_user_by_phone(self, phone: str) -> Any:
        return access.account_by_phone(phone)

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        number = vault.unseal(user.phone_sealed, field="account.phone") if user.phone_sealed else ""
        return (number, True) if number else None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        """Numbers are set by administrators and by the person in the phone's own pages, never by the library."""

    def set_phone_verified(self, user: Any, phone: str) -> None:
        """See `set_phone`."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The library's own notices ("signed in as …") are left out: the page itself shows it."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Notices go through our outbox, by the person's choice."""


class AuthenticatorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticators are ciphertext in the database, like everything else that opens a door."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("验证码不对。请看验证器里现在的 6 位数，手机时间要准。"),
        "unverified_email": _("请先验证邮箱。"),
        "add_email_blocked": _("已经绑定验证器。"),
        "cannot_delete_authenticator": _("最后一个验证器不能删，先绑定新的。"),
        "cannot_generate_recovery_codes": _("先绑定验证器，才有备用码。"),
    }

    def encrypt(self, text: str) -> str:
        return vault.seal(text, field=TOTP_FIELD)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text, field=TOTP_FIELD)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return True

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return str(_("安全密钥"))

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An outside log-in only opens an account that was tied to it before; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return False
