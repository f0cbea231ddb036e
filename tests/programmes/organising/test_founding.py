"""A union from the request to the plaque: replies with numbers, what comes into being, what is refused, what is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Attachment, Unit
from niangjia.ground.people.models import Membership
from niangjia.kit.powers import SYSTEM, Refused
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.actions import Certificate, FileDetails
from niangjia.programmes.organising.models import Document, Founding, FoundingMember, Registration, Term
from niangjia.programmes.organising.rules.founding import read_list
from tests import factories as make
from tests.programmes.organising import founding as given
from tests.programmes.organising.founding import NAME, NOW, PEOPLE, TODAY, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db: Any) -> Place:
    return given.place()


def stages(row: Founding) -> list[str]:
    return list(row.stages.filter(undone_at__isnull=True).order_by("pk").values_list("stage", flat=True))


def test_from_request_to_plaque(at: Place) -> None:
    row = given.founded(at)
    unit = Unit.objects.get(name=NAME)
    assert unit.path.startswith(at.town.path)
    assert (unit.kind, unit.mode, unit.town, unit.founded_on, unit.chair_name) == (
        "grassroots",
        "单独建会",
        "芝英镇",
        TODAY,
        "应建伟",
    )
    assert Attachment.objects.get(valid_to__isnull=True).unit_id == unit.pk
    assert (row.unit_id, row.path, row.reply_text, row.replied_on) == (
        unit.pk,
        unit.path,
        f"芝英镇总工〔{TODAY.year}〕2号",
        TODAY,
    )
    assert list(Document.rows.order_by("number").values_list("number", "title")) == [
        (1, f"关于同意筹备成立{NAME}的批复"), (2, f"关于同意成立{NAME}及选举结果的批复"),
    ]  # fmt: skip
    term = Term.rows.get()
    assert (term.since, term.until, term.number) == (TODAY, TODAY.replace(year=TODAY.year + 3), 1)
    assert list(term.seats.order_by("pk").values_list("post", "name")) == [
        ("chair", "应建伟"), ("vice", "胡小兰"), ("member", "吕志强"), ("review_head", "施美华"), ("women_head", "楼晓燕"),
    ]  # fmt: skip
    for stage in ("sealed",):
        actions.carry_out(actor=at.preparer, code=row.code, stage=stage, on=TODAY, now=NOW)
    paper = Certificate("浙工法证字第001号", "永康市总工会", TODAY, TODAY.replace(year=TODAY.year + 3), "")
    actions.record_certificate(actor=at.preparer, code=row.code, certificate=paper, now=NOW)
    actions.carry_out(
        actor=at.preparer, code=row.code, stage="banked", on=TODAY, words="由镇总工会代管", skipped=True, now=NOW
    )
    for stage in ("funded", "plaqued"):
        actions.carry_out(actor=at.preparer, code=row.code, stage=stage, on=TODAY, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.ended_on, len(stages(row))) == ("done", TODAY, 13)
    assert Registration.rows.get().unit_id == unit.pk


def test_those_whose_number_is_known_become_members(at: Place) -> None:
    row = given.founded(at, people=3)
    members = Membership.rows.filter(unit_id=row.unit_id)
    assert (members.count(), set(members.values_list("mode", flat=True))) == (3, {"desk"})
    assert list(row.people.values_list("sealed", flat=True).distinct()) == [""]
    assert row.people.filter(person__isnull=True).count() == 0


def test_one_who_is_a_member_elsewhere_stays_on_the_list_with_the_reason(at: Place) -> None:
    her = make.identity()
    make.join(make.person("应小妹", number=her), make.union(at.town))
    row = given.started(at)
    actions.set_people(actor=at.preparer, code=row.code, lines=read_list(f"应小妹 女 {her}\n胡大力 男"), now=NOW)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    given.reply(at.replier, row)
    actions.record_gathered(actor=at.preparer, code=row.code, on=TODAY, members=60, women=12, now=NOW)
    actions.set_candidates(actor=at.preparer, code=row.code, candidates=PEOPLE, seats=(3, 1, 1), now=NOW)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    given.reply(at.replier, row)
    actions.record_held(actor=at.preparer, code=row.code, held=given.held(), now=NOW)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    given.reply(at.replier, row)
    assert Membership.rows.filter(unit_id=row.unit_id).count() == 0
    kept = FoundingMember.objects.get(name="应小妹")
    assert kept.refusal
    assert kept.sealed


def test_who_asked_does_not_reply(at: Place) -> None:
    row = given.started(at)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    with pytest.raises(Refused) as refusal:
        given.reply(at.preparer, row)
    assert "另一位同事" in refusal.value.sentence
    row.refresh_from_db()
    assert (row.stage, Document.rows.count()) == ("asked", 0)


def test_the_same_key_is_one_file_and_another_request_is_refused(at: Place) -> None:
    first = given.started(at)
    assert given.started(at).pk == first.pk
    with pytest.raises(actions.FileKeyReused):
        given.started(at, trade="门业")
    assert Founding.rows.count() == 1


def test_an_employer_with_a_union_or_on_an_open_file_needs_none(at: Place) -> None:
    given.started(at)
    with pytest.raises(actions.OtherFile):
        given.started(at, key="k2")
    make.union(at.town)
    own = make.employer(make.union(at.town, "鑫盛工会"), name="鑫盛公司")
    at.employer = own
    with pytest.raises(actions.HasUnion) as refusal:
        given.started(at, key="k3")
    assert "鑫盛工会" in refusal.value.sentence
    assert Founding.rows.count() == 1


def test_only_unions_that_reply_stand_above(at: Place) -> None:
    at.town = make.union(at.town, "某某工会")
    with pytest.raises(actions.NotReplying):
        given.started(at)


def test_a_stage_out_of_its_order_is_refused(at: Place) -> None:
    row = given.started(at)
    with pytest.raises(actions.NotNextStage) as refusal:
        actions.record_gathered(actor=at.preparer, code=row.code, on=TODAY, members=60, women=1, now=NOW)
    assert "报请示" in refusal.value.sentence
    with pytest.raises(actions.NotNextStage):
        actions.carry_out(actor=at.preparer, code=row.code, stage="sealed", on=TODAY, now=NOW)
    with pytest.raises(actions.WrongStageDay):
        actions.ask_above(actor=at.preparer, code=row.code, on=TODAY + timedelta(days=1), now=NOW)
    assert stages(row) == []


def test_while_it_lies_above_nothing_is_changed(at: Place) -> None:
    row = given.started(at)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    row.refresh_from_db()
    with pytest.raises(actions.LiesAbove):
        actions.edit_file(
            actor=at.preparer, code=row.code, revision=row.revision, details=FileDetails(name="改名工会"), now=NOW
        )
    row.refresh_from_db()
    assert row.name == NAME


def test_sent_back_it_is_mended_and_asked_again(at: Place) -> None:
    row = given.started(at)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    given.reply(at.replier, row, "send_back")
    page = queries.file_page(at.preparer, row.code, now=NOW)
    assert (page.returned, page.waits, page.words) == (True, False, "请核对")
    actions.edit_file(
        actor=at.preparer,
        code=row.code,
        revision=row.revision,
        details=FileDetails(name="恒达集团工会委员会", mode="alone"),
        now=NOW,
    )
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    assert matters.matter(SYSTEM, row.matter_code, now=NOW).title == "恒达集团工会委员会 · 报请示"
    given.reply(at.replier, row)
    assert stages(row) == ["asked", "agreed"]


def test_relatives_of_the_head_are_barred_by_law(at: Place) -> None:
    barred = (replace(PEOPLE[0], relation="kin"), *PEOPLE[1:])
    row = given.prepared(at, candidates=barred)
    with pytest.raises(actions.NotReady) as refusal:
        actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    assert "近亲属" in refusal.value.sentence
    assert stages(row)[-1] == "gathered"
    actions.set_candidates(actor=at.preparer, code=row.code, candidates=PEOPLE, seats=(3, 1, 1), now=NOW)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    assert stages(row)[-1] == "nominated"


def test_a_meeting_without_its_quorum_elects_nobody(at: Place) -> None:
    row = given.prepared(at)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    given.reply(at.replier, row)
    with pytest.raises(actions.NotReady) as refusal:
        actions.record_held(actor=at.preparer, code=row.code, held=given.held(attended=39), now=NOW)
    assert "到会人数不够" in refusal.value.sentence
    with pytest.raises(actions.TooManyThere):
        actions.record_held(actor=at.preparer, code=row.code, held=given.held(attended=61), now=NOW)
    actions.record_held(actor=at.preparer, code=row.code, held=given.held(), now=NOW)
    assert list(row.candidates.order_by("place").values_list("elected", flat=True)) == [
        True,
        True,
        True,
        False,
        True,
        True,
    ]


def test_a_step_is_taken_back_until_the_next_one(at: Place) -> None:
    row = given.elected(at)
    actions.take_back(actor=at.preparer, code=row.code, now=NOW)
    row.refresh_from_db()
    assert (row.stage, row.held_on, set(row.candidates.values_list("votes", flat=True))) == ("cleared", None, {None})
    actions.take_back(actor=at.preparer, code=row.code, now=NOW)
    assert stages(row) == ["asked", "agreed", "gathered"]
    actions.take_back(actor=at.preparer, code=row.code, now=NOW)
    with pytest.raises(actions.NothingToTakeBack):
        actions.take_back(actor=at.preparer, code=row.code, now=NOW)
    assert row.stages.count() == 6


def test_what_is_asked_is_taken_back_with_its_matter(at: Place) -> None:
    row = given.started(at)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    actions.take_back(actor=at.preparer, code=row.code, now=NOW)
    row.refresh_from_db()
    assert (row.stage, matters.matter(SYSTEM, row.matter_code, now=NOW).state) == ("", "withdrawn")
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    given.reply(at.replier, row)
    assert stages(row) == ["asked", "agreed"]


def test_a_matter_withdrawn_on_its_own_page_takes_the_file_a_step_back(at: Place) -> None:
    row = given.started(at)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    row.refresh_from_db()
    seen = matters.matter(SYSTEM, row.matter_code, now=NOW)
    approvals.withdraw(actor=at.preparer, code=row.matter_code, revision=seen.revision, now=NOW)
    for _again in range(2):
        actions.step_back_withdrawn(actor=SYSTEM, matter_codes=[row.matter_code], now=NOW)
    assert stages(row) == []


def test_a_consent_undone_leaves_its_number_void(at: Place) -> None:
    row = given.started(at)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    given.reply(at.replier, row)
    approvals.undo(actor=at.replier, codes=[row.matter_code], now=NOW)
    row.refresh_from_db()
    assert (row.stage, Document.rows.get().void_at is None) == ("asked", False)
    given.reply(at.replier, row)
    assert list(Document.rows.order_by("number").values_list("number", "void_at__isnull" if False else "number")) == [
        (1, 1),
        (2, 2),
    ]


def test_a_reply_that_founded_a_union_is_not_undone(at: Place) -> None:
    row = given.founded(at)
    done = approvals.undo(actor=at.replier, codes=[row.matter_code], now=NOW)
    assert "批复已经生效" in done.refused[row.matter_code].sentence
    with pytest.raises(actions.AlreadyFounded):
        actions.withdraw_file(actor=at.preparer, code=row.code, words="不办了", now=NOW)
    with pytest.raises(actions.NothingToTakeBack):
        actions.take_back(actor=at.preparer, code=row.code, now=NOW)
    assert Unit.objects.filter(name=NAME, dissolved_on__isnull=True).exists()


def test_a_refused_request_ends_the_file_and_a_refused_result_does_not(at: Place) -> None:
    row = given.elected(at)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    seen = matters.matter(SYSTEM, Founding.rows.get().matter_code, now=NOW)
    approvals.refuse(actor=at.replier, code=seen.code, revision=seen.revision, reason="other", words="重选", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.stage) == ("open", "held")
    at.employer = make.employer(name="另一家公司", town="芝英镇")
    other = given.started(at, key="k2", name="另一家公司工会委员会")
    actions.ask_above(actor=at.preparer, code=other.code, on=TODAY, now=NOW)
    other.refresh_from_db()
    seen = matters.matter(SYSTEM, other.matter_code, now=NOW)
    approvals.refuse(actor=at.replier, code=seen.code, revision=seen.revision, reason="twice", words="已有", now=NOW)
    other.refresh_from_db()
    assert (other.state, other.ended_on) == ("refused", TODAY)


def test_withdrawn_what_was_told_is_overwritten(at: Place) -> None:
    row = given.prepared(at, people=2)
    with pytest.raises(actions.WhyMissing):
        actions.withdraw_file(actor=at.preparer, code=row.code, words=" ", now=NOW)
    assert row.people.exclude(sealed="").count() == 2
    actions.withdraw_file(actor=at.preparer, code=row.code, words="单位搬走了", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.why_ended, row.people.exclude(sealed="").count()) == ("withdrawn", "单位搬走了", 0)


def test_a_namesake_beside_it_keeps_the_reply_from_being_given(at: Place) -> None:
    row = given.elected(at)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    make.union(at.town, NAME)
    with pytest.raises(Refused) as refusal:
        given.reply(at.replier, row)
    assert "同" in refusal.value.sentence
    row.refresh_from_db()
    assert (row.stage, Document.rows.count(), Unit.objects.filter(name=NAME).count()) == ("reported", 1, 1)


def test_a_union_formed_from_the_coverage_list_leaves_it(at: Place) -> None:
    from niangjia.engines.worklists.models import Task

    actions.refresh_coverage(actor=SYSTEM, now=NOW)
    assert Task.rows.get(subject_id=at.employer.pk, state="open").kind == "organising.uncovered_due"
    given.founded(at)
    actions.refresh_coverage(actor=SYSTEM, now=NOW)
    assert not Task.rows.filter(subject_id=at.employer.pk, state="open").exists()


def test_others_do_not_see_it(at: Place) -> None:
    row = given.started(at)
    stranger = make.officer(make.county("义乌市总工会"), Role.ORGANISER)
    with pytest.raises(queries.FileNotFound):
        queries.file_page(stranger, row.code, now=NOW)
    reader = make.officer(at.county, Role.READER)
    assert queries.file_page(reader, row.code, now=NOW).may_form is False
    with pytest.raises(queries.FileNotFound):
        actions.ask_above(actor=reader, code=row.code, on=TODAY, now=NOW)
