from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.models import Batch, Lineage
from niangjia.ground.audit.actions import record
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.kit import calendar, vault
from niangjia.kit.ids import check_digit
from niangjia.kit.powers import OPERATOR
from niangjia.programmes.organising.sheets import roster_write
from tests import factories
from tests.rosters import MEMBERS, book, counts, judged, rows, taken

pytestmark = pytest.mark.django_db


LIU = "330604198001011216"
WANG = "330604199002022321"
ZHAO = "330604200503033439"


def right(number: str) -> str:
    return number[:17] + check_digit(number[:17])


LIU, WANG, ZHAO = right(LIU), right(WANG), right(ZHAO)
ROWS = [
    ("刘一", "男", LIU, "13800000001", "第一工会", "一公司", "货车司机", "2015-05-01"),
    ("王小二", "女", WANG, "13800000002", "第二工会", "", "", ""),
    ("赵·阿三", "男", ZHAO, "", "百官街道总工会", "平台", "网约送餐员", "2020-01-01"),
]


def roster(folder: Path, some=ROWS, headings=MEMBERS, name: str = "r.xlsx") -> Path:
    return book(folder / name, headings, some)


def edited(row: tuple, **cells: str) -> tuple:
    return tuple(cells.get(heading, cell) for heading, cell in zip(MEMBERS, row, strict=True))


def state() -> list:
    tables = (Person, Membership, Employment)
    return [sorted(table._base_manager.values_list(), key=str) for table in tables]


def test_new_people_join_with_everything_the_row_says(tmp_path, tree):
    batch = taken(roster(tmp_path))

    assert (counts(batch), batch.taken) == ({"new": 3}, {"new": 3})
    liu = Person.objects.get(name="刘一")
    assert vault.unseal(liu.identity_sealed, field="person.identity") == LIU
    assert vault.unseal(liu.phone_sealed, field="person.phone") == "13800000001"
    assert liu.identity_index == vault.blind(LIU, field="person.identity")
    assert (liu.pinyin, liu.gender, liu.born_on, liu.document_kind) == ("liuyi", "m", date(1980, 1, 1), "resident")
    membership = Membership.rows.get(person=liu)
    assert (membership.unit, membership.path, membership.joined_on) == (tree["one"], tree["one"].path, date(2015, 5, 1))
    assert (membership.pinyin, membership.mode, membership.origin) == ("liuyi", "roster", "import")
    work = Employment.objects.get(person=liu)
    assert (work.workplace, work.occupation, work.employer_id, work.valid_from) == ("一公司", "货车司机", None, None)


def test_no_date_means_since_before_our_records(tmp_path, tree):
    taken(roster(tmp_path))

    assert Membership.rows.get(person__name="王小二").joined_on is None
    assert not Employment.objects.filter(person__name="王小二").exists()


def test_people_may_hang_on_a_federation_and_names_keep_their_dot(tmp_path, tree):
    taken(roster(tmp_path))

    assert Membership.rows.get(person__name="赵·阿三").unit == tree["town"]


def test_odd_dates_are_warnings(tmp_path, tree):
    odd = [edited(ROWS[0], 入会日期="2009-01-01"), edited(ROWS[2], 入会日期="2020-01-01")]

    batch = taken(roster(tmp_path, odd))

    assert counts(batch) == {"new": 2}
    assert [row.note for row in rows(batch, "new")] == [
        "入会日期早于工会成立日期（2010-05-01），请核对",
        "入会时未满 16 周岁，请核对入会日期",
    ]


def test_twice_changes_nothing_and_says_so(tmp_path, tree):
    taken(roster(tmp_path))
    before = state()

    again = taken(roster(tmp_path, ROWS[::-1], name="again.xlsx"))

    assert (counts(again), again.taken) == ({"same": 3}, {})
    assert state() == before


def test_changed_cells_are_applied_and_blank_ones_erase_nothing(tmp_path, tree):
    taken(roster(tmp_path))
    changed = edited(ROWS[0], 手机号="13900000009", 职业类别="", 入会日期="2015-06-01")

    batch = taken(roster(tmp_path, [changed]))

    (row,) = rows(batch, "changed")
    assert {(one.title, one.before, one.after) for one in row.changes} == {
        ("手机号", "138****0001", "139****0009"),
        ("入会日期", "2015-05-01", "2015-06-01"),
    }
    liu = Person.objects.get(name="刘一")
    assert vault.unseal(liu.phone_sealed, field="person.phone") == "13900000009"
    assert (liu.revision, Membership.rows.get(person=liu).joined_on) == (2, date(2015, 6, 1))
    assert Employment.objects.get(person=liu).occupation == "货车司机"
    assert counts(taken(roster(tmp_path, [changed], name="again.xlsx"))) == {"same": 1}


