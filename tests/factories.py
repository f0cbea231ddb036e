"""Small builders for tests: a county in two lines. They write rows directly; actions are what tests are about.

`county()` gives a root with its first placement, `town()`, `union()`, `unit()` hang under a parent, `account()` can log
in with `PASSWORD`, `appoint()` and `deputy()` give roles, `actor()` is what the fronts would build.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.db.models import F, Max

from niangjia.ground.access.models import Account, Appointment, Delegation
from niangjia.ground.access.queries import actor_for
from niangjia.ground.org.choices import Level, Role, UnitKind
from niangjia.ground.org.models import Attachment, Employer, Headcount, Placement, Unit
from niangjia.kit.powers import Actor

PASSWORD = "Only-for-tests-7"
LONG_AGO = date(2000, 1, 1)
_numbers = count(1)


def unit(parent: Unit | None = None, name: str = "", **fields: Any) -> Unit:
    """Any unit, a grassroots union unless said otherwise, placed since before our records."""
    fields.setdefault("kind", UnitKind.GRASSROOTS)
    above = parent.path if parent else ""
    last = Placement.objects.filter(path__gt=above, path__lt=above + "[").aggregate(last=Max("path"))["last"] or ""
    step = int(last[len(above) : len(above) + 4] or "0", 36) + 1
    path = above + Unit._int2str(step).rjust(4, "0")
    made = Unit.objects.create(
        name=name or f"测试{next(_numbers)}工会", path=path, depth=len(path) // 4, numchild=0, **fields
    )
    if parent:
        Unit.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
        parent.refresh_from_db()
    Placement.objects.create(unit=made, path=path)
    return made


def county(name: str = "永康市总工会", **fields: Any) -> Unit:
    """A county federation as root of a tree of its own."""
    fields.setdefault("level", Level.COUNTY)
    return unit(None, name, kind=UnitKind.FEDERATION, **fields)


def town(parent: Unit, name: str = "芝英镇总工会", **fields: Any) -> Unit:
    """A town federation."""
    fields.setdefault("level", Level.TOWN)
    fields.setdefault("town", name.removesuffix("总工会"))
    return unit(parent, name, kind=UnitKind.FEDERATION, **fields)


def union(parent: Unit, name: str = "", **fields: Any) -> Unit:
    """A grassroots union."""
    return unit(parent, name, town=fields.pop("town", parent.town), **fields)


def employer(at: Unit | None = None, *, workers: int | None = None, name: str = "", **fields: Any) -> Employer:
    """An employer of the register, attached and counted since before our records where asked."""
    made = Employer.objects.create(name=name or f"测试{next(_numbers)}有限公司", **fields)
    if at:
        Attachment.objects.create(employer=made, unit=at)
    if workers is not None:
        Headcount.objects.create(employer=made, workers=workers)
    return made


def account(name: str = "", **fields: Any) -> Account:
    """A staff account; log in with its username and PASSWORD."""
    number = next(_numbers)
    made = Account(username=fields.pop("username", f"user{number}"), name=name or f"测试{number}", **fields)
    made.set_password(PASSWORD)
    made.save()
    return made


def appoint(who: Account, role: str, at: Unit, *, since: date = LONG_AGO, until: date | None = None) -> Appointment:
    """A role in a unit, since long ago."""
    return Appointment.rows.create(account=who, role=role, unit=at, since=since, until=until)


def deputy(
    lent: Appointment,
    to: Account,
    *,
    powers: tuple[str, ...] = (),
    since: date = LONG_AGO,
    until: date = date(2999, 1, 1),
) -> Delegation:
    """An appointment lent to somebody; all its powers unless some are listed."""
    return Delegation.objects.create(
        giver=lent.account, receiver=to, appointment=lent, powers=list(powers), since=since, until=until
    )


def officer(at: Unit, role: str = Role.OFFICER, **fields: Any) -> Actor:
    """An actor with a new account that holds one role in one unit."""
    who = account(**fields)
    appoint(who, role, at)
    return actor(who)


def actor(who: Account, **given: Any) -> Actor:
    """What the fronts would build for an account."""
    return actor_for(who.pk, **given)
