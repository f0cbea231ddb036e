"""The rulebook of membership, wiping of applications, leaving, members passed up, transfers in a merge, agency workers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.engines.approvals.models import Matter, Stand
from niangjia.engines.figures import queries as figures
from niangjia.engines.rulebooks import actions as rulebooks
from niangjia.engines.rulebooks.models import Edition
from niangjia.engines.worklists.models import Task
from niangjia.ground.org import actions as org
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.models import Membership
from niangjia.kit.declare import rulebooks as declared
from niangjia.kit.powers import OPERATOR, SYSTEM, Actor, ActorKind
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.actions import holding, transfers
from niangjia.programmes.organising.actions import leaving as leavings
from niangjia.programmes.organising.models import Application, Leaving, Transfer
from tests import factories as make
from tests.programmes.organising import joining

pytestmark = pytest.mark.django_db


@pytest.fixture
def union(db: Any) -> Unit:
    at = make.union(make.town(make.county()), "恒达工会")
    joining.taking(at)
    return at


def town_of(union: Unit) -> Unit:
    """The town's federation above."""
    return Unit.objects.get(path=union.path[:8])


def root_of(union: Unit) -> Unit:
    """The county."""
    return Unit.objects.get(path=union.path[:4])


def now() -> Any:
    return timezone.now()


def day(after: int = 0) -> date:
    return timezone.localdate() + timedelta(days=after)


# ------------------------------------------------------------------ rulebook, keeping


def test_the_examples_hold() -> None:
    book = declared()["organising.membership"]
    first = book.first(date(2026, 1, 1))
    for case in book.examples:
        assert book.run is not None
        assert book.run(first, case.inputs).outcome == case.expected


def test_days_of_an_edition_are_the_stops_days(union: Unit) -> None:
    draft = rulebooks.draft(actor=OPERATOR, kind="organising.membership", now=now())
    given = {
        "state": "published",
        "published_at": now(),
        "published_by": make.account(),
        "valid_from": day(-1),
        "params": {**draft.params, "joining": 3, "sender": 8},
    }
    Edition.objects.filter(pk=draft.pk).update(**given)
    row = joining.apply(union)
    assert [step.days for step in joining.page(row).steps] == [3]
    her = make.member(make.union(town_of(union), "鑫盛工会"), "应大妹")
    row = actions.ask_transfer(actor=me(her), unit_code=union.code, now=now())
    page = matters.matter(SYSTEM, row.matter_code, now=now())
    assert [step.days for step in page.steps] == [8, 5]


def refused(union: Unit) -> Application:
    row = joining.apply(union)
    chair = make.officer(union, Role.CHAIR)
    given: dict[str, Any] = {"reason": "other", "words": "不在本单位", "now": now()}
    approvals.refuse(actor=chair, code=row.matter_code, revision=joining.page(row).revision, **given)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(("days", "wiped"), [(179, False), (180, True)])
def test_answers_of_a_refused_application_go(union: Unit, days: int, wiped: bool) -> None:
    row = refused(union)
    kept = joining.apply(union)
    number = actions.forget_answers(actor=SYSTEM, now=now() + timedelta(days=days))
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.sealed == "", row.identity_index == "", number, bool(kept.sealed)) == (wiped, wiped, int(wiped), True)
    assert ("应小妹" in Matter.rows.get(code=row.matter_code).title) is not wiped
    told = queries.follow(joining.worker(row), row.code, now=now())
    assert told.keeps_until == (None if wiped or row.decided_on is None else row.decided_on + timedelta(days=180))


def test_a_withdrawn_application_leaves_no_name(union: Unit) -> None:
    row = joining.apply(union)
    actions.withdraw(actor=joining.worker(row), code=row.code, now=now())
    assert "应小妹" not in Matter.rows.get().title


# ------------------------------------------------------------------ leaving


@pytest.fixture
def her(union: Unit) -> Any:
    return make.member(union, "楼月仙")


def me(her: Any) -> Actor:
    return Actor(ActorKind.WORKER, person_id=her.pk)


