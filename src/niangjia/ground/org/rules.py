"""Pure decisions about the tree: what may hang where, names, levels, towns, paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from niangjia.ground.org.choices import Level, UnitKind
from niangjia.kit.powers import Reason

STEP = 4
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_DEPTH = 60

FEDERATION_LEVELS = (Level.NATION, Level.PROVINCE, Level.CITY, Level.COUNTY, Level.ZONE, Level.TOWN)
"""From the top; a federation stands under one of a higher level (a zone may hold towns)."""

K = UnitKind
MAY_HANG: Mapping[str, frozenset[str]] = {
    K.FEDERATION: frozenset({K.FEDERATION}),
    K.INDUSTRY: frozenset({K.FEDERATION, K.INDUSTRY}),
    K.WORK_COMMITTEE: frozenset({K.FEDERATION, K.INDUSTRY, K.WORK_COMMITTEE}),
    K.ASSOCIATION: frozenset({K.FEDERATION, K.INDUSTRY, K.WORK_COMMITTEE, K.ASSOCIATION}),
    K.JOINT: frozenset({K.FEDERATION, K.INDUSTRY, K.WORK_COMMITTEE, K.ASSOCIATION, K.JOINT}),
    K.GRASSROOTS: frozenset({K.FEDERATION, K.INDUSTRY, K.WORK_COMMITTEE, K.ASSOCIATION, K.JOINT, K.GRASSROOTS}),
    K.SECTION: frozenset({K.JOINT, K.GRASSROOTS}),
    K.GROUP: frozenset({K.JOINT, K.GRASSROOTS, K.SECTION}),
}
"""Kind -> kinds that it may hang under (工会法 2021, articles 10 to 12; 企业工会工作条例, article 13 for sections and groups).

A grassroots union may stand under another one: a group of companies and its subsidiaries.
"""


@dataclass(frozen=True)
class UnitDetails:
    """What a person enters about a unit."""

    name: str
    kind: str = UnitKind.GRASSROOTS
    level: str = ""
    short_name: str = ""
    seal_name: str = ""
    credit_code: str = ""
    region_code: str = ""
    town: str = ""
    mode: str = ""
    trade: str = ""
    focus: str = ""
    phone: str = ""
    address: str = ""
    chair_name: str = ""
    founded_on: date | None = None


@dataclass(frozen=True)
class EmployerDetails:
    """What a person enters about an employer."""

    name: str
    credit_code: str = ""
    trade: str = ""
    ownership: str = ""
    town: str = ""
    address: str = ""
    founded_on: date | None = None


@dataclass(frozen=True)
class Portion:
    """What goes to the new unit in a split: codes of units directly below, codes of employers of the unit itself, and
    which of its members, in plain JSON that the module of people reads (`unit.people`)."""

    units: Sequence[str] = ()
    employers: Sequence[str] = ()
    members: Mapping[str, Any] = field(default_factory=dict)


# ------------------------------------------------------------------ places


def may_hang(kind: str, level: str, parent_kind: str | None, parent_level: str = "") -> bool:
    """Whether a unit may hang under another one; without a parent: whether it may be a root."""
    if parent_kind is None:
        return kind not in {UnitKind.SECTION, UnitKind.GROUP}
    if parent_kind not in MAY_HANG[kind]:
        return False
    if kind == UnitKind.FEDERATION and level and parent_level:
        order = [str(one) for one in FEDERATION_LEVELS]
        return order.index(parent_level) < order.index(level)
    return True


def is_below(path: str, other: str) -> bool:
    """Whether a path is the other one or lies below it: where a unit must never be hung."""
    return path.startswith(other)


def may_merge(kind: str, into_kind: str) -> bool:
    """Whether a unit may end in another one: federations among themselves, unions of members among themselves."""
    return (kind == UnitKind.FEDERATION) == (into_kind == UnitKind.FEDERATION)


def child_path(parent_path: str, last_below: str, ahead: int = 1) -> str:
    """A path under a parent that no unit ever had. `last_below`: the greatest path ever used below the parent, or "".

    The greatest path below begins with the youngest child's, whose step number is counted on by `ahead`.
    """
    step = int(last_below[len(parent_path) : len(parent_path) + STEP] or "0", 36) + ahead
    digits = ""
    for _ in range(STEP):
        step, digit = divmod(step, 36)
        digits = _DIGITS[digit] + digits
    if step:
        raise OverflowError(parent_path)
    return parent_path + digits


# ------------------------------------------------------------------ levels and towns

_ZONE = re.compile(r"(开发区|园区|度假区|新区管委会|产业区|集聚区|示范区|保税区|功能区)")
_TOWN = re.compile(r"(镇|乡|街道|苏木)(总工会)?$")


def level_of(name: str, parent_level: str = "") -> str:
    """Level of a federation out of its name and the level above; "" if neither tells."""
    place = name.removesuffix("总工会")
    if _TOWN.search(place):
        return Level.TOWN
    if _ZONE.search(place):
        return Level.ZONE
    if place.endswith(("省", "自治区")):
        return Level.PROVINCE
    below = {Level.PROVINCE: Level.CITY, Level.CITY: Level.COUNTY, Level.COUNTY: Level.TOWN}
    if parent_level in below:
        return below[Level(parent_level)]
    if place.endswith(("县", "旗", "区")):
        return Level.COUNTY
    return ""


def town_of(chain: Sequence[tuple[str, str, str]]) -> str:
    """Town of a unit from the units above it, root first, as (level, name, town): that of the nearest town or zone."""
    for level, name, town in reversed(chain):
        if level in {Level.TOWN, Level.ZONE}:
            return town or name.removesuffix("总工会")
    return ""


def full_name(region: str, city: str = "") -> str:
    """Name of the federation of a region. A district carries its city's name (绍兴市上虞区总工会), a county does not."""
    return f"{city if region.endswith('区') else ''}{region}总工会"


