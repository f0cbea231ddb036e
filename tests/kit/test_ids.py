from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kit import ids
from niangjia.kit.ids import read_credit_code, read_identity, read_phone

GOOD = "11010519491231002X"  # the example of GB 11643-1999
HOME = "330782199001011239"


def outcome(reading):
    return reading.value, reading.error, reading.warning


def test_check_digit_of_the_standards_example():
    assert ids.check_digit("11010519491231002") == "X"
    assert ids.check_digit("44052418800101001") == "4"


@pytest.mark.parametrize(
    "text",
    [
        HOME,
        f" {HOME} ",
        f"'{HOME}",
        f"’{HOME}",
        "330782 19900101 1239",
        "330782-19900101-1239",
        "330782－19900101－1239",
        "３３０７８２１９９００１０１１２３９",
        f"\u200b{HOME}\ufeff",
        f"\u3000{HOME}\n",
        int(HOME),
    ],
)
def test_identity_is_understood_however_it_is_spaced(text):
    assert outcome(read_identity(text)) == (HOME, "", "")


@pytest.mark.parametrize("text", ["11010519491231002x", "１１０１０５１９４９１２３１００２ｘ", GOOD])
def test_last_letter_is_a_capital(text):
    assert read_identity(text).value == GOOD


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "identity.empty"),
        (" \u3000", "identity.empty"),
        ("3.30782E+17", "identity.ruined"),
        ("3.30782199001011E+17", "identity.ruined"),
        ("3.30782e17", "identity.ruined"),
        (3.30782199001011e17, "identity.ruined"),
        ("330782199001011008.0", "identity.ruined"),
        ("330782199001014000", "identity.ruined"),
        ("330782199001014016", "identity.ruined"),
        ("33078219900101123", "identity.length"),
        ("3307821990010112399", "identity.length"),
        ("33078219900101123A", "identity.format"),
        ("33078Z199001011236", "identity.format"),
        ("٣٣٠٧٨٢١٩٩٠٠١٠١١٢٣٦", "identity.format"),
        ("330782199002301236", "identity.date"),
        ("330782199013011236", "identity.date"),
        ("330782189912311232", "identity.date"),
        ("330782199001011237", "identity.checksum"),
        ("330782900230123", "identity.date"),
        ("H12345678", "identity.kind"),
        ("abc", "identity.length"),
    ],
)
def test_what_is_wrong_is_named(text, error):
    reading = read_identity(text)
    assert (reading.error, reading.value) == (error, None)


def test_nobody_is_born_tomorrow():
    number = "33078220260101123"
    number += ids.check_digit(number)
    assert read_identity(number, on=date(2026, 1, 1)).value == number
    assert read_identity(number, on=date(2025, 12, 31)).error == "identity.date"


def test_a_right_number_that_ends_like_a_ruined_one_is_doubted_not_refused():
    number = next(n for n in (f"33078219900101{s:03d}" for s in range(100, 999, 100)) if ids.check_digit(n) == "0")
    assert outcome(read_identity(number + "0")) == (number + "0", "", "identity.maybe_ruined")


def test_fifteen_digits_become_eighteen():
    assert outcome(read_identity("330782900101123")) == (HOME, "", "identity.old")
    assert outcome(read_identity("330782900101123.0")) == (HOME, "", "identity.old")


def test_unknown_county_is_a_warning():
    number = "33079919900101123"
    number += ids.check_digit(number)
    assert outcome(read_identity(number)) == (number, "", "identity.county")
    assert outcome(read_identity("33062219650101123X")) == (
        "33062219650101123X",
        "",
        "",
    )  # 上虞 before it was a district


def test_residence_and_foreign_cards():
    hongkong, foreign = "81000019900101123", "93315619900101123"
    hongkong, foreign = hongkong + ids.check_digit(hongkong), foreign + ids.check_digit(foreign)
    assert outcome(read_identity(hongkong, kind="residence")) == (hongkong, "", "")
    assert outcome(read_identity(foreign, kind="foreign")) == (foreign, "", "")
    assert read_identity(hongkong).warning == "identity.residence"
    assert read_identity(foreign).warning == "identity.foreign"
    assert read_identity(HOME, kind="residence").error == "identity.kind"
    assert read_identity(HOME, kind="foreign").error == "identity.kind"
    assert read_identity("usa110078010112", kind="foreign").value == "USA110078010112"
    assert read_identity("US1110078010112", kind="foreign").error == "identity.format"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("hk_macau", "h12345678", "H12345678"),
        ("hk_macau", "M1234567801", "M1234567801"),
        ("taiwan", "0012 3456", "00123456"),
        ("taiwan", "0123456789(B)", "0123456789B"),
        ("passport", "e-1234567", "E1234567"),
    ],
)
def test_other_documents(kind, text, value):
    assert outcome(read_identity(text, kind=kind)) == (value, "", "")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("hk_macau", "A12345678"),
        ("hk_macau", "H1234567"),
        ("taiwan", "123"),
        ("passport", "ABCDEFG"),
        ("passport", "护照1234"),
    ],
)
def test_other_documents_refused(kind, text):
    assert read_identity(text, kind=kind).error == "identity.format"


