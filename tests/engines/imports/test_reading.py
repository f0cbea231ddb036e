"""Reading as a step of the job: the same batches and the same sentences as at once, cancelled, killed, stopped by a fault."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from django.db import OperationalError
from tests import factories as make

from niangjia.engines.imports import actions, files, queries, tasks
from niangjia.engines.imports.actions import reading, staging, work
from niangjia.engines.imports.actions.stops import why
from niangjia.engines.imports.choices import TRIES
from niangjia.engines.imports.models import Batch
from niangjia.ground.audit.models import Entry
from niangjia.kit import vault
from niangjia.kit.powers import OPERATOR, NotAllowed, Refused
from niangjia.kit.vault import Broken

pytestmark = pytest.mark.django_db

UNIONS = [("工会名称", "上级工会", "工会类型"), ("甲镇总工会", "永康市总工会", "总工会")]
ROSTER = [("姓名", "证件号码", "手机号", "所在工会"), ("应建平", "330784198503121235", "13912340001", "甲镇总工会")]


def book(*sheets: list[tuple[str, ...]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_numbers": False}) as target:
        for rows in sheets:
            page = target.add_worksheet()
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return made.getvalue()


@pytest.fixture(autouse=True)
def county() -> Any:
    return make.county()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every file is large, and no job runs by itself; the names of the jobs that were asked for."""
    asked: list[str] = []
    monkeypatch.setattr(reading, "READ_AT_ONCE", 0)
    for room in (reading, actions.batches):
        monkeypatch.setattr(room, "enqueue", lambda name, **given: asked.append(name))
    return asked


def received(content: bytes, name: str = "表.xlsx", **given: Any) -> Batch:
    batch, *_others = actions.receive(actor=OPERATOR, source=io.BytesIO(content), name=name, size=len(content), **given)
    return batch


def facts(batch: Batch) -> dict[str, Any]:
    return {name: value for name, value in batch.facts.items() if name not in {"source", "seen", "faults"}}


def test_a_small_file_is_read_and_checked_at_once() -> None:
    batch = received(book(UNIONS))
    batch.refresh_from_db()
    assert (batch.kind, batch.state, batch.rows, batch.counts["new"]) == ("unions", "ready", 1, 1)


def test_a_large_one_is_only_kept_and_read_by_a_job(later: list[str]) -> None:
    content = book(UNIONS, ROSTER)
    batch = received(content)
    assert (batch.kind, batch.state, batch.rows, batch.is_read) == ("", "reading", 0, False)
    assert (batch.facts, later) == ({"source": batch.code, "bytes": len(content)}, ["imports.read"])
    assert queries.progress(OPERATOR, batch.code).queued

    tasks.read(batch=batch.code)

    found = list(Batch.objects.order_by("pk"))
    assert [(one.kind, one.state, one.rows) for one in found] == [("unions", "checking", 1), ("members", "checking", 1)]
    assert later == ["imports.read", "imports.check", "imports.check"]
    inline = actions.stage(actor=OPERATOR, source=io.BytesIO(content), name="表.xlsx")
    for one, other in zip(found, inline, strict=True):
        assert (one.mapping, one.digest, one.sheet_name) == (other.mapping, other.digest, other.sheet_name)
        assert facts(one) == facts(other)
        for name in ("rows", "first", "hints"):
            assert files.read(one.code, name).equals(files.read(other.code, name))
    assert [one.code for one in queries.beside(OPERATOR, found[0].code)] == [found[1].code]


BAD = [
    (book([("商品", "价格"), ("苹果", "3")]), "表.xlsx", "imports.not_recognised"),
    (b"PK\x03\x04 broken", "表.xlsx", "sheets.unreadable"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "表.xls", "sheets.unreadable"),
    (b"<html><table><tr><td>1</td></tr></table></html>", "表.xls", "sheets.unreadable"),
    (b"\n\n", "表.csv", "sheets.unreadable"),
]


