from __future__ import annotations

import pytest

from niangjia.engines.imports import actions
from niangjia.ground.org.models import Attachment, Employer, Headcount
from niangjia.kit import calendar
from niangjia.kit.powers import OPERATOR
from tests import factories
from tests.rosters import EMPLOYERS, book, counts, rows, taken

pytestmark = pytest.mark.django_db

CODE = "91330604MA288D5X4K"
ROWS = [("甲公司", CODE, "第一工会", "120"), ("乙公司", "", "第二工会", "30"), ("丙公司", "", "", "")]


@pytest.fixture
def tree():
    root = factories.county("上虞区总工会")
    return {name: factories.unit(root, name) for name in ("第一工会", "第二工会")}


def state() -> list:
    return [sorted(table._base_manager.values_list(), key=str) for table in (Employer, Attachment, Headcount)]


def test_employers_hang_on_their_union_with_their_workers(tmp_path, tree):
    batch = taken(book(tmp_path / "e.xlsx", EMPLOYERS, ROWS))

    assert (counts(batch), batch.taken) == ({"new": 3}, {"new": 3})
    assert list(Attachment.objects.values_list("employer__name", "unit__name", "valid_from", "valid_to")) == [
        ("甲公司", "第一工会", None, None),
        ("乙公司", "第二工会", None, None),
    ]
    assert list(Headcount.objects.values_list("employer__name", "workers", "valid_from")) == [
        ("甲公司", 120, None),
        ("乙公司", 30, None),
    ]
    assert Employer.objects.get(name="甲公司").credit_code == CODE
    assert Employer.objects.get(name="丙公司").credit_code is None


def test_twice_changes_nothing(tmp_path, tree):
    path = book(tmp_path / "e.xlsx", EMPLOYERS, ROWS)
    taken(path)
    before = state()

    assert counts(taken(path)) == {"same": 3}
    assert state() == before


def test_new_numbers_are_dated_and_a_move_waits(tmp_path, tree):
    taken(book(tmp_path / "e.xlsx", EMPLOYERS, ROWS))
    path = book(tmp_path / "f.xlsx", EMPLOYERS, [("甲公司", CODE, "第二工会", "150"), ("乙公司", "", "", "31")])

    batch = taken(path)

    today = calendar.today()
    assert (counts(batch), batch.taken) == ({"changed": 1, "transfer": 1}, {"changed": 1})
    (row,) = rows(batch, "changed")
    assert [(one.title, one.before, one.after) for one in row.changes] == [("职工人数", "30", "31")]
    assert list(Headcount.objects.filter(employer__name="乙公司").order_by("id").values_list("workers", "valid_from", "valid_to")) == [
        (30, None, today),
        (31, today, None),
    ]  # fmt: skip
    assert taken(path, transfers=True).taken == {"transfer": 1}
    moved = Attachment.objects.filter(employer__name="甲公司").order_by("id")
    assert list(moved.values_list("unit__name", "valid_from", "valid_to")) == [
        ("第一工会", None, today),
        ("第二工会", today, None),
    ]


def test_undo_gives_back_exactly_what_was(tmp_path, tree):
    taken(book(tmp_path / "e.xlsx", EMPLOYERS, ROWS))
    before = [row[1:3] for row in state()[0]], state()[1:]
    batch = taken(
        book(tmp_path / "f.xlsx", EMPLOYERS, [("甲公司", CODE, "第二工会", "150"), ("丁公司", "", "第一工会", "5")]),
        transfers=True,
    )

    done = actions.undo(actor=OPERATOR, code=batch.code, inline=True)

    assert (done.state, done.kept) == ("undone", 0)
    assert ([row[1:3] for row in state()[0]], state()[1:]) == before


def test_a_wrong_credit_code_is_named(tmp_path, tree):
    batch = taken(book(tmp_path / "e.xlsx", EMPLOYERS, [("甲公司", "9133060", "第一工会", "1")]))

    assert counts(batch) == {"wrong": 1}
    assert [row.problem for row in rows(batch, "wrong")] == ["统一社会信用代码不对，请照营业执照核对；没有可不填"]
    assert Employer.objects.count() == 0