def test_kind_is_guessed_only_where_it_is_certain():
    kinds = {HOME: "resident", "H12345678": "hk_macau", "USA110078010112": "foreign", "330782900101123": "resident"}
    assert {number: ids.guess_kind(number) for number in kinds} == kinds
    assert ids.guess_kind("810000199001011234") == "residence"
    assert ids.guess_kind("12345678") == ""


def test_birthday_and_gender():
    assert (ids.identity_birthday(HOME), ids.identity_gender(HOME)) == (date(1990, 1, 1), "m")
    assert (ids.identity_birthday(GOOD), ids.identity_gender(GOOD)) == (date(1949, 12, 31), "f")
    assert (ids.identity_birthday("H12345678"), ids.identity_gender("H12345678")) == (None, "")


@given(st.text(max_size=40) | st.floats() | st.integers() | st.none())
def test_reading_never_fails_and_never_repeats_what_it_read(text):
    for read in (read_identity, read_phone, read_credit_code):
        reading = read(text)
        assert bool(reading.error) == (reading.value is None)
        assert set(reading.values) <= {"length", "county"}


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(1, 999), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(born, order, place, shift):
    number = f"330782{born:%Y%m%d}{order:03d}"
    number += ids.check_digit(number)
    assert not read_identity(number).error
    if place == 17 and number[17] == "X":
        return
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert read_identity(wrong).error in {"identity.checksum", "identity.date", "identity.ruined"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13812345621", ("13812345621", "", "")),
        (13812345621.0, ("13812345621", "", "")),
        ("13812345621.0", ("13812345621", "", "")),
        ("1.3812345621E+10", ("13812345621", "", "")),
        ("1.38123E+10", (None, "phone.ruined", "")),
        ("+86 138 1234 5621", ("13812345621", "", "")),
        ("0086-13812345621", ("13812345621", "", "")),
        ("86 13812345621", ("13812345621", "", "")),
        ("１３８１２３４５６２１", ("13812345621", "", "")),
        ("0575-82212345", ("057582212345", "", "phone.landline")),
        ("(0575)82212345", ("057582212345", "", "phone.landline")),
        ("+852 9123 4567", ("+85291234567", "", "phone.abroad")),
        ("13812345621/13912345621", (None, "phone.several", "")),
        ("13812345621、13912345621", (None, "phone.several", "")),
        ("13812345621 13912345621", (None, "phone.several", "")),
        ("1381234562", (None, "phone.length", "")),
        ("12812345621", (None, "phone.format", "")),
        ("无", (None, "phone.format", "")),
        ("", (None, "phone.empty", "")),
    ],
)
def test_phone(text, expected):
    assert outcome(read_phone(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("91330100799655058B", ("91330100799655058B", "", "")),
        (" 91330100799655058b", ("91330100799655058B", "", "")),
        ("91330100799655058C", (None, "credit_code.checksum", "")),
        ("9133010079965505", (None, "credit_code.length", "")),
        ("9133010079965505OB", (None, "credit_code.format", "")),
        ("9.13301E+17", (None, "credit_code.ruined", "")),
        ("", (None, "credit_code.empty", "")),
    ],
)
def test_credit_code(text, expected):
    assert outcome(read_credit_code(text)) == expected


def test_masks():
    assert ids.mask_identity(HOME) == "3307**********1239"
    assert ids.mask_identity("H12345678") == "H1*****78"
    assert ids.mask_identity("1234") == "****"
    assert ids.mask_phone("13812345621") == "138****5621"
    assert ids.mask_phone("057582212345") == "********2345"
    assert [ids.mask_name(name) for name in ("", "王", "王明", "王小明", "欧阳小明")] == [
        "",
        "*",
        "王*",
        "王*明",
        "欧**明",
    ]


def test_codes_are_random_and_of_plain_letters():
    codes = {*ids.new_codes(1000), ids.new_code()}
    assert len(codes) == 1001
    assert all(len(code) == 16 and set(code) <= set("23456789abcdefghjkmnpqrstuvwxyz") for code in codes)
