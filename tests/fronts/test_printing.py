"""Printing at the desk and on the phone: what was shown is what is printed, by power and place, masked, logged, and it files itself."""

from __future__ import annotations

import io
from typing import Any
from unittest import mock

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from niangjia.engines.evidence import actions as evidence
from niangjia.engines.evidence.models import File
from niangjia.engines.imports import actions
from niangjia.engines.imports.actions import exports as room
from niangjia.engines.imports.models import Export
from niangjia.engines.messaging.models import Message
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.kit import papers
from niangjia.kit.powers import NotAllowed, Refused
from niangjia.programmes.organising import actions as organising
from niangjia.programmes.organising import queries
from niangjia.programmes.organising.choices import JOINING
from niangjia.programmes.organising.models import Application
from tests import factories as make
from tests.fronts.conftest import House
from tests.programmes.organising import joining

FORM, LIST, NOTICE = "/desk/members/print/form/", "/desk/members/print/list/", "/desk/members/print/notice/"
APPLY = "/desk/approvals/print/"


def text_of(content: bytes) -> str:
    """All words of a PDF."""
    book = pypdfium2.PdfDocument(content)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in book)
    finally:
        book.close()


def fetched(browser: Client) -> bytes:
    made = Export.objects.get()
    answer = browser.get(f"/desk/exports/{made.code}/file/")
    assert answer.status_code == 200, answer
    assert f".{made.form}" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]


def confirmed(browser: Client, address: str, chosen: dict[str, Any], **more: Any) -> Any:
    """The preview, then its button."""
    shown = browser.post(address, chosen)
    assert shown.status_code == 200, shown
    digest = shown.context["chosen"].digest
    given = {**chosen, "digest": digest, "number": shown.context["number"], "sure": "1", "form": "pdf", **more}
    return browser.post(address, given)


def test_a_register_form_is_masked_and_sealed(house: House) -> None:
    her = make.member(house.union, "应美琴", number=make.identity(order=321), phone="13812345621")
    make.member(house.union, "别人")
    chair = house.client(Role.CHAIR)
    answer = confirmed(chair, FORM, {"pick": [her.code]})
    assert answer["Location"] == "/desk/tasks/"
    made, words = Export.objects.get(), text_of(fetched(chair))
    assert (made.state, made.rows, made.form) == ("ready", 1, "pdf")
    assert "工会会员登记表" in words
    assert "138****5621" in words
    assert "13812345621" not in words
    assert "别人" not in words
    place = actions.fetch.__globals__["files"].folder(made.code) / room.FILE
    assert "应美琴".encode() not in place.read_bytes()
    assert b"%PDF" not in place.read_bytes()
    verbs = Entry.objects.filter(subject_kind="imports.export").order_by("id").values_list("verb", "look")
    assert list(verbs) == [("imports.printed", True), ("imports.export_fetched", True)]
    assert not Entry.objects.filter(verb="people.number_revealed").exists()


def test_whole_numbers_need_power_and_reason_and_are_looks(house: House) -> None:
    her = make.member(house.union, "应美琴", number=make.identity(order=321), phone="13812345621")
    chair, clerk = house.client(Role.CHAIR), house.client(Role.CLERK)
    confirmed(clerk, FORM, {"pick": [her.code]}, reason="service")
    assert "138****5621" in text_of(fetched(clerk)), "a clerk may not look, so the wish is not heard"
    Export.objects.all().delete()
    confirmed(chair, FORM, {"pick": [her.code]}, reason="service")
    assert "13812345621" in text_of(fetched(chair))
    looks = Entry.objects.filter(verb="people.number_revealed").order_by("id")
    assert [(one.subject_id, one.look, one.facts) for one in looks] == [
        (her.pk, True, looks[0].facts), (her.pk, True, looks[1].facts)
    ]  # fmt: skip
    assert "identity" in str(looks[0].facts)
    assert "phone" in str(looks[1].facts)


def test_what_was_shown_is_what_is_printed(house: House, desk: Client) -> None:
    first = make.member(house.union, "甲甲")
    chosen = {"all": "1"}
    shown = desk.post(f"{LIST}?under={house.union.code}", chosen)
    given = {**chosen, "digest": shown.context["chosen"].digest, "sure": "1", "form": "pdf", "unit": "恒达工会"}
    make.member(house.union, "乙乙")
    late = desk.post(f"{LIST}?under={house.union.code}", given)
    assert late.status_code == 409
    assert "名单变了，什么都没有印。" in late.content.decode()
    assert not Export.objects.exists()
    given["digest"] = late.context["chosen"].digest
    assert desk.post(f"{LIST}?under={house.union.code}", given).status_code == 302
    words = text_of(fetched(desk))
    assert "共3人" in words
    assert "甲甲" in words
    assert "合计3人" in words
    assert "恒达工会（盖章）" in words
    assert first.code in Export.objects.get().asked["codes"]


