"""Names of an outside register against ours: one form of a name, what is its core, and how alike two lines are, with reasons.

Nobody is matched by this: it orders what a person then decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from niangjia.programmes.organising.rules.rosters import plain

PROVINCES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西", "山东",
    "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆",
)  # fmt: skip
_PLACE = re.compile(
    rf"^(?:中国)?(?:(?:{'|'.join(PROVINCES)})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?)?"
    r"(?:[^省市县区]{2,4}市)?(?:[^省市县区]{2,4}[县区])?(?:[^省市县区]{2,4}市)?"
)
_LEGAL = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|总公司|公司|\((?:普通|有限|特殊普通)合伙\)|合伙企业"
    r"|\(个人独资\)|\(个体工商户\)|个体工商户|专业合作社|合作社)+$"
)
_MARKS = re.compile(r"[\s\-—–·•,，.。、()\[\]【】《》<>“”\"'’‘]+")
NAME, TOWN, ADDRESS, DAY = "name", "town", "address", "day"


@lru_cache(maxsize=1 << 17)
def name_key(name: str) -> str:
    """The whole name in its one form: full-width letters, spaces, dashes and brackets do not matter."""
    return _MARKS.sub("", plain(name)).upper()


def core(name: str, places: Sequence[str] = ()) -> str:
    """What is left of a name without province, city and county in front, and without the legal form behind.

    `places`: further names of the county that are written without 市 or 县 (永康). Never empty for a name that is not.
    """
    text = plain(name).upper()
    bare = _PLACE.sub("", text, count=1)
    for place in sorted(places, key=len, reverse=True):
        if bare.startswith(place) and len(bare) > len(place) + 2:
            bare = bare[len(place) :]
            break
    bare = re.sub(r"^\((?:[^()]{2,6})\)", "", bare)
    shorter = _LEGAL.sub("", bare)
    return _MARKS.sub("", shorter) or _MARKS.sub("", bare) or name_key(name)


@lru_cache(maxsize=1 << 17)
def grams(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters of a text; of one letter that letter."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset(text)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts share, from 0 to 1 (Dice over their pairs of letters)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


@dataclass(frozen=True)
class Known:
    """What is known of an employer, in a register or with us."""

    name_key: str
    core: str
    town: str = ""
    address: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Weights:
    """How much each part counts, of a hundred; numbers of the rulebook."""

    name: int = 70
    town: int = 10
    address: int = 10
    day: int = 10


Reasons = list[dict[str, Any]]


def score(theirs: Known, ours: Known, weights: Weights) -> tuple[int, Reasons]:
    """How likely two lines are one employer, from 0 to 100, and why. What one side does not know counts half."""
    if theirs.name_key == ours.name_key:
        alike, reasons = 1.0, [{"code": "name.same", "points": weights.name}]
    else:
        alike = likeness(grams(theirs.core), grams(ours.core))
        code = "name.core" if theirs.core == ours.core else "name.close"
        alike = alike if code == "name.close" else 0.95
        reasons = [{"code": code, "points": round(weights.name * alike), "share": round(100 * alike)}]
    total = weights.name * alike
    for kind, weight, same in (
        (TOWN, weights.town, _same(theirs.town, ours.town)),
        (ADDRESS, weights.address, _near(theirs.address, ours.address)),
        (DAY, weights.day, _same(theirs.on, ours.on)),
    ):
        total += weight * same
        word = "unknown" if same == HALF else "same" if same > HALF else "other"
        reasons.append({"code": f"{kind}.{word}", "points": round(weight * same)})
    return round(total * 100 / (weights.name + weights.town + weights.address + weights.day)), reasons


HALF = 0.5


def _same(one: Any, other: Any) -> float:
    return HALF if not one or not other else float(one == other)


def _near(one: str, other: str) -> float:
    """Addresses are written in many ways: half alike is the same house."""
    if not one or not other:
        return HALF
    return 1.0 if likeness(grams(name_key(one)), grams(name_key(other))) > HALF else 0.0


def workers_differ(insured: int | None, declared: int | None, share: float) -> bool:
    """Whether the number of insured workers is so far from the declared one that somebody has to look."""
    if insured is None or declared is None:
        return False
    return abs(insured - declared) > share * max(declared, 1)
