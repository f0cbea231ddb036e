import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kit.money import read_yuan, upper, yuan


@pytest.mark.parametrize(
    ("fen", "text"), [(480000, "4,800.00"), (0, "0.00"), (5, "0.05"), (-480000, "−4,800.00"), (-5, "−0.05")]
)
def test_yuan(fen, text):
    assert yuan(fen) == text


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("4,800.00", 480000),
        ("4800", 480000),
        ("¥4800.5", 480050),
        ("￥４，８００．５０", 480050),
        ("4800元", 480000),
        ("4800元整", 480000),
        ("1.2万元", 1200000),
        ("0.123456万", 123456),
        ("−4,800.00", -480000),
        ("-¥5", -500),
        ("¥-5", -500),
        (4800.1, 480010),
        (0.1 + 0.2, 30),
        (4800, 480000),
        ("4800.", 480000),
        ("4800.10000", 480010),
    ],
)
def test_read_yuan(text, fen):
    assert (read_yuan(text).value, read_yuan(text).error) == (fen, "")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "money.empty"),
        ("四千八", "money.format"),
        ("48,00", "money.format"),
        ("--5", "money.format"),
        ("-¥-5", "money.format"),
        ("4800.001", "money.places"),
        (4800.001, "money.places"),
        ("0.1234567万", "money.places"),
        ("99999999999999", "money.range"),
        (float("inf"), "money.format"),
        (float("nan"), "money.format"),
        ("1E5", "money.format"),
    ],
)
def test_read_yuan_refuses(text, error):
    assert (read_yuan(text).value, read_yuan(text).error) == (None, error)


@given(st.integers(-(10**15), 10**15))
def test_what_is_shown_is_read_again(fen):
    assert read_yuan(yuan(fen)).value == fen


@given(st.integers(-(10**11), 10**11))
def test_a_spreadsheet_float_gives_its_fen(fen):
    assert read_yuan(fen / 100).value == fen


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (168032, "壹仟陆佰捌拾元零叁角贰分"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (0, "零元整"),
        (5, "伍分"),
        (10, "壹角整"),
        (100001000, "壹佰万零壹拾元整"),
        (10000100000, "壹亿零壹仟元整"),
        (100000000000100, "壹万亿零壹元整"),
        (200010000000000, "贰万零壹亿元整"),
        (-480000, "负肆仟捌佰元整"),
    ],
)
def test_capitals(fen, text):
    assert upper(fen) == text


@given(st.integers(0, 10**15))
def test_capitals_can_be_counted_back(fen):
    assert counted(upper(fen)) == fen


def counted(text):
    """Read capitals back, digit by digit: an independent way round."""
    total = group = digit = 0
    fen = 0
    for letter in text:
        if letter in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(letter)
        elif letter in "拾佰仟":
            group, digit = group + digit * {"拾": 10, "佰": 100, "仟": 1000}[letter], 0
        elif letter == "万":
            total, group, digit = total + (group + digit) * 10_000, 0, 0
        elif letter == "亿":
            total, group, digit = (total + group + digit) * 100_000_000, 0, 0
        elif letter == "元":
            total, group, digit = total + group + digit, 0, 0
        elif letter == "角":
            fen, digit = fen + digit * 10, 0
        elif letter == "分":
            fen, digit = fen + digit, 0
    return total * 100 + fen
