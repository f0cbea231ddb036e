"""Printed sheets come back: a stack files itself by its codes, the rest waits in the tray."""

from __future__ import annotations

import io
import time

import pytest

from niangjia.engines.evidence import actions, labels, queries, store
from niangjia.engines.evidence.models import File, Label, Stack, TrayPage
from niangjia.ground.audit.models import Entry
from niangjia.kit import jobs
from niangjia.kit.powers import OPERATOR, SYSTEM
from tests.engines.evidence import evil
from tests.engines.evidence.conftest import NOW, add, lying_about, sheet, stack_of


def label(place, *, unit=None, name="request", actor=None):
    return actions.label(
        actor=actor or place.organiser, kind="test.union", subject_id=(unit or place.plant).pk, sheet=name, now=NOW
    )


def bring(place, data, *, actor=None, **more):
    return actions.bring_stack(actor=actor or place.eastern, source=io.BytesIO(data), now=NOW, **more)


@pytest.fixture
def queued(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "slow", "seal"]}}


# ------------------------------------------------------------------ labels


def test_a_label_is_the_same_each_time_and_knows_its_sheet(place):
    one, again, other = label(place), label(place), label(place, name="minutes")
    assert one == again
    assert one.text != other.text
    assert (one.title, len(one.text)) == ("建会请示", 2 + 16 + 1 + 8)
    assert "<svg" in one.svg()
    assert one.png()[:4] == b"\x89PNG"
    found = queries.label_of(one.text)
    assert (found.kind, found.subject_id, found.sheet) == ("test.union", place.plant.pk, "request")


def test_a_label_is_typed_in_any_way(place):
    text = label(place).text
    for typed in (
        text,
        text.lower(),
        text.upper(),
        f" {text[:10]} {text[10:]} ",
        text.replace("-", " "),
        text.replace("-", "－"),
    ):
        assert queries.label_of(typed) is not None, typed


def test_a_label_cannot_be_made_up_or_turned(place):
    text = label(place).text
    for wrong in (
        "",
        "NJ",
        text[:-1] + ("0" if text[-1] != "0" else "1"),
        text[:-9] + "-00000000",
        "https://evil/" + text,
        text + "0",
    ):
        assert queries.label_of(wrong) is None, wrong
    found = Label.objects.get()
    turned = labels.text_of(found.code, labels.sign(found.code, "test.union", place.far.pk, "request"))
    assert queries.label_of(turned) is None


def test_who_may_print_one(place):
    with pytest.raises(queries.SubjectNotFound):
        label(place, actor=place.western)
    with pytest.raises(actions.NoSuchSheet):
        label(place, name="other")
    assert not Label.objects.exists()


# ------------------------------------------------------------------ a stack


def test_a_stack_files_itself(place, django_capture_on_commit_callbacks):
    one, two = label(place), label(place, name="minutes")
    far = label(place, unit=place.far)
    blank, made_up = sheet(), sheet(labels.Label("NJ" + "a" * 16 + "-" + "0" * 8, ""))
    scans = stack_of(sheet(one), blank, sheet(two, turn=180), sheet(far), made_up, sheet(one, turn=2.0))
    with django_capture_on_commit_callbacks(execute=True):
        done = bring(place, scans)
    assert (done.state, done.pages, done.filed, done.waiting) == ("done", 6, 3, 3)
    assert [(one.sheet, one.origin, one.media_type) for one in File.rows.order_by("pk")] == [
        ("request", "scan", "application/pdf"), ("minutes", "scan", "application/pdf"), ("request", "scan", "application/pdf"),
    ]  # fmt: skip
    assert {one.subject_id for one in File.rows.all()} == {place.plant.pk}
    assert list(TrayPage.objects.order_by("number").values_list("number", "why")) == [
        (1, "no_code"), (3, "not_yours"), (4, "unknown"),
    ]  # fmt: skip
    assert Entry.objects.filter(verb="evidence.filed").count() == 3
    assert not store.folder(done.code).exists()
    assert lying_about(place.data, b"%PDF") == []


def test_a_photo_of_a_sheet_files_itself_too(place):
    out = io.BytesIO()
    sheet(label(place), turn=90).save(out, "JPEG", quality=70)
    done = bring(place, out.getvalue())
    assert (done.filed, done.waiting) == (1, 0)
    assert File.rows.get().media_type == "image/jpeg"


def test_a_page_that_the_record_does_not_take_waits(place, monkeypatch):
    monkeypatch.setattr("niangjia.engines.evidence.actions.files.MOST_FILES", 1)
    one = label(place)
    done = bring(place, stack_of(sheet(one), sheet(one)))
    assert (done.state, done.filed, done.waiting) == ("done", 1, 1)
    assert TrayPage.objects.get().why == "unreadable"


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "empty"), (evil.office(), "unknown"), (evil.pdf(catalogue=b"/AA " + evil.SCRIPT), "active")]
)
def test_a_stack_that_is_none_is_refused(place, data, why):
    with pytest.raises(actions.NotTaken) as refused:
        bring(place, data)
    assert refused.value.why == why
    assert not Stack.objects.exists()
    assert list(store.codes()) == []


