"""Outside registers against ours: names and scores, lists taken in, who is who, what becomes a task and how it ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.imports import actions as imports
from niangjia.engines.worklists.models import Task
from niangjia.fronts.cli.books import write_book
from niangjia.ground.org import actions as org
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Employer, FormerName, Headcount
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.registry import EntryState, RegistryList
from niangjia.programmes.organising.models import RegistryCandidate, RegistryEntry, RegistryRefusal
from niangjia.programmes.organising.rules.registry import Known, Weights, core, name_key, score, workers_differ
from tests import factories as make

TODAY = timezone.localdate()
CODES = ("91330784MA2AB12C3L", "91330784MA2AB12C4P")
HEADS = (
    "企业登记名称",
    "统一社会信用代码",
    "登记日期",
    "登记状态",
    "登记住所",
    "行业门类",
    "所属镇街",
    "注册资本（元）",
    "参保人数",
)


# ------------------------------------------------------------------ rules


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("永康市恒达五金有限公司", "恒达五金"),
        ("浙江省永康市恒达五金有限责任公司", "恒达五金"),
        ("浙江恒达五金股份有限公司", "恒达五金"),
        ("永康恒达五金有限公司", "恒达五金"),
        ("恒达五金（永康）有限公司", "恒达五金永康"),
        ("（永康）恒达五金有限公司", "恒达五金"),
        ("永康市恒达五金有限公司（普通合伙）", "恒达五金"),
        ("永康市 恒达 五金　有限公司", "恒达五金"),
        ("永康市东城老王五金店（个体工商户）", "东城老王五金店"),
        ("有限公司", "有限公司"),
    ],
)
def test_the_core_of_a_name(name: str, expected: str) -> None:
    assert core(name, ("永康", "永康市")) == expected


def test_one_form_of_a_name() -> None:
    assert (
        name_key("永康市恒达（五金）有限公司")
        == name_key("永康市恒达(五金) 有限公司")
        == name_key("永康市恒达〔五金〕有限公司")
    )
    assert name_key("ＡＢ－1 公司") == "AB1公司"


def known(name: str, **more: Any) -> Known:
    return Known(name_key(name), core(name, ("永康",)), **more)


@pytest.mark.parametrize(
    ("ours", "expected", "first"),
    [
        (
            known("永康市恒达五金有限公司", town="芝英镇", on=date(2015, 6, 1), address="芝英镇石应路8号"),
            100,
            "name.same",
        ),
        (known("永康市恒达五金有限公司"), 85, "name.same"),
        (
            known("永康市恒达五金有限公司", town="古山镇", on=date(2016, 6, 1), address="古山镇塘里99号"),
            70,
            "name.same",
        ),
        (known("恒达五金有限责任公司"), 82, "name.core"),
        (known("永康市恒达五金制品有限公司"), 68, "name.close"),
        (known("永康市飞跃杯业有限公司"), 15, "name.close"),
    ],
)
def test_scores_and_their_reasons(ours: Known, expected: int, first: str) -> None:
    theirs = known("永康市恒达五金有限公司", town="芝英镇", on=date(2015, 6, 1), address="芝英镇石应路8号")
    number, reasons = score(theirs, ours, Weights())
    assert (number, reasons[0]["code"], len(reasons)) == (expected, first, 4)
    assert abs(sum(one["points"] for one in reasons) - number) <= 2


@pytest.mark.parametrize(
    ("insured", "declared", "expected"),
    [(12, 10, False), (13, 10, True), (7, 10, True), (None, 10, False), (3, None, False), (1, 0, True)],
)
def test_workers_that_differ(insured: int | None, declared: int | None, expected: bool) -> None:
    assert workers_differ(insured, declared, 0.2) is expected


# ------------------------------------------------------------------ a county with a register


class Land:
    def __init__(self) -> None:
        self.root = make.county()
        self.east, self.west = make.town(self.root, "芝英镇总工会"), make.town(self.root, "古山镇总工会")
        self.union = make.union(self.east, "恒达五金有限公司工会")
        self.coded = make.employer(
            self.union, workers=50, name="永康市恒达五金有限公司", town="芝英镇", trade="制造业", credit_code=CODES[0]
        )
        self.bare = make.employer(None, workers=30, name="永康市飞跃杯业有限公司", town="芝英镇")
        self.officer = make.officer(self.root, Role.ORGANISER)

    def entry(self, name: str, **fields: Any) -> RegistryEntry:
        fields = {
            "source": "business",
            "listed_on": TODAY,
            "town": "芝英镇",
            "name_key": name_key(name),
            "core": core(name, ("永康", "永康市")),
            **fields,
        }
        return RegistryEntry.rows.create(unit=self.east, path=self.east.path, name=name, **fields)

    def reconcile(self) -> actions.Reconciled:
        return actions.reconcile_registry(actor=SYSTEM, now=timezone.now())

    def tasks(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for kind, title in (
            Task.rows.filter(state="open", kind__startswith="organising.registry")
            .order_by("pk")
            .values_list("kind", "title")
        ):
            found.setdefault(kind.removeprefix("organising.registry_"), []).append(title)
        return found


@pytest.fixture
def land(db: Any) -> Land:
    return Land()


def test_a_code_links_and_a_name_never_does(land: Land) -> None:
    coded = land.entry("永康市恒达五金有限公司", credit_code=CODES[0])
    named = land.entry("永康市飞跃杯业有限公司")
    new = land.entry("永康市从来没有过的公司")
    done = land.reconcile()
    assert (done.linked, done.open, done.none) == (1, 1, 1)
    for row in (coded, named, new):
        row.refresh_from_db()
    assert (coded.employer_id, coded.linked_by_id, named.employer_id) == (land.coded.pk, None, None)
    assert (named.state, new.state) == (EntryState.OPEN, EntryState.NONE)
    chosen = RegistryCandidate.objects.get()
    assert (chosen.entry_id, chosen.employer_id, chosen.score) == (named.pk, land.bare.pk, 90)
    assert land.tasks() == {"new": ["永康市从来没有过的公司"]}
    assert land.reconcile().linked == 0


def test_two_different_codes_are_two_employers(land: Land) -> None:
    row = land.entry("永康市恒达五金有限公司", credit_code=CODES[1])
    land.reconcile()
    row.refresh_from_db()
    assert (row.state, RegistryCandidate.objects.count()) == (EntryState.NONE, 0)


def test_a_decision_is_remembered_for_the_next_list(land: Land) -> None:
    other = make.employer(None, name="永康市飞跃杯业厂", town="古山镇")
    row = land.entry("永康市飞跃杯业有限公司")
    land.reconcile()
    row.refresh_from_db()
    assert RegistryCandidate.objects.filter(entry=row).count() == 2
    row = actions.refuse_candidate(
        actor=land.officer, code=row.code, employer_code=other.code, revision=row.revision, now=timezone.now()
    )
    row = actions.link_entry(
        actor=land.officer, code=row.code, employer_code=land.bare.code, revision=row.revision, now=timezone.now()
    )
    land.reconcile()
    row.refresh_from_db()
    assert (row.employer_id, row.linked_by_id, row.state) == (land.bare.pk, land.officer.account_id, EntryState.LINKED)
    row = actions.reopen_entry(actor=land.officer, code=row.code, revision=row.revision, now=timezone.now())
    assert (row.state, RegistryRefusal.objects.count(), RegistryCandidate.objects.filter(entry=row).count()) == (
        "open",
        0,
        2,
    )
    row = actions.refuse_all(actor=land.officer, code=row.code, revision=row.revision, now=timezone.now())
    land.reconcile()
    row.refresh_from_db()
    assert (row.state, land.tasks()) == (EntryState.NONE, {"new": ["永康市飞跃杯业有限公司"]})


def test_who_decides_and_on_what_was_seen(land: Land) -> None:
    row = land.entry("永康市飞跃杯业有限公司")
    land.reconcile()
    row.refresh_from_db()
    given = {"code": row.code, "employer_code": land.bare.code, "now": timezone.now()}
    with pytest.raises(queries.EntryNotFound):
        actions.link_entry(actor=make.officer(land.west), revision=row.revision, **given)
    with pytest.raises(actions.MayNotDecide):
        actions.link_entry(actor=make.officer(land.east, Role.READER), revision=row.revision, **given)
    with pytest.raises(actions.EntryChanged):
        actions.link_entry(actor=land.officer, revision=row.revision + 1, **given)
    with pytest.raises(queries.EntryNotFound):
        actions.link_entry(actor=land.officer, revision=row.revision, **{**given, "employer_code": land.coded.code})
    assert RegistryEntry.rows.get().employer_id is None


CHANGES = {
    "closed": {"status": "closed"},
    "moved": {"town": "古山镇"},
    "renamed": {"name": "永康市恒达智造有限公司", "name_key": name_key("永康市恒达智造有限公司")},
    "trade": {"trade": "批发业"},
    "workers": {"insured": 90},
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_becomes_a_task_and_is_taken_over_as_a_dated_fact(land: Land, kind: str) -> None:
    row = land.entry("永康市恒达五金有限公司", credit_code=CODES[0], trade="制造业", insured=50)
    RegistryEntry.rows.filter(pk=row.pk).update(**CHANGES[kind])
    land.reconcile()
    assert land.tasks() == {kind: ["永康市恒达五金有限公司"]}
    on = TODAY - timedelta(days=3)
    actions.apply_change(
        actor=land.officer, code=row.code, change=f"organising.registry_{kind}", on=on, now=timezone.now()
    )
    ours = Employer.objects.get(pk=land.coded.pk)
    told = {
        "closed": ours.closed_on == on,
        "moved": ours.town == "古山镇",
        "renamed": ours.name == "永康市恒达智造有限公司" and FormerName.objects.get().valid_to == on,
        "trade": ours.trade == "批发业",
        "workers": list(Headcount.objects.filter(employer=ours).order_by("pk").values_list("workers", "valid_to"))
        == [(50, on), (90, None)],
    }
    assert told[kind]
    task = Task.rows.get(kind=f"organising.registry_{kind}")
    assert (task.state, task.outcome, land.tasks()) == ("done", "applied", {})
    with pytest.raises(actions.NothingToApply):
        actions.apply_change(
            actor=land.officer, code=row.code, change=f"organising.registry_{kind}", on=on, now=timezone.now()
        )


def test_a_new_one_comes_into_the_register(land: Land) -> None:
    row = land.entry("永康市新来五金有限公司", registered_on=date(2024, 3, 1), insured=26, credit_code=CODES[1])
    land.reconcile()
    actions.apply_change(actor=land.officer, code=row.code, change=RegistryList.NEW.value, on=TODAY, now=timezone.now())
    made = Employer.objects.get(name="永康市新来五金有限公司")
    row.refresh_from_db()
    assert (made.credit_code, made.founded_on, row.employer_id, row.state) == (
        CODES[1],
        date(2024, 3, 1),
        made.pk,
        "linked",
    )
    assert land.reconcile().opened == 0


# ------------------------------------------------------------------ lists taken in


def take_in(actor: Any, folder: Path, rows: list[tuple[Any, ...]], name: str = "企业登记.xlsx") -> Any:
    path = folder / name
    write_book(path, "企业登记", HEADS, rows)
    (staged,) = imports.stage(actor=actor, source=path, name=name)
    assert staged.kind == "registry_business"
    checked = imports.check(actor=actor, code=staged.code, inline=True)
    return imports.start(actor=actor, code=checked.code, inline=True), checked


def row(
    name: str, code: str = "", *, status: str = "存续", town: str = "芝英镇", insured: int | None = None
) -> tuple[Any, ...]:
    return (name, code, date(2015, 6, 1), status, "", "制造业", town, 500000, insured)


def test_a_list_is_taken_in_twice_changed_and_back(land: Land, tmp_path: Path) -> None:
    first = [
        row("永康市恒达五金有限公司", CODES[0], insured=50),
        row("永康市飞跃杯业有限公司"),
        row("坏码公司", "913307840000000000"),
    ]
    _batch, checked = take_in(land.officer, tmp_path, first)
    assert {name: checked.counts.get(name) for name in ("new", "wrong")} == {"new": 2, "wrong": 1}
    assert set(RegistryEntry.rows.values_list("name", "status", "insured", "capital")) == {
        ("永康市恒达五金有限公司", "alive", 50, 50000000), ("永康市飞跃杯业有限公司", "alive", None, 50000000),
    }  # fmt: skip
    land.reconcile()
    codes = dict(RegistryEntry.rows.values_list("name", "code"))
    _batch, checked = take_in(
        land.officer, tmp_path, [*first[:1], row("永康市飞跃杯业有限公司", status="注销")], "十二月.xlsx"
    )
    assert {name: checked.counts.get(name) for name in ("same", "changed")} == {"same": 1, "changed": 1}
    assert dict(RegistryEntry.rows.values_list("name", "code")) == codes
    assert RegistryEntry.rows.get(name="永康市飞跃杯业有限公司").status == "closed"
    imports.undo(actor=land.officer, code=_batch.code, inline=True)
    assert RegistryEntry.rows.get(name="永康市飞跃杯业有限公司").status == "alive"


def test_a_town_takes_in_its_own_lines_only(land: Land, tmp_path: Path) -> None:
    mine = make.officer(land.east)
    _batch, checked = take_in(
        mine,
        tmp_path,
        [row("永康市甲有限公司"), row("永康市乙有限公司", town="古山镇"), row("永康市丙有限公司", town="")],
    )
    assert (checked.counts.get("new"), checked.counts.get("wrong")) == (1, 2)
    assert RegistryEntry.rows.get().unit_id == land.east.pk


def test_a_large_register_in_few_statements(land: Land, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        make.employer(
            None,
            name=f"永康市{chr(0x5000 + number)}{chr(0x5100 + number)}{chr(0x5200 + number)}五金有限公司",
            town="芝英镇",
        )
        land.entry(f"永康{chr(0x5000 + number)}{chr(0x5100 + number)}{chr(0x5200 + number)}五金有限责任公司")
    with django_assert_max_num_queries(80):
        assert land.reconcile().open == 60


def test_an_employer_that_went_through_org_keeps_working(land: Land) -> None:
    """The lists follow our register, too: what was mended by hand needs no task any more."""
    entry = land.entry("永康市恒达五金有限公司", credit_code=CODES[0], trade="批发业")
    land.reconcile()
    assert land.tasks() == {"trade": ["永康市恒达五金有限公司"]}
    Employer.objects.filter(pk=land.coded.pk).update(trade="批发业")
    assert land.reconcile().settled == 1
    assert queries.entry_page(land.officer, entry.code).changes == []
    assert org.EmployerDetails