@pytest.mark.parametrize(("content", "name", "code"), BAD)
def test_what_is_wrong_with_the_file_stands_with_the_batch_in_the_same_words(
    later: list[str], content: bytes, name: str, code: str
) -> None:
    with pytest.raises(Refused) as at_once:
        actions.stage(actor=OPERATOR, source=io.BytesIO(content), name=name)
    batch = received(content, name)

    tasks.read(batch=batch.code)

    batch.refresh_from_db()
    assert (batch.state, batch.message) == ("unread", at_once.value.sentence)
    assert batch.facts["unread"] == at_once.value.code == code
    assert (Batch.objects.count(), later) == (1, ["imports.read"])
    assert queries.waiting(OPERATOR) == [batch]
    for act in (actions.check, actions.start, actions.resume, actions.undo):
        with pytest.raises(actions.NotNow):
            act(actor=OPERATOR, code=batch.code)
    with pytest.raises(actions.NotNow):
        actions.write_error_file(actor=OPERATOR, codes=[batch.code], target=io.BytesIO())
    assert actions.cancel(actor=OPERATOR, code=batch.code).state == "cancelled"


def test_a_kind_that_is_said_is_read_again(later: list[str]) -> None:
    odd = [("姓名", "证件号码", "所在工会", "帮扶项目", "金额", "发放日期", "形式"), ("甲", "", "", "", "", "", "")]
    batch = received(book(odd))
    tasks.read(batch=batch.code)
    with pytest.raises(actions.NotRecognised):
        actions.read_again(actor=OPERATOR, code=batch.code, kind="nothing")
    assert Batch.objects.get().state == "unread"

    actions.read_again(actor=OPERATOR, code=batch.code, kind="members")
    tasks.read(batch=batch.code)

    batch.refresh_from_db()
    assert (batch.kind, batch.state, batch.rows, batch.message) == ("members", "checking", 1, "")
    with pytest.raises(actions.NotNow):
        actions.read_again(actor=OPERATOR, code=batch.code, kind="unions")