def test_a_notice_for_each_or_one_for_all(house: House, desk: Client) -> None:
    codes = [make.member(house.union, name).code for name in ("甲甲", "乙乙")]
    told = {"title": "开会通知", "body": "请到会。\n\n带上证件。", "unit": "恒达工会"}
    confirmed(desk, NOTICE, {"pick": codes}, apart="on", **told)
    words = text_of(fetched(desk))
    assert words.count("开会通知") == 2
    assert "甲甲：" in words
    Export.objects.all().delete()
    confirmed(desk, NOTICE, {"pick": codes}, **told)
    words = text_of(fetched(desk))
    assert words.count("开会通知") == 1
    assert "各位会员：" in words
    assert "甲甲" not in words


def test_word_instead(house: House, desk: Client) -> None:
    her = make.member(house.union, "应美琴")
    confirmed(desk, FORM, {"pick": [her.code]}, form="docx")
    assert fetched(desk)[:2] == b"PK"


def test_without_pango_word_alone_is_offered(house: House, desk: Client) -> None:
    her = make.member(house.union, "应美琴")
    with mock.patch("niangjia.fronts.desk.printing_forms.can_pdf", return_value=False):
        page = desk.post(FORM, {"pick": [her.code]}).content.decode()
        assert "还没有装生成 PDF 的组件" in page
        assert 'value="pdf"' not in page
        assert desk.post(FORM, {"pick": [her.code], "sure": "1", "form": "pdf"}).status_code in {409, 422}
    assert not Export.objects.exists()


def test_nobody_else_s_people(house: House) -> None:
    far = make.member(house.union, "应美琴")
    chair = house.client("elsewhere")
    assert chair.post(FORM, {"pick": [far.code]})["Location"] == "/desk/members/"
    reader = house.client(Role.READER)
    assert reader.post(FORM, {"pick": [far.code]}).status_code == 404
    her = house.accounts["elsewhere"]
    with pytest.raises(actions.NothingToGive):
        actions.order_papers(
            actor=make.actor(her), source="organising.register_form", asked={"codes": [far.code]}, file="pdf",
            filter_text="", now=timezone.now(),
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.order_papers(
            actor=make.actor(house.accounts[Role.READER]), source="organising.register_form", asked={"codes": [far.code]},
            file="pdf", filter_text="", now=timezone.now(),
        )  # fmt: skip


def test_printing_needs_the_export_power_where_the_people_are(house: House) -> None:
    her = make.member(house.union, "应美琴")
    who = make.account("两处任职", unit=house.county)
    make.appoint(who, Role.READER, house.county)
    make.appoint(who, Role.CHAIR, house.other)
    order = {
        "source": "organising.register_form", "asked": {"codes": [her.code]}, "file": "docx", "filter_text": "", "now": timezone.now(),
    }  # fmt: skip
    with pytest.raises(actions.ExportElsewhere):
        actions.order_papers(actor=make.actor(who), **order)
    with mock.patch("niangjia.engines.imports.queries.giving.covered", return_value=True):
        assert actions.order_papers(actor=make.actor(who), **order).state == "ready", "the control"


def test_many_are_drawn_by_a_job_that_can_be_left_and_cancelled(
    house: House, desk: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "slow", "seal"]}}
    monkeypatch.setattr(room, "SHEETS_AT_ONCE", {"pdf": 2, "docx": 2})
    codes = [make.member(house.union, f"甲{n}").code for n in range(4)]
    confirmed(desk, FORM, {"pick": codes})
    made = Export.objects.get()
    assert (made.state, made.rows, made.total) == ("waiting", 0, 4)
    assert "工会会员登记表" in desk.get("/desk/tasks/").content.decode()
    who, seen = house.accounts[Role.ORGANISER], []
    drawn = papers.pdf

    def watched(some: Any, *, each: Any) -> bytes:
        def step(number: int) -> None:
            each(number)
            seen.append(Export.objects.get().rows)

        return drawn(some, each=step)

    with mock.patch.object(papers, "pdf", watched):
        room.write(actor=make.actor(who), code=made.code, now=timezone.now())
    made.refresh_from_db()
    assert (made.state, made.rows, seen) == ("ready", 4, [1, 2, 3, 4])
    assert Message.objects.filter(title="可以打印了：工会会员登记表，4 人").exists()
    Export.objects.all().delete()
    confirmed(desk, FORM, {"pick": codes})
    code = Export.objects.get().code
    desk.post(f"/desk/exports/{code}/cancel/")
    room.write(actor=make.actor(who), code=code, now=timezone.now())
    assert (Export.objects.get().state, desk.get(f"/desk/exports/{code}/file/").status_code) == ("cancelled", 410)


def test_more_than_500_forms_are_refused(house: House) -> None:
    who = make.actor(house.accounts[Role.ORGANISER])
    with pytest.raises(Refused) as refused:
        actions.order_papers(
            actor=who, source="organising.register_form", asked={"codes": ["x"] * 501}, file="docx", filter_text="",
            now=timezone.now(),
        )  # fmt: skip
    assert "一次最多印 500 份" in refused.value.sentence


