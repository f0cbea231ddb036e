"""Two at the same moment, on PostgreSQL (SQLite lets one write at a time): no cycle, no lost row, no mixed administrator."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from niangjia.ground.access import actions as access
from niangjia.ground.access.models import Appointment
from niangjia.ground.org import actions, queries
from niangjia.ground.org.actions import UnitDetails, units
from niangjia.ground.org.choices import Role, UnitKind
from niangjia.ground.org.models import Unit
from niangjia.kit.powers import OPERATOR, Refused
from tests import factories as make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time"),
]
TODAY = timezone.localdate()


def together(*acts):
    """Run acts at the same moment, each with a connection of its own; their results or refusals."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def move(here, parent):
    return lambda: actions.move_unit(
        actor=OPERATOR, code=here.code, revision=1, parent_code=parent.code, on=TODAY, now=timezone.now()
    )


def test_two_moves_make_no_cycle():
    for _ in range(10):
        root = make.county()
        one, two = (make.unit(root, f"{name}工会联合会", kind=UnitKind.ASSOCIATION) for name in "甲乙")
        answers = together(move(one, two), move(two, one))
        assert sum(isinstance(answer, actions.Unfit) for answer in answers) == 1
        assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_a_unit_added_during_a_move_goes_along():
    for number in range(10):
        root = make.county()
        east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
        park = make.unit(east, "园区工会联合会", kind=UnitKind.ASSOCIATION)
        details = UnitDetails(name=f"新{number}工会")
        answers = together(
            move(park, west),
            lambda code=park.code, details=details: actions.add_unit(
                actor=OPERATOR, parent_code=code, details=details, now=timezone.now()
            ),
        )
        made = Unit.objects.get(pk=answers[1].pk)
        park.refresh_from_db()
        assert made.path.startswith(park.path)
        assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_a_held_path_waits_for_the_move(monkeypatch):
    """Who repeats a path reads the old one and the move waits, or reads the new one; a plain read would go stale."""
    root = make.county()
    east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
    shop = make.union(east)
    holding, go_on = Event(), Event()

    def writer():
        with transaction.atomic():
            path = queries.held_paths([shop.pk])[shop.pk]
            holding.set()
            go_on.wait(10)
            Unit.objects.filter(pk=west.pk).update(address=path)
        return path

    def mover():
        holding.wait(10)
        return move(shop, west)()

    def waker():
        holding.wait(10)
        go_on.wait(0.5)
        with connection.cursor() as cursor:
            cursor.execute("SELECT path FROM org_unit WHERE id = %s", [shop.pk])
            seen = cursor.fetchone()[0]
        go_on.set()
        return seen

    wrote, moved, seen = together(writer, mover, waker)
    assert (wrote, seen) == (shop.path, shop.path)  # nothing had moved while the path was held
    assert moved.path == west.path + "0001"


def test_two_appointments_do_not_mix_an_administrator(monkeypatch):
    for _ in range(10):
        root = make.county()
        who = make.account(unit=root)

        def give(role, who=who, root=root):
            return lambda: access.appoint(
                actor=OPERATOR,
                account_code=who.code,
                unit_code=root.code,
                role=role,
                since=TODAY,
                now=timezone.now(),
            )

        answers = together(give(Role.SYSTEM_ADMIN), give(Role.LEADER))
        assert sum(isinstance(answer, access.RolesApart) for answer in answers) == 1
        assert Appointment.rows.filter(account=who).count() == 1


def test_without_the_lock_a_cycle_or_an_orphan_appears(monkeypatch):
    """Control: the same race with the lock of the tree taken out goes wrong within some tries."""
    monkeypatch.setattr(units, "lock_tree", lambda: None)
    for _ in range(60):
        root = make.county()
        one, two = (make.unit(root, f"{name}工会联合会", kind=UnitKind.ASSOCIATION) for name in "甲乙")
        try:
            answers = together(move(one, two), move(two, one))
        except Exception:
            return  # the database itself had to step in
        if sum(isinstance(answer, actions.Unfit) for answer in answers) != 1:
            return
        if Unit.objects.find_problems() != ([], [], [], [], []):
            return
    pytest.fail("the race never showed: the test proves nothing")
