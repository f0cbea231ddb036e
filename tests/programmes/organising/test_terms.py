"""Terms: by hand, by an election, running out; certificates; the sign of a shell; merges and dissolutions; figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.figures import queries as figures
from niangjia.engines.worklists.models import Task
from niangjia.ground.org import actions as org
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.kit.powers import SYSTEM, Actor
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.actions import Certificate, Seat, Standing
from niangjia.programmes.organising.models import Founding, Registration, Term
from niangjia.programmes.organising.rules.founding import months_on
from tests import factories as make
from tests.programmes.organising import founding as given
from tests.programmes.organising.founding import NOW, TODAY

pytestmark = pytest.mark.django_db

SEATS = (Seat("应建伟", "chair", "male"), Seat("施美华", "review_head", "female"))


@pytest.fixture
def at(db: Any) -> given.Place:
    return given.place()


@pytest.fixture
def union(at: given.Place) -> Unit:
    made = make.union(at.town, "鑫盛工会", chair_name="旧主席")
    for _ in range(30):
        make.join(make.person(), made)
    return made


def enter(at: given.Place, unit: Unit, since: date, years: int = 3, **more: Any) -> Term:
    return actions.enter_term(actor=at.preparer, unit_code=unit.code, since=since, years=years, now=NOW, **more)


def election(at: given.Place, unit: Unit) -> Founding:
    row = actions.start_election(actor=at.preparer, unit_code=unit.code, key="e1", now=NOW)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    given.reply(at.replier, row)
    people = (
        *(Standing(f"候选人{place}", post) for place, post in enumerate(("chair", "vice", "member", "member"))),
        Standing("经审", "review_head"),
    )
    actions.set_candidates(actor=at.preparer, code=row.code, candidates=people, seats=(3, 1, 0), now=NOW)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    given.reply(at.replier, row)
    votes = {place: (count, None) for place, count in enumerate((28, 27, 26, 4, 28), 1)}
    actions.record_held(
        actor=at.preparer, code=row.code, held=given.held(should_attend=30, attended=28, votes=votes, years=5), now=NOW
    )
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    return given.reply(at.replier, row)


def test_entered_by_hand_the_chair_follows(at: given.Place, union: Unit) -> None:
    term = enter(at, union, date(2024, 3, 1), seats=SEATS)
    union.refresh_from_db()
    assert (term.until, union.chair_name) == (date(2027, 3, 1), "应建伟")


@pytest.mark.parametrize(("since", "years", "refusal"), [
    (date(2024, 3, 1), 4, actions.WrongYears), (TODAY + timedelta(days=1), 3, actions.WrongStageDay),
])  # fmt: skip
def test_terms_of_other_lengths_or_days_are_refused(
    at: given.Place, union: Unit, since: date, years: int, refusal: type
) -> None:
    with pytest.raises(refusal):
        enter(at, union, since, years)
    assert Term.rows.count() == 0


def test_the_next_term_ends_the_one_before_and_a_mistake_is_taken_back(at: given.Place, union: Unit) -> None:
    first = enter(at, union, date(2020, 3, 1), seats=SEATS, number=2)
    second = enter(at, union, date(2023, 3, 1), seats=(Seat("新主席", "chair"),))
    first.refresh_from_db()
    assert (first.ended_on, first.ending, second.number) == (date(2023, 3, 1), "next", 3)
    with pytest.raises(actions.TermsOverlap):
        enter(at, union, date(2023, 3, 1))
    actions.drop_term(actor=at.preparer, unit_code=union.code, now=NOW)
    first.refresh_from_db()
    union.refresh_from_db()
    assert (first.ended_on, union.chair_name, first.seats.filter(until__isnull=True).count()) == (None, "应建伟", 2)


def test_an_election_is_filled_from_the_record_and_ends_in_a_new_term(at: given.Place, union: Unit) -> None:
    enter(at, union, date(2021, 3, 1), seats=SEATS, number=4)
    row = actions.start_election(actor=at.preparer, unit_code=union.code, key="e1", now=NOW)
    assert (row.members, row.meeting, row.committee_seats) == (30, "members", 3)
    assert list(row.candidates.values_list("name", "post")) == [("应建伟", "chair"), ("施美华", "review_head")]
    row = election(at, union)
    old, new = Term.rows.order_by("since")
    union.refresh_from_db()
    assert (old.ending, old.ended_on) == ("next", TODAY)
    assert (new.number, new.years, new.until, new.reply_text) == (5, 5, months_on(TODAY, 60), row.reply_text)
    assert (union.chair_name, row.state) == ("候选人0", "done")


def test_a_legal_person_registers_the_change_within_thirty_days(at: given.Place, union: Unit) -> None:
    paper = Certificate("旧证", "永康市总工会", date(2021, 4, 1), date(2024, 4, 1))
    actions.enter_certificate(actor=at.preparer, unit_code=union.code, certificate=paper, now=NOW)
    row = election(at, union)
    assert (row.state, row.due_on) == ("open", TODAY + timedelta(days=30))
    actions.refresh_terms(actor=SYSTEM, now=NOW)
    task = Task.rows.get(kind="organising.term_register")
    assert (task.due_on, task.subject_code, task.state) == (TODAY + timedelta(days=30), row.code, "open")
    new = Certificate("新证", "永康市总工会", TODAY, months_on(TODAY, 60))
    actions.record_certificate(actor=at.preparer, code=row.code, certificate=new, now=NOW)
    actions.refresh_terms(actor=SYSTEM, now=NOW)
    task.refresh_from_db()
    row.refresh_from_db()
    assert (task.state, row.state) == ("settled", "done")
    assert list(Registration.rows.order_by("pk").values_list("number", "ended_on")) == [("旧证", TODAY), ("新证", None)]
    actions.take_back(actor=at.preparer, code=row.code, now=NOW)
    assert Registration.rows.get(ended_on__isnull=True).number == "旧证"


def test_terms_that_run_out_are_listed_and_settle_by_a_new_one(at: given.Place, union: Unit) -> None:
    others = [make.union(at.town) for _ in range(3)]
    enter(at, union, TODAY - timedelta(days=1200))
    enter(at, others[0], months_on(TODAY, -36 + 6))
    enter(at, others[1], months_on(TODAY, -36 + 7))
    actions.refresh_terms(actor=SYSTEM, now=NOW)
    due = Task.rows.filter(kind="organising.term_due", state="open").order_by("due_on")
    assert [task.subject_id for task in due] == [union.pk, others[0].pk]
    assert due[0].due_on < TODAY
    enter(at, union, TODAY)
    actions.refresh_terms(actor=SYSTEM, now=NOW)
    assert [task.subject_id for task in due.all()] == [others[0].pk]


def test_the_sign_of_a_shell_speaks_once_terms_are_kept(at: given.Place, union: Unit) -> None:
    other, silent = make.union(at.town), make.union(at.town)
    enter(at, union, TODAY - timedelta(days=1200))
    enter(at, other, TODAY - timedelta(days=100))
    frame = queries.shell_signs(today=TODAY)
    told = dict(frame.select("subject_id", "term").iter_rows())
    assert told == {union.pk: True, other.pk: False, silent.pk: None}


def test_a_dissolved_union_has_no_term_and_a_restored_one_has_it_again(at: given.Place, union: Unit) -> None:
    term = enter(at, union, date(2025, 3, 1), seats=SEATS)
    actions.end_terms(actor=SYSTEM, unit_id=union.pk, on=TODAY)
    term.refresh_from_db()
    assert (term.ended_on, term.ending) == (TODAY, "dissolved")
    actions.return_terms(actor=SYSTEM, unit_id=union.pk)
    term.refresh_from_db()
    assert (term.ended_on, term.seats.filter(until__isnull=True).count()) == (None, 2)


def revisions() -> dict[str, int]:
    return dict(Unit.objects.values_list("code", "revision"))


def test_a_merge_takes_files_along_and_ends_the_term_and_gives_back(at: given.Place) -> None:
    into, gone = make.town(at.county, "古山镇总工会"), at.town
    officer = make.officer(at.county, Role.ORGANISER)
    row = given.started(at)
    union = make.union(into, "并入的工会")
    other = make.union(into, "接收的工会")
    term = enter(at, union, date(2025, 3, 1))
    made = org.merge_units(
        actor=officer, codes=[union.code], into_code=other.code, on=TODAY, revisions=revisions(), now=NOW
    )
    term.refresh_from_db()
    assert (term.ending, term.ended_on) == ("merged", TODAY)
    org.undo_merge(actor=officer, code=made.code, now=NOW)
    term.refresh_from_db()
    assert term.ended_on is None
    org.merge_units(actor=officer, codes=[gone.code], into_code=into.code, on=TODAY, revisions=revisions(), now=NOW)
    row.refresh_from_db()
    into.refresh_from_db()
    assert (row.upper_id, row.unit_id, row.path) == (into.pk, into.pk, into.path)


def test_a_move_takes_the_path_of_a_file_along(at: given.Place) -> None:
    row = given.started(at)
    zone = make.unit(at.county, "经济开发区总工会", kind="federation", level="zone", town="经济开发区")
    at.town.refresh_from_db()
    officer = make.officer(at.county, Role.ORGANISER)
    org.move_unit(actor=officer, code=at.town.code, revision=at.town.revision, parent_code=zone.code, on=TODAY, now=NOW)
    row.refresh_from_db()
    at.town.refresh_from_db()
    assert row.path == at.town.path


FLOWS = {
    "organising." + one
    for one in ("unions_formed", "formed_members", "founding_days_sum", "terms_renewed", "unions_founded")
}


def value(actor: Actor, code: str, unit: Unit) -> Any:
    year = TODAY.year
    return figures.value(
        actor, code, unit.code, today=TODAY, **({"year": year} if code in FLOWS else {"on": TODAY})
    ).value


def test_what_can_be_counted(at: given.Place, union: Unit) -> None:
    enter(at, union, TODAY - timedelta(days=1200))
    enter(at, make.union(at.town), TODAY - timedelta(days=1))
    given.founded(at)
    at.employer = make.employer(name="另一家公司", town="芝英镇")
    given.started(at, key="k2", name="另一家公司工会委员会")
    paper = Certificate("证", "永康市总工会", date(2021, 4, 1), TODAY + timedelta(days=10))
    actions.enter_certificate(actor=at.preparer, unit_code=union.code, certificate=paper, now=NOW)
    told = {
        code: value(at.preparer, f"organising.{code}", at.county)
        for code in (
            "unions_formed", "formed_members", "foundings_open", "founding_days_sum", "terms_known", "terms_overdue",
            "terms_renewed", "legal_persons", "certificates_lapsed", "unions_founded",
        )
    }  # fmt: skip
    assert told == {
        "unions_formed": 1, "formed_members": 60, "foundings_open": 1, "founding_days_sum": 0, "terms_known": 3,
        "terms_overdue": 1, "terms_renewed": 0, "legal_persons": 1, "certificates_lapsed": 0, "unions_founded": 1,
    }  # fmt: skip
    assert timezone.localdate(NOW) == TODAY