# ------------------------------------------------------------------ applications


def applied(house: House, name: str = "应小妹") -> Application:
    joining.taking(house.union) if not queries.takers(house.union.name) else None
    return joining.apply(house.union, joining.answers(name, phone="13812345621"))


def test_chosen_applications_are_printed_from_the_inbox(house: House) -> None:
    rows = [applied(house)]
    rows.append(joining.apply(house.union, joining.answers("金大姐")))
    chair = house.client(Role.CHAIR)
    inbox = chair.get("/desk/approvals/?scope=below").content.decode()
    assert APPLY in inbox
    matters = [Application.rows.get(pk=row.pk).matter_code for row in rows]
    answer = confirmed(chair, APPLY, {"pick": matters})
    assert answer["Location"] == "/desk/tasks/"
    words = text_of(fetched(chair))
    assert words.count("入会申请书") == 2
    assert "138****5621" in words
    assert "13812345621" not in words
    looks = Entry.objects.filter(verb="organising.application_printed")
    assert sorted(one.subject_id for one in looks) == sorted(row.pk for row in rows)
    assert all(one.look for one in looks)
    everything = chair.post(f"{APPLY}?scope=below", {"all": "1"})
    assert everything.context["number"] == 2
    single = chair.get(f"/desk/approvals/{matters[0]}/").content.decode()
    assert f"{APPLY}?pick={matters[0]}" in single


def test_a_signed_form_files_itself_at_its_application(house: House) -> None:
    row = applied(house)
    matter = Application.rows.get(pk=row.pk).matter_code
    chair = house.client(Role.CHAIR)
    confirmed(chair, APPLY, {"pick": [matter]}, whole="on")
    content = fetched(chair)
    assert "13812345621" in text_of(content)
    book = pypdfium2.PdfDocument(content)
    signed = book[0].render(scale=200 / 72).to_pil().convert("L").rotate(1.5, fillcolor=255, expand=True)
    book.close()
    scan = io.BytesIO()
    signed.convert("RGB").save(scan, "PDF", resolution=200)
    scan.seek(0)
    scan.name = "stack.pdf"
    actor = make.actor(house.accounts[Role.CHAIR])
    stack = evidence.bring_stack(actor=actor, source=scan, now=timezone.now())
    stack.refresh_from_db()
    assert (stack.filed, stack.waiting) == (1, 0)
    made = File.rows.get()
    assert (made.kind, made.subject_id, made.sheet) == (JOINING, row.pk, "form")
    page = chair.get(f"/desk/approvals/{matter}/").content.decode()
    assert f"/desk/papers/files/{made.code}/" in page
    assert house.client("elsewhere").get(f"/desk/papers/files/{made.code}/").status_code == 404


def test_what_was_withdrawn_has_nothing_to_print(house: House) -> None:
    row = applied(house)
    matter = Application.rows.get(pk=row.pk).matter_code
    organising.withdraw(actor=joining.worker(row), code=row.code, now=timezone.now())
    answer = house.client(Role.CHAIR).post(APPLY, {"pick": [matter]})
    assert answer.status_code == 302
    assert not Entry.objects.filter(verb="organising.application_printed").exists()


def test_her_own_application_on_the_phone(house: House) -> None:
    row = applied(house)
    from niangjia.ground.access.models import Account

    phone = Client()
    phone.force_login(Account.objects.get(pk=row.account_id), backend="django.contrib.auth.backends.ModelBackend")
    assert f"/m/applications/{row.code}/paper/" in phone.get(f"/m/applications/{row.code}/").content.decode()
    answer = phone.get(f"/m/applications/{row.code}/paper/")
    words = text_of(b"".join(answer.streaming_content))  # type: ignore[arg-type]
    assert answer["Content-Type"] == "application/pdf"
    assert "13812345621" in words
    assert Entry.objects.filter(verb="organising.application_printed", subject_id=row.pk).count() == 1
    other = joining.apply(house.union, joining.answers("金大姐"))
    assert phone.get(f"/m/applications/{other.code}/paper/").status_code == 404


def test_the_poster_is_a_pdf_that_can_be_scanned(house: House) -> None:
    import zxingcpp

    made = joining.taking(house.union)
    clerk = house.client(Role.CLERK)
    answer = clerk.get(f"/desk/unions/{house.union.code}/join-code/poster.pdf")
    content = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    book = pypdfium2.PdfDocument(content)
    try:
        assert len(book) == 1
        (found,) = zxingcpp.read_barcodes(book[0].render(scale=1.5).to_pil())
    finally:
        book.close()
    assert found.text == f"http://testserver/m/join/{made.code}/"


@pytest.mark.parametrize("number", [1, 3, 60])
def test_a_preview_costs_the_same(house: House, desk: Client, number: int, django_assert_max_num_queries: Any) -> None:
    codes = [make.member(house.union, f"甲{n}").code for n in range(number)]
    desk.get("/desk/")
    with django_assert_max_num_queries(16):
        assert desk.post(FORM, {"pick": codes}).context["number"] == number