def test_cancelled_while_it_is_read_nothing_comes_of_it(later: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    batch, whole = received(book(UNIONS, ROSTER)), staging.write_frames

    def interrupted(*given: Any) -> None:
        whole(*given)
        actions.cancel(actor=OPERATOR, code=batch.code)

    monkeypatch.setattr(staging, "write_frames", interrupted)
    tasks.read(batch=batch.code)

    assert list(Batch.objects.values_list("state", flat=True)) == ["cancelled"]
    assert later == ["imports.read"]
    assert Entry.objects.filter(verb="imports.staged").count() == 0


def test_killed_while_it_is_read_the_next_one_ends_the_same_and_leaves_no_folder(
    later: list[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    batch, whole = received(book(UNIONS, ROSTER)), staging.write_frames
    tried: set[str] = set()

    def watched(batches: Sequence[Batch], found: Any) -> None:
        tried.update(one.code for one in batches)
        whole(batches, found)

    def killed(batches: Sequence[Batch], found: Any) -> None:
        watched(batches, found)
        raise SystemExit

    monkeypatch.setattr(staging, "write_frames", killed)
    with pytest.raises(SystemExit):
        tasks.read(batch=batch.code)
    assert list(Batch.objects.values_list("state", flat=True)) == ["reading"]
    monkeypatch.setattr(staging, "write_frames", watched)

    tasks.read(batch=batch.code)

    found = list(Batch.objects.order_by("pk"))
    assert [(one.kind, one.state) for one in found] == [("unions", "checking"), ("members", "checking")]
    assert tried == {one.code for one in found}
    assert all((Path(settings.DATA) / "imports" / code).is_dir() for code in tried)


def test_whoever_lost_the_power_has_nothing_read(later: list[str], county: Any) -> None:
    account = make.account(unit=county)
    made = make.appoint(account, "organiser", county)
    content = book(UNIONS)
    (batch,) = actions.receive(actor=make.actor(account), source=io.BytesIO(content), name="a.xlsx", size=len(content))
    made.delete()

    tasks.read(batch=batch.code)

    batch.refresh_from_db()
    assert (batch.state, batch.facts["unread"], Batch.objects.count()) == ("unread", NotAllowed.code, 1)


# ------------------------------------------------------------------ stopped by a fault


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (OSError(28, "No space left on device"), "space"),
        (OperationalError("database or disk is full"), "space"),
        (OperationalError("database is locked"), "busy"),
        (MemoryError(), "memory"),
        (Broken("the file was cut"), "file"),
        (FileNotFoundError(2, "gone"), "file"),
        (ZeroDivisionError(), "fault"),
    ],
)
def test_faults_are_told_apart(fault: BaseException, code: str) -> None:
    assert why(fault) == code


def test_a_fault_is_written_down_tried_again_and_forgotten_when_it_goes_on(
    later: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = received(book(UNIONS))
    sealed = files.folder(batch.code) / files.SOURCE
    hidden = sealed.rename(sealed.with_suffix(".away"))
    for times in range(1, TRIES + 2):
        with pytest.raises(FileNotFoundError):
            tasks.read(batch=batch.code)
        told = queries.progress(OPERATOR, batch.code)
        assert Batch.objects.get().stop["times"] == times
        assert ("读不出来" in str(told.why), told.again, told.seconds_left) == (True, times <= TRIES, None)
        assert queries.waiting(OPERATOR) == [batch]
    assert queries.progress(OPERATOR, batch.code).mark == "reading-stopped"

    hidden.rename(sealed)
    actions.resume(actor=OPERATOR, code=batch.code)
    assert later[-1] == "imports.read"
    assert (Batch.objects.get().stop, queries.progress(OPERATOR, batch.code).queued) == ({}, True)
    tasks.read(batch=batch.code)
    assert (Batch.objects.get().state, queries.waiting(OPERATOR)) == ("checking", [])


def test_a_batch_that_a_fault_stopped_while_it_was_written_can_be_taken_back(
    later: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = received(book(UNIONS))
    tasks.read(batch=batch.code)
    tasks.check(batch=batch.code)
    actions.start(actor=OPERATOR, code=batch.code)

    def fails(*given: Any) -> pl.DataFrame:
        raise OperationalError("database is locked")

    monkeypatch.setattr(work, "apply_batch", fails)
    with pytest.raises(OperationalError):
        tasks.apply(batch=batch.code)
    assert "忙不过来" in str(queries.why_stopped(Batch.objects.get()))

    actions.cancel(actor=OPERATOR, code=batch.code)
    tasks.take_back(batch=batch.code)

    batch.refresh_from_db()
    assert (batch.state, batch.stop, queries.why_stopped(batch)) == ("cancelled", {}, "")


def test_a_sealed_upload_is_taken_over_as_it_lies(later: list[str], tmp_path: Path) -> None:
    content, sealed = book(UNIONS), tmp_path / "sealed"
    vault.seal_file(io.BytesIO(content), sealed)
    ciphertext = sealed.read_bytes()
    (batch,) = actions.receive(actor=OPERATOR, source=sealed, name="表.xlsx", size=len(content))
    assert not sealed.exists()
    assert (files.folder(batch.code) / files.SOURCE).read_bytes() == ciphertext

    tasks.read(batch=batch.code)

    (other,) = actions.stage(actor=OPERATOR, source=io.BytesIO(content), name="表.xlsx")
    batch.refresh_from_db()
    assert (batch.state, batch.digest) == ("checking", other.digest)


def test_jobs_are_told_for_whom_a_deputy_brought_the_file(monkeypatch: pytest.MonkeyPatch, county: Any) -> None:
    lent = make.appoint(make.account(unit=county), "organiser", county)
    deputy = make.account("代办人", unit=county)
    make.deputy(lent, deputy)
    told = []
    monkeypatch.setattr(reading, "READ_AT_ONCE", 0)
    monkeypatch.setattr(reading, "enqueue", lambda name, **given: told.append((name, given["for_account_id"])))
    content, actor = book(UNIONS), replace(make.actor(deputy), under="imports.use")
    (batch,) = actions.receive(actor=actor, source=io.BytesIO(content), name="a.xlsx", size=len(content))

    tasks.read(batch=batch.code, account_id=deputy.pk, for_account_id=told[0][1])

    assert told == [("imports.read", lent.account_id), ("imports.check", lent.account_id)]
    assert set(Entry.objects.filter(verb__startswith="imports.").values_list("for_account_id", flat=True)) == {
        lent.account_id
    }