def test_who_may_bring_one(place):
    with pytest.raises(actions.MayNotScan):
        bring(place, stack_of(sheet()), actor=place.reader)
    assert not Stack.objects.exists()


def test_it_goes_on_where_it_stood(place, queued, monkeypatch):
    one = label(place)
    made = bring(place, stack_of(*[sheet(one) for _ in range(5)]))
    assert (made.state, made.next_page) == ("reading", 0)
    seen = {"n": 0}

    def dies_at_the_third(*args, **more):
        seen["n"] += 1
        if seen["n"] == 3:
            raise KeyboardInterrupt
        return whose(*args, **more)

    from niangjia.engines.evidence.actions import scans

    whose = scans._whose
    monkeypatch.setattr(scans, "_whose", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        actions.read_stack(actor=SYSTEM, code=made.code, now=NOW)
    made.refresh_from_db()
    assert (made.next_page, made.filed, File.rows.count()) == (2, 2, 2)
    assert jobs.drain(["slow"]) == 1
    made.refresh_from_db()
    assert (made.state, made.filed, File.rows.count()) == ("done", 5, 5)


def test_a_stack_that_was_lost_says_so(place, queued):
    made = bring(place, stack_of(sheet()))
    store.remove(made.code)
    assert jobs.drain(["slow"]) == 1
    made.refresh_from_db()
    assert made.state == "failed"


def test_the_hand_that_lost_its_powers_files_nothing(place, queued):
    from niangjia.ground.access.models import Appointment

    made = bring(place, stack_of(sheet(label(place))))
    Appointment.rows.filter(account_id=place.eastern.account_id).delete()
    jobs.drain(["slow"])
    made.refresh_from_db()
    assert (made.filed, made.waiting) == (0, 1)
    assert TrayPage.objects.get().why == "not_yours"


def test_fifty_pages_in_reasonable_time(place):
    one = label(place)
    began = time.process_time()
    done = bring(place, stack_of(*[sheet(one) for _ in range(50)]))
    assert done.filed == 50
    assert time.process_time() - began < 60


# ------------------------------------------------------------------ the tray


@pytest.fixture
def page(place):
    bring(place, stack_of(sheet()))
    return TrayPage.objects.get()


def test_a_page_is_filed_by_hand(place, page, django_capture_on_commit_callbacks):
    with actions.open_page(actor=place.eastern, code=page.code, now=NOW) as picture:
        assert picture.read(3) == b"\xff\xd8\xff"
    assert Entry.objects.get(verb="evidence.page_opened").look is True
    with django_capture_on_commit_callbacks(execute=True):
        made = actions.file_page(
            actor=place.eastern, code=page.code, kind="test.union", subject_id=place.plant.pk, sheet="minutes", now=NOW
        )
    page.refresh_from_db()
    assert (made.sheet, made.origin, page.state, page.file_id, page.done_by_id) == (
        "minutes", "scan", "filed", made.pk, place.eastern.account_id,
    )  # fmt: skip
    assert not store.folder(page.code).exists()
    with pytest.raises(queries.PageNotFound):
        actions.throw_page(actor=place.eastern, code=page.code, now=NOW)


def test_a_page_is_filed_by_the_line_beside_the_code(place, page):
    with pytest.raises(actions.NoSuchLabel):
        actions.file_page_by_label(actor=place.eastern, code=page.code, text="NJ 123", now=NOW)
    far = label(place, unit=place.far).text
    with pytest.raises(queries.SubjectNotFound):
        actions.file_page_by_label(actor=place.eastern, code=page.code, text=far, now=NOW)
    assert TrayPage.objects.get().state == "waiting"
    assert (
        actions.file_page_by_label(actor=place.eastern, code=page.code, text=label(place).text, now=NOW).sheet
        == "request"
    )


def test_the_tray_is_that_of_the_place(place, page):
    assert queries.count_waiting(place.organiser) == 1
    assert [one.code for one in queries.tray(place.eastern)[0]] == [page.code]
    assert queries.tray(place.western) == ([], "")
    assert queries.tray(place.reader) == ([], "")
    for act in (
        lambda: actions.open_page(actor=place.western, code=page.code, now=NOW),
        lambda: actions.throw_page(actor=place.western, code=page.code, now=NOW),
        lambda: actions.file_page(
            actor=place.western, code=page.code, kind="test.union", subject_id=place.far.pk, now=NOW
        ),
    ):
        with pytest.raises(queries.PageNotFound):
            act()


def test_a_page_is_thrown_away(place, page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.throw_page(actor=place.eastern, code=page.code, now=NOW)
    page.refresh_from_db()
    assert page.state == "thrown"
    assert not store.folder(page.code).exists()
    assert queries.count_waiting(place.eastern) == 0


def test_the_terminal_brings_stacks_too(place):
    done = bring(place, stack_of(sheet(label(place))), actor=OPERATOR)
    assert (done.path, done.filed) == ("", 1)


def test_a_second_hand_in_is_a_second_file(place):
    add(place, sheet="request")
    bring(place, stack_of(sheet(label(place))))
    assert [one.sheet for one in queries.files_of(place.eastern, "test.union", place.plant.pk)] == [
        "建会请示",
        "建会请示",
    ]
