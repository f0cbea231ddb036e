"""Who can see a record, why, and what would change with another role: the answers of the very layer that guards it.

Each answer goes through `kit.powers.reach` with an actor built from the account's holdings, as every query does; nothing
about powers is decided here. Where a record lies is told by the contribution `record.places` of the module that owns
its kind: `move(record_id=…)` returns (power to see it, paths where it lies).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.access import rules
from niangjia.ground.access.models import Account, Appointment, Delegation
from niangjia.ground.access.queries.accounts import AccountNotFound, account
from niangjia.ground.access.queries.holdings import Holding, actor_of, holdings
from niangjia.ground.access.queries.keys import actor_of_key, working
from niangjia.ground.access.rules import Held
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import Role
from niangjia.kit.declare import contributions
from niangjia.kit.powers import (
    Actor,
    NotFound,
    PathRange,
    Power,
    holds,
    known_powers,
    reach,
    subtree_range,
    within,
)


class RecordNotFound(NotFound):
    """No such record, or none over which the actor may ask."""


@dataclass(frozen=True)
class Why:
    """One appointment that lets an account see a record. `lender`: whose appointment a deputy uses, else ""."""

    role: Any
    unit_name: str
    unit_code: str
    since: date
    until: date | None
    lender: str = ""


@dataclass(frozen=True)
class Seer:
    """An account that sees a record, and by what."""

    account_id: int
    code: str
    name: str
    whys: list[Why]


def places(subject_kind: str, subject_id: int, power: str = "") -> tuple[Power, list[str]]:
    """The power with which a record is seen (or the one asked about), and the paths where it lies."""
    for one in contributions("record.places"):
        if one.name == subject_kind and one.move is not None:
            default, paths = one.move(record_id=subject_id)
            known = known_powers()
            if power and power not in known:
                break
            return known[power or default], list(paths)
    raise RecordNotFound


def who_can_see(
    actor: Actor, subject_kind: str, subject_id: int, *, power: str = "", today: date | None = None
) -> list[Seer]:
    """Every account that sees a record today, by log-in name, each with all its reasons.

    For those who hold `access.explain` over a place of the record. Raises RecordNotFound.
    """
    asked, paths = _asked(actor, subject_kind, subject_id, power)
    return seers(asked, paths, today=today)


def seers(power: Power, paths: Sequence[str], *, today: date | None = None) -> list[Seer]:
    """Every account that holds a power over any of some places."""
    day = today or timezone.localdate()
    held = holdings(_candidates(power, paths), today=day)
    seeing = [one for one in held.values() if paths and _sees(actor_of(one), power.code, paths)]
    labels = _labels(seeing)
    named = Account.objects.filter(pk__in=[one.account_id for one in seeing]).order_by("username")
    return [
        Seer(row.pk, row.code, row.name, _whys(held[row.pk], power, paths, labels))
        for row in named.only("pk", "code", "name", "username")
    ]


@dataclass(frozen=True)
class KeySeer:
    """A key of the API that reaches a record: for whom, for what, where it is at home, until when."""

    code: str
    name: str
    purpose: str
    unit_name: str
    unit_code: str
    until: date


def keys_that_see(
    actor: Actor, subject_kind: str, subject_id: int, *, power: str = "", today: date | None = None
) -> list[KeySeer]:
    """Every key of the API that opens a record today, by name. For those who may ask who sees it. Raises RecordNotFound."""
    asked, paths = _asked(actor, subject_kind, subject_id, power)
    return key_seers(asked, paths, today=today)


def key_seers(power: Power, paths: Sequence[str], *, today: date | None = None) -> list[KeySeer]:
    """Every key that carries a power over any of some places: those that `behind_key` would let in, whatever the address."""
    day = today or timezone.localdate()
    rows = working(day)
    if not power.everywhere:
        rows = rows.filter(unit__path__in={way for path in paths for way in [*org.above(path), path]})
    return [
        KeySeer(here.code, here.account.name, here.purpose, here.unit.name, here.unit.code, here.until)
        for here in rows.select_related("account").order_by("account__name", "pk")
        if paths and _sees(actor_of_key(here), power.code, paths)
    ]


def _asked(actor: Actor, kind: str, record_id: int, power: str) -> tuple[Power, list[str]]:
    asked, paths = places(kind, record_id, power)
    if not any(holds(actor, "access.explain", path) for path in paths):
        raise RecordNotFound
    return asked, paths


def _sees(somebody: Actor, power: str, paths: Iterable[str]) -> bool:
    ranges = reach(somebody, power)
    return any(within(path, ranges) for path in paths)


def _candidates(power: Power, paths: Sequence[str]) -> list[int]:
    """Accounts that hold or borrow something on the way up from the places: nobody else can reach them."""
    rows = Appointment.rows.filter(role__in=power.roles)
    if not power.everywhere:
        rows = rows.filter(unit__path__in={way for path in paths for way in [*org.above(path), path]})
    lent = Delegation.objects.filter(appointment__in=rows.values("pk"), withdrawn_at__isnull=True)
    return sorted({*rows.values_list("account_id", flat=True), *lent.values_list("receiver_id", flat=True)})


# ------------------------------------------------------------------ labels

Labels = tuple[dict[int, tuple[str, str, str]], dict[int, tuple[date, date | None]], dict[int, str]]


def _labels(of: Iterable[Holding]) -> Labels:
    """Units' names, appointments' days and lenders' names, in three statements however many accounts there are."""
    held = list(of)
    units = org.unit_names(one.unit_id for holding in held for one in holding.held)
    days = Appointment.rows.filter(pk__in={pk for holding in held for pk in holding.appointment_ids})
    lenders = {one.for_account_id for holding in held for one in holding.held if one.for_account_id}
    return (
        units,
        {pk: (since, until) for pk, since, until in days.values_list("pk", "since", "until")},
        dict(Account.objects.filter(pk__in=lenders).values_list("pk", "name")),
    )


