from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kit.sheets import sentence
from niangjia.kit.sheets.dates import read_date

MARCH = date(2021, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2021-3-5",
        "2021-03-05",
        "2021/3/5",
        "2021/03/05",
        "2021.3.5",
        "2021.03.05.",
        "20210305",
        "20210305.0",
        "2021年3月5日",
        "2021年03月05日",
        "2021 年 3 月 5 日",
        "２０２１－０３－０５",
        "2021—3—5",
        "2021、3、5",
        "2021 3 5",
        "'2021-03-05",
        "2021-03-05 00:00:00",
        "2021-03-05T13:30:00Z",
        "2021/3/5 8:05",
        "2021年3月5日 星期五",
        "二〇二一年三月五日",
        "二零二一年三月五日",
        "44260",
        "44260.0",
        "44260.5",
    ],
)
def test_a_day_is_understood_in_every_usual_form(text):
    reading = read_date(text)
    assert (reading.value, reading.error, reading.warning) == (MARCH, "", "")


@pytest.mark.parametrize(
    ("text", "day"),
    [("二〇二一年十二月二十五日", date(2021, 12, 25)), ("一九九九年十月十日", date(1999, 10, 10)), ("60", None)],
)
def test_chinese_numerals(text, day):
    assert read_date(text).value == day


@pytest.mark.parametrize(
    ("text", "day", "warning"),
    [
        ("2021.03", date(2021, 3, 1), "date.month_only"),
        ("2021-3", date(2021, 3, 1), "date.month_only"),
        ("2021年3月", date(2021, 3, 1), "date.month_only"),
        ("202103", date(2021, 3, 1), "date.month_only"),
        ("2021.1", date(2021, 1, 1), "date.month_cut"),
        ("2021.01", date(2021, 1, 1), "date.month_only"),
        ("2021.10", date(2021, 10, 1), "date.month_only"),
    ],
)
def test_a_month_alone_is_its_first_day_with_a_warning(text, day, warning):
    reading = read_date(text)
    assert (reading.value, reading.warning) == (day, warning)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2021-02-31", "2 月没有 31 日，请核对"),
        ("2021-2-29", "2021 年 2 月没有 29 日，请核对"),
        ("20210431", "4 月没有 31 日，请核对"),
        ("2021/13/5", "没有 13 月，请核对"),
        ("2021-00-05", "没有 0 月，请核对"),
        ("1821-03-05", "年份 1821 不合常理，请核对"),
        ("85.03.12", "年份只有两位，请写成四位，如 1985-03-12"),
        ("2021", "只有年份，请补上月和日，如 2021-03-05"),
        ("2021年", "只有年份，请补上月和日，如 2021-03-05"),
        ("3/5/2021", "分不清月和日，请写成 2021-03-05 的样子"),
        ("去年春天", "看不出是哪一天，请写成 2021-03-05 的样子"),
        ("123", "看不出是哪一天，请写成 2021-03-05 的样子"),
        ("2021-03-05-06", "看不出是哪一天，请写成 2021-03-05 的样子"),
    ],
)
def test_what_is_impossible_is_said_precisely(text, said):
    reading = read_date(text)
    assert reading.value is None
    assert sentence(reading.error, **reading.values) == said


def test_serials_count_from_the_year_the_workbook_says():
    assert read_date("44260").value == MARCH
    assert read_date("42798", date1904=True).value == MARCH


FORMS = [
    lambda d: d.isoformat(),
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.isoformat()} 00:00:00",
    lambda d: str((d - date(1899, 12, 30)).days),
]


@given(st.dates(date(1927, 6, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_every_form_of_every_day_comes_back(day, form):
    reading = read_date(form(day))
    assert (reading.value, reading.error, reading.warning) == (day, "", "")


@given(st.integers(0, 50_000))
def test_the_two_calendars_of_excel_are_1462_days_apart(serial):
    here, there = read_date(f"{serial + 11_462}").value, read_date(f"{serial + 10_000}", date1904=True).value
    assert here == there == date(1899, 12, 30) + timedelta(days=serial + 11_462)
