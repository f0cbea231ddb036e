"""Employers of the register: lists, and one employer's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from niangjia.ground.org.choices import Level
from niangjia.ground.org.models import Attachment, Employer, Headcount, Unit
from niangjia.ground.org.queries.as_was import branch_on
from niangjia.ground.org.queries.names import once_called
from niangjia.ground.org.queries.pages import Page, page
from niangjia.ground.org.queries.tree import subtree, unit
from niangjia.ground.org.queries.units import in_force
from niangjia.ground.org.scoped import seen
from niangjia.kit.powers import EVERYWHERE, Actor, NotFound, holds, reach
from niangjia.kit.rows import among

WIDE = Q(depth=1) | Q(level__in=[Level.NATION, Level.PROVINCE, Level.CITY, Level.COUNTY])
TOWN = Q(level__in=[Level.TOWN, Level.ZONE])


class EmployerNotFound(NotFound):
    """No such employer, or none of the actor's."""


@dataclass(frozen=True)
class EmployerFilter:
    """What a list of employers is narrowed to. Several values of one field mean any of them."""

    text: str = ""
    under: str = ""
    towns: Sequence[str] = ()
    trades: Sequence[str] = ()
    ownerships: Sequence[str] = ()
    attached: str = "all"
    """`yes`, `no` or `all`."""
    state: str = "open"
    """`open`, `closed` or `all`."""
    workers_from: int | None = None
    workers_to: int | None = None
    codes: Sequence[str] = ()
    """Only these of them: rows that were ticked."""
    on: str = ""
    """A day (ISO text): unions, numbers and state as they were then; "": as they are."""


def in_reach(actor: Actor, power: str) -> Q:
    """Condition for employers that the actor may see: those on a union in reach, and those on none.

    An employer without a union is seen by the county and the levels above, and by the federation of its own town.
    """
    open_at = Attachment.objects.filter(employer=OuterRef("pk"), valid_to__isnull=True)
    hers = Q(Exists(open_at.filter(seen(actor, power))))
    if reach(actor, power) == EVERYWHERE:
        return hers | Q(~Exists(open_at))
    mine = Unit.objects.filter(seen(actor, power, "path"))
    if mine.filter(WIDE).exists():
        return hers | Q(~Exists(open_at))
    towns = list(mine.filter(TOWN).exclude(town="").order_by().values_list("town", flat=True))
    return hers | Q(~Exists(open_at), town__in=towns) if towns else hers


def keepers(town: str) -> list[str]:
    """Paths of the units that look after an employer without a union: see `in_reach`, which must say the same."""
    looks_after = WIDE | (TOWN & Q(town=town)) if town else WIDE
    return list(Unit.objects.filter(looks_after).values_list("path", flat=True))


def employer(actor: Actor, code: str, *, power: str = "org.view") -> Employer:
    """One employer. Raises EmployerNotFound, whether it is missing or merely not the actor's."""
    found = Employer.objects.filter(in_reach(actor, power), code=code).first()
    if found is None:
        raise EmployerNotFound
    return found


def matching_employers(actor: Actor, wanted: EmployerFilter | None = None) -> QuerySet[Employer]:
    """Employers in the actor's reach that fit the filter, with `unit_name`, `unit_code` and `workers` of today."""
    wanted = wanted or EmployerFilter()
    today = date.fromisoformat(wanted.on) if wanted.on else timezone.localdate()
    at = Attachment.objects.filter(employer=OuterRef("pk"), valid_to__isnull=True)
    if wanted.on:
        at = Attachment.objects.filter(*in_force(today), employer=OuterRef("pk")).order_by("-pk")
    counted = Headcount.objects.filter(*in_force(today), employer=OuterRef("pk")).order_by("-pk")
    rows = Employer.objects.filter(in_reach(actor, "org.view")).annotate(
        unit_name=Subquery(at.values("unit__name")[:1]),
        unit_code=Subquery(at.values("unit__code")[:1]),
        workers=Subquery(counted.values("workers")[:1]),
    )
    if wanted.under:
        here = unit(actor, wanted.under)
        below = Q(unit__in=branch_on(here, today)) if wanted.on else subtree(here, "unit__path")
        rows = rows.filter(Exists(at.filter(below)))
    if wanted.text:
        once = once_called(wanted.text, "employer")
        rows = rows.filter(Q(name__icontains=wanted.text) | Q(credit_code__iexact=wanted.text) | once)
    if wanted.on:
        rows = rows.filter(Q(founded_on__isnull=True) | Q(founded_on__lte=today))
    for name, values in (
        ("town", wanted.towns),
        ("trade", wanted.trades),
        ("ownership", wanted.ownerships),
        ("code", wanted.codes),
    ):
        if values:
            rows = rows.filter(**{f"{name}__in": list(values)})
    if wanted.attached in {"yes", "no"}:
        rows = rows.filter(Exists(at) if wanted.attached == "yes" else ~Exists(at))
    if wanted.state in {"open", "closed"}:
        ended = Q(closed_on__isnull=False, closed_on__lte=today)
        rows = rows.filter(ended) if wanted.state == "closed" else rows.exclude(ended)
    if wanted.workers_from is not None:
        rows = rows.filter(workers__gte=wanted.workers_from)
    if wanted.workers_to is not None:
        rows = rows.filter(workers__lte=wanted.workers_to)
    return rows


