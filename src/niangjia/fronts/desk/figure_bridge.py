"""The bridge from a signed number to today's: bars that add up, drawn on the server, attributes only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures.choices import Cause

SHORT = {
    Cause.ENTERED: _("新录入"),
    Cause.NOW_COUNTS: _("改后计入"),
    Cause.GONE: _("撤回删除"),
    Cause.TIME: _("日期改动"),
    Cause.PLACE: _("移出范围"),
    Cause.CONDITION: _("不再符合"),
    Cause.AMOUNT: _("数额改动"),
}
ICONS = {Cause.ENTERED: "plus", Cause.NOW_COUNTS: "edit", Cause.AMOUNT: "edit"}
WIDTH, HEIGHT, BASE, TOP, SLOT = 440, 150, 118, 24, 56
LEAST = 2.0


@dataclass(frozen=True)
class Bar:
    """One bar: where it stands, what is written over and under it, where it opens to."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    over: str
    under: str
    href: str

    @property
    def middle(self) -> float:
        """Where the words stand."""
        return self.x + self.width / 2

    @property
    def above(self) -> float:
        """Foot of the words over the bar."""
        return self.y - 6


@dataclass(frozen=True)
class Drawing:
    """Everything that the template writes down."""

    bars: list[Bar]
    joints: str
    cut: str
    sentence: str


def signed_text(number: Decimal, text: str) -> str:
    """+57, −6."""
    return f"+{text}" if number > 0 else text


def draw(bridge: Any, written: Callable[[Any], str], href: Callable[[Cause], str], old: str, new: str) -> Drawing:
    """The signed number, the groups, today's number; both ends cut where they would dwarf the difference."""
    steps = [(group.cause, Decimal(group.effect)) for group in bridge.groups]
    then, now = Decimal(bridge.then or 0), Decimal(bridge.now or 0)
    levels = [then]
    for _cause, effect in steps:
        levels.append(levels[-1] + effect)
    floor = _floor(levels)
    room = (max(levels) - floor) or Decimal(1)

    def height(value: Decimal) -> float:
        return BASE - float((value - floor) / room) * (BASE - TOP)

    count = len(steps) + 2
    gap = (WIDTH - 28 - SLOT) / max(1, count - 1)
    wide = min(SLOT, gap * 0.66) if count > 2 else SLOT
    day = date_format(bridge.signed.signed_at, "m-d")
    bars = [_end("rest", 14, height(then), wide, written(then), _now("%s 审定") % day, old)]
    for place, (cause, effect) in enumerate(steps, start=1):
        high, low = max(levels[place - 1], levels[place]), min(levels[place - 1], levels[place])
        top, tall = height(high), max(LEAST, height(low) - height(high))
        over = signed_text(effect, written(effect))
        kind = "up" if effect > 0 else "down"
        bars.append(Bar(kind, 14 + place * gap, top, wide, tall, over, str(SHORT[cause]), href(cause)))
    bars.append(_end("actual", 14 + (count - 1) * gap, height(now), wide, written(now), _now("现在"), new))
    joints = "".join(
        f"M{one.x + one.width:.1f} {height(level):.1f}H{two.x:.1f}"
        for one, two, level in zip(bars, bars[1:], levels, strict=False)
    )
    ends = (bars[0], bars[-1])
    cut = "".join(f"M{one.x - 6:.1f} {BASE - 14}l{one.width + 12:.1f} -8" for one in ends) if floor else ""
    sentence = "，".join(f"{bar.under} {bar.over}" for bar in bars)
    return Drawing(bars, joints, cut, sentence)


def _floor(levels: list[Decimal]) -> Decimal:
    """Where the bars begin: at nothing, unless that would make the difference too small to see."""
    high, low = max(levels), min(levels)
    if low <= 0 or high - low > high / 3:
        return Decimal(0)
    return low - max((high - low) / 2, Decimal(1))


def _end(kind: str, x: float, y: float, width: float, over: str, under: str, href: str) -> Bar:
    return Bar(kind, x, min(y, BASE - LEAST), width, max(LEAST, BASE - y), over, under, href)
