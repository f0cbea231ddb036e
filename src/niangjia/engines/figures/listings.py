"""The rows behind a figure as they are given out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures.choices import TreeView
from niangjia.engines.figures.policies import READ
from niangjia.engines.figures.queries import opening, trees
from niangjia.kit.calendar import today
from niangjia.kit.declare import Given, Listing, figures, register
from niangjia.kit.powers import Actor, PathRange, subtree_range

NAME = "figures.rows"
AT_ONCE = 2_000


def _details(row: Any) -> str:
    titles = {shown.name: str(shown.title) for one in figures().values() for shown in one.columns}
    return "；".join(f"{titles.get(name, name)}：{cell}" for name, cell in row.cells.items() if cell)


COLUMNS = (
    Given("title", _("名称"), lambda row: row.title, width=24),
    Given("unit", _("工会"), lambda row: row.unit.name, width=36),
    Given("value", _("计入"), lambda row: str(row.value)),
    Given("details", _("明细"), _details, width=60),
)


def _page(actor: Actor, asked: Mapping[str, Any], after: int | None, size: int) -> opening.Rows:
    return opening.rows(
        actor, asked["figure"], asked["unit"], today=today(), first=date.fromisoformat(asked["first"]),
        last=date.fromisoformat(asked["last"]), view=TreeView(asked["view"]), where=asked["where"], after=after, size=size,
    )  # fmt: skip


def _rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[opening.Row]:
    after: int | None = None
    while True:
        page = _page(actor, asked, after, AT_ONCE)
        yield from page.items
        after = page.after
        if after is None:
            return


def _count(actor: Actor, asked: Mapping[str, Any]) -> int:
    page = _page(actor, asked, None, 1)
    return page.count - page.hidden


def _places(actor: Actor, asked: Mapping[str, Any]) -> list[PathRange]:
    return [subtree_range(trees.find(actor, trees.load(TreeView(asked["view"])), asked["unit"]).path)]


def declare() -> None:
    """Register the listing; called when Django is ready."""
    register(Listing(NAME, _("统计数的明细"), READ, COLUMNS, _rows, _count, _places))