def test_another_workplace_is_a_new_employment_from_today(tmp_path, tree):
    taken(roster(tmp_path))

    taken(roster(tmp_path, [edited(ROWS[0], 工作单位="新公司")]))

    today = calendar.today()
    work = Employment.objects.filter(person__name="刘一").order_by("id")
    assert list(work.values_list("workplace", "occupation", "valid_from", "valid_to")) == [
        ("一公司", "货车司机", None, today),
        ("新公司", "货车司机", today, None),
    ]


def test_a_transfer_waits_for_the_tick(tmp_path, tree):
    taken(roster(tmp_path))
    moved = roster(tmp_path, [edited(ROWS[0], 所在工会="第二工会")], name="moved.xlsx")
    before = state()

    left = taken(moved)

    assert (counts(left), left.taken, state() == before) == ({"transfer": 1}, {}, True)
    batch = taken(moved, transfers=True)
    assert batch.taken == {"transfer": 1}
    spells = Membership.rows.filter(person__name="刘一").order_by("id")
    assert list(spells.values_list("unit__name", "joined_on", "left_on", "leaving", "mode")) == [
        ("第一工会", date(2015, 5, 1), calendar.today(), "transfer", "roster"),
        ("第二工会", calendar.today(), None, "", "transfer"),
    ]
    assert counts(taken(moved)) == {"same": 1}


def test_the_first_holder_of_a_number_keeps_it(tmp_path, tree):
    taken(roster(tmp_path))
    before = state()

    batch = taken(roster(tmp_path, [edited(ROWS[0], 姓名="牛一")]))

    assert counts(batch) == {"wrong": 1}
    assert [row.problem for row in rows(batch, "wrong")] == [
        "这个证件号码已登记在“刘*”名下，先登记的保留；请核对姓名和证件号码"
    ]
    assert state() == before


def test_in_one_file_too(tmp_path, tree):
    batch = taken(roster(tmp_path, [*ROWS, edited(ROWS[0], 姓名="牛一"), ROWS[1]]))

    assert counts(batch) == {"new": 3, "wrong": 1, "same": 1}
    assert Person.objects.count() == 3


def test_an_edit_by_hand_outlives_the_same_row(tmp_path, tree):
    taken(roster(tmp_path))
    Person.objects.filter(name="刘一").update(phone_sealed="x", phone_index="y", revision=2)

    batch = taken(roster(tmp_path, name="again.xlsx"))

    assert counts(batch) == {"same": 3}
    assert [row.note for row in rows(batch, "same") if "改动" in row.note] == [
        "与上次导入的相同；此后有人改过档案，改动保留"
    ]
    assert Person.objects.get(name="刘一").phone_index == "y"


def test_an_edit_outlives_the_same_cells_in_another_layout(tmp_path, tree):
    taken(roster(tmp_path))
    wide = [(*row, "汉族") for row in ROWS]
    headings = (*MEMBERS, "民族")
    taken(roster(tmp_path, wide, headings, "wide.xlsx"))
    assert counts(taken(roster(tmp_path, name="narrow.xlsx"))) == {"same": 3}
    Person.objects.filter(name="刘一").update(nation="畲族", revision=9)

    batch = taken(roster(tmp_path, name="narrow-again.xlsx"))

    assert counts(batch) == {"same": 3}
    assert Person.objects.get(name="刘一").nation == "畲族"


def test_rows_out_of_reach_are_refused(tmp_path, tree):
    officer = factories.account()
    factories.appoint(officer, "officer", tree["town"])
    actor = factories.actor(officer)
    factories.member(tree["far"], name="远人", number=WANG)

    batch = taken(
        roster(tmp_path, [ROWS[0], edited(ROWS[1], 姓名="远人"), edited(ROWS[2], 所在工会="远工会")]), actor=actor
    )

    assert counts(batch) == {"new": 1, "wrong": 2}
    assert [row.problem for row in rows(batch, "wrong", actor=actor)] == [
        "此人现在是“远工会”的会员，不在您负责的范围内，请由该工会或其上级工会办理转会",
        "“远工会”不在您负责的范围内，请交由该工会或其上级工会导入",
    ]


def test_unknown_unions_are_grouped_with_the_nearest_and_mended_for_all(tmp_path, tree):
    batch = actions.stage(
        actor=OPERATOR,
        source=roster(tmp_path, [edited(row, 所在工会="第一工汇") for row in ROWS]),
        name="r.xlsx",
    )[0]
    batch = actions.check(actor=OPERATOR, code=batch.code, inline=True)
    (problem,) = queries.problems(OPERATOR, batch.code)
    assert (problem.column, problem.value, problem.rows, problem.like[0]) == ("union", "第一工汇", 3, "第一工会")

    actions.mend_all(actor=OPERATOR, code=batch.code, column="union", old="第一工汇", new="第一工会")
    batch = actions.check(actor=OPERATOR, code=batch.code, inline=True)

    assert counts(batch) == {"new": 3}


