from __future__ import annotations

from datetime import date

import pytest

from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.models import Batch
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.models import Placement, Unit
from niangjia.kit import calendar
from niangjia.kit.powers import OPERATOR
from tests import factories
from tests.rosters import UNIONS, book, counts, judged, rows, taken

pytestmark = pytest.mark.django_db

TREE = [
    ("物流第1工会委员会", "百官街道总工会", "基层工会", "2021-03-05"),
    ("百官街道总工会", "上虞区总工会", "总工会", ""),
    ("上虞区总工会", "", "总工会", ""),
    ("百官街道快递联合工会", "百官街道总工会", "联合工会", "2020.10"),
    ("百官街道工会联合会", "百官街道总工会", "工会联合会", ""),
]


def names_under(unit: Unit) -> set[str]:
    return {one.name for one in Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1)}


def state() -> tuple[int, int]:
    return Unit.objects.count(), Placement.objects.count()


def test_rows_in_any_order_become_a_tree(tmp_path):
    batch = taken(book(tmp_path / "u.xlsx", UNIONS, TREE))

    assert (batch.state, counts(batch), batch.taken) == ("done", {"new": 5}, {"new": 5})
    root = Unit.objects.get(depth=1)
    assert (root.name, root.kind, root.level, root.numchild) == ("上虞区总工会", "federation", "county", 1)
    town = Unit.objects.get(name="百官街道总工会")
    assert (town.level, town.town, town.numchild) == ("town", "百官街道", 3)
    union = Unit.objects.get(name="物流第1工会委员会")
    assert (union.kind, union.town, union.founded_on) == ("grassroots", "百官街道", date(2021, 3, 5))
    assert {one.name: one.kind for one in Unit.objects.filter(depth=3)} == {
        "物流第1工会委员会": "grassroots", "百官街道快递联合工会": "joint", "百官街道工会联合会": "association",
    }  # fmt: skip
    assert list(Placement.objects.values_list("valid_from", "valid_to").distinct()) == [(None, None)]
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_twice_changes_nothing(tmp_path):
    path = book(tmp_path / "u.xlsx", UNIONS, TREE)
    taken(path)
    before = list(Unit.objects.order_by("id").values())

    again = taken(path)

    assert counts(again) == {"same": 5}
    assert again.taken == {}
    assert list(Unit.objects.order_by("id").values()) == before


def test_changed_cells_are_shown_before_and_after(tmp_path):
    taken(book(tmp_path / "u.xlsx", UNIONS, TREE))
    changed = [("物流第1工会委员会", "百官街道总工会", "", "2021-03-06")]

    batch = taken(book(tmp_path / "v.xlsx", UNIONS, changed))

    (row,) = rows(batch, "changed")
    assert [(one.title, one.before, one.after) for one in row.changes] == [("成立日期", "2021-03-05", "2021-03-06")]
    assert Unit.objects.get(name="物流第1工会委员会").founded_on == date(2021, 3, 6)


def test_a_move_waits_for_the_tick_and_is_dated(tmp_path):
    taken(book(tmp_path / "u.xlsx", UNIONS, [*TREE, ("曹娥街道总工会", "上虞区总工会", "", "")]))
    moved = book(tmp_path / "m.xlsx", UNIONS, [("物流第1工会委员会", "曹娥街道总工会", "", "")])
    old = Unit.objects.get(name="物流第1工会委员会").path

    left = taken(moved)

    assert counts(left) == {"transfer": 1}
    assert Unit.objects.get(name="物流第1工会委员会").path == old
    batch = taken(moved, transfers=True)
    assert batch.taken == {"transfer": 1}
    unit = Unit.objects.get(name="物流第1工会委员会")
    assert names_under(Unit.objects.get(name="曹娥街道总工会")) == {unit.name}
    assert list(unit.placements.order_by("id").values_list("path", "valid_from", "valid_to")) == [
        (old, None, calendar.today()),
        (unit.path, calendar.today(), None),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("甲工会", "没有的总工会", "", ""), "没有名为“没有的总工会”的工会，请核对“上级工会”，或先导入工会组织表"),
        (("甲工会", "甲工会", "", ""), "上级工会不能填自己，请核对“上级工会”"),
    ],
)
def test_wrong_parents_are_named(tmp_path, row, sentence):
    batch = taken(book(tmp_path / "u.xlsx", UNIONS, [*TREE, row]))

    assert counts(batch) == {"new": 5, "wrong": 1}
    assert [(one.number, one.problem) for one in rows(batch, "wrong")] == [(7, sentence)]
    assert not Unit.objects.filter(name="甲工会").exists()


def test_a_circle_is_refused_and_the_rest_goes_in(tmp_path):
    circle = [("甲工会", "乙工会", "", ""), ("乙工会", "甲工会", "", ""), ("丙工会", "乙工会", "", "")]

    batch = taken(book(tmp_path / "u.xlsx", UNIONS, [*TREE, *circle]))

    assert counts(batch) == {"new": 5, "wrong": 3}
    assert Unit.objects.count() == 5


def test_a_town_officer_reaches_her_town_only(tmp_path):
    root = factories.county("上虞区总工会")
    town, other = factories.town(root, "百官街道总工会"), factories.town(root, "曹娥街道总工会")
    officer = factories.account()
    factories.appoint(officer, "officer", town)
    actor = factories.actor(officer)
    before = state()

    batch = taken(
        book(
            tmp_path / "u.xlsx",
            UNIONS,
            [("甲工会", town.name, "", ""), ("乙工会", other.name, "", ""), ("丁总工会", "", "", "")],
        ),
        actor=actor,
    )

    assert counts(batch) == {"new": 1, "wrong": 2}
    assert [row.problem for row in rows(batch, "wrong", actor=actor)] == [
        "“曹娥街道总工会”不在您负责的范围内，请交由该工会或其上级工会导入",
        "没有填“上级工会”。只有县级管理员能新建最上级的工会，请补上上级工会",
    ]
    assert state() == (before[0] + 1, before[1] + 1)


def test_undo_removes_what_nobody_uses(tmp_path):
    batch = taken(book(tmp_path / "u.xlsx", UNIONS, TREE))
    Unit.objects.filter(name="百官街道工会联合会").update(phone="0575-1")

    done = actions.undo(actor=OPERATOR, code=batch.code, inline=True)

    assert (done.state, done.kept) == ("undone", 3)
    assert {unit.name for unit in Unit.objects.all()} == {"上虞区总工会", "百官街道总工会", "百官街道工会联合会"}
    assert [row for row, _table, _record in queries.kept_rows(OPERATOR, batch.code)] == [3, 4, 6]
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_every_batch_is_in_the_trail(tmp_path):
    batch = taken(book(tmp_path / "u.xlsx", UNIONS, TREE))

    verbs = Entry.objects.filter(subject_kind="imports.batch", subject_id=batch.pk).order_by("id")
    assert [entry.verb for entry in verbs] == [
        "imports.staged", "imports.checked", "imports.confirmed", "imports.applied", "imports.finished",
    ]  # fmt: skip


def test_nothing_is_written_by_checking(tmp_path):
    judged(book(tmp_path / "u.xlsx", UNIONS, TREE))

    assert state() == (0, 0)
    assert Batch.objects.get().state == "ready"
