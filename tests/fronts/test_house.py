"""How the house is: the page, readiness, the metrics, and a log without anybody in it (G26)."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.engines.custody.queries import house as signs
from niangjia.fronts.shell import metrics
from niangjia.fronts.shell.lines import Lines
from niangjia.ground.audit import actions as audit
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import OPERATOR
from tests.fronts.conftest import House


def sign(code: str) -> Any:
    return next(one for one in signs.signs(now=timezone.now()) if one.code == code)


def test_the_page_says_what_to_do(house: House) -> None:
    html = house.client(Role.SYSTEM_ADMIN).get("/desk/house/").content.decode()
    assert "数据库" in html
    assert "还没有恢复码" in html
    assert "niangjia keys recovery" in html
    assert house.client(Role.ORGANISER).get("/desk/house/").status_code == 404


def test_a_copy_that_is_old_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs.vault, "has_recovery", lambda: True)
    assert (sign("copy").tone, str(sign("copy").words)) == ("late", "还没有备份过。")
    audit.record(actor=OPERATOR, verb="custody.backed_up")
    assert sign("copy").tone == "done"
    later = signs.signs(now=timezone.now() + timedelta(hours=31))
    assert next(one.tone for one in later if one.code == "copy") == "late"


def test_a_full_disk_is_told_before_it_is_full(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, tone in ((400, "done"), (100, "soon"), (30, "late")):
        usage = type("Usage", (), {"total": 1000 * signs.GIGA, "free": free * signs.GIGA, "used": 0})
        monkeypatch.setattr(signs.shutil, "disk_usage", lambda _place, usage=usage: usage)
        assert sign("disk").tone == tone


def test_readiness(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/readyz").json() == {"status": "ready"}
    monkeypatch.setattr(signs, "migrated", lambda: False)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not_ready"})


# ------------------------------------------------------------------ metrics


def test_numbers_for_a_monitor(house: House, desk: Client) -> None:
    desk.get(f"/desk/people/{house.person.code}/")
    text = Client().get("/metrics").content.decode()
    assert 'niangjia_requests_total{route="desk:person",method="GET",status="200"' in text
    assert "niangjia_jobs_waiting " in text
    assert 'niangjia_sign{sign="copy"} 2' in text
    for private in (house.person.code, house.person.name, house.county.name, "13800000000"):
        assert private not in text


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "203.0.113.7"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
    ],
)
def test_only_monitors_are_told(given: dict[str, str], status: int, db: Any) -> None:
    assert Client().get("/metrics", **given).status_code == status


def test_by_token(db: Any, settings: Any) -> None:
    settings.NIANGJIA_METRICS_TOKEN = "a-token-for-tests"
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer a-token-for-tests"}).status_code == 200


def test_without_the_look_at_the_address_everybody_would_be_told(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control."""
    monkeypatch.setattr(metrics, "allowed", lambda _request: True)
    assert Client().get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 200


# ------------------------------------------------------------------ behind a proxy


@pytest.mark.parametrize(
    ("proxies", "sent", "way", "real"),
    [
        ([], "127.0.0.1", "203.0.113.7", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "203.0.113.7", "203.0.113.7"),
        (["127.0.0.1"], "127.0.0.1", "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (["127.0.0.1", "10.0.0.2"], "127.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (["127.0.0.1"], "198.51.100.9", "203.0.113.7", "198.51.100.9"),
        (["127.0.0.1"], "127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_the_real_address(proxies: list[str], sent: str, way: str, real: str, db: Any, settings: Any) -> None:
    settings.NIANGJIA_PROXIES = proxies
    answer = Client().get("/healthz", REMOTE_ADDR=sent, HTTP_X_FORWARDED_FOR=way)
    assert answer.wsgi_request.META["REMOTE_ADDR"] == real


# ------------------------------------------------------------------ the log

NAME, NUMBER, PHONE = "赵钱雀", "330782198506010017", "13867943719"


class Kept(logging.Handler):
    """What the console would show."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Lines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Any:
    handler = Kept()
    loggers = [logging.getLogger(name) for name in ("", "django", "niangjia.requests")]
    before = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.INFO)
    yield handler
    for one, level in zip(loggers, before, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)


def private(text: str) -> list[str]:
    return [one for one in (NAME, NUMBER, PHONE, NUMBER[:14], PHONE[:7]) if one in text]


def test_a_request_leaves_one_line(house: House, desk: Client, kept: Kept) -> None:
    answer = desk.get(f"/desk/people/{house.person.code}/?q={NAME}")
    line = json.loads(next(one for one in kept.lines if '"route"' in one))
    assert (line["route"], line["status"], line["method"]) == ("desk:person", 200, "GET")
    assert line["number"] == answer["X-Request-Id"]
    assert line["account"] == house.accounts[Role.ORGANISER].pk
    assert house.person.code not in "".join(kept.lines)


def test_nobody_is_in_the_log(house: House, desk: Client, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, numbers and phones in addresses, forms, failed log-ins, refusals and accidents."""
    desk.raise_request_exception = False
    asked = {"name": NAME, "identity": NUMBER, "phone": PHONE, "unit": house.union.name}
    desk.get("/desk/members/", {"q": NAME, "workplace": NUMBER})
    desk.get(f"/desk/people/{PHONE}/")
    desk.get(f"/nothing/{NUMBER}/")
    desk.post("/desk/people/add/", asked)
    Client().post("/accounts/login/", {"login": PHONE, "password": NUMBER})
    Client().post("/m/login/", {"phone": PHONE})
    Client().get("/api/v1/units/", {"text": NAME}, headers={"Authorization": f"Bearer nj_{PHONE}"})

    def broken(*_args: Any, **_given: Any) -> None:
        try:
            raise ValueError(f"Key (name, number)=({NAME}, {NUMBER}) already exists")
        except ValueError as cause:
            raise RuntimeError(f"could not write {PHONE}") from cause

    monkeypatch.setattr("niangjia.fronts.desk.org_views.queries.employers", broken)
    assert desk.get("/desk/employers/", {"q": NAME}).status_code == 500
    logging.getLogger("some.library").error("cannot send to %s: %s", PHONE, {"name": NAME})
    logging.getLogger("some.library").error(f"cannot send to {PHONE} {NAME}")  # noqa: G004 (libraries do)
    text = "\n".join(kept.lines)
    assert len(kept.lines) > 8
    assert private(text) == []
    told = next(json.loads(one) for one in kept.lines if '"error"' in one and "RuntimeError" in one)
    assert [one["class"] for one in told["error"]] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert any("broken" in place for place in told["error"][0]["at"])


def test_an_ordinary_formatter_would_be_noticed(kept: Kept) -> None:
    """Control: with the usual one the names are there."""
    kept.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger("some.library").error("cannot send to %s", PHONE)
    assert private("\n".join(kept.lines)) != []
