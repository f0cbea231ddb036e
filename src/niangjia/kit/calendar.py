"""Working days of mainland China, with the make-up days, and the clock of the house (Asia/Shanghai).

The State Council publishes each year's days off late in the year before. `chinese_calendar` carries the published
years; `calendar.json` in the data folder adds a year between two releases. Beyond both nobody can know the make-up
days: then weekdays count, save the holidays that fall on a fixed date, and `Due.certain` is False so that pages can say so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import chinese_calendar
from chinese_calendar.constants import holidays
from django.conf import settings
from django.utils import timezone

ZONE = ZoneInfo("Asia/Shanghai")
FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
"""Days off by date (全国年节及纪念日放假办法, 2025): New Year, Labour Day, National Day; the others follow the moon."""

_packaged = range(min(holidays).year, max(holidays).year + 1)


def now() -> datetime:
    """This moment, in the zone of the house."""
    return timezone.now().astimezone(ZONE)


def today() -> date:
    """The date on the wall in Shanghai, whatever the zone of the machine."""
    return now().date()


@dataclass(frozen=True)
class Due:
    """A date found by counting working days. `certain` is False if a year on the way has not been published yet."""

    on: date
    certain: bool


@lru_cache(maxsize=1)
def _added() -> dict[int, tuple[frozenset[date], frozenset[date]]]:
    """Years of `calendar.json`: `{"2027": {"off": ["2027-01-01", …], "work": ["2027-01-03", …]}}`, read at start."""
    path = Path(settings.DATA) / "calendar.json"
    if not path.exists():
        return {}
    years = json.loads(path.read_text(encoding="utf-8"))
    return {
        int(year): (frozenset(map(date.fromisoformat, days["off"])), frozenset(map(date.fromisoformat, days["work"])))
        for year, days in years.items()
    }


def known_years() -> list[int]:
    """Years whose days off are published and at hand."""
    return sorted({*_packaged, *_added()})


def is_known(day: date) -> bool:
    """Whether the day's year is published and at hand, so that the answer about it is certain."""
    return day.year in _packaged or day.year in _added()


def is_working_day(day: date) -> bool:
    """Whether people work on that day. In an unknown year a guess: weekdays, save the holidays of a fixed date."""
    if day.year in _added():
        off, work = _added()[day.year]
        return day in work or (day.weekday() < 5 and day not in off)
    if day.year in _packaged:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and (day.month, day.day) not in FIXED


def due(day: date, working_days: int) -> Due:
    """The last day of a term of working days; the day it starts from is not counted.

    Zero gives the day itself if it is a working day, else the next one; a negative count goes back.
    """
    step = timedelta(days=-1 if working_days < 0 else 1)
    left, here, certain = abs(working_days), day, is_known(day)
    if not left:
        while not is_working_day(here):
            here += step
        return Due(here, certain and is_known(here))
    while left:
        here += step
        left -= is_working_day(here)
        certain = certain and is_known(here)
    return Due(here, certain)


def add_working_days(day: date, working_days: int) -> date:
    """The date of `due`, for where it does not matter how certain it is."""
    return due(day, working_days).on


def working_days_between(start: date, end: date) -> int:
    """Working days after `start`, up to and with `end`; negative if `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