def test_she_leaves_after_her_last_day(union: Unit, her: Any) -> None:
    row = actions.ask_to_leave(actor=me(her), reason="moving", last_on=day(3), now=now())
    assert actions.ask_to_leave(actor=me(her), reason="moving", last_on=day(3), now=now()).pk == row.pk
    task = Task.rows.get(kind="organising.leaving")
    assert (task.title, task.due_on, task.state) == ("楼月仙", day(3), "open")
    assert actions.carry_out_leavings(actor=SYSTEM, now=now() + timedelta(days=3)) == 0
    assert actions.carry_out_leavings(actor=SYSTEM, now=now() + timedelta(days=4)) == 1
    home = Membership.rows.get(person=her)
    assert (home.left_on, home.leaving, Leaving.rows.get().state) == (day(4), "left", "done")
    assert actions.carry_out_leavings(actor=SYSTEM, now=now() + timedelta(days=4)) == 0


def test_taken_back_until_then(union: Unit, her: Any) -> None:
    actions.ask_to_leave(actor=me(her), reason="untold", last_on=day(), now=now())
    with pytest.raises(actions.NotOpen):
        actions.stay(actor=me(her), now=now() + timedelta(days=1))
    actions.stay(actor=me(her), now=now())
    assert Task.rows.get().state == "settled"
    assert actions.carry_out_leavings(actor=SYSTEM, now=now() + timedelta(days=9)) == 0
    assert Membership.rows.get(person=her).left_on is None


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reason": ""}, actions.LeavingReasonMissing),
        ({"last_on": None}, actions.LastDayWrong),
        ({"last_on": date(2020, 1, 1)}, actions.LastDayWrong),
        ({"last_on": date(2999, 1, 1)}, actions.LastDayWrong),
    ],
)
def test_leaving_that_does_not_do(her: Any, given: dict[str, Any], refusal: type[Exception]) -> None:
    told = {"reason": "moving", "last_on": day(1), **given}
    with pytest.raises(refusal):
        actions.ask_to_leave(actor=me(her), now=now(), **told)
    assert not Leaving.rows.exists()


def test_whoever_passed_on_meanwhile_stays_there(union: Unit, her: Any) -> None:
    actions.ask_to_leave(actor=me(her), reason="moving", last_on=day(1), now=now())
    other = make.union(town_of(union), "鑫盛工会")
    Membership.rows.filter(person=her).update(unit=other, path=other.path)
    assert actions.carry_out_leavings(actor=SYSTEM, now=now() + timedelta(days=2)) == 0
    assert (Membership.rows.get(person=her).left_on, Leaving.rows.get().state) == (None, "withdrawn")


def test_leavings_follow_merges(union: Unit, her: Any) -> None:
    actions.ask_to_leave(actor=me(her), reason="moving", last_on=day(1), now=now())
    other = make.union(town_of(union), "鑫盛工会")
    kept = leavings.follow_unit_of_leavings(actor=SYSTEM, unit_id=union.pk, into_id=other.pk, path=other.path)
    assert Leaving.rows.get().unit_id == other.pk
    leavings.return_unit_of_leavings(actor=SYSTEM, unit_id=union.pk, path=union.path, kept=kept)
    assert Leaving.rows.get().unit_id == union.pk
    assert leavings.hand_out_leavings(actor=SYSTEM, person_id=her.pk)[0][2][0][1] == "恒达工会"


# ------------------------------------------------------------------ members passed up


