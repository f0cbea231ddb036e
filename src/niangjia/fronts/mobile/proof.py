"""What the session remembers between number, code and name. The number is sealed, the code only as a digest."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from niangjia.fronts.shell.accounts.codes import MINUTES
from niangjia.kit import vault

KEY = "proof"
PHONE = "account.phone"
CODE = "login.code"
TRIES = 5
KEPT = 15 * 60


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


def safe_next(request: HttpRequest) -> str:
    """The page of ours that she wanted, or her home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith(("/m/", "/desk/")) else "/m/"


def _digest(phone: str, code: str) -> str:
    return vault.blind(f"{phone}:{code}", field=CODE)
