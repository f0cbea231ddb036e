"""The yearly census: what the house knows of a union already, and which unions of a branch have been counted this year."""

# ruff: noqa: S611  (the statements are built of the constant pieces of this file; values are always parameters)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import CharField, Count, IntegerField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import COUNTED
from niangjia.ground.org.scoped import seen
from niangjia.kit import rows
from niangjia.kit.declare import Located
from niangjia.kit.powers import SYSTEM, Actor, NotFound
from niangjia.programmes.organising.choices.founding import Post, Stage
from niangjia.programmes.organising.models import Founding, FoundingStage, Registration, Term
from niangjia.programmes.organising.queries.officers import chair_trained

KIND = "organising.census"
KINDS = tuple(kind.value for kind in COUNTED)


def located(subject_id: int) -> Located | None:
    """Where a union lies, for its card."""
    try:
        row = org.unit_by_id(subject_id)
    except NotFound:
        return None
    return Located(row.pk, row.code, row.name) if row.kind in KINDS else None


def key_of(code: str) -> int | None:
    """The key of a living union that is counted, by its code."""
    found = org.matching(SYSTEM, org.UnitFilter(kinds=KINDS, codes=(code,)))
    return found.values_list("pk", flat=True).first()


# ------------------------------------------------------------------ what the house knows

SIZES = (
    "SELECT (SELECT COUNT(*) FROM people_membership m WHERE m.unit_id = %s AND m.left_on IS NULL), "
    "(SELECT CAST(MAX(p.active_on) AS text) FROM people_membership m JOIN people_person p ON p.id = m.person_id "
    "WHERE m.unit_id = %s AND m.left_on IS NULL), "
    "(SELECT SUM(h.workers) FROM org_attachment a JOIN org_employer f ON f.id = a.employer_id AND f.closed_on IS NULL "
    "JOIN org_headcount h ON h.employer_id = f.id AND h.valid_to IS NULL WHERE a.unit_id = %s AND a.valid_to IS NULL)"
)


def census_known(unit_id: int, on: date) -> dict[str, tuple[Any, str]]:
    """Item → (answer, sentence that says from where); an answer of None leaves the item open and only says what is known. Unscoped."""
    known = {**_term(unit_id, on), **_papers(unit_id, on), **_sizes(unit_id)}
    _days, last = chair_trained(unit_id, on=on)
    if last is not None:
        known["trained"] = (True, _("%(day)s 参加过培训") % {"day": last})
    return known


def _term(unit_id: int, on: date) -> dict[str, tuple[Any, str]]:
    term = Term.rows.filter(unit=unit_id, ended_on__isnull=True).first()
    if term is None:
        return {}
    inside = term.until >= on
    told = _("届期到 %(day)s") if inside else _("届期在 %(day)s 已经到了")
    found: dict[str, tuple[Any, str]] = {"committee": (inside, told % {"day": term.until})}
    chair = term.seats.filter(post=Post.CHAIR, until__isnull=True).exists()
    elected = term.elected_on is not None
    if chair:
        found["chair"] = (
            True if elected else None,
            _("换届档案里有选举结果") if elected else _("届期里登记了主席，怎样选的请核对"),
        )
    return found


def _papers(unit_id: int, on: date) -> dict[str, tuple[Any, str]]:
    found: dict[str, tuple[Any, str]] = {}
    paper = Registration.rows.filter(unit=unit_id, ended_on__isnull=True).first()
    if paper is not None:
        found["legal"] = (paper.valid_until >= on, _("证书有效期到 %(day)s") % {"day": paper.valid_until})
    bank = (
        FoundingStage.objects.filter(file__unit=unit_id, stage=Stage.BANKED, undone_at__isnull=True)
        .order_by("-pk")
        .first()
    )
    if bank is not None:
        found["account"] = (
            True,
            _("由上级代管：%(why)s") % {"why": bank.words} if bank.skipped else _("建会档案里登记了开户"),
        )
    held = Founding.rows.filter(unit=unit_id, held_on__year=on.year).order_by("-held_on").first()
    if held is not None:
        found["meeting"] = (True, _("%(day)s 开了选举大会") % {"day": held.held_on})
    return found


