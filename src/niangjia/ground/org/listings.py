"""The lists of unions and employers as they are given out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.queries import (
    EmployerFilter,
    UnitFilter,
    count_employers,
    count_units,
    employers,
    unit,
    units,
)
from niangjia.kit.declare import Given, Listing, register
from niangjia.kit.powers import Actor, PathRange, reach, subtree_range

AT_ONCE = 2_000
VIEW = "org.view"


def _unit_state(unit: Any) -> str:
    ended = unit.dissolved_on and unit.dissolved_on <= timezone.localdate()
    return str(_("已撤销") if ended else _("在运行"))


UNIT_COLUMNS = (
    Given("name", _("工会名称"), lambda unit: unit.name, width=36),
    Given("kind", _("类型"), lambda unit: str(unit.get_kind_display()), width=18),
    Given("town", _("镇街"), lambda unit: unit.town),
    Given("trade", _("所属行业"), lambda unit: unit.trade),
    Given("focus", _("重点领域"), lambda unit: unit.focus),
    Given("mode", _("建会方式"), lambda unit: unit.mode),
    Given("chair", _("主席"), lambda unit: unit.chair_name),
    Given("phone", _("办公电话"), lambda unit: unit.phone),
    Given("founded", _("成立日期"), lambda unit: unit.founded_on, "date"),
    Given("state", _("状态"), _unit_state),
)
EMPLOYER_COLUMNS = (
    Given("name", _("单位名称"), lambda row: row.name, width=36),
    Given("unit", _("所属工会"), lambda row: row.unit_name or str(_("未建会")), width=32),
    Given("workers", _("职工（人）"), lambda row: row.workers, "integer"),
    Given("town", _("镇街"), lambda row: row.town),
    Given("trade", _("行业"), lambda row: row.trade),
    Given("ownership", _("单位性质"), lambda row: str(row.get_ownership_display())),
    Given("credit_code", _("统一社会信用代码"), lambda row: row.credit_code or "", width=22),
    Given("founded", _("成立日期"), lambda row: row.founded_on, "date"),
)


def _pages(page_after: Callable[[str], Any]) -> Iterator[Any]:
    after = ""
    while True:
        page = page_after(after)
        yield from page.rows
        after = page.after
        if not after:
            return


def unit_rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[Any]:
    """Every union that the list shows, in its order."""
    wanted, sort = UnitFilter(**asked.get("filters", {})), asked.get("sort", "tree")
    return _pages(lambda after: units(actor, wanted, sort=sort, after=after, size=AT_ONCE))


def employer_rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[Any]:
    """Every employer that the list shows, in its order."""
    wanted = EmployerFilter(**asked.get("filters", {}))
    return _pages(lambda after: employers(actor, wanted, after=after, size=AT_ONCE))


def unit_count(actor: Actor, asked: Mapping[str, Any]) -> int:
    """How many unions that is."""
    return count_units(actor, UnitFilter(**asked.get("filters", {})))


def employer_count(actor: Actor, asked: Mapping[str, Any]) -> int:
    """How many employers that is."""
    return count_employers(actor, EmployerFilter(**asked.get("filters", {})))


def places(actor: Actor, asked: Mapping[str, Any]) -> list[PathRange]:
    """The branch that was asked for, else all that the actor sees."""
    under = asked.get("filters", {}).get("under", "")
    return [subtree_range(unit(actor, under).path)] if under else list(reach(actor, VIEW))


def declare() -> None:
    """Declare the lists; called when Django is ready."""
    register(
        Listing("org.units", _("工会名单"), VIEW, UNIT_COLUMNS, unit_rows, unit_count, places),
        Listing("org.employers", _("单位名单"), VIEW, EMPLOYER_COLUMNS, employer_rows, employer_count, places),
    )