def _whys(holding: Holding, power: Power, paths: Iterable[str], labels: Labels) -> list[Why]:
    units, days, lenders = labels
    found = []
    for one, pk in zip(holding.held, holding.appointment_ids, strict=True):
        covers = power.everywhere or any(within(path, [subtree_range(one.path)]) for path in paths)
        if rules.grants(one, power) and covers:
            name, code, _path = units[one.unit_id]
            lender = lenders[one.for_account_id] if one.for_account_id else ""
            found.append(Why(Role(one.role).label, name, code, *days[pk], lender))
    return found


# ------------------------------------------------------------------ one account

HINDRANCES = {
    "closed": _("账号已注销。"),
    "locked": _("账号已锁定。"),
    "nothing": _("今天没有任何任职或代理。"),
    "mixed": _("三员与其他任职混在一起，全部不生效。"),
    "role": _("担任的角色没有“{power}”这项权限。"),
    "place": _("有“{power}”这项权限，但任职的工会管不到这条记录。"),
}


@dataclass(frozen=True)
class Explanation:
    """Whether an account sees a record, by what, or else why not (a code of HINDRANCES and its sentence)."""

    sees: bool
    whys: list[Why]
    hindrance: str = ""
    sentence: str = ""


def why(
    actor: Actor, account_code: str, subject_kind: str, subject_id: int, *, power: str = "", today: date | None = None
) -> Explanation:
    """Why an account sees a record or does not. Raises RecordNotFound, AccountNotFound."""
    asked, paths = _asked(actor, subject_kind, subject_id, power)
    row = Account.objects.filter(code=account_code).first()
    if row is None:
        raise AccountNotFound
    holding = holdings([row.pk], today=today)[row.pk]
    if _sees(actor_of(holding), asked.code, paths):
        return Explanation(True, _whys(holding, asked, paths, _labels([holding])))
    code = _hindrance(row, holding, asked)
    return Explanation(False, [], code, str(HINDRANCES[code]).format(power=asked.label))


def _hindrance(row: Account, holding: Holding, power: Power) -> str:
    if not row.is_active:
        return "closed"
    if row.locked_at is not None:
        return "locked"
    if not holding.held:
        return "nothing"
    if not rules.sound(holding.held):
        return "mixed"
    return "place" if any(rules.grants(one, power) for one in holding.held) else "role"


@dataclass(frozen=True)
class WhatIf:
    """A power whose reach another role would change, with the number of units before and after."""

    power: str
    label: Any
    before: int
    after: int


def what_if_role(
    actor: Actor, account_code: str, role: str, unit_code: str, *, instead_of: int | None = None
) -> list[WhatIf]:
    """What an account could do more, or less, if it held a role in a unit from today on, as well as or instead of the
    appointment `instead_of`. Nothing is changed. For those who see the account. Raises AccountNotFound, UnitNotFound.
    """
    row = account(actor, account_code)
    at = org.unit(actor, unit_code, power="access.view")
    now = holdings([row.pk])[row.pk]
    kept = [
        one for one, pk in zip(now.held, now.appointment_ids, strict=True) if pk != instead_of or one.for_account_id
    ]
    then = Holding(now.account_id, now.kind, (*kept, Held(role, at.path, at.pk)), ())
    before, after = actor_of(now), actor_of(then)
    found = []
    for code, power in sorted(known_powers().items()):
        ranges = reach(before, code), reach(after, code)
        if ranges[0] != ranges[1]:
            found.append(WhatIf(code, power.label, *(_size(one) for one in ranges)))
    return found


def _size(ranges: Sequence[PathRange]) -> int:
    return org.count_within(ranges)