def test_undo_takes_back_and_keeps_what_was_edited(tmp_path, tree):
    taken(roster(tmp_path, ROWS[:1]))
    changes = [edited(ROWS[0], 手机号="13900000009", 工作单位="新公司", 所在工会="第二工会"), *ROWS[1:]]
    batch = taken(roster(tmp_path, changes, name="more.xlsx"), transfers=True)
    Person.objects.filter(name="王小二").update(nation="畲族")

    done = actions.undo(actor=OPERATOR, code=batch.code, inline=True)

    assert (done.state, done.kept) == ("undone", 1)
    assert [row for row, *_ in queries.kept_rows(OPERATOR, batch.code)] == [3]
    assert set(Person.objects.values_list("name", flat=True)) == {"刘一", "王小二"}
    liu = Person.objects.get(name="刘一")
    assert vault.unseal(liu.phone_sealed, field="person.phone") == "13800000001"
    assert Membership.rows.get(person=liu).unit == tree["one"]
    assert Membership.rows.get(person=liu).left_on is None
    assert Employment.objects.get(person=liu).valid_to is None
    with pytest.raises(actions.AlreadyUndone):
        actions.undo(actor=OPERATOR, code=batch.code, inline=True)


def test_images_with_names_in_full_go_back_too(tmp_path, tree):
    taken(roster(tmp_path, ROWS[:1]))
    batch = taken(roster(tmp_path, [edited(ROWS[0], 手机号="13900000009", 工作单位="新公司")], name="more.xlsx"))
    line = Lineage.objects.get(batch=batch.pk)
    image = roster_write._named(json.loads(vault.unseal(line.before, field=roster_write.SEAL)))
    assert set(image) == set(roster_write._IMAGE)
    early = vault.seal(json.dumps(image), field=roster_write.SEAL)
    Lineage.objects.filter(batch=batch.pk).update(before=early)

    done = actions.undo(actor=OPERATOR, code=batch.code, inline=True)

    assert (done.state, done.kept) == ("undone", 0)
    liu = Person.objects.get(name="刘一")
    assert vault.unseal(liu.phone_sealed, field="person.phone") == "13800000001"
    assert Employment.objects.get(person=liu).workplace == edited(ROWS[0])[MEMBERS.index("工作单位")]


def test_the_error_file_comes_back_mended(tmp_path, tree):
    path = roster(tmp_path, [ROWS[0], edited(ROWS[1], 证件号码="330604"), edited(ROWS[2], 所在工会="没有")])
    batch = taken(path)
    assert counts(batch) == {"new": 1, "wrong": 2}
    out = tmp_path / "errors.xlsx"

    assert actions.write_error_file(actor=OPERATOR, codes=[batch.code], target=out) == 2

    again = taken(out)
    assert counts(again) == {"wrong": 2}
    assert again.facts["headings"].keys() >= {"姓名", "所在工会"}
    assert Batch.objects.count() == 2


def test_staged_rows_and_lineage_hold_nothing_in_the_clear(tmp_path, tree, settings):
    taken(roster(tmp_path))
    batch = taken(roster(tmp_path, [edited(ROWS[0], 手机号="13900000009")], name="c.xlsx"))

    kept = b"".join(path.read_bytes() for path in (settings.DATA / "imports").rglob("*") if path.is_file())
    for secret in (LIU, "13800000001", "13900000009"):
        assert secret.encode() not in kept
    assert batch.state == "done"


def test_what_was_done_after_the_preview_is_not_overwritten(tmp_path, tree):
    taken(roster(tmp_path, ROWS[:1]))
    batch = judged(roster(tmp_path, [edited(ROWS[0], 手机号="13900000009"), *ROWS[1:]], name="more.xlsx"))
    assert counts(batch) == {"new": 2, "changed": 1}
    late = factories.member(tree["two"], name="王小二", number=WANG)
    Person.objects.filter(name="刘一").update(name="刘改名")
    record(actor=OPERATOR, verb="people.person_added", subject=("people.person", late.pk))

    batch = actions.start(actor=OPERATOR, code=batch.code, inline=True)

    assert (batch.state, batch.taken, sorted(batch.skipped)) == ("done", {"new": 1}, [2, 3])
    assert vault.unseal(Person.objects.get(name="刘改名").phone_sealed, field="person.phone") == "13800000001"
    assert Person.objects.filter(identity_index=vault.blind(WANG, field="person.identity")).count() == 1
