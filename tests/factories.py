"""Small builders for tests: a county in two lines. They write rows directly; actions are what tests are about.

`county()` gives a root with its first placement, `town()`, `union()`, `unit()` hang under a parent, `account()` can log
in with `PASSWORD`, `appoint()` and `deputy()` give roles, `actor()` is what the fronts would build. `person()` is on record in no
union, `member()` in one; `identity()` makes up a right number.
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
from niangjia.ground.people.actions.names import index_names, pinyin_of
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.kit import vault
from niangjia.kit.ids import check_digit, identity_birthday, identity_gender
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


def identity(born: date = date(1985, 6, 1), *, order: int | None = None) -> str:
    """A made-up identity number with a right checksum; a new one each time unless `order` (0 to 999) is given.

    Numbers of both kinds come from different counties, so that they never meet.
    """
    serial = next(_numbers) % 1000 if order is None else order
    body = f"{330782 if order is None else 330784}{born:%Y%m%d}{serial:03d}"
    return body + check_digit(body)


def person(name: str = "", *, number: str | None = None, phone: str | None = None, **fields: Any) -> Person:
    """Somebody on record in no union, in the name index, with a made-up number and phone unless given ("" for none)."""
    count_ = next(_numbers)
    name = name or "王" + "".join(chr(0x4E00 + (count_ * step) % 2000) for step in (7, 13))
    number = identity(fields.get("born_on") or date(1985, 6, 1)) if number is None else number
    phone = f"138{count_:08d}" if phone is None else phone
    fields.setdefault("born_on", identity_birthday(number) if number else None)
    fields.setdefault("gender", identity_gender(number) if number else "")
    made = Person.objects.create(
        name=name,
        pinyin=pinyin_of(name),
        identity_sealed=vault.seal(number, field="person.identity"),
        identity_index=vault.blind(number, field="person.identity") if number else None,
        phone_sealed=vault.seal(phone, field="person.phone"),
        phone_index=vault.blind(phone, field="person.phone"),
        **fields,
    )
    index_names([(made.pk, name)])
    return made


def join(her: Person, at: Unit, *, on: date | None = date(2020, 1, 1), **fields: Any) -> Membership:
    """A membership of somebody, in force unless `left_on` is given."""
    return Membership.rows.create(person=her, unit=at, path=at.path, pinyin=her.pinyin, joined_on=on, **fields)


def member(at: Unit, name: str = "", *, on: date | None = date(2020, 1, 1), work: str = "", **fields: Any) -> Person:
    """Somebody with a membership in force since 2020 and, if asked, work."""
    made = person(name, **fields)
    join(made, at, on=on)
    if work:
        Employment.objects.create(person=made, workplace=work)
    return made
