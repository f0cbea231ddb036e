"""Against the notices of the State Council: every weekday off and every weekend at work of four years."""

import json
from datetime import date, timedelta

import pytest

from niangjia.kit import calendar
from niangjia.kit.calendar import Due, add_working_days, due, is_working_day, working_days_between

PUBLISHED = {
    2023: (
        "01-02 01-23..01-27 04-05 05-01..05-03 06-22..06-23 09-29 10-02..10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    2024: (
        "01-01 02-12..02-16 04-04..04-05 05-01..05-03 06-10 09-16..09-17 10-01..10-04 10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01 01-28..01-31 02-03..02-04 04-04 05-01..05-02 05-05 06-02 10-01..10-03 10-06..10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01..01-02 02-16..02-20 02-23 04-06 05-01 05-04..05-05 06-19 09-25 10-01..10-02 10-05..10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


def days(year, text):
    found = set()
    for part in text.split():
        first, _, last = part.partition("..")
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}")
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


@pytest.mark.parametrize("year", PUBLISHED)
def test_published_years(year):
    every = [
        date(year, 1, 1) + timedelta(days=n) for n in range(366) if (date(year, 1, 1) + timedelta(days=n)).year == year
    ]
    off, work = (days(year, text) for text in PUBLISHED[year])
    assert {day for day in every if day.weekday() < 5 and not is_working_day(day)} == off
    assert {day for day in every if day.weekday() >= 5 and is_working_day(day)} == work


def test_known_years_are_said():
    assert calendar.known_years() == list(range(2004, 2027))


def test_term_over_a_holiday():
    assert add_working_days(date(2024, 9, 27), 5) == date(2024, 10, 10)  # Sunday 29th is worked, 1st to 7th is off
    assert add_working_days(date(2024, 10, 10), -5) == date(2024, 9, 27)
    assert add_working_days(date(2024, 10, 1), 0) == date(2024, 10, 8)
    assert working_days_between(date(2024, 9, 27), date(2024, 10, 10)) == 5
    assert working_days_between(date(2024, 10, 10), date(2024, 9, 27)) == -5


def test_beyond_the_published_years_the_answer_says_that_it_is_a_guess():
    assert due(date(2026, 12, 30), 1) == Due(date(2026, 12, 31), certain=True)
    assert due(date(2026, 12, 30), 2) == Due(date(2027, 1, 4), certain=False)
    assert not calendar.is_known(date(2027, 1, 4))
    assert [is_working_day(date(2027, 10, day)) for day in (1, 4, 9)] == [False, True, False]


def test_a_year_can_be_added_before_the_package_has_it(settings, tmp_path):
    settings.DATA = tmp_path
    (tmp_path / "calendar.json").write_text(json.dumps({"2027": {"off": ["2027-01-01"], "work": ["2027-01-03"]}}))
    calendar._added.cache_clear()
    try:
        assert due(date(2026, 12, 31), 1) == Due(date(2027, 1, 3), certain=True)
    finally:
        settings.DATA = tmp_path / "none"
        calendar._added.cache_clear()
    assert due(date(2026, 12, 31), 1) == Due(date(2027, 1, 4), certain=False)


def test_today_is_the_day_in_shanghai(time_machine):
    time_machine.move_to("2026-11-19T16:30:00+00:00")
    assert calendar.today() == date(2026, 11, 20)
    assert calendar.now().hour == 0
