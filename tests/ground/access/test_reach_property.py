"""Reach against an oracle of another kind: it walks up from the place, parent by parent, and knows no ranges."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.ground.access import rules
from niangjia.ground.access.rules import Held
from niangjia.ground.org.choices import ADMINISTRATORS, Role
from niangjia.kit.powers import Power, within

STEPS = ["0001", "0002", "000Z", "0010", "00ZZ", "ZZZZ"]
ROLES = [str(role) for role in Role]
CODES = ["t.look", "t.do", "t.all"]
paths = st.lists(st.sampled_from(STEPS), min_size=1, max_size=5).map("".join)
held = st.builds(
    Held,
    role=st.sampled_from(ROLES),
    path=paths,
    unit_id=st.integers(1, 99),
    powers=st.none() | st.frozensets(st.sampled_from(CODES)),
    for_account_id=st.none() | st.integers(1, 9),
)
powers = st.builds(
    Power,
    code=st.sampled_from(CODES),
    label=st.just(""),
    roles=st.frozensets(st.sampled_from(ROLES)),
    money=st.just(False),
    everywhere=st.booleans(),
)


def oracle(holding: list[Held], power: Power, place: str) -> bool:
    """May the account use the power here? Says it by the words of the contract."""
    administrators = [one for one in holding if one.role in ADMINISTRATORS]
    if administrators and len({one.role for one in holding}) > 1:
        return False
    for one in holding:
        if one.role not in power.roles or (one.powers is not None and power.code not in one.powers):
            continue
        if power.everywhere:
            return True
        here = place
        while here:
            if here == one.path:
                return True
            here = here[:-4]
    return False


@settings(max_examples=1500, deadline=None)
@given(st.lists(held, max_size=6), powers, paths)
def test_reach_is_what_the_walk_says(holding, power, place):
    assert within(place, rules.reach(holding, power)) is oracle(holding, power, place)


@settings(max_examples=300, deadline=None)
@given(st.lists(paths, max_size=8))
def test_branches_are_sorted_apart_and_complete(all_paths):
    ranges = rules.branches(all_paths)
    assert list(ranges) == sorted(ranges)
    assert all(one[1] <= two[0] for one, two in pairwise(ranges))
    assert all(within(path, ranges) for path in all_paths)
    assert {low for low, _ in ranges} <= set(all_paths)


def test_the_oracle_notices_a_wrong_reach():
    """Control: a reach by text (`startswith` without the tree's steps) or one that leaks upwards is told apart."""
    power = Power("t.look", "", frozenset({Role.OFFICER}))
    holding = [Held(Role.OFFICER, "00010002", 1)]
    places = ["0001", "00010002", "000100020001", "00010003", "00020002"]
    right = [False, True, True, False, False]
    assert [oracle(holding, power, place) for place in places] == right
    assert [within(place, rules.reach(holding, power)) for place in places] == right
    assert [within(place, [("0001", "0001[")]) for place in places] != right
