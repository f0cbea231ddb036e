from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.kit.ids import read_identity
from niangjia.kit.sheets import HINTS, check, open_workbook, recognise
from niangjia.kit.sheets.typed import resident
from tests.kit.sheets.kinds import KINDS, LI, MEMBERS, UNIONS, ZHANG, identity, xlsx

TODAY = date(2026, 11, 20)
HEADS = ["姓名", "证件号码", "手机号", "所在工会", "入会日期", "性别", "民族", "子女数", "会费", "身高", "工作单位"]
GOOD = ["张三", ZHANG, "13812345678", "甲工会", "2021-03-05", "男", "汉", "2", "4,800.50", "1.75", "甲厂"]


def checked(*rows, heads=HEADS, data=None, kind=MEMBERS):
    table = open_workbook(data or xlsx(("名册", [heads, *rows])), name="a.xlsx", kinds=KINDS).sheets[0]
    return check(table, kind, recognise(table, [kind]).mapping, on=TODAY)


def with_(**changes):
    places = {"name": 0, "identity": 1, "phone": 2, "unit": 3, "joined_on": 4, "gender": 5, "nation": 6, "children": 7}
    places |= {"dues": 8, "height": 9, "workplace": 10}
    row = list(GOOD)
    for name, value in changes.items():
        row[places[name]] = value
    return row


def said(found):
    return [(row, column, sentence) for row, column, sentence in found.select("_row", "column", "sentence").rows()]


def test_a_good_row_becomes_typed_values():
    result = checked(GOOD)
    assert result.frame.row(0, named=True) == {
        "_row": 2,
        "name": "张三",
        "gender": "m",
        "document": "resident",
        "identity": ZHANG,
        "phone": "13812345678",
        "unit": "甲工会",
        "workplace": "甲厂",
        "joined_on": date(2021, 3, 5),
        "nation": "汉族",
        "children": 2,
        "dues": 480_050,
        "height": 1.75,
    }
    assert result.problems.is_empty()
    assert result.good.equals(result.frame)


@pytest.mark.parametrize(
    "written",
    [
        f" {ZHANG} ",
        f"'{ZHANG}",
        f"{ZHANG[:6]} {ZHANG[6:14]} {ZHANG[14:]}",
        "".join(chr(ord(digit) + 0xFEE0) for digit in ZHANG),
        f"{ZHANG[:6]}-{ZHANG[6:14]}-{ZHANG[14:]}",
        f"\u200b{ZHANG}\u3000",
    ],
)
def test_identity_is_understood_however_it_is_written(written):
    result = checked(with_(identity=written))
    assert (result.frame["identity"].to_list(), result.problems.height) == ([ZHANG], 0)


def test_a_small_x_is_a_capital_one():
    number = next(
        identity(f"11010119900307{n:03}") for n in range(1, 99) if identity(f"11010119900307{n:03}")[-1] == "X"
    )
    assert checked(with_(identity=number.lower())).frame["identity"].to_list() == [number]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (ZHANG[:-1], "少 1 位，应为 18 位"),
        (ZHANG + "12", "多 2 位，应为 18 位"),
        (ZHANG[:-1] + ("0" if ZHANG[-1] != "0" else "1"), "最后一位对不上，请照身份证核对"),
        (identity("11010119900231001"), "出生日期不对：2 月没有 31 日，请核对"),
        (identity("11010119901301001"), "出生日期不对：没有 13 月，请核对"),
        (identity("11010120300307001"), "出生日期不对：还没有到这一天，请核对"),
        (
            "3.30782E+17",
            "号码被 Excel 改成了数字，后几位已经丢了。请先把这一列设为“文本”格式，再重新填写",
        ),
        (
            330782199001011234,
            "号码被 Excel 改成了数字，后几位已经丢了。请先把这一列设为“文本”格式，再重新填写",
        ),
        ("", "必填，请补上"),
    ],
)
def test_what_is_wrong_with_an_identity_number_is_said_with_what_to_do(number, sentence):
    result = checked(with_(identity=number))
    assert said(result.problems) == [(2, "证件号码", sentence)]
    assert result.frame["identity"].to_list() == [None]
    assert result.good.height == 0


