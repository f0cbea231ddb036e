"""What can be counted of the census, and of 小三级: unions counted in a year by grade, and union bodies of the three tiers."""

# ruff: noqa: S608  (the statement is built of the constant pieces of this file)

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import UnitKind
from niangjia.kit.declare import Breakdown, Figure, Shown, Source
from niangjia.programmes.organising.scorecards.census import CENSUS

SHEETS = Source(
    name="organising.census", table="scorecards_sheet s", id="s.id", unit="s.unit_id", title="s.title", code="s.subject_code",
    joins={"u": "JOIN org_unit u ON u.id = s.unit_id"},
)  # fmt: skip
UNITS = Source(name="organising.tiers", table="org_unit u", id="u.id", unit="u.id", title="u.name", code="u.code")
YEAR = 'substr(CAST({}."on" AS text), 1, 4)'
LAST = (
    "s.kind = 'organising.census' AND NOT EXISTS (SELECT 1 FROM scorecards_sheet b WHERE b.kind = s.kind AND b.subject_kind = s.subject_kind "
    f"AND b.subject_id = s.subject_id AND b.id > s.id AND {YEAR.format('b')} = {YEAR.format('s')})"
)
GRADES = {one.code: one.title for one in CENSUS.grades}
TOWN, TYPE = (
    Breakdown("town", _("镇街"), "u.town"),
    Breakdown("type", _("工会类型"), "u.kind", dict(UnitKind.choices), closed=True),
)
TOWNS = "u.kind IN ('federation', 'work_committee') AND u.level IN ('town', 'zone')"
PLACED = (
    "u.kind IN ('association', 'joint') AND (u.name LIKE '%%村%%' OR u.name LIKE '%%社区%%' OR u.name LIKE '%%园区%%' OR u.name LIKE '%%楼宇%%' "
    "OR EXISTS (SELECT 1 FROM organising_founding f WHERE f.unit_id = u.id AND f.purpose = 'found' AND f.area IN ('village', 'park', 'building', 'circle')))"
)


def _tier(code: str, label: Any, definition: Any, where: str, order: int) -> Figure:
    return Figure(
        code, label, definition, "stock", _("家"), "org.view", "org.unit", UNITS, since="u.founded_on", until="u.dissolved_on", where=where,
        columns=(Shown("kind", _("工会类型"), "u.kind", dict(UnitKind.choices)),), breakdowns=(TOWN, TYPE), order=order,
    )  # fmt: skip


FIGURES = (
    Figure(
        "organising.census_counted", _("普查过的工会"),
        _("时期内（含首尾两日）填过普查表的工会，一家一年只计一次，以当年最后一次为准。"), "flow", _("家"), "scorecards.view", "org.unit", SHEETS,
        since='s."on"', where=LAST, columns=(Shown("grade", _("等级"), "s.grade", GRADES), Shown("day", _("日期"), 's."on"')),
        breakdowns=(Breakdown("grade", _("等级"), "s.grade", GRADES), TOWN), order=80,
    ),
    _tier(
        "organising.tier_towns", _("建了工会组织的镇街（小三级）"),
        _("当日存续的镇街、开发区总工会和工会工作委员会。“小三级”没有查到统一的口径，请按本地文件核对。"), TOWNS, 81,
    ),
    _tier(
        "organising.tier_places", _("村（社区）、园区的工会组织（小三级）"),
        _("当日存续的联合工会和工会联合会中，建会档案写明按村（社区）、园区、楼宇、商圈联合的，或者名称里有这些字的。“小三级”没有查到统一的口径，请按本地文件核对。"),
        PLACED, 82,
    ),
    _tier(
        "organising.tier_employers", _("单位的工会组织（小三级）"),
        _("当日存续的基层工会。“小三级”没有查到统一的口径，请按本地文件核对。"), "u.kind = 'grassroots'", 83,
    ),
)  # fmt: skip
