"""Whose hands a matter went through, and whose would decide it: what four eyes are judged by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from niangjia.engines.approvals import rules
from niangjia.engines.approvals.choices import ASKING
from niangjia.engines.approvals.models import Matter, Move
from niangjia.ground.access import queries as access
from niangjia.ground.people import queries as people
from niangjia.kit.powers import Actor


class Handed(NamedTuple):
    """A matter with those whom its own row names."""

    matter_id: int
    by_account_id: int | None
    for_account_id: int | None
    person_id: int | None
    by_person_id: int | None


def asking_marks(matters: Sequence[Matter]) -> dict[int, frozenset[str]]:
    """By matter: everybody of the asking side who had a hand in it, with the persons behind their accounts."""
    return marks_of(
        [Handed(one.pk, one.by_account_id, one.for_account_id, one.person_id, one.by_person_id) for one in matters]
    )


def marks_of(handed: Sequence[Handed]) -> dict[int, frozenset[str]]:
    """The same from the columns alone: two statements for all."""
    moves = Move.objects.filter(matter__in=[one.matter_id for one in handed], act__in=ASKING).values_list(
        "matter_id", "by_account_id", "for_account_id", "by_person_id", "by_kind"
    )
    accounts: dict[int, set[int]] = {one.matter_id: _some(one.by_account_id, one.for_account_id) for one in handed}
    persons: dict[int, set[int]] = {one.matter_id: _some(one.person_id, one.by_person_id) for one in handed}
    kinds: dict[int, set[str]] = defaultdict(set)
    for matter, account, giver, person, kind in moves:
        accounts[matter] |= _some(account, giver)
        persons[matter] |= _some(person)
        kinds[matter].add(kind)
    behind = people.persons_of({one for some in accounts.values() for one in some})
    return {
        matter: rules.marks(
            accounts=some,
            persons=persons[matter] | {behind[one] for one in some if one in behind},
            kinds=kinds[matter],
        )
        for matter, some in accounts.items()
    }


def _some(*ids: int | None) -> set[int]:
    return {one for one in ids if one}


class Deciding:
    """The hands of somebody who would decide; asked once for each giver on whose behalf it may be done."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._known: dict[int | None, frozenset[str]] = {}
        self._givers: dict[tuple[str, str], int | None] = {}

    def giver(self, power: str, path: str) -> int | None:
        """For whom a deputy acts at a place, if the power over it is only borrowed."""
        if (power, path) not in self._givers:
            self._givers[power, path] = access.on_behalf(self.actor, power, path).for_account_id
        return self._givers[power, path]

    def marks(self, giver: int | None) -> frozenset[str]:
        """The account, its giver, and the persons behind both."""
        if giver not in self._known:
            accounts = [one for one in (self.actor.account_id, self.actor.for_account_id, giver) if one]
            persons = [self.actor.person_id, *people.persons_of(accounts).values()]
            self._known[giver] = rules.marks(accounts=accounts, persons=persons, kinds=[self.actor.kind.value])
        return self._known[giver]
