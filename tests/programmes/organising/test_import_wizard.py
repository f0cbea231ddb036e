"""What the wizard shows of a batch: columns with a sample, refused rows as the file has them, an undo foreseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.actions import applying
from niangjia.engines.imports.models import Batch, Lineage
from niangjia.ground.people.models import Consent, Employment, Membership, Person
from niangjia.kit import declare
from niangjia.kit.powers import OPERATOR
from tests.programmes.organising.test_members_sheet import ROWS, edited, roster, state
from tests.rosters import MEMBERS, counts, judged, rows, taken

pytestmark = pytest.mark.django_db


def test_columns_come_with_a_masked_sample_and_say_what_is_a_guess(tmp_path, tree):
    headings = (*MEMBERS[:6], "岗位工种", "卡号")
    (batch,) = actions.stage(
        actor=OPERATOR, source=roster(tmp_path, [(*ROWS[0][:7], "6222020200012345678")], headings), name="r.xlsx"
    )
    seen = {one.heading: one for one in queries.mapping(OPERATOR, batch.code)}
    number = ROWS[0][2]
    assert seen["证件号码"].sample == f"{number[:4]}**********{number[-4:]}"
    assert seen["手机号"].sample == "138****0001"
    assert seen["姓名"].sample == "刘一"
    assert (seen["岗位工种"].field, seen["岗位工种"].unsure) == ("occupation", True)
    assert "0200012345" not in seen["卡号"].sample
    said = {one.key: one.field for one in seen.values() if one.field}
    actions.set_mapping(actor=OPERATOR, code=batch.code, mapping=said)
    assert not any(one.unsure for one in queries.mapping(OPERATOR, batch.code))


@pytest.mark.parametrize("remember", [True, False])
def test_what_a_person_said_of_the_columns_is_remembered_if_she_wants(tmp_path, tree, remember):
    headings = (*MEMBERS[:6], "岗位工种", "入会日期")
    path = roster(tmp_path, ROWS, headings)
    (batch,) = actions.stage(actor=OPERATOR, source=path, name="r.xlsx")
    said = {one.key: one.field for one in queries.mapping(OPERATOR, batch.code) if one.heading != "岗位工种"}
    actions.set_mapping(actor=OPERATOR, code=batch.code, mapping=said, remember=remember)

    (again,) = actions.stage(actor=OPERATOR, source=path, name="r.xlsx")

    assert ("occupation" in again.mapping.values()) is not remember


def test_refused_rows_stand_as_in_the_file_masked_with_their_culprits(tmp_path, tree):
    bad = [edited(ROWS[0], 手机号="1380000"), edited(ROWS[1], 所在工会="第一工汇"), ROWS[2]]
    batch = judged(roster(tmp_path, bad))
    assert queries.by_column(OPERATOR, batch.code) == [("phone", "手机号", 1), ("union", "所在工会", 1)]
    page = queries.wrong_page(OPERATOR, batch.code)
    assert [(row.number, row.where) for row in page.rows] == [(2, "手机号"), (3, "所在工会")]
    place = page.headings.index("所在工会")
    assert (page.rows[1].cells[place].text, page.rows[1].cells[place].bad) == ("第一工汇", True)
    assert all("1985" not in cell.text for row in page.rows for cell in row.cells if not cell.bad)
    assert [row.number for row in queries.wrong_page(OPERATOR, batch.code, field="union").rows] == [3]
    first = queries.wrong_page(OPERATOR, batch.code, size=1)
    assert (first.after, [row.number for row in queries.wrong_page(OPERATOR, batch.code, after=2).rows]) == (2, [3])


def test_the_error_file_has_what_was_mended_for_all(tmp_path, tree):
    bad = [edited(ROWS[0], 所在工会="第一工汇", 手机号="1380000"), ROWS[1]]
    batch = judged(roster(tmp_path, bad))
    actions.mend_all(actor=OPERATOR, code=batch.code, column="union", old="第一工汇", new="第一工会")
    batch = actions.check(actor=OPERATOR, code=batch.code, inline=True)
    assert counts(batch) == {"new": 1, "wrong": 1}

    target = BytesIO()
    assert actions.write_error_file(actor=OPERATOR, codes=[batch.code], target=target) == 1

    cells = [cell.value for cell in openpyxl.load_workbook(target).active[2]]
    assert "第一工会" in cells
    assert "第一工汇" not in cells


def test_a_transfer_says_from_where_to_where(tmp_path, tree):
    taken(roster(tmp_path))
    batch = judged(roster(tmp_path, [edited(ROWS[0], 所在工会="第二工会")], name="moved.xlsx"))
    (row,) = rows(batch, "transfer")
    assert (row.changes[0].title, row.changes[0].before, row.changes[0].after) == ("所在工会", "第一工会", "第二工会")


def test_an_undo_is_foreseen_and_nothing_is_written(tmp_path, tree):
    batch = taken(roster(tmp_path))
    Person.objects.filter(name="王小二").update(nation="畲族")
    before = (Person.objects.count(), Lineage.objects.count())

    seen = actions.preview_undo(actor=OPERATOR, code=batch.code)

    assert (seen.back, seen.stay, seen.known) == (2, (3,), True)
    assert (Person.objects.count(), Lineage.objects.count()) == before
    assert Batch.objects.get(pk=batch.pk).state == "done"
    assert [row.cells["name"] for row in queries.rows_by_number(OPERATOR, batch.code, seen.stay).rows] == ["王小二"]
    assert actions.undo(actor=OPERATOR, code=batch.code, inline=True).kept == 1


def test_progress_says_how_long_it_will_take(tmp_path, tree):
    batch = judged(roster(tmp_path))
    now = timezone.now()
    began = (now - timedelta(seconds=30)).isoformat()
    at_work = {"state": "checking", "touched_at": now, "rows": 400, "options": {"began": began}}
    Batch.objects.filter(pk=batch.pk).update(done_rows=300, **at_work)
    told = queries.progress(OPERATOR, batch.code, now=now)
    assert (told.percent, told.seconds_left, told.stalled) == (75, 10, False)
    Batch.objects.filter(pk=batch.pk).update(done_rows=0)
    assert queries.progress(OPERATOR, batch.code, now=now).seconds_left is None
    later = queries.progress(OPERATOR, batch.code, now=now + timedelta(minutes=6))
    assert (later.stalled, later.seconds_left) == (True, None)


def test_the_same_file_again_is_known(tmp_path, tree):
    path = roster(tmp_path)
    first = taken(path)
    second = judged(path)
    assert queries.taken_before(OPERATOR, second.code) == first
    assert queries.taken_before(OPERATOR, first.code) is None
    assert counts(second) == {"same": 3}


def test_sheets_of_one_file_know_each_other(tmp_path, tree):
    with openpyxl_book(tmp_path / "two.xlsx") as book:
        book.create_sheet("工会").append(["工会名称", "上级工会"])
        book["工会"].append(["第九工会", "第一工会"])
        page = book.create_sheet("会员")
        page.append(list(MEMBERS))
        page.append(list(edited(ROWS[0], 所在工会="第九工会")))
    unions, members = actions.stage(actor=OPERATOR, source=tmp_path / "two.xlsx", name="two.xlsx")
    assert (unions.kind, members.kind) == ("unions", "members")
    assert queries.beside(OPERATOR, unions.code) == [members]
    assert queries.beside(OPERATOR, members.code) == [unions]


class openpyxl_book:  # noqa: N801
    """A workbook without its first blank sheet, saved on the way out."""

    def __init__(self, path):
        self.path, self.book = path, openpyxl.Workbook()
        self.book.remove(self.book.active)

    def __enter__(self):
        return self.book

    def __exit__(self, *fault):
        self.book.save(self.path)


def upset(kind: str) -> None:
    """What may have happened to 王小二 (row 3) since, by one means or another."""
    her = Person.objects.get(name="王小二")
    if kind == "edited":
        Person.objects.filter(pk=her.pk).update(nation="畲族")
    elif kind == "died":
        Person.objects.filter(pk=her.pk).update(died_on=date(2026, 1, 1))
    elif kind == "left":
        Membership.rows.filter(person=her).update(left_on=date(2026, 1, 1))
    elif kind == "employed":
        Employment.objects.filter(person=her).update(valid_to=date(2026, 1, 1))
        Employment.objects.create(person=her, workplace="别处", valid_to=date(2026, 1, 1))
        Employment.objects.create(person=her, workplace="", valid_from=date(2026, 1, 1))
    elif kind == "relied upon":
        Consent.objects.create(person=her, purpose="service_messages", version="1", given_at=timezone.now())


@pytest.mark.parametrize("first", [False, True], ids=["new", "changed"])
@pytest.mark.parametrize("kind", ["nothing", "edited", "died", "left", "employed", "relied upon"])
def test_what_is_foreseen_of_a_roster_is_what_an_undo_does(tmp_path, tree, kind, first, monkeypatch):
    if first:
        taken(roster(tmp_path, [edited(row, 手机号="13900000009", 工作单位="从前") for row in ROWS]))
    batch = taken(roster(tmp_path, name="again.xlsx"))
    upset(kind)
    before = state()

    seen = actions.preview_undo(actor=OPERATOR, code=batch.code)

    assert state() == before
    monkeypatch.setitem(declare._sheets, "members", replace(declare.sheets()["members"], foresee=None))
    tried = actions.preview_undo(actor=OPERATOR, code=batch.code)
    assert (seen, state()) == (tried, before)
    monkeypatch.setattr(applying, "LOOKED_AHEAD", 0)
    assert actions.preview_undo(actor=OPERATOR, code=batch.code).known is False
    done = actions.undo(actor=OPERATOR, code=batch.code, inline=True)
    assert tuple(row for row, *_rest in queries.kept_rows(OPERATOR, batch.code)) == seen.stay
    assert (done.kept, queries.reverted(OPERATOR, batch.code)) == (len(seen.stay), seen.back)
    assert bool(seen.stay) is (kind != "nothing" and not (first and kind == "relied upon"))


def test_foreseeing_only_reads_and_costs_the_same(tmp_path, tree):
    one = taken(roster(tmp_path, ROWS[:1], name="one.xlsx"))
    more = taken(roster(tmp_path, ROWS[1:], name="more.xlsx"))
    found = []
    for batch in (one, more):
        with CaptureQueriesContext(connection) as seen:
            actions.preview_undo(actor=OPERATOR, code=batch.code)
        said = [query["sql"].removeprefix("COPY (") for query in seen.captured_queries]  # out of PostgreSQL
        found.append([sql.split()[0] for sql in said])
    assert found[0] == found[1]
    assert set(found[0]) == {"SELECT"}
