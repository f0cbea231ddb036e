"""What an employer's change of union would do to its workers' memberships, and the changes that were made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from niangjia.engines.approvals.queries import with_living_matters
from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import seen
from niangjia.ground.people import queries as people
from niangjia.ground.people.queries.working import Worker, workers_of
from niangjia.kit.powers import Actor, NotFound, holds
from niangjia.programmes.organising.choices.shapes import Going
from niangjia.programmes.organising.models import EmployerMove
from niangjia.programmes.organising.rules.shapes import going

EDIT, PEOPLE = "org.edit", "people.edit"


class MoveNotFound(NotFound):
    """No such move, or none of the actor's."""


@dataclass(frozen=True)
class Group:
    """Workers to whom the same happens."""

    going: Going
    people: list[Worker]


@dataclass(frozen=True)
class MovePlan:
    """An employer, the union it leaves and the one it goes to (None: not chosen yet), its workers by what happens to them,
    and how many members of the old union work elsewhere."""

    employer: Any
    old: Any
    into: Any
    groups: list[Group]
    others: int

    def group(self, one: Going) -> list[Worker]:
        """The workers of one group."""
        return next(group.people for group in self.groups if group.going == one)

    @property
    def digest(self) -> str:
        """The same for the same persons going along only."""
        told = "\n".join(sorted(str(one.person_id) for one in self.group(Going.GOES)))
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def plan_move(actor: Actor, code: str, unit_code: str = "", *, with_retired: bool = False) -> MovePlan:
    """Who would go along, and who not and why. Raises EmployerNotFound, UnitNotFound; MoveNotFound where the employer hangs
    on no union, or its members are not the actor's to move."""
    employer = org.employer(actor, code, power=EDIT)
    old = org.union_of_employer(employer.pk)
    if old is None or not holds(actor, PEOPLE, old.path):
        raise MoveNotFound
    into = org.unit(actor, unit_code, power=EDIT) if unit_code else None
    workers = workers_of(employer.pk, employer.name, old.pk)
    open_ones = with_living_matters([one.person_id for one in workers])
    found: dict[Going, list[Worker]] = {one: [] for one in Going}
    for one in workers:
        verdict = going(
            same_union=one.unit_id == old.pk, state=one.state, open_matters=one.person_id in open_ones,
            with_retired=with_retired,
        )  # fmt: skip
        found[verdict].append(one)
    mine = sum(one.unit_id == old.pk for one in workers)
    groups = [Group(one, found[one]) for one in Going]
    return MovePlan(employer, old, into, groups, _members(old.pk) - mine)


def _members(unit_id: int) -> int:
    """Members in force of a union itself."""
    return int(people.members_of(unit_ids=[unit_id])[0][1].count())


@dataclass(frozen=True)
class MoveLine:
    """A move as the employer's page tells it."""

    code: str
    on: Any
    old: str
    into: str
    members: int
    document: str
    undone: bool
    may_undo: bool


def moves_of(actor: Actor, employer_id: int, *, now: datetime) -> list[MoveLine]:
    """Changes of union of an employer that took members along, the last first."""
    rows = EmployerMove.rows.filter(seen(actor, "org.view", "path") | seen(actor, "org.view", "other_path"))
    rows = rows.filter(employer_id=employer_id).select_related("unit", "other_unit").order_by("-pk")
    today = timezone.localdate(now)
    return [
        MoveLine(
            row.code, row.on, row.other_unit.name, row.unit.name, row.members, row.document, row.undone_at is not None,
            row.undone_at is None and timezone.localdate(row.made_at) == today and may_move(actor, row),
        )
        for row in rows
    ]  # fmt: skip


def may_move(actor: Actor, row: EmployerMove) -> bool:
    """Whether the actor answers for both unions."""
    return all(holds(actor, power, path) for power in (EDIT, PEOPLE) for path in (row.path, row.other_path))


def move_row(actor: Actor, code: str) -> EmployerMove:
    """A move of a union of the actor's. Raises MoveNotFound."""
    rows = EmployerMove.rows.filter(Q(seen(actor, EDIT, "path")) | seen(actor, EDIT, "other_path"), code=code)
    row: EmployerMove | None = rows.select_related("unit", "other_unit", "employer").first()
    if row is None:
        raise MoveNotFound
    return row
