"""One-time links: set the first password or a new one, then bind an authenticator. And changing one's own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from niangjia.fronts.shell.doors import open_to_all, own
from niangjia.fronts.shell.forms import Form
from niangjia.fronts.shell.pages import attempt, done, page, stop
from niangjia.ground.access import actions, queries


class PasswordForm(Form):
    """A password and the same again; pasting is welcome."""

    password = forms.CharField(
        label=_("新密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", ValidationError(_("两遍不一样，请重新输入。")))
        return values


class ChangeForm(PasswordForm):
    """The present password first."""

    old = forms.CharField(
        label=_("现在的密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    field_order = ("old", "password", "again")


@open_to_all
@sensitive_post_parameters("password", "again")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link that an administrator handed over."""
    found = queries.open_invitation(token, timezone.now())
    if found is None:
        return stop(
            request,
            410,
            title=_("这个链接已经失效"),
            text=_("链接 7 天内有效，只能用一次。请联系本单位的系统管理员重新发一个。"),
            framed=False,
        )
    form = PasswordForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        actions.accept_invitation,
        actor=request.actor,
        token=token,
        password=form.cleaned_data["password"],
        now=timezone.now(),
    ):
        return done(request, _now("密码设好了，请登录。"), "account_login")
    context = {"form": form, "name": found.account.name, "username": found.account.username, "rules": _rules()}
    return page(request, "account/invitation.html", context, status=422 if form.errors else 200)


@own()
@sensitive_post_parameters("old", "password", "again")
def change_password(request: HttpRequest) -> HttpResponse:
    form = ChangeForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        actions.change_password,
        actor=request.actor,
        old=form.cleaned_data["old"],
        new=form.cleaned_data["password"],
        now=timezone.now(),
    ):
        update_session_auth_hash(request, form.result)
        return done(request, _now("密码已改。别的设备上的登录都已退出。"), "front_door")
    return page(request, "account/change.html", {"form": form, "rules": _rules()}, status=422 if form.errors else 200)


def _rules() -> list[str]:
    return [str(text) for text in password_validators_help_texts()]
