"""Two at the same moment, on PostgreSQL (SQLite lets one write at a time): one decision, one effect, one matter a key."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections
from django.utils import timezone

from niangjia.engines.approvals import actions
from niangjia.engines.approvals.models import Matter, Move, Stand
from niangjia.engines.approvals.queries import Wanted
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import Refused
from tests import factories as make
from tests.approving import FORMING, JOINING, ask

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
NOW = timezone.now()


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts at the same moment, each with a connection of its own; their results or refusals."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return act()
        except (Refused, IntegrityError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def pair() -> tuple[Any, Any, Any, Any]:
    county = make.county()
    town = make.town(county)
    return make.union(town), make.officer(town), make.officer(town), make.officer(county, Role.ORGANISER)


def race(pair: Any) -> tuple[int, int, int]:
    """Two officers agree to the same step: (how many were told that they did, agreements in the history, position)."""
    union, one, two, _organiser = pair
    matter = ask(FORMING, union)
    act = [lambda who=who: actions.approve(actor=who, code=matter.code, revision=1, now=NOW) for who in (one, two)]
    answers = together(*act)
    told = sum(not isinstance(answer, Exception) for answer in answers)
    row = Matter.rows.get(pk=matter.pk)
    return told, Move.objects.filter(matter=matter, act="approved").count(), row.position


def test_two_deciders_at_once_one_wins(pair: Any) -> None:
    for _ in range(10):
        assert race(pair) == (1, 1, 1)
    assert Stand.rows.filter(state="open", name="reply").count() == 10


def test_without_the_lock_both_would_win(pair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: the same race with the lock taken out goes wrong within some tries."""
    whole = type(Matter.rows.all()).select_for_update
    monkeypatch.setattr(type(Matter.rows.all()), "select_for_update", lambda rows, **_given: rows)
    for _ in range(60):
        if race(pair) != (1, 1, 1):
            return
    monkeypatch.setattr(type(Matter.rows.all()), "select_for_update", whole)
    pytest.fail("the race never showed: the test proves nothing")


def test_approve_against_withdraw(pair: Any) -> None:
    union, _one, _two, organiser = pair
    for _ in range(10):
        matter = ask(JOINING, union, actor=organiser)
        chair = make.officer(union, Role.CHAIR)
        together(
            lambda matter=matter, chair=chair: actions.approve(actor=chair, code=matter.code, revision=1, now=NOW),
            lambda matter=matter: actions.withdraw(actor=organiser, code=matter.code, revision=1, now=NOW),
        )
        ends = set(Move.objects.filter(matter=matter).values_list("act", flat=True)) - {"asked"}
        assert len(ends) == 1
        assert {"approved": "approved", "withdrawn": "withdrawn"}[ends.pop()] == Matter.rows.get(pk=matter.pk).state


def test_the_same_key_at_once_is_one_matter(pair: Any) -> None:
    union, one, _two, _organiser = pair
    for number in range(10):
        her = make.person()
        answers = together(*[lambda her=her, n=number: ask(JOINING, union, her, actor=one, key=f"k{n}")] * 3)
        assert len({answer.pk for answer in answers}) == 1


def test_a_batch_against_a_single_decision(pair: Any) -> None:
    union, one, two, _organiser = pair
    some = [ask(FORMING, union) for _ in range(12)]
    batch = actions.freeze(actor=one, act="approved", wanted=Wanted(), now=NOW)
    together(
        lambda: actions.decide_many(actor=one, token=batch.code, digest=batch.digest, now=NOW),
        lambda: [
            actions.send_back(actor=two, code=row.code, revision=1, reason="photo", words="x", now=NOW)
            for row in some[:1]
        ],
    )
    assert Move.objects.filter(act__in=["approved", "returned"]).count() == 12
    assert Stand.rows.filter(state="open").count() == Matter.rows.filter(state="waiting").count()
