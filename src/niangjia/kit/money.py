"""Money in fen: read from what people write, shown in yuan, written out in capitals for papers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from niangjia.kit.reading import Reading, plain

Fen = int
"""An amount of money in fen; every stored and computed amount is one."""

LIMIT: Fen = 10**15
"""Ten trillion yuan: more is a mistake of the keyboard, and less is exact in every database and spreadsheet."""

_AMOUNT = re.compile(r"([-−]?)[¥￥]?([-−]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]*)?(万|亿)?(元|圆|块)?整?")
_TIMES = {None: 1, "万": 10_000, "亿": 100_000_000}


def yuan(fen: Fen) -> str:
    """`480000` as `4,800.00`; below nothing with the minus of the typesetter."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{whole:,}.{rest:02d}"


def read_yuan(text: object) -> Reading[Fen]:
    """An amount in yuan as people write it, in fen. Never rounds what was typed; noise of a float cell is not typed.

    Takes `4,800`, `¥4800.00`, `4800元`, `1.2万元`, full-width digits, a minus. Errors: `money.empty|format|places|range`.
    """
    if isinstance(text, float):
        cents = round(text * 100, 3) if abs(text) < LIMIT else float(LIMIT * 2)
        text = f"{text:.2f}" if cents == round(cents) else repr(text)
    written = plain(text).upper().removeprefix("RMB").removeprefix("人民币")
    if not written:
        return Reading(error="money.empty")
    match = _AMOUNT.fullmatch(written)
    if not match or (match[1] and match[2]):
        return Reading(error="money.format")
    try:
        exact = Decimal(match[3].replace(",", "") + (match[4] or "")) * _TIMES[match[5]] * 100
    except InvalidOperation:
        return Reading(error="money.range")
    if exact > LIMIT:
        return Reading(error="money.range")
    if exact != exact.to_integral_value():
        return Reading(error="money.places")
    return Reading(-int(exact) if match[1] or match[2] else int(exact))


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万")


def upper(fen: Fen) -> str:
    """The amount in capitals as on cheques (支付结算办法 1997, annex 1): `140950` is 壹仟肆佰零玖元伍角整."""
    sign, (whole, rest) = "负" if fen < 0 else "", divmod(abs(fen), 100)
    jiao, cent = divmod(rest, 10)
    text = _whole(whole) + "元" if whole else ""
    if not rest:
        return f"{sign}{text or '零元'}整"
    if whole and (not jiao or whole % 10 == 0):
        text += "零"
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    return sign + text + (f"{_DIGITS[cent]}分" if cent else "整")


def _whole(number: int) -> str:
    """Groups of four digits from the left; one 零 for any run of zeros between digits."""
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = gap or bool(text)
            if place == 2 and len(groups) > 3:
                text += "亿"
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _four(group) + _GROUPS[place]
        gap = False
    return text


def _four(number: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
