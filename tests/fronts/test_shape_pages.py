"""Splitting, moving an employer, names, the tree as it was and the registers at the desk."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.ground.org.choices import Role, UnitKind
from niangjia.ground.org.models import Attachment, Reshaping, Unit
from niangjia.ground.people.models import Employment, Membership
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions as organising
from niangjia.programmes.organising.models import EmployerMove, RegistryEntry
from niangjia.programmes.organising.rules.registry import core, name_key
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


class Land:
    """A town with a joint union of two firms, a section, members; an officer of the county in front of a browser."""

    def __init__(self) -> None:
        self.root = make.county()
        self.town = make.town(self.root, "东镇总工会")
        self.union = make.union(self.town, "园区联合工会", kind=UnitKind.JOINT)
        self.section = make.unit(self.union, "一车间分工会", kind=UnitKind.SECTION)
        self.firm, self.other = (
            make.employer(self.union, workers=30, name="恒达五金有限公司"),
            make.employer(self.union, workers=70),
        )
        self.her = make.member(self.union, "应建伟")
        Employment.objects.create(person=self.her, employer=self.firm)
        self.listed = make.member(self.union, "楼月仙")
        make.member(self.section)
        make.member(self.union)
        self.browser = self.signed_in(Role.ORGANISER)

    def signed_in(self, role: str) -> Client:
        who = make.account(unit=self.root)
        make.appoint(who, role, self.root)
        browser = Client()
        browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    def split(self, **more: Any) -> Any:
        given = {
            "name": "新园联合工会", "kind": "joint", "on": TODAY.isoformat(), "document": "永总工〔2026〕7号", "revision": "1",
            "units": [self.section.code], "employers": [self.firm.code], "with_employers": "on", "listed": "楼月仙",
        }  # fmt: skip
        return self.browser.post(f"/desk/unions/{self.union.code}/split/", given | more)


@pytest.fixture
def land(db: Any) -> Land:
    return Land()


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def hidden(answer: Any, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode()).group(1)  # type: ignore[union-attr]


# ------------------------------------------------------------------ splitting


def test_a_split_is_seen_typed_done_and_taken_back(land: Land) -> None:
    assert "一车间分工会" in words(land.browser.get(f"/desk/unions/{land.union.code}/split/"))
    seen = land.split()
    text = words(seen)
    assert (seen.status_code, Reshaping.objects.count()) == (200, 0)
    lines = dict(
        re.findall(r"(园区联合工会|新园联合工会|东镇总工会) (?:连同下级合计 )?((?:\d+ (?:→ \d+|不变) ?){4})", text)
    )
    assert {name: cells.split() for name, cells in lines.items()} == {
        "园区联合工会": ["4", "→", "1", "1", "不变", "2", "→", "1", "100", "→", "70"],
        "新园联合工会": ["0", "→", "3", "0", "→", "1", "0", "→", "1", "0", "→", "30"],
        "东镇总工会": ["4", "不变", "1", "→", "2", "2", "不变", "100", "不变"],
    }
    digest = hidden(seen, "seen")
    wrong = land.split(sure="1", seen=digest, total="9")
    assert (wrong.status_code, "人数对不上，现在是 3 人。" in words(wrong)) == (422, True)
    other = land.split(sure="1", seen=digest, total="3", listed="")
    assert (other.status_code, Reshaping.objects.count()) == (200, 0)
    done = land.split(sure="1", seen=digest, total="3")
    new = Unit.objects.get(name="新园联合工会")
    assert (done.status_code, done["Location"]) == (302, f"/desk/unions/{new.code}/")
    assert Membership.rows.filter(unit=new, left_on__isnull=True).count() == 2
    page = land.browser.get(f"/desk/unions/{land.union.code}/")
    assert "拆分出新园联合工会" in words(page)
    assert "从园区联合工会拆分新设" in words(land.browser.get(done["Location"]))
    assert "撤回这次拆分" in words(page)
    undone = land.browser.post(f"/desk/unions/reshapings/{Reshaping.objects.get().code}/undo/")
    assert undone["Location"] == f"/desk/unions/{land.union.code}/"
    assert Membership.rows.filter(unit=land.union, left_on__isnull=True).count() == 3


def test_a_list_says_whom_it_does_not_know(land: Land) -> None:
    make.member(land.union, "楼月仙")
    answer = land.split(listed="楼月仙\n查无此人")
    assert (answer.status_code, "本工会没有这些会员，请核对：查无此人。" in words(answer)) == (422, True)
    assert "有同名的会员，请改写会员证号：楼月仙。" in words(land.split(listed="楼月仙"))


def test_the_preview_of_a_split_costs_the_same_at_any_size(land: Land) -> None:
    costs = []
    for more in (1, 3, 30):
        for _ in range(more):
            section = make.unit(land.union, kind=UnitKind.SECTION)
            make.member(section)
        units = list(Unit.objects.filter(kind=UnitKind.SECTION).values_list("code", flat=True))
        with CaptureQueriesContext(connection) as asked:
            assert "拆分前后的数" in words(land.split(units=units))
        costs.append(len(asked))
    assert costs == costs[:1] * 3


def test_several_are_merged_at_once(land: Land) -> None:
    second, third = make.union(land.town, "第二工会"), make.union(land.town, "第三工会")
    make.member(second)
    address = f"/desk/unions/{second.code}/merge/"
    given = {"into": "园区联合工会", "on": TODAY.isoformat(), "others": [third.code]}
    seen = land.browser.post(address, given)
    assert "“第二工会”、“第三工会”并入“园区联合工会”" in words(seen)
    revisions = dict(re.findall(r'name="(revision_[-a-z0-9]+)" value="(\d+)"', seen.content.decode()))
    land.browser.post(address, {**given, **revisions, "seen": hidden(seen, "seen"), "sure": "1", "total": "1"})
    assert Reshaping.objects.get().parts.filter(part="merged").count() == 2
    assert Unit.objects.filter(pk__in=[second.pk, third.pk], dissolved_on=TODAY).count() == 2


# ------------------------------------------------------------------ an employer moves


def test_an_employer_moves_with_its_members(land: Land) -> None:
    new = make.union(land.town, "恒达工会")
    address = f"/desk/employers/{land.firm.code}/move/"
    given = {"unit_code": "恒达工会", "on": TODAY.isoformat(), "document": ""}
    assert "改归另一家工会" in words(land.browser.get(f"/desk/employers/{land.firm.code}/"))
    seen = land.browser.post(address, given)
    assert "随单位一起转 1 人" in words(seen)
    wrong = land.browser.post(address, {**given, "sure": "1", "total": "5", "digest": hidden(seen, "digest")})
    assert (wrong.status_code, EmployerMove.rows.count()) == (422, 0)
    done = land.browser.post(address, {**given, "sure": "1", "total": "1", "digest": hidden(seen, "digest")})
    assert (done.status_code, Membership.rows.get(person=land.her, left_on__isnull=True).unit_id) == (302, new.pk)
    page = land.browser.get(done["Location"])
    assert "从“园区联合工会”改归“恒达工会”，1 名会员一起转" in words(page)
    undo = f"/desk/employers/moves/{EmployerMove.rows.get().code}/undo/"
    assert undo in page.content.decode()
    land.browser.post(undo)
    assert Attachment.objects.get(employer=land.firm, valid_to__isnull=True).unit_id == land.union.pk
    assert land.signed_in(Role.LEADER).get(address).status_code == 404


# ------------------------------------------------------------------ names, and the tree as it was


def test_renamed_and_seen_as_it_was(land: Land) -> None:
    address = f"/desk/unions/{land.union.code}/"
    then = (TODAY - timedelta(days=3)).isoformat()
    done = land.browser.post(f"{address}rename/", {"name": "高新联合工会", "on": TODAY.isoformat(), "revision": "1"})
    assert done.status_code == 302
    now, was = words(land.browser.get(address)), words(land.browser.get(f"{address}?on={then}"))
    assert ("曾用名 园区联合工会" in now, "看某一天的样子" in now, "那天的样子" in now) == (True, True, False)
    assert f"这是 {then} 那天的样子" in was
    assert ("回到今天" in was, "更名" in re.sub("曾用名", "", was)) == (True, False)
    listed = land.browser.get(f"/desk/unions/?on={then}")
    assert ("园区联合工会" in words(listed), f"{address}?on={then}" in listed.content.decode()) == (True, True)
    assert "高新联合工会" in words(land.browser.get("/desk/unions/"))
    assert "曾用名 园区联合工会" in words(land.browser.get("/desk/search/?q=园区"))
    assert "那天的样子" not in words(land.browser.get(f"{address}?on=2999-01-01"))
    assert "那天的样子" not in words(land.browser.get(f"{address}?on=junk"))
    assert "恒达五金有限公司" in words(land.browser.get(f"/desk/employers/?on={then}&under={land.union.code}"))


def test_an_employer_is_renamed(land: Land) -> None:
    address = f"/desk/employers/{land.firm.code}/"
    land.browser.post(f"{address}rename/", {"name": "恒达智造有限公司", "on": TODAY.isoformat(), "revision": "1"})
    assert "曾用名 恒达五金有限公司" in words(land.browser.get(address))


# ------------------------------------------------------------------ the registers


def entry(land: Land, name: str, **fields: Any) -> RegistryEntry:
    told = {"source": "business", "listed_on": TODAY, "name_key": name_key(name), "core": core(name), **fields}
    return RegistryEntry.rows.create(unit=land.town, path=land.town.path, name=name, **told)


def test_lines_are_decided_one_after_the_other(land: Land) -> None:
    assert "还没有导入登记名单" in words(land.browser.get("/desk/registry/"))
    first, second = entry(land, "恒达五金有限责任公司"), entry(land, "恒达五金厂有限公司")
    organising.reconcile_registry(actor=SYSTEM, now=timezone.now())
    first.refresh_from_db()
    second.refresh_from_db()
    page = land.browser.get("/desk/registry/")
    assert ("一条一条认定" in words(page), "恒达五金有限责任公司" in words(page)) == (True, True)
    shown = words(land.browser.get(f"/desk/registry/{first.code}/"))
    assert ("去掉地名和“有限公司”等字样后一样" in shown, "还有 2 条等人认定" in shown) == (True, True)
    given = {"revision": first.revision, "employer": land.firm.code}
    done = land.browser.post(f"/desk/registry/{first.code}/same/", given)
    assert done["Location"] == f"/desk/registry/{second.code}/"
    done = land.browser.post(f"/desk/registry/{second.code}/none/", {"revision": second.revision})
    assert done["Location"] == "/desk/registry/"
    assert "没有等人认定的" in words(land.browser.get("/desk/registry/"))
    first.refresh_from_db()
    assert "按登记更名" in words(land.browser.get(f"/desk/registry/{first.code}/"))
    applied = land.browser.post(f"/desk/registry/{first.code}/apply/renamed/", {"on": TODAY.isoformat()})
    assert applied.status_code == 302
    land.firm.refresh_from_db()
    assert land.firm.name == "恒达五金有限责任公司"
    assert land.browser.get(f"/desk/registry/{first.code}/apply/renamed/").status_code == 404
    reader = land.signed_in(Role.READER)
    assert reader.get(f"/desk/registry/{first.code}/").status_code == 200
    assert reader.post(f"/desk/registry/{first.code}/reopen/", {"revision": "9"}).status_code == 404


def test_the_list_of_lines_costs_the_same_at_any_size(land: Land) -> None:
    costs = []
    for more in (1, 3, 50):
        for number in range(more):
            entry(land, f"第{more}-{number}号有限公司")
        with CaptureQueriesContext(connection) as asked:
            assert land.browser.get("/desk/registry/?state=none").status_code == 200
        costs.append(len(asked))
    assert (costs[1:], costs[0] <= 40) == (costs[:1] * 2, True)
