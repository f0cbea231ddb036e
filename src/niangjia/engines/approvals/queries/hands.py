"""Whose hands a matter went through, and whose would decide it: what four eyes are judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from niangjia.engines.approvals import rules
from niangjia.engines.approvals.choices import ASKING
from niangjia.engines.approvals.models import Matter, Move
from niangjia.ground.access import queries as access
from niangjia.ground.people import queries as people
from niangjia.kit.powers import Actor


def asking_marks(matters: Sequence[Matter]) -> dict[int, frozenset[str]]:
    """By matter: everybody of the asking side who had a hand in it, with the persons behind their accounts."""
    moves = Move.objects.filter(matter__in=[one.pk for one in matters], act__in=ASKING)
    by_matter: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        by_matter[move.matter_id].append(move)
    accounts = {one for matter in matters for one in (matter.by_account_id, matter.for_account_id)}
    accounts |= {one for move in moves for one in (move.by_account_id, move.for_account_id)}
    behind = people.persons_of(one for one in accounts if one)
    return {matter.pk: _marks(matter, by_matter[matter.pk], behind) for matter in matters}


def _marks(matter: Matter, moves: Iterable[Move], behind: dict[int, int]) -> frozenset[str]:
    moves = list(moves)
    accounts = [matter.by_account_id, matter.for_account_id]
    accounts += [one for move in moves for one in (move.by_account_id, move.for_account_id)]
    persons = [matter.person_id, matter.by_person_id, *(move.by_person_id for move in moves)]
    persons += [behind.get(one) for one in accounts if one]
    return rules.marks(accounts=accounts, persons=persons, kinds=[move.by_kind for move in moves])


class Deciding:
    """The hands of somebody who would decide; asked once for each giver on whose behalf it may be done."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._known: dict[int | None, frozenset[str]] = {}

    def giver(self, power: str, path: str) -> int | None:
        """For whom a deputy acts at a place, if the power over it is only borrowed."""
        return access.on_behalf(self.actor, power, path).for_account_id

    def marks(self, giver: int | None) -> frozenset[str]:
        """The account, its giver, and the persons behind both."""
        if giver not in self._known:
            accounts = [one for one in (self.actor.account_id, self.actor.for_account_id, giver) if one]
            persons = [self.actor.person_id, *people.persons_of(accounts).values()]
            self._known[giver] = rules.marks(accounts=accounts, persons=persons, kinds=[self.actor.kind.value])
        return self._known[giver]


def is_asking_side(actor: Actor, matter: Matter, marks: frozenset[str], ask: bool) -> bool:
    """Whether the actor asked, is whose matter it is, or holds the kind's `ask` power over its unit (`ask`)."""
    return ask or rules.own_hand(marks, Deciding(actor).marks(None))