def employers(
    actor: Actor,
    wanted: EmployerFilter | None = None,
    *,
    after: str = "",
    before: str = "",
    size: int = 50,
) -> Page[Employer]:
    """One page of employers by name; each row has `unit_name`, `unit_code` and `workers`."""
    return page(matching_employers(actor, wanted), ("name", "pk"), after=after, before=before, size=size)


def count_employers(actor: Actor, wanted: EmployerFilter | None = None) -> int:
    """How many employers fit the filter."""
    return matching_employers(actor, wanted).count()


def employer_facets(actor: Actor, wanted: EmployerFilter | None = None) -> dict[str, list[tuple[str, int]]]:
    """Values of each field that can be filtered, with how many employers have them, most frequent first; blanks left
    out. A field's own choice does not narrow its own values."""
    wanted = wanted or EmployerFilter()
    found: dict[str, list[tuple[str, int]]] = {}
    for name, field in (("ownership", "ownerships"), ("town", "towns"), ("trade", "trades")):
        without: Any = {field: ()}
        rows = matching_employers(actor, replace(wanted, **without)).exclude(**{name: ""}).order_by()
        found[name] = list(rows.values_list(name).annotate(number=Count("pk")).order_by("-number", name))
    return found


@dataclass(frozen=True)
class EmployerPage:
    """All facts of an employer's page. Dated rows are the latest first; `attachments`: (union, code or "", from, to)."""

    employer: Employer
    attachments: list[tuple[str, str, date | None, date | None]]
    headcounts: list[tuple[int, date | None, date | None]]
    is_closed: bool
    may_edit: bool


def employer_page(actor: Actor, code: str) -> EmployerPage:
    """One employer's page. The code of a union that the actor may not open is left out."""
    here = employer(actor, code)
    hung = Attachment.objects.filter(employer=here).select_related("unit")
    counted = Headcount.objects.filter(employer=here)
    closed = here.closed_on is not None and here.closed_on <= timezone.localdate()
    return EmployerPage(
        employer=here,
        attachments=[
            (
                row.unit.name,
                row.unit.code if holds(actor, "org.view", row.unit.path) else "",
                row.valid_from,
                row.valid_to,
            )
            for row in sorted(hung, key=lambda row: row.valid_from or date.min, reverse=True)
        ],
        headcounts=[
            (row.workers, row.valid_from, row.valid_to)
            for row in sorted(counted, key=lambda row: row.valid_from or date.min, reverse=True)
        ],
        is_closed=closed,
        may_edit=Employer.objects.filter(in_reach(actor, "org.edit"), pk=here.pk).exists(),
    )


def employer_names(ids: Sequence[int]) -> QuerySet[Employer, Any]:
    """Names of employers, to stand within a question about records that hold the name alone. Unscoped."""
    return Employer.objects.filter(pk__in=among(ids)).values("name")


def employer_units(ids: Sequence[int]) -> dict[int, str]:
    """Path of the union on which each employer hangs today; those on none are left out. Unscoped: for labels."""
    rows = Attachment.objects.filter(employer__in=ids, valid_to__isnull=True).values_list("employer_id", "unit__path")
    return dict(rows)


def union_id_of_employer(employer_id: int) -> int | None:
    """Key of the union on which an employer hangs today. Unscoped: for programmes that hand something to it."""
    open_at = Attachment.objects.filter(employer_id=employer_id, valid_to__isnull=True)
    return open_at.values_list("unit_id", flat=True).first()


def union_of_employer(employer_id: int) -> Unit | None:
    """The union on which an employer hangs today. Unscoped: for acts that have judged who may."""
    row = Attachment.objects.select_related("unit").filter(employer_id=employer_id, valid_to__isnull=True).first()
    return row.unit if row else None


def open_attachment(employer_id: int) -> dict[str, Any]:
    """Key, unit and first day of the open attachment of an employer, as plain JSON; empty if it hangs nowhere."""
    row = Attachment.objects.filter(employer_id=employer_id, valid_to__isnull=True).first()
    if row is None:
        return {}
    return {"id": row.pk, "unit": row.unit_id, "since": row.valid_from.isoformat() if row.valid_from else ""}


def may_move_members(actor: Actor, employer_id: int) -> bool:
    """Whether the actor may take the members of an employer along to another union: over the one on which it hangs."""
    at = union_of_employer(employer_id)
    return at is not None and holds(actor, "org.edit", at.path) and holds(actor, "people.edit", at.path)


def declared_workers(ids: Sequence[int]) -> dict[int, int]:
    """Declared number of workers of employers today; those without one are left out. Unscoped: for labels and comparisons."""
    return dict(Headcount.objects.filter(employer__in=ids, valid_to__isnull=True).values_list("employer_id", "workers"))
