"""评分表 on the desk: filling in, the result with its reasons, correcting, versions by two people."""

from __future__ import annotations

import dataclasses
import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.evidence.models import File
from niangjia.engines.scorecards.models import Sheet, Version
from niangjia.ground.org.choices import Role
from niangjia.kit import declare
from tests import factories as make
from tests.engines.evidence import evil
from tests.engines.evidence.conftest import UNION, unit_at
from tests.engines.scorecards.conftest import HOME, SHELL
from tests.fronts.conftest import House
from tests.fronts.test_costs import steady

ANSWERS = {"sign": "1", "debts": "0", "members": "45", "rooms": "2", "sign__said": "牌子在大门口"}


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(declare, "_scorecards", {})
    monkeypatch.setattr(declare, "_evidence", {})
    card = dataclasses.replace(HOME, locate=unit_at, find=UNION.find, photos="test.union")
    declare.register(card, SHELL, UNION)
    settings.DATA = tmp_path


def text(answer: Any) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def fill(client: Client, house: House, **changes: Any) -> Any:
    return client.post(f"/desk/scores/test.home/fill/{house.union.code}/", {**ANSWERS, **changes})


def test_a_card_is_filled_in_and_says_why(house: House, desk: Client) -> None:
    shown = desk.get(f"/desk/scores/test.home/fill/{house.union.code}/")
    assert "会员人数（人）" in text(shown)
    answer = fill(desk, house, photo=SimpleUploadedFile("门头.jpg", evil.photo()))
    assert answer.status_code == 302
    made = Sheet.rows.get()
    assert (made.score, made.grade, made.values["photo"]) == (8000, "good", [File.rows.get().code])
    told = text(desk.get(f"/desk/scores/sheets/{made.code}/"))
    assert [part in told for part in ("80 分，好", "会员人数，得 15 分（满分 30）", "牌子在大门口")] == [True] * 3
    assert "恒达五金有限公司工会委员会" in text(desk.get("/desk/scores/test.home/"))
    assert "职工之家" in text(desk.get("/desk/scores/"))


def test_what_is_missing_is_told_and_what_was_typed_is_kept(house: House, desk: Client) -> None:
    answer = fill(desk, house, sign="", members="很多", photo=SimpleUploadedFile("门头.jpg", evil.photo()))
    assert answer.status_code == 422
    assert "“会员人数”要写数字。" in text(answer) or "请从列表里选一项" in text(answer)
    assert 'value="很多"' in answer.content.decode()
    assert not Sheet.rows.exists()
    assert not File.rows.exists()  # a photo is only taken in with the card
    wrong = fill(desk, house, photo=SimpleUploadedFile("x.jpg", b"MZ"))
    assert (wrong.status_code, "认不出这是什么文件" in text(wrong)) == (422, True)
    assert not Sheet.rows.exists()


def test_a_card_that_changed_on_the_way_is_shown_again(house: House, desk: Client) -> None:
    answer = fill(desk, house, version="aaaaaaaaaaaaaaaa")
    assert (answer.status_code, "刚换了新版" in text(answer)) == (422, True)
    again = re.search(r'name="version" value="([^"]+)"', answer.content.decode())
    assert again is not None
    assert fill(desk, house, version=again[1]).status_code == 302


def test_a_result_is_corrected(house: House, desk: Client) -> None:
    fill(desk, house)
    wrong = Sheet.rows.get()
    assert 'value="45"' in desk.get(f"/desk/scores/sheets/{wrong.code}/correct/").content.decode()
    assert desk.post(f"/desk/scores/sheets/{wrong.code}/correct/", {**ANSWERS, "members": "12"}).status_code == 422
    desk.post(f"/desk/scores/sheets/{wrong.code}/correct/", {**ANSWERS, "members": "12", "words": "人数看错"})
    right = Sheet.rows.get(current=True)
    assert (right.corrects_id, right.score) == (wrong.pk, 6947)
    assert "不是最新的" in text(desk.get(f"/desk/scores/sheets/{wrong.code}/"))
    assert "人数看错" in text(desk.get(f"/desk/scores/sheets/{right.code}/"))


