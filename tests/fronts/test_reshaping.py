"""Merging at the desk: nothing happens before the number is typed, the preview says what will be, and it can be taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Reshaping, Unit
from niangjia.ground.people.models import Membership
from tests import factories as make

pytestmark = pytest.mark.django_db


class Land:
    """Two towns of a county and an officer of the county in front of a browser."""

    def __init__(self) -> None:
        self.root = make.county()
        self.east, self.west = make.town(self.root, "东镇总工会"), make.town(self.root, "西镇总工会")
        self.one = make.union(self.east, "恒达工会")
        for at in (self.east, self.one, self.west):
            make.member(at)
        make.employer(self.one, workers=30)
        self.browser = self.signed_in(self.root)

    def signed_in(self, at: Unit) -> Client:
        who = make.account(unit=at)
        make.appoint(who, Role.OFFICER, at)
        browser = Client()
        browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    @property
    def address(self) -> str:
        return f"/desk/unions/{self.east.code}/merge/"

    def asked(self, **more: Any) -> dict[str, Any]:
        return {"into": "西镇总工会", "on": f"{timezone.localdate():%Y-%m-%d}", "document": "永总工〔2026〕7号", **more}

    def state(self) -> list[Any]:
        return [list(Unit.objects.order_by("pk").values_list()), list(Membership.rows.order_by("pk").values_list())]


@pytest.fixture
def land(db: Any) -> Land:
    return Land()


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def hidden(answer: Any) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(revision_[-a-z0-9]+|seen)" value="([^"]*)"', answer.content.decode()))


def test_preview_changes_nothing_and_shows_figures_before_and_after(land: Land) -> None:
    before = land.state()
    answer = land.browser.post(land.address, land.asked())
    text = words(answer)
    assert answer.status_code == 200
    assert "“东镇总工会”并入“西镇总工会”，从这天起撤销。" in text
    assert "会籍转到接收工会的会员 1" in text
    lines = dict(re.findall(r"(\S+总工会) (?:连同下级合计 )?((?:\d+ (?:→ \d+|不变) ?){4})", text))
    assert {name: cells.split() for name, cells in lines.items()} == {
        "东镇总工会": ["2", "→", "0", "1", "→", "0", "1", "→", "0", "30", "→", "0"],
        "西镇总工会": ["1", "→", "3", "0", "→", "1", "0", "→", "1", "0", "→", "30"],
        "永康市总工会": ["3", "不变", "1", "不变", "1", "不变", "30", "不变"],
    }
    assert (land.state(), Reshaping.objects.count()) == (before, 0)


def test_the_number_is_typed_and_it_is_done(land: Land) -> None:
    seen = hidden(land.browser.post(land.address, land.asked()))
    wrong = land.browser.post(land.address, land.asked(sure="1", total="3", **seen))
    assert (wrong.status_code, "人数对不上，现在是 2 人。" in words(wrong), Reshaping.objects.count()) == (422, True, 0)
    done = land.browser.post(land.address, land.asked(sure="1", total="2", **seen))
    assert (done.status_code, done["Location"]) == (302, f"/desk/unions/{land.west.code}/")
    assert Reshaping.objects.get().document == "永总工〔2026〕7号"
    assert Unit.objects.get(pk=land.east.pk).dissolved_on == timezone.localdate()
    assert "东镇总工会并入" in words(land.browser.get(done["Location"]))
    old = words(land.browser.get(f"/desk/unions/{land.east.code}/"))
    assert "起已并入另一家工会" in old
    assert "并入西镇总工会 永总工〔2026〕7号" in old
    assert "恢复这家工会" not in old
    assert "东镇总工会 已并入西镇总工会" in words(land.browser.get("/desk/search/?q=东镇"))


def test_only_what_was_seen_is_confirmed(land: Land) -> None:
    """Another receiver, another day or a change meanwhile: the preview is shown anew, nothing is done."""
    make.town(land.root, "北镇总工会")
    seen = hidden(land.browser.post(land.address, land.asked()))
    other = land.browser.post(land.address, land.asked(sure="1", total="2", **seen) | {"into": "北镇总工会"})
    assert (other.status_code, "并入“北镇总工会”" in words(other)) == (200, True)
    Unit.objects.filter(pk=land.west.pk).update(revision=5)
    changed = land.browser.post(land.address, land.asked(sure="1", total="2", **seen))
    assert (changed.status_code, "已被别人改过" in words(changed)) == (422, True)
    assert Reshaping.objects.count() == 0


def test_why_not_is_said(land: Land) -> None:
    make.union(land.west, "恒达工会")
    text = words(land.browser.post(land.address, land.asked()))
    assert "合并以后会有两家“恒达工会”在一起" in text
    assert 'name="sure"' not in text


def test_taken_back_from_the_page(land: Land) -> None:
    stranger = land.signed_in(make.county("义乌市总工会"))
    before = [list(Membership.rows.order_by("pk").values_list()), dict(Unit.objects.values_list("pk", "path"))]
    seen = hidden(land.browser.post(land.address, land.asked()))
    land.browser.post(land.address, land.asked(sure="1", total="2", **seen))
    made = Reshaping.objects.get()
    undo = f"/desk/unions/reshapings/{made.code}/undo/"
    assert undo in land.browser.get(f"/desk/unions/{land.west.code}/").content.decode()
    assert land.browser.get(undo).status_code == 405
    assert stranger.post(undo).status_code == 404
    below = land.signed_in(land.west)
    assert (below.post(undo).status_code, Reshaping.objects.get().undone_at) == (403, None)
    assert undo not in below.get(f"/desk/unions/{land.west.code}/").content.decode()
    assert land.browser.post(undo)["Location"] == f"/desk/unions/{land.west.code}/"
    assert [list(Membership.rows.order_by("pk").values_list()), dict(Unit.objects.values_list("pk", "path"))] == before
    assert land.browser.post(undo).status_code == 409


def test_the_preview_costs_the_same_at_any_size(land: Land) -> None:
    """Unions below, people, employers: it looks in sets and rehearses nothing."""
    costs = []
    for more in (1, 3, 30):
        for _ in range(more):
            make.member(make.union(land.east))
            make.employer(land.east)
        with CaptureQueriesContext(connection) as asked:
            assert land.browser.post(land.address, land.asked()).status_code == 200
        costs.append(len(asked))
    assert costs[1:] == costs[:1] * 2
    assert costs[0] <= 30


def test_moves_and_dissolutions_carry_their_document(land: Land) -> None:
    given = {"on": f"{timezone.localdate():%Y-%m-%d}", "document": " 永总工〔2026〕 9 号 "}
    land.browser.post(
        f"/desk/unions/{land.one.code}/move/", {**given, "parent": "西镇总工会", "sure": "1", "revision": "1"}
    )
    page = f"/desk/unions/{land.one.code}/"
    assert "调整到西镇总工会下面 永总工〔2026〕 9 号" in words(land.browser.get(page))
    land.browser.post(page + "dissolve/", {**given, "revision": "2"})
    assert "撤销 永总工〔2026〕 9 号" in words(land.browser.get(page))
    land.browser.post(page + "restore/", {"revision": "3"})
    assert "撤销 永总工〔2026〕 9 号 已恢复" in words(land.browser.get(page))
    assert list(Reshaping.objects.order_by("pk").values_list("kind", "document", "into")) == [
        ("move", "永总工〔2026〕 9 号", land.west.pk),
        ("dissolve", "永总工〔2026〕 9 号", land.west.pk),
    ]
