"""Dates as people write them in spreadsheets."""

from __future__ import annotations

import re
import unicodedata
from calendar import isleap, monthrange
from datetime import date, timedelta

from niangjia.kit.reading import Reading

EARLIEST, LATEST = 1900, 2100

_BARE = re.compile(r"^\d+(?:\.0+)?$")
_SERIAL_TIME = re.compile(r"^(\d{5})\.\d+$")
_TIME = re.compile(r"[T\s]+\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_WEEKDAY = re.compile(r"[（(]?(?:星期|周)[一二三四五六日天][）)]?$")
_PARTS = re.compile(r"^(\d{1,4})\s*[-/.,、~\s年]+\s*(\d{1,2})(?:\s*[-/.,、~\s月]+\s*(\d{1,4})\s*日?)?\s*月?$")
_YEAR = re.compile(r"^(\d{4})年?$")
_CHINESE = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "元": "1",
}


def read_date(text: str, *, date1904: bool = False) -> Reading[date]:
    """`2021-3-5`, `2021/3/5`, `2021.03`, `20210305`, `2021年3月5日`, `二〇二一年三月五日`, Excel serials.

    Serials of five digits count from 1900 (with Excel's false 29 February) or, if the workbook says so, from 1904. A month alone
    is its first day, with a warning. Two-digit years and 3/5/2021 are refused: guessing would be wrong too often.
    """
    bare = unicodedata.normalize("NFKC", text).strip().strip("'’‘`").strip()
    bare = _TIME.sub("", _WEEKDAY.sub("", bare).strip()).strip().rstrip(".,;。、")
    bare = re.sub(r"[－—–−‐‑﹣_]", "-", bare)
    bare = _arabic(bare)
    if _BARE.match(bare):
        return _digits(bare.partition(".")[0], date1904)
    serial = _SERIAL_TIME.match(bare)
    if serial:
        return _digits(serial[1], date1904)
    found = _PARTS.match(bare)
    if not found:
        return Reading(error="date.year_only") if _YEAR.match(bare) else Reading(error="date.form")
    first, second, third = found[1], found[2], found[3]
    if len(first) == 4:
        if third is None:
            return _month(bare, int(first), int(second), cut=len(second) == 1 and "." in bare)
        return _whole(int(first), int(second), int(third)) if len(third) <= 2 else Reading(error="date.form")
    if third is not None and len(third) == 4:
        return Reading(error="date.order")
    return Reading(error="date.short_year" if third is not None and len(first) <= 2 else "date.form")


def _digits(text: str, date1904: bool) -> Reading[date]:
    """Nothing but digits: eight are a day, six a month, five a serial, four a year."""
    if len(text) == 8:
        return _whole(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6:
        return _month(text, int(text[:4]), int(text[4:]), cut=False)
    if len(text) == 5:
        base = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
        return Reading(base + timedelta(days=int(text)))
    if len(text) == 4 and EARLIEST <= int(text) <= LATEST:
        return Reading(error="date.year_only")
    return Reading(error="date.form")


def _month(text: str, year: int, month: int, *, cut: bool) -> Reading[date]:
    """A month alone. `2021.1` as a number may have been 2021.10, whose last nought Excel drops."""
    read = _whole(year, month, 1)
    if read.value is None:
        return read
    if cut and month == 1 and text.endswith(".1"):
        return Reading(read.value, warning="date.month_cut", values={"year": year})
    return Reading(read.value, warning="date.month_only")


def _whole(year: int, month: int, day: int) -> Reading[date]:
    """A day of the calendar, or exactly what is impossible about it."""
    if not EARLIEST <= year <= LATEST:
        return Reading(error="date.year", values={"year": year})
    if not 1 <= month <= 12:
        return Reading(error="date.month", values={"month": month})
    if month == 2 and day == 29 and not isleap(year):
        return Reading(error="date.leap", values={"year": year})
    if not 1 <= day <= monthrange(year, month)[1]:
        return Reading(error="date.day", values={"month": month, "day": day})
    return Reading(date(year, month, day))


def _arabic(text: str) -> str:
    """二〇二一年十二月二十五日 → 2021年12月25日; other text as it is."""
    if not re.search(r"[一二三四五六七八九十〇零○元]", text) or "年" not in text:
        return text
    parts = re.split(r"([年月日])", text)
    return "".join(part if part in "年月日" else _number(part) for part in parts)


def _number(text: str) -> str:
    if "十" not in text:
        return "".join(_CHINESE.get(character, character) for character in text)
    tens, _ten, ones = text.partition("十")
    return str((int(_number(tens)) if tens in _CHINESE else 1) * 10 + (int(_number(ones)) if ones in _CHINESE else 0))
