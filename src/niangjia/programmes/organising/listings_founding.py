"""Founding files and term elections as they are given out, and unions with their terms in the columns of the official union sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from niangjia.ground.org import queries as org
from niangjia.ground.org.actions.bulk import STEP
from niangjia.ground.org.choices import UnitKind
from niangjia.kit.declare import Given, Listing, register
from niangjia.kit.powers import Actor, PathRange, reach, subtree_range
from niangjia.programmes.organising.models import Term
from niangjia.programmes.organising.policies import FILES
from niangjia.programmes.organising.queries.founding import FileFilter, FileLine, files, matching_files
from niangjia.programmes.organising.sheets.unions import UNIONS as UNIONS_SHEET

NAME = "organising.files_given"
AT_ONCE = 1_000

COLUMNS = (
    Given("name", _("工会"), lambda one: one.row.name, width=36),
    Given("purpose", _("事项"), lambda one: str(one.row.get_purpose_display())),
    Given("stage", _("办到"), lambda one: str(one.stage), width=18),
    Given("next", _("下一步"), lambda one: str(one.next) if one.row.state == "open" else "", width=18),
    Given("with_whom", _("在谁那里"), lambda one: one.with_whom if one.row.state == "open" else "", width=24),
    Given("due", _("期限"), lambda one: one.row.due_on, "date"),
    Given("days", _("已办（天）"), lambda one: one.days, "integer"),
    Given("state", _("状态"), lambda one: str(one.row.get_state_display())),
    Given("town", _("镇街"), lambda one: one.row.town),
    Given("trade", _("所属行业"), lambda one: one.row.trade),
    Given("mode", _("建会方式"), lambda one: str(one.row.get_mode_display()) if one.row.mode else ""),
    Given("workers", _("职工（人）"), lambda one: one.row.workers, "integer"),
    Given("members", _("会员（人）"), lambda one: one.row.members, "integer"),
    Given("women", _("女会员（人）"), lambda one: one.row.women, "integer"),
    Given("begun", _("建档日期"), lambda one: one.row.begun_on, "date"),
    Given("replied", _("批复日期"), lambda one: one.row.replied_on, "date"),
    Given("reply", _("批复文号"), lambda one: one.row.reply_text, width=22),
)


def _wanted(asked: Mapping[str, Any]) -> FileFilter:
    return FileFilter(**asked.get("filters", {}))


def rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[FileLine]:
    """Every file that the page shows under these filters, in its order."""
    wanted, after = _wanted(asked), ""
    while True:
        lines, found = files(actor, wanted, after=after, size=AT_ONCE)
        yield from lines
        after = found.after
        if not after:
            return


def count(actor: Actor, asked: Mapping[str, Any]) -> int:
    """How many files that is."""
    return matching_files(actor, _wanted(asked)).count()


def places(actor: Actor, asked: Mapping[str, Any]) -> list[PathRange]:
    """The branch that was asked for, else all that the actor sees."""
    under = asked.get("filters", {}).get("under", "")
    return [subtree_range(org.unit(actor, under).path)] if under else list(reach(actor, FILES))


# ------------------------------------------------------------------ unions in the columns of their sheet

UNIONS = "organising.unions"


class UnionLine(NamedTuple):
    """A union with the name of the one above and its open term."""

    unit: Any
    parent: str
    term: Any


def _of_unit(name: str) -> Callable[[UnionLine], Any]:
    return lambda one: getattr(one.unit, name)


def _of_term(name: str) -> Callable[[UnionLine], Any]:
    return lambda one: getattr(one.term, name) if one.term else None


CELLS: dict[str, tuple[Callable[[UnionLine], Any], str]] = {
    **{name: (_of_unit(name), "text") for name in ("name", "mode", "trade", "focus", "chair_name", "phone", "town")},
    "parent": (lambda one: one.parent, "text"),
    "kind": (lambda one: _kind(one.unit.kind), "text"),
    "founded_on": (_of_unit("founded_on"), "date"),
    "term_number": (_of_term("number"), "integer"),
    "term_since": (_of_term("since"), "date"),
    "term_until": (_of_term("until"), "date"),
    "term_years": (_of_term("years"), "integer"),
}
UNION_COLUMNS = tuple(
    Given(one.name, one.title, *CELLS[one.name], 36 if one.name in {"name", "parent"} else 14)  # type: ignore[arg-type]
    for one in UNIONS_SHEET.columns
)
"""The headings are those of the sheet that is taken in, so that the file can be mended and brought back."""


def _kind(kind: str) -> str:
    with override(settings.LANGUAGE_CODE):
        return str(UnitKind(kind).label)


def union_rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[UnionLine]:
    """Every union that the list shows, in its order."""
    wanted, sort, after = org.UnitFilter(**asked.get("filters", {})), asked.get("sort", "tree"), ""
    while True:
        page = org.units(actor, wanted, sort=sort, after=after, size=AT_ONCE)
        terms = {
            one.unit_id: one for one in Term.rows.filter(unit__in=[one.pk for one in page.rows], ended_on__isnull=True)
        }
        above = {one.pk: one.path[:-STEP] for one in page.rows}
        names = {one.path: one.name for one in org.units_at(above.values())}
        for one in page.rows:
            yield UnionLine(one, names.get(above[one.pk], ""), terms.get(one.pk))
        after = page.after
        if not after:
            return


def union_count(actor: Actor, asked: Mapping[str, Any]) -> int:
    """How many unions that is."""
    return org.count_units(actor, org.UnitFilter(**asked.get("filters", {})))


def union_places(actor: Actor, asked: Mapping[str, Any]) -> list[PathRange]:
    """The branch that was asked for, else all that the actor sees."""
    under = asked.get("filters", {}).get("under", "")
    return [subtree_range(org.unit(actor, under).path)] if under else list(reach(actor, "org.view"))


def declare() -> None:
    """Register the listings; called when Django is ready."""
    register(
        Listing(NAME, _("建会换届档案"), FILES, COLUMNS, rows, count, places),
        Listing(UNIONS, _("工会组织表"), "org.view", UNION_COLUMNS, union_rows, union_count, union_places),
    )
