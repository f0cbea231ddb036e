"""Every page in English: nothing breaks, and no sentence of ours stays Chinese. Names of people and unions stay as they are."""

from __future__ import annotations

import dataclasses
import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import trans_real

from niangjia.engines.messaging import actions as messages
from niangjia.ground.access.models import Account
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Employer, Unit
from niangjia.ground.people.models import Person
from niangjia.kit.declare import rulebooks, scorecards
from niangjia.kit.powers import SYSTEM
from tests.fronts.conftest import House
from tests.fronts.routes import Route, every_route, example

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src/niangjia"
RUN = re.compile(r"[㐀-鿿]+")
MARKED = re.compile(
    r"""(?:_|_lazy|_now|gettext|gettext_lazy)\(\s*f?"((?:[^"\\]|\\.)*)"|\{%\s*trans\s+(?:"([^"]*)"|'([^']*)')"""
    r"""|\{%\s*blocktrans.*?%\}(.*?)\{%\s*endblocktrans\s*%\}""",
    re.S,
)
LANGUAGE_NAMES = {"中文", "简体中文", "换成中文"}


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> Iterator[None]:
    """The catalogue as it is now, whatever was compiled before."""
    subprocess.run([sys.executable, str(ROOT / "script/translations.py"), "compile"], check=True)
    trans_real._translations.clear()
    yield
    trans_real._translations.clear()


def awaiting() -> str:
    """Marked sentences that the catalogue lacks: its own test and `script/translations.py check` are about those."""
    catalogue = {entry.msgid for entry in polib.pofile(str(SRC / "config/locale/en/LC_MESSAGES/django.po"))}
    found = []
    for path in [*SRC.rglob("*.py"), *SRC.rglob("*.html")]:
        for groups in MARKED.findall(path.read_text(encoding="utf-8")):
            text = "".join(groups)
            plain = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", text)
            if text not in catalogue and plain not in catalogue:
                found.append(text)
    return "\n".join(found)


def names() -> str:
    """What people are called stays as it is."""
    texts: list[str] = [str(settings.NIANGJIA_HOTLINE)]
    for model, fields in (
        (Unit, ("name", "short_name", "town")),
        (Employer, ("name",)),
        (Person, ("name",)),
        (Account, ("name",)),
    ):
        for row in model.objects.values_list(*fields):
            texts += [text for text in row if text]
    return "\n".join(texts)


def papers() -> str:
    """What rulebooks and scorecards quote of laws and documents, and their editions, are data and stay as they were written."""

    def texts(one: Any) -> Iterator[str]:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from (text for part in one.items() for text in texts(part))
        elif isinstance(one, tuple | list):
            yield from (text for part in one for text in texts(part))
        elif dataclasses.is_dataclass(one):
            yield from texts(vars(one))

    return "\n".join([*texts(dict(rulebooks())), *texts(dict(scorecards()))])


def chinese(text: str, excused: str) -> set[str]:
    """Runs of Chinese characters that stand in no name."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)
    return {run for run in RUN.findall(html.unescape(body)) if run not in excused and run not in LANGUAGE_NAMES}


def in_english(browser: Client) -> Client:
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


def faults(browser: Client, addresses: dict[str, str], excused: str) -> dict[str, Any]:
    """Pages that break or speak Chinese."""
    found: dict[str, Any] = {}
    for name, address in addresses.items():
        answer = browser.get(address)
        if answer.status_code >= 500:
            found[name] = answer.status_code
        elif "text/html" in answer.get("Content-Type", "") and (left := chinese(answer.content.decode(), excused)):
            found[name] = left
    return found


def desk_addresses(house: House) -> dict[str, str]:
    routes: list[Route] = [route for route in every_route() if route.name.startswith("desk:")]
    return {route.name: example(route, house) for route in routes}


@pytest.mark.parametrize(
    "role", [Role.ORGANISER, Role.LEADER, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN]
)
def test_every_page_of_the_desk_speaks_english(role: str, house: House) -> None:
    who = house.accounts[role]
    messages.send(actor=SYSTEM, topic="notice", title="Notice", accounts=[who.pk], now=who.created_at)
    addresses = desk_addresses(house) | {
        "account": f"/desk/accounts/{house.accounts[Role.WINDOW].code}/",
        "appoint": f"/desk/accounts/{house.accounts[Role.WINDOW].code}/appoint/",
        "password": "/accounts/password/change/",
        "authenticator": "/accounts/authenticator/",
        "sessions": "/accounts/sessions/",
    }
    assert faults(in_english(house.client(role)), addresses, names() + papers() + awaiting()) == {}


def test_the_doors_speak_english(house: House) -> None:
    addresses = {path: path for path in ("/accounts/login/", "/accounts/lost/", "/m/login/", "/m/", "/nothing/")}
    assert faults(in_english(Client()), addresses, names() + awaiting()) == {}


def test_every_page_of_the_phone_speaks_english(house: House) -> None:
    worker = house.accounts["worker"]
    browser = in_english(house.client("worker"))
    session = browser.session
    session["person"] = house.person.pk
    session.save()
    assert worker.kind == "worker"
    routes = [route for route in every_route() if route.name.startswith("mobile:") and not route.arguments]
    addresses = {route.name: example(route, house) for route in routes}
    assert faults(browser, addresses, names() + awaiting()) == {}


def test_chinese_left_behind_would_be_noticed(house: House, desk: Client) -> None:
    assert chinese(desk.get("/desk/help/").content.decode(), names()) != set()
    assert chinese("<p>王桂兰 没有翻译</p>", names()) == {"没有翻译"}
