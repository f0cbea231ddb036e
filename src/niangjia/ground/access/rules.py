"""Pure decisions of access: what appointments reach, who may appoint whom, what a deputy may do.

All days are half-open: `until` is the first day on which something is no longer in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from niangjia.ground.org.choices import ADMINISTRATORS, Role
from niangjia.kit.powers import EVERYWHERE, NOWHERE, PathRange, Power, subtree_range, within

EXEMPT_ROLES = frozenset({Role.DISCIPLINE, Role.AUDIT_ADMIN})
"""Looks made by these roles are not shown to the person who was looked at (an inquiry must not warn its subject)."""

EXEMPT_BASES = frozenset({"discipline", "audit", "court"})
"""Values of the fact `basis` of a look, set where a look was made on a legal order."""


@dataclass(frozen=True)
class Held:
    """One appointment, or one delegated from it, in force for an account.

    `powers`: empty of limits (None) for an appointment of one's own and for a delegation of everything; else the
    only codes that a deputy was given. `for_account_id`: whose appointment a deputy uses.
    """

    role: str
    path: str
    unit_id: int
    powers: frozenset[str] | None = None
    for_account_id: int | None = None


KEY = "key"
"""What a key of the API holds in place of a role."""


def in_force(since: date, until: date | None, today: date) -> bool:
    """Whether something that runs from `since` up to, and not on, `until` holds today."""
    return since <= today and (until is None or today < until)


def grants(held: Held, power: Power) -> bool:
    """Whether one appointment carries a power, wherever that may be. A key carries what is listed and meant for keys."""
    if held.role == KEY:
        return power.keys and not power.money and held.powers is not None and power.code in held.powers
    return held.role in power.roles and (held.powers is None or power.code in held.powers)


def sound(holding: Sequence[Held]) -> bool:
    """Whether what an account holds keeps the three administrators apart from each other and from all other work.

    GB/T 22239-2019, 8.1.4. Appointing refuses such a mixture; this is the second lock, at the door of reading.
    """
    roles = {held.role for held in holding}
    return len(roles) <= 1 or not roles & set(ADMINISTRATORS)


def reach(holding: Sequence[Held], power: Power) -> tuple[PathRange, ...]:
    """Ranges of the tree in which the power is held: each unit of a granting appointment and all below it.

    Sorted and without overlaps. A power that does not depend on the tree is held everywhere or nowhere.
    """
    if not sound(holding):
        return NOWHERE
    paths = [held.path for held in holding if grants(held, power)]
    if not paths:
        return NOWHERE
    return EVERYWHERE if power.everywhere else branches(paths)


def branches(paths: Iterable[str]) -> tuple[PathRange, ...]:
    """The ranges of some units with all below them, leaving out what another one covers already."""
    ranges: list[PathRange] = []
    for path in sorted(set(paths)):
        if not ranges or not within(path, ranges[-1:]):
            ranges.append(subtree_range(path))
    return tuple(ranges)


def deputised(holding: Sequence[Held], power: Power, path: str) -> int | None:
    """For whom one acts when the power over a place comes from a delegation only; empty if it is one's own.

    What lies nowhere in the tree ("") is done for somebody only if no holding of one's own grants the power at all.
    """
    givers = [
        held.for_account_id
        for held in holding
        if grants(held, power) and (not path or within(path, [subtree_range(held.path)]))
    ]
    return givers[0] if givers and None not in givers else None


# ------------------------------------------------------------------ appointing


def may_hold(role: str, others: Iterable[str]) -> bool:
    """Whether somebody who holds `others` may take on `role`: an administrator holds that one role and nothing else."""
    roles = {role, *others}
    return len(roles) == 1 or not roles & set(ADMINISTRATORS)


def may_delegate(role: str, receiver_roles: Iterable[str]) -> bool:
    """Whether a role may be lent to somebody: never an administrator's, and never to an administrator."""
    return not {role, *receiver_roles} & set(ADMINISTRATORS)


def is_exempt(role_then: Iterable[str], basis: str) -> bool:
    """Whether a look stays out of "who looked at my data": made by an exempt role, or on a legal order."""
    return bool(EXEMPT_ROLES & set(role_then)) or basis in EXEMPT_BASES