def seal_name(town: str, region: str) -> str:
    """Name on the seal of a town's federation: the county's name before the town's, unless it begins with it anyway."""
    return f"{town if town.startswith(region[:-1]) else region + town}总工会"


# ------------------------------------------------------------------ what was entered


def unit_reasons(details: UnitDetails, *, today: date) -> list[Reason]:
    """What is wrong with what was entered about a unit, field by field."""
    found = _name_reasons(details.name)
    if details.kind == UnitKind.FEDERATION and details.name and not details.name.endswith("总工会"):
        found.append(Reason("org.name_of_federation", "name"))
    elif details.name and "工会" not in details.name:
        found.append(Reason("org.name_without_union", "name"))
    if details.kind not in UnitKind.values:
        found.append(Reason("org.kind_unknown", "kind"))
    if details.level and details.kind not in {UnitKind.FEDERATION, UnitKind.WORK_COMMITTEE, UnitKind.INDUSTRY}:
        found.append(Reason("org.level_not_for_kind", "level"))
    if details.founded_on and details.founded_on > today:
        found.append(Reason("org.founded_in_future", "founded_on"))
    return found


def employer_reasons(details: EmployerDetails, *, today: date) -> list[Reason]:
    """What is wrong with what was entered about an employer, field by field."""
    found = _name_reasons(details.name)
    if details.founded_on and details.founded_on > today:
        found.append(Reason("org.founded_in_future", "founded_on"))
    return found


def _name_reasons(name: str) -> list[Reason]:
    if not name.strip():
        return [Reason("org.name_missing", "name")]
    if len(name) > 120:
        return [Reason("org.name_too_long", "name", {"length": len(name)})]
    if any(ord(letter) < 32 or letter in "\u200b\ufeff" for letter in name):
        return [Reason("org.name_unreadable", "name")]
    return []


def tidy(text: str) -> str:
    """Entered text without spaces at its ends and with single ones inside."""
    return " ".join(text.split())


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names of the fields that differ, in the order of `after`."""
    return [name for name, value in after.items() if before[name] != value]


def first_day_possible(open_since: Iterable[date | None]) -> date | None:
    """The latest start among open facts: a new fact may not begin before it. Empty if all are older than our records."""
    return max((day for day in open_since if day is not None), default=None)
