"""The list of differences with the province's base as it is given out: what the page shows, masked as there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org import queries as org
from niangjia.kit.declare import Given, Listing, register
from niangjia.kit.powers import Actor, PathRange, reach, subtree_range
from niangjia.programmes.organising.choices.provincial import Side
from niangjia.programmes.organising.policies import COMPARE
from niangjia.programmes.organising.queries.provincial import DifferenceFilter, Line, count_differences, differences

NAME = "organising.differences"
AT_ONCE = 2_000


def _cells(row: Line) -> str:
    return "；".join(str(label) for label, _here, _there in row.cells)


def _values(which: int) -> Any:
    return lambda row: "；".join(str(cell[which]) for cell in row.cells)


COLUMNS = (
    Given("side", _("差异"), lambda row: str(Side(row.side).label), width=12),
    Given("name", _("姓名"), lambda row: row.name),
    Given("identity", _("证件号码"), lambda row: row.identity, width=22),
    Given("phone", _("手机号"), lambda row: row.phone),
    Given("unit", _("所在工会"), lambda row: row.unit, width=32),
    Given("cells", _("不一样的项"), _cells, width=20),
    Given("here", _("本地"), _values(1), width=28),
    Given("there", _("省库"), _values(2), width=28),
    Given("since", _("从哪天起"), lambda row: row.since, "date"),
    Given("state", _("处理"), lambda row: str(row.state_label), width=16),
)


def _wanted(asked: Mapping[str, Any]) -> tuple[DifferenceFilter, str]:
    told = dict(asked.get("filters", {}))
    index = str(told.pop("index", ""))
    return DifferenceFilter(**told), index


def rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[Line]:
    """Every row that the page shows under these filters, in its order."""
    (wanted, index), after = _wanted(asked), ""
    while True:
        page = differences(actor, asked["comparison"], wanted, after=after, size=AT_ONCE, index=index)
        yield from page.rows
        after = page.after
        if not after:
            return


def count(actor: Actor, asked: Mapping[str, Any]) -> int:
    """How many rows that is."""
    wanted, index = _wanted(asked)
    return count_differences(actor, asked["comparison"], wanted, index=index)


def places(actor: Actor, asked: Mapping[str, Any]) -> list[PathRange]:
    """Where they lie."""
    unit = asked.get("filters", {}).get("unit", "")
    return [subtree_range(org.unit(actor, unit).path)] if unit else list(reach(actor, COMPARE))


def declare() -> None:
    """Declare the list; called when Django is ready."""
    register(Listing(NAME, _("和省实名制库的差异"), COMPARE, COLUMNS, rows, count, places))