def test_others_find_nothing(house: House, desk: Client) -> None:
    fill(desk, house)
    code = Sheet.rows.get().code
    elsewhere, reader = house.client("elsewhere"), house.client(Role.READER)
    assert elsewhere.get(f"/desk/scores/sheets/{code}/").status_code == 404
    assert fill(elsewhere, house).status_code == 404
    assert elsewhere.get(f"/desk/scores/sheets/{code}/correct/").status_code == 404
    assert reader.get(f"/desk/scores/sheets/{code}/").status_code == 200
    assert fill(reader, house).status_code == 404
    assert desk.get(f"/desk/scores/test.shell/fill/{house.union.code}/").status_code == 404
    assert desk.get("/desk/scores/test.unknown/").status_code == 404
    assert Sheet.rows.count() == 1


def typed(shown: str) -> dict[str, str]:
    """What a browser would send back of a form as it stands."""
    form = shown.split('id="main"')[1]
    told = {}
    for control in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', control) for key in ("name", "value"))
        if name and ('type="checkbox"' not in control or "checked" in control):
            told[name[1]] = html.unescape(value[1]) if value else "on" if "checkbox" in control else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options) or re.search(r'value="([^"]*)"', options)
        told[name] = chosen[1] if chosen else ""
    return told


def write(client: Client, here: Version, **changes: Any) -> Any:
    address = f"/desk/scores/versions/{here.code}/edit/"
    return client.post(address, {**typed(client.get(address).content.decode()), **changes})


def test_a_version_from_the_draft_to_its_day(house: House, desk: Client) -> None:
    desk.post("/desk/scores/test.home/draft/", {"unit_code": ""})
    here = Version.objects.get(state="draft")
    today = timezone.localdate().isoformat()
    wrong = write(desk, here, **{"i2-bands": "零到十", "document": "永总工〔2026〕9 号"})
    assert (wrong.status_code, "看不懂分档" in text(wrong)) == (422, True)
    done = write(
        desk, here, **{"i0-weight": "50", "i4-gone": "on", "document": "永总工〔2026〕9 号", "valid_from": today}
    )
    assert done.status_code == 302, text(done)[:2000]
    here.refresh_from_db()
    assert [(item["code"], item["weight"]) for item in here.items] == [
        ("sign", 50),
        ("debts", 30),
        ("members", 30),
        ("rooms", 15),
    ]
    leader = house.client(Role.LEADER)
    assert "核对无误，发布" in text(leader.get(f"/desk/scores/versions/{here.code}/"))
    assert desk.post(f"/desk/scores/versions/{here.code}/publish/", {"revision": here.revision}).status_code == 404
    stale = leader.post(f"/desk/scores/versions/{here.code}/publish/", {"revision": 1})
    assert (stale.status_code, "刚才有人改过" in text(stale)) == (409, True)
    leader.post(f"/desk/scores/versions/{here.code}/publish/", {"revision": here.revision})
    fill(desk, house)
    assert Sheet.rows.get().version_id == here.pk
    assert "执行中" in text(desk.get("/desk/scores/test.home/versions/"))


def test_pages_cost_the_same(house: House, desk: Client) -> None:
    costs: dict[str, list[int]] = {}
    for number in (1, 2, 20):
        for _ in range(number):
            house.union = make.union(house.town)
            fill(desk, house)
        last = Sheet.rows.latest("pk").code
        for name, address in (("card", "/desk/scores/test.home/"), ("sheet", f"/desk/scores/sheets/{last}/")):
            desk.get(address)
            with CaptureQueriesContext(connection) as asked:
                desk.get(address)
            costs.setdefault(name, []).append(len(asked))
    assert all(steady(found) for found in costs.values()), costs