def test_masked_values_show_no_number():
    result = checked(with_(identity=ZHANG[:-1], phone="138123456789"))
    assert result.problems["value"].to_list() == ["1101*********7001", "********6789"]


def test_noughts_at_the_end_are_trusted_where_the_cell_is_text():
    years = (identity(f"330782{year}0101{n}00") for year in range(1950, 2000) for n in range(10))
    number = next(one for one in years if one.endswith("000"))
    in_xlsx = checked(with_(identity=number))
    in_csv = checked(data="\n".join([",".join(HEADS[:4]), f"张三,{number},,甲工会"]).encode())
    assert (in_xlsx.warnings.height, in_xlsx.frame["identity"].to_list()) == (0, [number])
    assert in_csv.warnings["code"].to_list() == ["identity.maybe_ruined"]


def test_other_documents_by_shape_or_by_their_column():
    heads = ["姓名", "证件类型", "证件号码", "所在工会"]
    rows = [
        ["陈一", "", "H12345678", "甲工会"],
        ["陈二", "台胞证", "12345678", "甲工会"],
        ["陈三", "护照", "E12345678", "甲工会"],
        ["陈四", "", identity("81000019900307001"), "甲工会"],
        ["陈五", "港澳居民来往内地通行证", "X1", "甲工会"],
        ["陈六", "驾照", ZHANG, "甲工会"],
    ]
    result = checked(*rows, heads=heads)
    assert result.frame["identity"].to_list()[:4] == [
        "H12345678",
        "12345678",
        "E12345678",
        identity("81000019900307001"),
    ]
    assert result.problems.select("_row", "column", "code").rows() == [
        (6, "证件号码", "identity.format"),
        (7, "证件类型", "identity.document"),
    ]
    bare = checked(*([row[0], row[2], row[3]] for row in rows[:4:3]), heads=["姓名", "证件号码", "所在工会"])
    assert bare.frame["document"].to_list() == ["hk_macau", "residence"]


