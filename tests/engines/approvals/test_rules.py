"""The way of a matter, states and acts, hands, digests: tables of cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from niangjia.engines.approvals import rules
from niangjia.engines.approvals.choices import Act, MatterState, Urgency
from niangjia.engines.approvals.rules import Place, marks, own_hand, plan
from niangjia.kit.declare import Stop

PROVINCE = Place(1, "0001", "federation", "province")
CITY = Place(2, "00010001", "federation", "city")
COUNTY = Place(3, "000100010001", "federation", "county")
TOWN = Place(4, "0001000100010001", "federation", "town")
ZONE = Place(5, "0001000100010002", "work_committee", "zone")
PARK = Place(6, "00010001000100010001", "association")
JOINT = Place(7, "00010001000100010002", "joint")
PLANT = Place(8, "000100010001000100010001", "grassroots")
SECTION = Place(9, "0001000100010001000100010001", "section")
OTHER = Place(10, "000100010002", "grassroots")
IN_PARK = [PROVINCE, CITY, COUNTY, TOWN, PARK, PLANT]


def stop(where: str, power: str = "t.do", **more: object) -> Stop:
    return Stop(where, where, where, power, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "chain", "lies_at"),
    [
        ("unit", IN_PARK, PLANT),
        ("next_up", IN_PARK, PARK),
        ("town", IN_PARK, TOWN),
        ("county", IN_PARK, COUNTY),
        ("next_up", [PROVINCE, CITY, COUNTY, TOWN, JOINT, PLANT], TOWN),
        ("next_up", [PROVINCE, CITY, COUNTY, PLANT], COUNTY),
        ("next_up", [PROVINCE, CITY, COUNTY, TOWN], COUNTY),
        ("next_up", [PROVINCE, CITY, COUNTY], CITY),
        ("next_up", [PROVINCE], None),
        ("town", [PROVINCE, CITY, COUNTY, PLANT], None),
        ("town", [PROVINCE, CITY, COUNTY, ZONE, PLANT], ZONE),
        ("town", [PROVINCE, CITY, COUNTY, TOWN], TOWN),
        ("county", [PROVINCE, CITY], None),
        ("unit", [*IN_PARK, SECTION], SECTION),
        ("next_up", [*IN_PARK, SECTION], PARK),
        ("other", IN_PARK, OTHER),
    ],
)
def test_where_a_stop_lies(where: str, chain: list[Place], lies_at: Place | None) -> None:
    assert rules.place_of(stop(where), chain, OTHER) == lies_at


def test_a_second_unit_that_is_not_named_is_left_out() -> None:
    assert rules.place_of(stop("other"), IN_PARK, None) is None


@pytest.mark.parametrize(
    ("steps", "chain", "amount", "way"),
    [
        ([stop("unit"), stop("next_up"), stop("county")], IN_PARK, 0, ["unit", "next_up", "county"]),
        # the county is the next one up: asked once
        ([stop("next_up"), stop("county")], [PROVINCE, COUNTY, PLANT], 0, ["next_up"]),
        ([stop("next_up"), stop("county", "t.other")], [PROVINCE, COUNTY, PLANT], 0, ["next_up", "county"]),
        ([stop("town"), stop("county")], [PROVINCE, COUNTY, PLANT], 0, ["county"]),
        ([stop("unit"), stop("county", amount_from=100)], IN_PARK, 99, ["unit"]),
        ([stop("unit"), stop("county", amount_from=100)], IN_PARK, 100, ["unit", "county"]),
        ([stop("unit", amount_to=100), stop("county")], IN_PARK, 99, ["unit", "county"]),
        ([stop("unit", amount_to=100), stop("county")], IN_PARK, 100, ["county"]),
        ([stop("next_up", levels=("county",))], IN_PARK, 0, []),
        ([stop("next_up", levels=("county",))], [COUNTY, PLANT], 0, ["next_up"]),
        ([stop("unit", unit_kinds=("joint",))], IN_PARK, 0, []),
        ([stop("town", unit_kinds=("joint",))], [COUNTY, TOWN, JOINT], 0, ["town"]),
        ([], IN_PARK, 0, []),
    ],
)
def test_the_way_of_a_matter(steps: list[Stop], chain: list[Place], amount: int, way: list[str]) -> None:
    assert [leg.stop.name for leg in plan(steps, chain, amount=amount)] == way


def test_what_may_be_done_in_each_state() -> None:
    waiting = {Act.APPROVED, Act.RETURNED, Act.REFUSED, Act.CLAIMED, Act.RECALLED, Act.PULLED_BACK, Act.HANDED_OVER,
               Act.WITHDRAWN, Act.UNDONE}  # fmt: skip
    allowed = {
        MatterState.DRAFT: {Act.ASKED, Act.DRAFTED, Act.WITHDRAWN},
        MatterState.WAITING: waiting,
        MatterState.RETURNED: {Act.RESUBMITTED, Act.RECALLED, Act.UNDONE, Act.WITHDRAWN},
        MatterState.APPROVED: {Act.UNDONE},
        MatterState.REFUSED: {Act.UNDONE},
        MatterState.WITHDRAWN: set(),
    }
    found = {state: {act for act in Act if rules.may(state, act)} for state in MatterState}
    assert found == allowed


@pytest.mark.parametrize(
    ("asking", "deciding", "own"),
    [
        (marks(accounts=[1]), marks(accounts=[1]), True),
        (marks(accounts=[1]), marks(accounts=[2]), False),
        (marks(accounts=[1]), marks(accounts=[2, 1]), True),
        (marks(accounts=[1, 3]), marks(accounts=[3]), True),
        (marks(persons=[1]), marks(accounts=[1]), False),
        (marks(persons=[7]), marks(accounts=[1], persons=[7]), True),
        (marks(accounts=[None], persons=[None]), marks(accounts=[None], persons=[None]), False),
        (marks(kinds=["operator"]), marks(kinds=["operator"]), True),
        (marks(kinds=["staff"]), marks(kinds=["staff"]), False),
        (marks(kinds=["system"]), marks(kinds=["operator"]), False),
    ],
)
def test_own_hands(asking: frozenset[str], deciding: frozenset[str], own: bool) -> None:
    assert own_hand(asking, deciding) is own


DAY = date(2026, 11, 20)


@pytest.mark.parametrize(("due", "when"), [(-1, "overdue"), (0, "today"), (1, "later")])
def test_urgency(due: int, when: str) -> None:
    assert rules.urgency(DAY + timedelta(days=due), DAY) == Urgency(when)


@pytest.mark.parametrize(
    ("silence", "due", "passes"), [("passes", -1, True), ("passes", 0, False), ("waits", -99, False)]
)
def test_silence(silence: str, due: int, passes: bool) -> None:
    assert rules.silent(silence, DAY + timedelta(days=due), DAY) is passes


@pytest.mark.parametrize(("seconds", "may"), [(-1, False), (0, True), (10, True), (10.1, False)])
def test_ten_seconds(seconds: float, may: bool) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert rules.undoable(at, at + timedelta(seconds=seconds)) is may


def test_digests_know_what_they_stand_for() -> None:
    assert rules.selection_digest([("a", 1), ("b", 2)]) == rules.selection_digest([("b", 2), ("a", 1)])
    assert rules.selection_digest([("a", 1)]) != rules.selection_digest([("a", 2)])
    assert rules.request_digest({"a": 1, "b": None}) == rules.request_digest({"b": None, "a": 1})
    assert rules.request_digest({"a": 1}) != rules.request_digest({"a": "1"})


@pytest.mark.parametrize(
    ("paths", "common"),
    [(["00010002", "00010003"], "0001"), (["00010002", "000100020004"], "00010002"), (["0001", "0002"], ""), ([], "")],
)
def test_the_place_under_which_all_lie(paths: list[str], common: str) -> None:
    assert rules.common_path(paths) == common
