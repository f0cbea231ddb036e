"""Proving that one holds a phone: number, code, and what the session remembers between them.

For workers (then the name) and for staff (then the second factor). The number is sealed, the code only a digest.
Nothing is looked up before the code is right, so the answers to a number are the same for everybody (G16).
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell import limits
from niangjia.fronts.shell.accounts import codes
from niangjia.fronts.shell.accounts.codes import MINUTES
from niangjia.fronts.shell.pages import attempt
from niangjia.kit import vault
from niangjia.kit.ids import read_phone

KEY = "proof"
PHONE = "account.phone"
CODE = "login.code"
TRIES = 5
KEPT = 15 * 60


class Plain(forms.Form):
    """No colon, no messages of the browser: the page's own words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class NumberForm(Plain):
    """The number of the phone in the hand."""

    phone = forms.CharField(label=_("手机号"), max_length=40, error_messages={"required": _("请输入 11 位手机号。")})
    phone.widget.attrs = {"inputmode": "tel", "autocomplete": "tel-national"}

    def clean_phone(self) -> str:
        read = read_phone(self.cleaned_data["phone"])
        if not read.ok or read.warning:
            digits = sum(char.isdigit() for char in self.cleaned_data["phone"])
            if digits < 11:
                raise forms.ValidationError(_("少 %(n)s 位，手机号是 11 位。"), params={"n": 11 - digits})
            raise forms.ValidationError(_("这不是国内的手机号，请再看一眼。座机收不到短信，请打 12351 或去窗口。"))
        return read.value or ""


class CodeForm(Plain):
    """The code of the text message; spaces and full-width digits do no harm."""

    code = forms.CharField(label=_("验证码"), max_length=20, error_messages={"required": _("请输入短信里的 6 位数。")})
    code.widget.attrs = {"inputmode": "numeric", "autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        typed = "".join(str(int(char)) for char in self.cleaned_data["code"] if char.isdecimal())
        if len(typed) != codes.DIGITS:
            raise forms.ValidationError(_("验证码是 6 位数，您输了 %(n)s 位。"), params={"n": len(typed)})
        return typed


@dataclass(frozen=True)
class Waiting:
    """A number under proof. `over`: the code is too old or was missed too often."""

    phone: str
    over: bool
    after: str


def begin(request: HttpRequest, phone: str, code: str, *, after: str) -> None:
    """A code was sent to the number."""
    kept = request.session.get(KEY) or {}
    request.session[KEY] = {
        "phone": vault.seal(phone, field=PHONE),
        "code": _digest(phone, code),
        "at": time.time(),
        "tries": 0,
        "proved": False,
        "after": after or kept.get("after", ""),
    }


def send(request: HttpRequest, form: forms.Form, phone: str, *, home: str) -> bool:
    """Send a code unless there were too many; the limits ask nothing about who the number belongs to."""
    if not limits.spend("code.phone", phone):
        form.add_error(None, _("这个号码刚发过验证码，请等一分钟再发。一天最多 10 次。"))
        return False
    if not (limits.spend("code.place", place(request)) and limits.spend("code.house")):
        form.add_error(None, _("现在登录的人太多，请过十分钟再试，或者打 %(n)s。") % {"n": settings.NIANGJIA_HOTLINE})
        return False
    code = codes.new_number()
    if not attempt(form, codes.send, phone=phone, code=code):
        return False
    begin(request, phone, code, after=safe_next(request, home))
    return True


def compare(request: HttpRequest, waiting: Waiting, typed: str) -> Any:
    """What is wrong, in words; None if the code is right."""
    if not limits.spend("code.tried", waiting.phone):
        return _("试得太多了，请过十分钟再试，或者打 %(n)s。") % {"n": settings.NIANGJIA_HOTLINE}
    if waiting.over:
        return _("这个验证码已经过期，请点“重新发一个”。")
    if not matches(request, typed):
        return _("验证码不对，请再看一眼最新那条短信，或者重新发一个。")
    return None


def waiting(request: HttpRequest) -> Waiting | None:
    """The number that a code was sent to, if any."""
    kept = request.session.get(KEY)
    if not kept or kept["proved"] or time.time() - kept["at"] > KEPT:
        return None
    over = time.time() - kept["at"] > MINUTES * 60 or kept["tries"] >= TRIES
    return Waiting(vault.unseal(kept["phone"], field=PHONE), over, kept["after"])


def matches(request: HttpRequest, typed: str) -> bool:
    """Whether the typed code is the one that was sent; counts the try."""
    kept = request.session[KEY]
    phone = vault.unseal(kept["phone"], field=PHONE)
    request.session[KEY] = {**kept, "tries": kept["tries"] + 1}
    return hmac.compare_digest(_digest(phone, typed), kept["code"])


def keep(request: HttpRequest) -> None:
    """The number is proved; a quarter of an hour to say the name. The session gets a new key."""
    kept = request.session[KEY]
    request.session.cycle_key()
    request.session[KEY] = {**kept, "proved": True, "code": "", "at": time.time()}


def proved(request: HttpRequest) -> Waiting | None:
    """The number whose holder sits here, if any."""
    kept = request.session.get(KEY)
    if not kept or not kept["proved"] or time.time() - kept["at"] > KEPT:
        return None
    return Waiting(vault.unseal(kept["phone"], field=PHONE), False, kept["after"])


def forget(request: HttpRequest) -> None:
    """The proof was used."""
    request.session.pop(KEY, None)


def place(request: HttpRequest) -> str:
    """Where the request comes from, for the limits alone."""
    return str(get_adapter().get_client_ip(request))


def safe_next(request: HttpRequest, home: str) -> str:
    """The page of ours that she wanted, or her home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith(("/m/", "/desk/")) else home


def _digest(phone: str, code: str) -> str:
    return vault.blind(f"{phone}:{code}", field=CODE)
