"""Elections: how many seats, who must elect, when a meeting counts and who is elected. Pure; the numbers come from the rulebooks
`organising.founding` and `organising.terms`.

Two denominators appear and are not the same: an election counts against *those who should attend*, a vote of a workers' congress
against *all delegates*.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now

from niangjia.kit.declare import Book, Input, Step, Trace

BANDS = 5


@dataclass(frozen=True)
class Size:
    """How many seats a committee may have, both ends allowed. `sure`: the rulebook has a band for so many members."""

    low: int
    high: int
    sure: bool = True

    def fits(self, seats: int) -> bool:
        """Within the bounds, and odd."""
        return seats % 2 == 1 and self.low <= seats <= self.high


def committee_size(book: Book, members: int) -> Size:
    """Seats of a committee by the number of members. Above the last band that band still says the least."""
    for number in range(1, BANDS + 1):
        if members <= book.integer(f"band_{number}_to"):
            return Size(book.integer(f"band_{number}_low"), book.integer(f"band_{number}_high"))
    return Size(book.integer(f"band_{BANDS}_low"), book.integer(f"band_{BANDS}_high"), sure=False)


def must_have_committee(book: Book, members: int) -> bool:
    """工会法（2021）第十一条: 25 members and more form a committee of their own."""
    return members >= book.integer("committee")


def women_body(book: Book, women: int) -> str:
    """`committee` or `officer`; some body of women there always is (工会法第十一条)."""
    return "committee" if women >= book.integer("women") else "officer"


def meeting_form(book: Book, members: int) -> str:
    """`members` or `delegates`."""
    return "delegates" if members >= book.integer("delegates") else "members"


def enough_candidates(book: Book, seats: int, candidates: int) -> bool:
    """More candidates than seats, by the share that the rulebook names; rounded up."""
    share = book.share("more")
    return candidates >= seats + math.ceil(seats * share)


# ------------------------------------------------------------------ votes


def quorate(book: Book, should_attend: int, attended: int) -> bool:
    """Whether enough of those who should attend are there for the meeting to elect."""
    return should_attend > 0 and attended * book.integer("quorum_parts") >= should_attend * book.integer("quorum_of")


def elected(book: Book, votes: int, should_attend: int, attended: int) -> bool:
    """More than half of those who *should* attend, in a meeting that is quorate."""
    enough = votes * book.integer("half_parts") > should_attend * book.integer("half_of")
    return quorate(book, should_attend, attended) and enough


def congress_passes(book: Book, votes: int, all_delegates: int, attended: int | None = None) -> bool:
    """A vote of a workers' congress: more than half of *all* delegates, and two thirds of them there."""
    there = all_delegates if attended is None else attended
    quorum = there * book.integer("congress_quorum_parts") >= all_delegates * book.integer("congress_quorum_of")
    enough = votes * book.integer("congress_half_parts") > all_delegates * book.integer("congress_half_of")
    return all_delegates > 0 and quorum and enough


@dataclass(frozen=True)
class Tally:
    """What a count came to, as places in the list of votes: who is in, who is voted on again for `open_seats` seats."""

    elected: tuple[int, ...]
    again: tuple[int, ...] = ()
    open_seats: int = 0


def tally(book: Book, votes: Sequence[int], seats: int, should_attend: int, attended: int) -> Tally:
    """Who of one body's candidates is elected. Those above half go in by votes; who stands equal where the seats end is voted on
    again, and where too few reached half, the rest of them is."""
    above = [place for place, count in enumerate(votes) if elected(book, count, should_attend, attended)]
    ranked = sorted(above, key=lambda place: -votes[place])
    if len(ranked) <= seats:
        below = tuple(place for place in range(len(votes)) if place not in above)
        open_seats = seats - len(ranked)
        return Tally(tuple(sorted(ranked)), below if open_seats else (), open_seats)
    last = votes[ranked[seats - 1]]
    if votes[ranked[seats]] != last:
        return Tally(tuple(sorted(ranked[:seats])))
    sure = [place for place in ranked if votes[place] > last]
    equal = [place for place in ranked if votes[place] == last]
    return Tally(tuple(sorted(sure)), tuple(sorted(equal)), seats - len(sure))


# ------------------------------------------------------------------ the rulebooks, tried


def plan(book: Book, inputs: Mapping[str, Any]) -> Trace:
    """What so many members mean for a founding."""
    members, women = inputs["members"], inputs["women"]
    must, size = must_have_committee(book, members), committee_size(book, members)
    told = Input(_now("会员"), members, _now("人"))
    steps = (
        Step(
            _now("应当建立基层工会委员会") if must else _now("可以单独建，也可以联合建，或者选组织员一人"),
            (told, book.input("committee")), book.clause("committee"), sort="yes" if must else "ask",
        ),
        Step(
            _now("委员名额为单数，在这个范围里"),
            (Input(_now("最少"), size.low, _now("人")), Input(_now("最多"), size.high, _now("人"))), book.clause("band_1_low"),
            sort="yes" if size.sure else "ask",
        ),
        Step(_now("女职工组织"), (Input(_now("女会员"), women, _now("人")), book.input("women")), book.clause("women")),
        Step(_now("大会形式"), (told, book.input("delegates")), book.clause("delegates")),
    )  # fmt: skip
    outcome = {
        "must": must, "low": size.low, "high": size.high, "women": women_body(book, women), "meeting": meeting_form(book, members),
    }  # fmt: skip
    verdict = _now("委员会 %(low)s 至 %(high)s 人") % {"low": size.low, "high": size.high}
    return Trace(verdict, steps, outcome, book.frozen())


def try_vote(book: Book, inputs: Mapping[str, Any]) -> Trace:
    """Whether one candidate is elected, and why."""
    should, attended, votes = inputs["should"], inputs["attended"], inputs["votes"]
    there = quorate(book, should, attended)
    won = elected(book, votes, should, attended)
    people = (Input(_now("应到会"), should, _now("人")), Input(_now("实到会"), attended, _now("人")))
    steps = (
        Step(_now("到会的够不够"), people, book.clause("quorum_of"), sort="yes" if there else "no"),
        Step(
            _now("赞成票超过应到会人数的一半"), (Input(_now("赞成"), votes, _now("票")), people[0]), book.clause("half_of"),
            sort="yes" if won else "no",
        ),
    )  # fmt: skip
    verdict = _now("当选") if won else _now("没有当选")
    return Trace(verdict, steps, {"quorum": there, "elected": won}, book.frozen(), tone="done" if won else "soon")