def test_members_of_a_union_without_employers_pass_up(union: Unit, her: Any) -> None:
    town, officer = town_of(union), make.officer(root_of(union), Role.OFFICER)
    firm = make.employer(union, workers=3)
    retired = make.member(union, "老王")
    Membership.rows.filter(person=retired).update(state="retired")
    other = make.union(town, "鑫盛工会")
    joining.taking(other)
    transfer = actions.ask_transfer(actor=me(her), unit_code=other.code, now=now())
    with pytest.raises(holding.StillInBusiness):
        actions.pass_members_up(actor=officer, unit_code=union.code, now=now())
    assert Membership.rows.filter(unit=union, left_on__isnull=True).count() == 2
    firm.closed_on = day(-1)
    firm.save()
    it = queries.holding(officer, union.code)
    assert (it.members, it.retired, it.kept, it.above.pk, it.transfers) == (2, 1, 0, town.pk, 1)
    assert actions.pass_members_up(actor=officer, unit_code=union.code, now=now()) == 2
    states = dict(Membership.rows.filter(unit=town, left_on__isnull=True).values_list("person_id", "state"))
    assert states == {her.pk: "held", retired.pk: "retired"}
    transfer.refresh_from_db()
    assert transfer.other_unit_id == town.pk
    assert actions.take_members_back(actor=officer, unit_code=union.code, now=now()) == 2
    transfer.refresh_from_db()
    assert (transfer.other_unit_id, Membership.rows.filter(unit=union, left_on__isnull=True).count()) == (union.pk, 2)
    with pytest.raises(holding.NobodyAbove):
        actions.take_members_back(actor=officer, unit_code=union.code, now=now())


def test_agency_workers_count_once(union: Unit) -> None:
    """She works for the host and is a member of the agency's union: one membership a person, so one in every figure."""
    agency = make.union(town_of(union), "劳务派遣公司工会")
    her = make.member(agency, "应小妹")
    her.employments.create(workplace="恒达五金", form="agency")
    leader = make.officer(root_of(union), Role.LEADER)
    counted = figures.value(leader, "people.members", root_of(union).code, today=day(), where={"form": "agency"})
    assert counted.value == 1


# ------------------------------------------------------------------ transfers in a merge


@pytest.fixture
def moving(union: Unit, her: Any) -> Transfer:
    other = make.union(town_of(union), "鑫盛工会")
    joining.taking(other)
    return actions.ask_transfer(actor=me(her), unit_code=other.code, now=now())


def agree(who: Actor, row: Transfer) -> None:
    page = matters.matter(SYSTEM, row.matter_code, now=now())
    approvals.approve(actor=who, code=row.matter_code, revision=page.revision, now=now())
    row.refresh_from_db()


@pytest.mark.parametrize("end", ["giver", "taker"])
def test_a_merged_union_s_transfers_follow(union: Unit, her: Any, moving: Transfer, end: str) -> None:
    third = make.union(town_of(union), "第三工会")
    merged = union if end == "giver" else moving.unit
    given: dict[str, Any] = {"on": day(), "document": "永总工〔2026〕8 号", "words": ""}
    merged.refresh_from_db()
    third.refresh_from_db()
    made = org.merge_units(
        actor=OPERATOR, codes=[merged.code], into_code=third.code, revisions={merged.code: merged.revision, third.code: third.revision},
        now=now(), **given,
    )  # fmt: skip
    moving.refresh_from_db()
    assert (moving.other_unit_id if end == "giver" else moving.unit_id) == third.pk
    org.undo_merge(actor=OPERATOR, code=made.code, now=now())
    moving.refresh_from_db()
    assert (moving.unit_id, moving.other_unit_id) == (moving.unit.pk, union.pk)


def test_a_merge_of_both_ends_is_found_done(union: Unit, her: Any, moving: Transfer) -> None:
    taker = moving.unit
    union.refresh_from_db()
    taker.refresh_from_db()
    org.merge_units(
        actor=OPERATOR, codes=[union.code], into_code=taker.code, revisions={union.code: union.revision, taker.code: taker.revision},
        on=day(), document="永总工〔2026〕8 号", words="", now=now(),
    )  # fmt: skip
    assert transfers.transfers_at(unit_ids=[taker.pk])[0][1].count() == 1
    chair = make.officer(taker, Role.CHAIR)
    while Stand.rows.filter(state="open").exists():
        agree(chair, moving)
    assert (moving.state, moving.new_id) == ("done", None)
    assert Membership.rows.get(person=her, left_on__isnull=True).unit_id == taker.pk