def _sizes(unit_id: int) -> dict[str, tuple[Any, str]]:
    schema = {"members": pl.Int64, "active": pl.String, "workers": pl.Int64}
    ((members, active, workers),) = rows.read(SIZES, [unit_id] * 3, schema).iter_rows()
    found: dict[str, tuple[Any, str]] = {}
    if workers:
        told = {"members": members, "workers": workers}
        found["joined"] = (round(members * 100 / workers), _("会员 %(members)s 人，职工 %(workers)s 人") % told)
    if active:
        found["activities"] = (None, _("会员最近一次参加活动或者自己办事是 %(day)s") % {"day": active})
    return found


# ------------------------------------------------------------------ which unions have been counted

SHEET = (
    "(SELECT {what} FROM scorecards_sheet c WHERE c.kind = 'organising.census' AND c.subject_kind = 'org.unit' AND c.subject_id = org_unit.id "
    'AND c.current AND c."on" >= %s)'
)


@dataclass(frozen=True)
class CensusFilter:
    """What the list is narrowed to. `state`: a grade, `counted`, `open` (not counted yet this year) or ""."""

    state: str = "open"
    town: str = ""
    text: str = ""
    under: str = ""


def _unions(actor: Actor, wanted: CensusFilter, on: date) -> QuerySet[Any]:
    """Living unions that the actor may see counted, with grade, score and sheet of this year."""
    first = date(on.year, 1, 1)
    narrowed = org.UnitFilter(under=wanted.under, kinds=KINDS, towns=(wanted.town,) if wanted.town else ())
    found: QuerySet[Any] = org.matching(actor, narrowed).filter(seen(actor, "scorecards.view", "path"))
    if wanted.text:
        found = found.filter(name__icontains=wanted.text)
    counted: QuerySet[Any] = found.annotate(
        grade=RawSQL(SHEET.format(what="c.grade"), [first], output_field=CharField()),
        sheet=RawSQL(SHEET.format(what="c.code"), [first], output_field=CharField()),
        score=RawSQL(SHEET.format(what="c.score"), [first], output_field=IntegerField()),
    )
    return counted


def _of_state(found: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "open":
        return found.filter(grade__isnull=True)
    if state == "counted":
        return found.filter(grade__isnull=False)
    return found.filter(grade=state) if state else found


def census(actor: Actor, wanted: CensusFilter, *, on: date, after: str = "", before: str = "", size: int = 50) -> Any:
    """A page of unions by town and name. Raises UnitNotFound."""
    found = _of_state(_unions(actor, wanted, on), wanted.state)
    return org.page(found, ("town", "name", "pk"), after=after, before=before, size=size)


def census_counts(actor: Actor, wanted: CensusFilter, *, on: date) -> dict[str, int]:
    """Unions by grade of this year, "" for those that are not counted yet. Raises UnitNotFound."""
    rows_ = _unions(actor, wanted, on).order_by().values("grade").annotate(number=Count("pk"))
    return {one["grade"] or "": one["number"] for one in rows_}


@dataclass(frozen=True)
class TownLine:
    """A town with its unions: all, counted, and by grade."""

    town: str
    all: int
    grades: Mapping[str, int]

    @property
    def counted(self) -> int:
        """How many have been counted this year."""
        return sum(self.grades.values())


def census_towns(actor: Actor, *, on: date) -> list[TownLine]:
    """Unions by town and grade of this year."""
    told: dict[str, dict[str, int]] = {}
    for one in _unions(actor, CensusFilter(), on).order_by().values("town", "grade").annotate(number=Count("pk")):
        told.setdefault(one["town"], {})[one["grade"] or ""] = one["number"]
    return [
        TownLine(town, sum(found.values()), {grade: number for grade, number in found.items() if grade})
        for town, found in sorted(told.items())
    ]