@pytest.mark.parametrize(
    ("phone", "value"),
    [
        (13812345678.0, "13812345678"),
        ("13812345678.0", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("1.3812345678E+10", "13812345678"),
        ("0579-85551234", "057985551234"),
    ],
)
def test_phones(phone, value):
    assert checked(with_(phone=phone)).frame["phone"].to_list() == [value]


def test_wrong_values_of_other_types_are_named():
    row = with_(phone="1381234567", joined_on="2021-02-31", gender="未知", children="两个", dues="1.234", height="高")
    result = checked(row)
    assert said(result.problems) == [
        (2, "性别", "没有这个选项，可以填：男、女、男性、女性"),
        (2, "手机号", "少 1 位，手机号应为 11 位"),
        (2, "入会日期", "2 月没有 31 日，请核对"),
        (2, "子女数", "应为整数，请只填数字"),
        (2, "会费", "金额最多两位小数，请核对"),
        (2, "身高", "应为数字，请只填数字"),
    ]


@pytest.mark.parametrize(
    ("money", "fen"),
    [
        ("4800", 480_000),
        ("4800.5", 480_050),
        ("-4800.50", -480_050),
        ("-0.05", -5),
        ("￥4,800.00", 480_000),
        ("4800元", 480_000),
        ("1.2万元", 1_200_000),
        ("４８００", 480_000),
        (0.1 + 0.2, 30),
        (4800.1, 480_010),
    ],
)
def test_money_becomes_fen(money, fen):
    assert checked(with_(dues=money)).frame["dues"].to_list() == [fen]


def test_choices_are_closed_or_open():
    result = checked(with_(nation="畲族"), with_(nation=" 汉 ", identity=LI, gender="女 性"))
    assert result.frame["nation"].to_list() == ["畲族", "汉族"]
    assert result.frame["gender"].to_list() == ["m", "f"]
    assert result.problems.is_empty()


def test_long_text_says_by_how_much():
    assert said(checked(with_(workplace="厂" * 23)).problems) == [(2, "工作单位", "多 3 个字，最多 20 个字")]


def test_the_first_holder_of_a_number_stays():
    rows = [GOOD, with_(name="李四"), GOOD, with_(unit="乙工会"), with_(identity=LI)]
    result = checked(*rows)
    assert said(result.problems) == [
        (3, "证件号码", "证件号码和第 2 行相同，姓名不同，先填的保留。请核对是谁的"),
        (5, "证件号码", "证件号码和第 2 行相同，其余内容不同，请只留一行"),
    ]
    assert result.repeated == ((4, 2),)
    assert said(result.warnings) == [(4, "", "和第 2 行完全一样，只记一次")]
    assert result.good["_row"].to_list() == [2, 6]
    assert result.bad_rows == [3, 5]


def test_a_wrong_row_holds_nothing():
    result = checked(with_(joined_on="昨天"), with_(name="李四"))
    assert result.good["_row"].to_list() == [3]


def test_without_a_required_column_no_row_is_good():
    result = checked(["张三", ZHANG], heads=["姓名", "证件号码"])
    assert (result.missing, result.good.height, result.problems.height) == (("unit",), 0, 0)


def test_a_formula_without_a_result_is_no_empty_cell():
    result = checked(with_(joined_on="=TODAY()-1"), with_(identity=LI, unit="=A1"))
    empty = "这一格是公式，文件里没有存结果。请在 Excel 里打开并保存一次，或者改填文字"
    assert said(result.problems) == [(2, "入会日期", empty), (3, "所在工会", empty)]


def test_hints_of_other_rows_do_no_harm():
    table = open_workbook(xlsx(("名册", [HEADS, GOOD])), name="a.xlsx", kinds=KINDS).sheets[0]
    table = replace(table, hints=pl.DataFrame([(99, "证件号码", "ruined")], schema=HINTS, orient="row"))
    assert check(table, MEMBERS, recognise(table, [MEMBERS]).mapping, on=TODAY).problems.is_empty()


def test_an_empty_table_is_checked_too():
    result = checked(heads=["工会名称", "上级工会"], kind=UNIONS)
    assert (result.frame.height, result.problems.height, result.good.height) == (0, 0, 0)
    assert result.frame.schema["founded_on"] == pl.Date


def fast(numbers):
    return pl.DataFrame({"cell": numbers}, schema={"cell": pl.String}).select(resident(TODAY)).to_series().to_list()


digits = st.text("0123456789X", min_size=0, max_size=20)
plausible = st.builds(
    lambda county, day, rest: identity(f"{county}{day:%Y%m%d}{rest:03}"),
    st.sampled_from(["110101", "330782", "659001"]),
    st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    st.integers(0, 999),
)


@settings(max_examples=300)
@given(
    st.lists(
        st.one_of(digits, plausible, plausible.map(lambda n: n[:-1] + "5"), st.text(max_size=18)),
        min_size=1,
        max_size=40,
    )
)
def test_the_fast_check_says_yes_only_where_the_slow_one_does(numbers):
    for number, sound in zip(numbers, fast(numbers), strict=True):
        slow = read_identity(number, on=TODAY)
        if sound:
            assert (slow.value, slow.error) == (number, "")
        elif slow.value == number and not slow.warning:
            raise AssertionError(f"left to the slow way: {number}")


def test_the_control_a_broken_fast_check_is_found():
    wrong = ZHANG[:-1] + ("0" if ZHANG[-1] != "0" else "1")
    assert fast([ZHANG, wrong]) == [True, False]
