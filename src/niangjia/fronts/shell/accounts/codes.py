"""One-time codes to a phone: how they leave the house.

`NIANGJIA_CODES=gateway` posts {"phone", "code", "minutes"} as JSON to `NIANGJIA_CODES_URL` with the bearer token
`NIANGJIA_CODES_TOKEN`; the operator of the text messages puts the approved words around it. The default prints the
code where the server was started, for development and the demonstration.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell import demonstration
from niangjia.kit.ids import mask_phone
from niangjia.kit.powers import Refused

log = logging.getLogger("niangjia.codes")

MINUTES = 5
DIGITS = 6

sent: list[tuple[str, str]] = []
"""What the sender "memory" kept: (phone, code). Tests read it."""


class NotSent(Refused):
    """The operator of the text messages did not take the code."""

    code = "code_not_sent"
    text = _("短信没有发出去，请过一分钟再试；急着用请打 {hotline}。")


def reach_phones() -> bool:
    """Whether a code really arrives: the staff's log-in by code is offered only then (they have passwords besides)."""
    return settings.NIANGJIA_CODES != "console" or settings.DEBUG


def shown_here() -> bool:
    """Whether the code is printed where the server was started, so that the page may say so."""
    return settings.NIANGJIA_CODES == "console" and (settings.DEBUG or demonstration.is_on())


def new_number() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def send(phone: str, code: str) -> None:
    """Send a code. Raises NotSent."""
    try:
        SENDERS[settings.NIANGJIA_CODES](phone, code)
    except requests.RequestException as error:
        log.error("a code was not sent: %s", type(error).__name__)
        raise NotSent(hotline=settings.NIANGJIA_HOTLINE) from error


def _console(phone: str, code: str) -> None:
    log.warning("log-in code for %s: %s", mask_phone(phone), code)


def _memory(phone: str, code: str) -> None:
    sent.append((phone, code))


def _gateway(phone: str, code: str) -> None:
    requests.post(
        settings.NIANGJIA_CODES_URL,
        json={"phone": phone, "code": code, "minutes": MINUTES},
        headers={"Authorization": f"Bearer {settings.NIANGJIA_CODES_TOKEN}"},
        timeout=5,
    ).raise_for_status()


SENDERS: dict[str, Callable[[str, str], None]] = {"console": _console, "memory": _memory, "gateway": _gateway}
