"""材料 on the desk: a record's papers, opening one as a look, removing with a reason, the tray of scans."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.evidence import actions
from niangjia.engines.evidence.models import File, TrayPage
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.kit import declare
from niangjia.kit.powers import SYSTEM
from tests.engines.evidence import evil
from tests.engines.evidence.conftest import PERSON, UNION, sheet, stack_of
from tests.fronts.conftest import House
from tests.fronts.test_costs import steady


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(declare, "_evidence", {})
    declare.register(UNION, PERSON)
    settings.DATA = tmp_path


def address(house: House, kind: str = "test.union") -> str:
    code = house.union.code if kind == "test.union" else house.person.code
    return f"/desk/papers/{kind}/{code}/"


def send(client: Client, house: House, data: bytes | None = None, *, kind: str = "test.union", **more: str) -> Any:
    file = SimpleUploadedFile("门头.jpg", evil.photo() if data is None else data)
    return client.post(address(house, kind), {"file": file, **more})


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def label(house: House, unit: Any = None) -> Any:
    return actions.label(
        actor=SYSTEM, kind="test.union", subject_id=(unit or house.union).pk, sheet="request", now=timezone.now()
    )


def test_a_paper_is_added_seen_and_removed(house: House, desk: Client) -> None:
    assert send(desk, house, sheet="request", dated_on="2026-11-01").status_code == 302
    page = desk.get(address(house)).content.decode()
    assert [part in page for part in ("门头.jpg", "建会请示", "2026-11-01")] == [True] * 3
    here = File.rows.get()
    shown = desk.get(f"/desk/papers/files/{here.code}/")
    assert (shown["Content-Type"], shown["Content-Disposition"]) == ("image/jpeg", "inline")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert body(shown)[:3] == b"\xff\xd8\xff"
    assert Entry.objects.get(verb="evidence.opened").look is True
    assert body(desk.get(f"/desk/papers/files/{here.code}/small/"))[:3] == b"\xff\xd8\xff"
    empty = desk.post(f"/desk/papers/files/{here.code}/remove/", {"words": ""})
    assert (empty.status_code, File.rows.get().state) == (422, "kept")
    desk.post(f"/desk/papers/files/{here.code}/remove/", {"words": "传错了"})
    assert File.rows.get().state == "removed"
    assert desk.get(f"/desk/papers/files/{here.code}/").status_code == 404


def test_what_is_not_a_picture_is_a_download(house: House, desk: Client) -> None:
    send(desk, house, evil.pdf())
    shown = desk.get(f"/desk/papers/files/{File.rows.get().code}/")
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Disposition"].startswith("attachment")
    assert ".pdf" in shown["Content-Disposition"]


def test_what_is_not_taken_says_why(house: House, desk: Client) -> None:
    answer = send(desk, house, b"MZ" + b"\0" * 50)
    assert (answer.status_code, "认不出这是什么文件" in answer.content.decode()) == (422, True)
    assert send(desk, house, b"").status_code == 422
    assert not File.rows.exists()


def test_others_find_nothing(house: House, desk: Client) -> None:
    send(desk, house)
    code = File.rows.get().code
    elsewhere, reader, worker = (house.client(who) for who in ("elsewhere", Role.READER, "worker"))
    for who in (elsewhere, worker):
        assert who.get(address(house)).status_code == 404
        assert who.get(f"/desk/papers/files/{code}/").status_code == 404
        assert who.get(f"/desk/papers/files/{code}/small/").status_code == 404
        assert who.post(f"/desk/papers/files/{code}/remove/", {"words": "x"}).status_code == 404
    page = reader.get(address(house)).content.decode()
    assert ("门头.jpg" in page, 'type="file"' in page, "移除" in page) == (True, False, False)
    assert send(reader, house).status_code == 200
    assert File.rows.count() == 1
    assert desk.get("/desk/papers/test.unknown/aaaaaaaaaaaaaaaa/").status_code == 404


def test_private_papers_show_no_small_pictures(house: House, desk: Client) -> None:
    send(desk, house, kind="test.person")
    assert "<img" not in desk.get(address(house, "test.person")).content.decode().split('id="main"')[1]


def test_a_stack_files_itself_and_the_rest_is_filed_by_hand(house: House, desk: Client) -> None:
    scans = stack_of(sheet(label(house)), sheet(), sheet())
    answer = desk.post("/desk/papers/tray/", {"file": SimpleUploadedFile("a.pdf", scans)}, follow=True)
    assert "自己归档 1 页，等人归档 2 页" in answer.content.decode()
    one, two = TrayPage.objects.order_by("number")
    assert "没有认出纸上的编号" in desk.get(f"/desk/papers/tray/{one.code}/").content.decode()
    assert body(desk.get(f"/desk/papers/tray/{one.code}/picture/"))[:3] == b"\xff\xd8\xff"
    wrong = desk.post(f"/desk/papers/tray/{one.code}/", {"text": "NJ 1"})
    assert (wrong.status_code, "没有这个编号" in wrong.content.decode()) == (422, True)
    assert desk.post(f"/desk/papers/tray/{one.code}/", {"text": label(house).text}).status_code == 302
    assert "归到这里" in desk.get(address(house)).content.decode()
    desk.post(f"/desk/papers/tray/{two.code}/file/", {"kind": "test.union", "record": house.union.code})
    assert File.rows.filter(subject_id=house.union.pk).count() == 3
    assert "没有等着归档的页" in desk.get("/desk/papers/tray/").content.decode()
    assert desk.post(f"/desk/papers/tray/{two.code}/throw/").status_code == 404


def test_the_tray_is_that_of_the_place(house: House, desk: Client) -> None:
    desk.post("/desk/papers/tray/", {"file": SimpleUploadedFile("a.pdf", stack_of(sheet()))})
    code = TrayPage.objects.get().code
    elsewhere = house.client("elsewhere")
    assert elsewhere.get("/desk/papers/tray/").status_code == 200
    for call, part in (
        (elsewhere.get, ""),
        (elsewhere.get, "picture/"),
        (elsewhere.post, "throw/"),
        (elsewhere.post, ""),
    ):
        assert call(f"/desk/papers/tray/{code}/{part}").status_code == 404
    assert house.client(Role.READER).get("/desk/papers/tray/").status_code == 404
    desk.post(f"/desk/papers/tray/{code}/throw/")
    assert TrayPage.objects.get().state == "thrown"


def test_pages_cost_the_same(house: House, desk: Client) -> None:
    costs: dict[str, list[int]] = {}
    for number in (1, 2, 12):
        for _ in range(number):
            send(desk, house)
        desk.post("/desk/papers/tray/", {"file": SimpleUploadedFile("a.pdf", stack_of(*[sheet()] * number))})
        for one in (address(house), "/desk/papers/tray/"):
            desk.get(one)
            with CaptureQueriesContext(connection) as asked:
                desk.get(one)
            costs.setdefault(one, []).append(len(asked))
    assert all(steady(found) for found in costs.values()), costs
