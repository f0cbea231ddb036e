"""Pure decisions of scorecards: reading answers, points, score, grade, and the reasons. Points are whole hundredths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from niangjia.kit.declare import Grade, Input, Item, Step, Trace
from niangjia.kit.reading import plain

FULL = 100
"""Hundredths in a point."""


def read_answer(item: Item, given: Any) -> tuple[Any, str]:
    """An answer in stored form, and the code of what is wrong ("" if nothing). Nothing given is None."""
    if given is None or given == "" or given == []:
        return None, "required" if item.required else ""
    if item.type == "photo":
        codes = [str(one) for one in given] if isinstance(given, list | tuple) else [str(given)]
        return codes[:20], ""
    if item.type == "yes":
        value = {"1": True, "0": False, "true": True, "false": False, "yes": True, "no": False}.get(str(given).lower())
        return (value, "") if value is not None else (None, "yes")
    number = _number(str(given))
    if number is None:
        return None, "number"
    if item.type == "scale":
        whole = int(number)
        return (whole, "") if number == whole and 0 <= whole <= item.top else (None, "scale")
    return (int(number) if number == int(number) else float(number)), ""


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(plain(text).replace(",", "").replace("−", "-"))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**9 else None


def points(item: Item, value: Any) -> int | None:
    """Hundredths of points that an answer gives; None where there is no answer, which does not count."""
    if value is None:
        return None
    full = item.weight * FULL
    if item.type == "yes":
        return full if bool(value) == (item.good == "yes") else 0
    if item.type == "photo":
        return full if value else 0
    if item.type == "scale":
        return (2 * full * int(value) + item.top) // (2 * item.top)
    reached = [share for low, share in item.bands if Decimal(str(value)) >= low]
    return band_points(item, reached[-1]) if reached else 0


def band_points(item: Item, share: Decimal) -> int:
    """Hundredths of points of one band."""
    return int((item.weight * FULL * share).quantize(Decimal(1), ROUND_HALF_UP))


def score(items: Sequence[Item], values: Mapping[str, Any], basis: str) -> int | None:
    """The score of a card in hundredths; None if nothing that counts was answered."""
    given = [(item, points(item, values.get(item.code))) for item in items]
    reached = sum(number for _item, number in given if number is not None)
    possible = sum(item.weight * FULL for item, number in given if number is not None)
    if basis == "sum":
        return reached if any(number is not None for _item, number in given) else None
    return (2 * reached * 100 * FULL + possible) // (2 * possible) if possible else None


def grade(grades: Sequence[Grade], scored: int | None) -> str:
    """The code of the highest grade whose bound the score reaches; "" without a score."""
    if scored is None:
        return ""
    reached = [one for one in grades if scored >= int(one.low * FULL)]
    return max(reached, key=lambda one: one.low).code if reached else ""


def shown_score(scored: int | None) -> str:
    """85.5 for 8550; a dash without a score."""
    return f"{(Decimal(scored) / FULL).normalize():f}" if scored is not None else "—"


def shown_value(item: Item, value: Any) -> str:
    """An answer as people read it."""
    if value is None:
        return _("不适用")
    if item.type == "yes":
        return _("是") if value else _("否")
    if item.type == "photo":
        return _("%(n)s 张照片") % {"n": len(value)}
    if item.type == "scale":
        return f"{value} / {item.top}"
    return f"{value:,} {item.unit}".strip()


def explain(
    items: Sequence[Item],
    grades: Sequence[Grade],
    values: Mapping[str, Any],
    remarks: Mapping[str, str],
    *,
    basis: str,
    document: Any,
) -> Trace:
    """Why a card came out so: each item with its answer, its points and what was remarked, the costliest first."""
    scored = score(items, values, basis)
    code = grade(grades, scored)
    found = next((one for one in grades if one.code == code), None)
    steps = sorted(
        (_step(item, values.get(item.code), remarks.get(item.code, "")) for item in items), key=lambda pair: pair[0]
    )
    verdict = _("%(score)s 分") % {"score": shown_score(scored)}
    if found is not None:
        verdict = f"{verdict}，{found.title}"
    outcome = {"score": scored, "grade": code}
    tone = found.tone if found else "soon"
    return Trace(verdict, tuple(step for _lost, step in steps), outcome, {"document": str(document)}, tone=tone)


def _step(item: Item, value: Any, remark: str) -> tuple[int, Step]:
    """What the item cost (to sort by), and its step."""
    given = points(item, value)
    full = item.weight * FULL
    if given is None:
        text = _("%(item)s：不适用，不计分") % {"item": item.title}
        sort, lost = "ask", 1
    else:
        parts = {"item": item.title, "got": shown_score(given), "of": item.weight}
        text = _("%(item)s，得 %(got)s 分（满分 %(of)s）") % parts
        sort, lost = ("yes" if given == full else "no" if given == 0 else "odd"), given - full
    text = f"{text}。{remark}" if remark else text
    inputs = (Input(_("实际"), shown_value(item, value)),) if given is not None else ()
    return lost, Step(text, inputs, str(item.source), sort=sort)  # type: ignore[arg-type]


# ------------------------------------------------------------------ what a version may be


def fault(items: Sequence[Item], grades: Sequence[Grade], most: int) -> str:
    """The code of what is wrong with a version, "" if nothing."""
    codes = [one.code for one in items]
    if not items or len(items) > most:
        return "items"
    if len(set(codes)) != len(codes) or not all(_is_code(one) for one in codes):
        return "codes"
    if any(one.weight < 0 or one.top < 1 for one in items) or not sum(one.weight for one in items):
        return "weights"
    if any(one.type == "number" and one.weight and not one.bands for one in items):
        return "bands"
    if any([low for low, _share in one.bands] != sorted({low for low, _share in one.bands}) for one in items):
        return "bands"
    if any(not 0 <= share <= 1 for one in items for _low, share in one.bands):
        return "bands"
    lows = [one.low for one in grades]
    return "" if len(set(lows)) == len(lows) and len({one.code for one in grades}) == len(grades) else "grades"


def _is_code(text: str) -> bool:
    return text.isascii() and text.isidentifier() and len(text) <= 40
