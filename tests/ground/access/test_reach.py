"""Reach is exact: own unit and below, today, and nothing else."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from niangjia.ground.access.queries import actor_for
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import ADMINISTRATORS, Role
from niangjia.kit.powers import holds, reach, subtree_range
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tree():
    root = make.county()
    east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
    return {"root": root, "east": east, "west": west, "shop": make.union(east), "mill": make.union(west)}


def places(actor, tree, power="org.view"):
    return {name for name, unit in tree.items() if holds(actor, power, unit.path)}


def test_own_unit_and_below(tree):
    assert places(make.officer(tree["root"]), tree) == {"root", "east", "west", "shop", "mill"}
    assert places(make.officer(tree["east"]), tree) == {"east", "shop"}
    assert places(make.officer(tree["shop"], Role.CHAIR), tree) == {"shop"}


def test_only_powers_of_the_role(tree):
    reader = make.officer(tree["east"], Role.READER)
    assert places(reader, tree) == {"east", "shop"}
    assert places(reader, tree, "org.edit") == set()


def test_one_statement(tree, django_assert_num_queries):
    who = make.account()
    make.appoint(who, Role.OFFICER, tree["east"])
    make.deputy(make.appoint(make.account(), Role.OFFICER, tree["west"]), who)
    with django_assert_num_queries(1):
        actor = actor_for(who.pk, origin="r1")
    assert (actor.kind, actor.account_id, actor.origin, len(actor.appointments)) == ("staff", who.pk, "r1", 2)
    assert reach(actor, "org.view") == (subtree_range(tree["east"].path), subtree_range(tree["west"].path))


@pytest.mark.parametrize(
    ("since", "until", "seen"),
    [
        (0, None, True),
        (1, None, False),
        (-9, 1, True),
        (-9, 0, False),
        (-9, -1, False),
    ],
)
def test_days_of_an_appointment_are_half_open(tree, since, until, seen):
    today = timezone.localdate()
    who = make.account()
    make.appoint(
        who, Role.OFFICER, tree["east"], since=today + since * DAY, until=None if until is None else today + until * DAY
    )
    assert bool(reach(actor_for(who.pk), "org.view")) is seen


def test_closed_locked_and_missing_accounts_hold_nothing(tree):
    closed = make.account(is_active=False)
    locked = make.account(locked_at=timezone.now())
    for who in (closed, locked):
        make.appoint(who, Role.OFFICER, tree["root"])
        assert reach(actor_for(who.pk), "org.view") == ()
    assert reach(actor_for(987654), "org.view") == ()


def test_dissolved_unit_grants_nothing_but_upper_still_reaches(tree):
    chair = make.account()
    make.appoint(chair, Role.CHAIR, tree["shop"])
    assert places(make.actor(chair), tree) == {"shop"}
    tree["shop"].dissolved_on = timezone.localdate()
    tree["shop"].save()
    assert places(make.actor(chair), tree) == set()
    assert places(make.officer(tree["east"]), tree) == {"east", "shop"}


def test_deputy_has_listed_powers_only_while_all_stands(tree):
    giver, receiver = make.account(), make.account()
    lent = make.appoint(giver, Role.OFFICER, tree["east"])
    loan = make.deputy(lent, receiver, powers=("org.view",))
    deputy = make.actor(receiver)
    assert places(deputy, tree) == {"east", "shop"}
    assert places(deputy, tree, "org.edit") == set()

    def with_row(row, **fields):
        before = {name: getattr(row, name) for name in fields}
        type(row)._default_manager.filter(pk=row.pk).update(**fields)
        answer = places(make.actor(receiver), tree)
        type(row)._default_manager.filter(pk=row.pk).update(**before)
        return answer

    today = timezone.localdate()
    assert with_row(loan, powers=[]) == {"east", "shop"}
    assert with_row(loan, until=today) == set()
    assert with_row(loan, since=today + DAY) == set()
    assert with_row(loan, withdrawn_at=timezone.now()) == set()
    assert with_row(lent, until=today) == set()
    assert with_row(giver, locked_at=timezone.now()) == set()
    assert with_row(giver, is_active=False) == set()
    assert with_row(receiver, locked_at=timezone.now()) == set()
    assert places(make.actor(receiver), tree) == {"east", "shop"}


def test_partner_reaches_nothing_even_with_an_appointment(tree):
    who = make.account(kind="partner")
    make.appoint(who, Role.LEADER, tree["root"])
    assert reach(make.actor(who), "org.view") == ()


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_mixed_administrator_reaches_nothing(tree, role):
    """Rows that no action would write: the second lock."""
    who = make.account()
    make.appoint(who, role, tree["root"])
    assert reach(make.actor(who), "org.names") != ()
    make.appoint(who, Role.OFFICER, tree["root"])
    assert reach(make.actor(who), "org.names") == ()
    assert reach(make.actor(who), "org.view") == ()


def test_unit_is_not_found_alike(tree):
    officer = make.officer(tree["east"])
    assert org.unit(officer, tree["shop"].code) == tree["shop"]
    for code in (tree["west"].code, tree["root"].code, "nothing"):
        with pytest.raises(org.UnitNotFound):
            org.unit(officer, code)


def test_placed_on(tree):
    assert dict(org.placed_on(date(1990, 1, 1)).values_list("unit_id", "path")) == {
        unit.pk: unit.path for unit in tree.values()
    }
