"""Decisions on many: the acted set is the shown set (G32), row by row, resumable, and large ones by a job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.engines.approvals import actions, queries
from niangjia.engines.approvals.actions import batches
from niangjia.engines.approvals.models import Batch, Matter, Move, Stand
from niangjia.engines.approvals.queries import Wanted, inbox
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.kit.calendar import today
from tests import approving
from tests import factories as make
from tests.approving import FORMING, JOINING, TRANSFER, ask, effect

NOW = timezone.now()


def crowd(land: Any, number: int) -> list[Matter]:
    return [ask(JOINING, land.union) for _ in range(number)]


def states(rows: list[Matter]) -> list[str]:
    found = dict(Matter.rows.filter(pk__in=[one.pk for one in rows]).values_list("pk", "state"))
    return [found[one.pk] for one in rows]


def frozen(actor: Any, **given: Any) -> Batch:
    given.setdefault("wanted", Wanted())
    return actions.freeze(actor=actor, act=given.pop("act", "approved"), now=NOW, **given)


def test_ticked_rows_are_frozen_confirmed_and_told_row_by_row(land: Any) -> None:
    some = [*crowd(land, 3), ask(JOINING, land.union, make.person("拒绝人"))]
    batch = frozen(land.chair, wanted=Wanted(codes=[some[0].code, some[2].code, some[3].code]))
    assert (batch.number, states(some)) == (3, ["waiting"] * 4)
    actions.approve(actor=land.chair, code=some[2].code, revision=1, now=NOW)
    done = actions.decide_many(actor=land.chair, token=batch.code, digest=batch.digest, now=NOW)
    page = queries.batch(land.chair, done.code)
    assert (page.state, page.done, page.refused, page.left) == ("done", 1, 2, 0)
    assert {line.code: line.why for line in page.lines if line.why} == {
        some[2].code: f"您打开之后，“{some[2].title}”有了变化，这次没有办。请看过最新情况再办。",
        some[3].code: "拒绝人办不成。",
    }
    assert states(some) == ["approved", "waiting", "approved", "waiting"]
    assert effect(some[3]) == ""


def test_one_entry_in_the_trail_with_the_digest(land: Any) -> None:
    crowd(land, 4)
    batch = frozen(land.chair)
    actions.decide_many(actor=land.chair, token=batch.code, digest=batch.digest, now=NOW)
    (entry,) = Entry.objects.filter(verb="approvals.approved")
    assert f'"digest":"{batch.digest}"' in entry.facts.replace(" ", "")
    assert (entry.path, entry.account_id) == (land.union.path, land.chair.account_id)
    assert Entry.objects.filter(verb="approvals.batch_confirmed").count() == 1


def test_confirmed_once_only_by_its_owner_with_its_digest_in_time(land: Any) -> None:
    some = crowd(land, 2)
    batch = frozen(land.chair)
    confirm: dict[str, Any] = {"token": batch.code, "digest": batch.digest, "now": NOW}
    for wrong, refusal in (
        ({"actor": land.organiser}, actions.MatterNotFound),
        ({"token": "nonsense"}, actions.MatterNotFound),
        ({"digest": "0" * 32}, actions.Spent),
        ({"now": NOW + timedelta(hours=3)}, actions.Spent),
    ):
        with pytest.raises(refusal):
            actions.decide_many(**{"actor": land.chair, **confirm, **wrong})
    assert states(some) == ["waiting", "waiting"]
    actions.decide_many(actor=land.chair, **confirm)
    with pytest.raises(actions.Spent):
        actions.decide_many(actor=land.chair, **confirm)
    assert Move.objects.filter(act="approved").count() == 2


def test_from_51_on_the_number_is_typed(land: Any) -> None:
    some = crowd(land, 51)
    batch = frozen(land.chair)
    for total in (None, 50):
        with pytest.raises(actions.WrongTotal):
            actions.decide_many(actor=land.chair, token=batch.code, digest=batch.digest, total=total, now=NOW)
    assert set(states(some)) == {"waiting"}
    actions.decide_many(actor=land.chair, token=batch.code, digest=batch.digest, total=51, now=NOW)
    assert set(states(some)) == {"approved"}


def test_returning_many_needs_reason_and_words(land: Any) -> None:
    some = crowd(land, 2)
    batch = frozen(land.chair, act="returned")
    assert queries.batch(land.chair, batch.code).reasons == [("photo", "照片看不清"), ("other", "其他")]
    given: dict[str, Any] = {"actor": land.chair, "token": batch.code, "digest": batch.digest, "now": NOW}
    for reason, words, refusal in (
        ("", "重拍", actions.ReasonMissing),
        ("twice", "重拍", actions.ReasonMissing),
        ("photo", " ", actions.WordsMissing),
        ("photo", "长" * 501, actions.WordsTooLong),
    ):
        with pytest.raises(refusal):
            actions.decide_many(**given, reason=reason, words=words)
    assert states(some) == ["waiting"] * 2
    actions.decide_many(**given, reason="photo", words="重拍")
    assert states(some) == ["returned"] * 2
    assert queries.batch(land.chair, batch.code).words == "重拍"


def test_what_the_power_does_not_reach_is_not_frozen(land: Any) -> None:
    one, two = ask(JOINING, land.union), ask(JOINING, land.other)
    batch = frozen(land.chair, wanted=Wanted(scope="all", codes=[one.code, two.code]))
    assert list(batch.rows.values_list("code", flat=True)) == [one.code]
    with pytest.raises(actions.NothingChosen):
        frozen(land.chair, wanted=Wanted(codes=[two.code]))


def test_a_power_lost_meanwhile_decides_nothing(land: Any) -> None:
    some = crowd(land, 2)
    who = make.account()
    held = make.appoint(who, Role.CLERK, land.union)
    batch = frozen(make.actor(who))
    held.delete()
    actions.decide_many(actor=make.actor(who), token=batch.code, digest=batch.digest, now=NOW)
    assert (states(some), queries.batch(make.actor(who), batch.code).refused) == (["waiting"] * 2, 2)


def test_a_large_batch_goes_on_where_it_stopped(land: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 4)
    monkeypatch.setattr(batches, "AT_ONCE", 5)
    some = crowd(land, 10)
    batch = frozen(land.chair)
    Batch.objects.filter(pk=batch.pk).update(state="working")

    class Killed(BaseException):
        pass

    calls = []
    whole = batches.decide

    def dies(*given: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            whole(*given, **more)
            raise Killed
        return whole(*given, **more)

    monkeypatch.setattr(batches, "decide", dies)
    with pytest.raises(Killed):
        actions.go_on(actor=land.chair, token=batch.code)
    assert states(some).count("approved") == 4  # the chunk in hand was rolled back
    actions.go_on(actor=land.chair, token=batch.code)
    assert set(states(some)) == {"approved"}
    assert Move.objects.filter(act="approved").count() == 10
    assert queries.batch(land.chair, batch.code).state == "done"


def test_a_large_batch_is_a_job_and_can_be_stopped(land: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 3)
    monkeypatch.setattr(batches, "AT_ONCE", 5)
    some = crowd(land, 9)
    batch = frozen(land.chair)
    monkeypatch.setattr(batches, "enqueue", lambda name, **_given: asked.append(name))
    asked: list[str] = []
    going = actions.decide_many(actor=land.chair, token=batch.code, digest=batch.digest, now=NOW)
    assert (going.state, asked, set(states(some))) == ("working", ["approvals.decide_batch"], {"waiting"})
    assert batches._chunk(land.chair, batch.code, NOW)
    actions.stop_batch(actor=land.chair, token=batch.code, now=NOW)
    actions.go_on(actor=land.chair, token=batch.code)
    page = queries.batch(land.chair, batch.code)
    assert (page.state, page.done, page.left, states(some).count("approved")) == ("stopped", 3, 6, 3)


def test_the_job_itself(land: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    some = crowd(land, 3)
    batch = frozen(land.chair)
    actions.decide_many(
        actor=land.chair, token=batch.code, digest=batch.digest, now=NOW
    )  # runs on the spot in the suite
    assert set(states(some)) == {"approved"}


def test_a_small_batch_is_undone_within_ten_seconds(land: Any) -> None:
    some = crowd(land, 3)
    batch = frozen(land.chair)
    at = timezone.now()
    actions.decide_many(actor=land.chair, token=batch.code, digest=batch.digest, now=at)
    assert actions.undo_many(actor=land.chair, token=batch.code, now=at + timedelta(seconds=11))[0] == 0
    assert actions.undo_many(actor=land.chair, token=batch.code, now=at + timedelta(seconds=9)) == (3, {})
    assert (states(some), effect(some[0])) == (["waiting"] * 3, "")


def test_mixed_kinds_and_levels_go_each_their_way(land: Any) -> None:
    one, two, three = (
        ask(JOINING, land.union),
        ask(FORMING, land.union),
        ask(TRANSFER, land.union, other_unit_id=land.other.pk),
    )
    batch = frozen(land.organiser, wanted=Wanted(scope="all"))
    actions.decide_many(actor=land.organiser, token=batch.code, digest=batch.digest, now=NOW)
    assert states([one, two, three]) == ["approved", "waiting", "waiting"]
    assert [Stand.rows.get(matter=row, state="open").name for row in (two, three)] == ["reply", "receiver"]


def test_a_set_costs_the_same_number_of_statements(land: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for number in (3, 40):
        crowd(land, number)
        batch = frozen(land.chair)
        with CaptureQueriesContext(connection) as asked:
            actions.decide_many(actor=land.chair, token=batch.code, digest=batch.digest, now=NOW)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 32


# ------------------------------------------------------------------ the property


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with approving.made_up(), django_db_blocker.unblock(), transaction.atomic():
        county = make.county()
        towns = [make.town(county), make.town(county, "古山镇总工会")]
        unions = [make.union(towns[n % 2], f"{'甲乙丙丁'[n]}厂工会") for n in range(4)]
        for n in range(60):
            at, other = unions[n % 4], unions[(n + 1) % 4]
            kind = (JOINING, FORMING, TRANSFER)[n % 3]
            one = ask(kind, at, title=f"{'甲乙丙'[n % 3]}事", other_unit_id=other.pk if kind == TRANSFER else None)
            Stand.rows.filter(matter=one, state="open").update(due_on=today() + timedelta(days=n % 5 - 2))
        both = make.account()
        make.appoint(both, Role.CHAIR, unions[0])
        make.appoint(both, Role.CLERK, unions[3])
        actors = [
            make.actor(both), make.officer(towns[0]), make.officer(county, Role.ORGANISER), make.officer(unions[1], Role.CHAIR)
        ]  # fmt: skip
        yield actors
        transaction.set_rollback(True)


WANTED = st.builds(
    dict,
    scope=st.sampled_from(["own", "below", "all"]),
    kinds=st.sampled_from([(), (JOINING,), (FORMING, TRANSFER)]),
    when=st.sampled_from(["", "overdue", "today", "later"]),
    text=st.sampled_from(["", "甲", "厂", "没有"]),
)
CASE = {
    "who": st.integers(0, 3),
    "wanted": WANTED,
    "size": st.sampled_from([5, 17, 50]),
    "ticks": st.sets(st.integers(0, 60), max_size=7),
    "whole": st.booleans(),
}


def shown(actor: Any, wanted: Wanted, size: int) -> list[list[tuple[str, int]]]:
    found, after = [], ""
    while True:
        page = inbox(actor, wanted, after=after, size=size)
        found.append([(row.code, row.revision) for row in page.items])
        if not (after := page.after):
            return found


def breaches(actors: Any, who: int, wanted: dict[str, Any], size: int, ticks: set[int], whole: bool) -> list[str]:
    """Where the set that would be acted on is not the set that was shown."""
    actor = actors[who]
    pages = shown(actor, Wanted(**wanted), size)
    here = pages[len(ticks) % len(pages)]
    chosen = {row for page in pages for row in page} if whole else {here[n % len(here)] for n in ticks if here}
    codes = None if whole else [code for code, _revision in chosen]
    acted: list[tuple[str, int]] = []
    with transaction.atomic():
        try:
            batch = actions.freeze(actor=actor, act="approved", wanted=Wanted(**wanted, codes=codes), now=NOW)
            acted = queries.shown_codes(actor, batch.code)
        except actions.NothingChosen:
            pass
        transaction.set_rollback(True)
    wrong = [] if set(acted) == chosen else [f"acted {len(acted)}, shown {len(chosen)}"]
    return wrong + (["somebody twice"] if len(acted) != len(set(acted)) else [])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(**CASE)
def test_the_acted_set_is_the_shown_set(world: Any, db: None, **case: Any) -> None:
    assert breaches(world, **case) == []


@pytest.mark.parametrize(("fault", "noticed"), [("filters", True), ("scope", True), ("page", True), ("", False)])
def test_a_planted_fault_would_be_noticed(
    fault: str, noticed: bool, world: Any, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: bugs seen elsewhere (all of everything instead of all of the filter; only the first page) are told apart."""
    whole = batches.waiting

    def planted(actor: Any, wanted: Wanted) -> Any:
        if fault == "filters":
            return whole(actor, Wanted(scope=wanted.scope, codes=wanted.codes))
        if fault == "scope":
            return whole(actor, Wanted(**{**wanted.as_json(), "scope": "all"}, codes=wanted.codes))
        rows = whole(actor, wanted)
        first = rows.order_by("due_on", "pk").values_list("pk", flat=True)[:5]
        return rows.filter(pk__in=list(first)) if fault == "page" else rows

    monkeypatch.setattr(batches, "waiting", planted)
    case: dict[str, Any] = {"who": 1, "size": 5, "ticks": set(), "whole": True}
    narrow = breaches(world, **case, wanted={"scope": "below", "kinds": (JOINING,)})
    wide = breaches(world, **case, wanted={"scope": "below"})
    assert bool(narrow or wide) is noticed
