import csv
import io
import zipfile
from datetime import date

import openpyxl
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.kit.sheets import (
    Heading,
    check,
    open_workbook,
    recognise,
    write_errors,
    write_table,
    write_template,
)
from niangjia.kit.sheets.xlsx import sheet_name
from tests.kit.sheets.kinds import KINDS, LI, MEMBERS, ZHANG, identity, xlsx

HEADS = ["姓名", "证件号码", "手机号", "所在工会", "入会日期"]
WANG = identity("33078219900101123")


def seen(data):
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    return [["" if cell is None else cell for cell in row] for row in page.iter_rows(values_only=True)]


def refused():
    rows = [
        ["", "某某县会员名册"],
        [],
        ["", *HEADS],
        ["", "张三", ZHANG, "13812345678", "甲工会", "2021-03-05"],
        ["", "李四", LI[:-1], "1381234567", "乙工会", "2021/2/31"],
        ["", "@王五", WANG, "", "", "2021.3.5"],
    ]
    table = open_workbook(xlsx(("会员 花名册", rows)), name="a.xlsx", kinds=KINDS).sheets[0]
    found = check(table, MEMBERS, recognise(table, KINDS).mapping)
    out = io.BytesIO()
    count = write_errors([(table, found.problems)], out)
    return table, found, count, out.getvalue()


def test_error_file_is_the_same_spreadsheet_with_the_reason_last():
    _table, found, count, data = refused()
    assert count == 2
    assert found.bad_rows == [5, 6]
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["会员 花名册"]
    assert seen(data) == [
        ["", "某某县会员名册", "", "", "", "", ""],
        ["", "", "", "", "", "", ""],
        ["", *HEADS, "错误原因"],
        [
            "",
            "李四",
            LI[:-1],
            "1381234567",
            "乙工会",
            "2021/2/31",
            "证件号码：少 1 位，应为 18 位；手机号：少 1 位，手机号应为 11 位；入会日期：2 月没有 31 日，请核对",
        ],
        ["", "@王五", WANG, "", "", "2021.3.5", "姓名：不像姓名，请核对；所在工会：必填，请补上"],
    ]


def test_wrong_cells_are_tinted_and_all_cells_are_text():
    page = openpyxl.load_workbook(io.BytesIO(refused()[3])).active
    tints = {
        cell.coordinate for row in page.iter_rows(min_row=4) for cell in row if cell.fill.fgColor.rgb == "FFFBE9E4"
    }
    assert tints == {"C4", "D4", "F4", "B5", "E5"}
    assert {cell.number_format for row in page.iter_rows(min_row=4) for cell in row if cell.value} == {"@"}
    assert {cell.data_type for row in page.iter_rows(min_row=4) for cell in row if cell.value} == {"s"}


def test_a_mended_error_file_goes_in():
    _table, _found, _count, data = refused()
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.active
    for place, value in {"C4": LI, "D4": "13812345679", "F4": "2021/2/28", "B5": "王五", "E5": "甲工会"}.items():
        page[place] = value
    mended = io.BytesIO()
    book.save(mended)
    table = open_workbook(mended.getvalue(), name="a.xlsx", kinds=KINDS).sheets[0]
    found = check(table, MEMBERS, recognise(table, KINDS).mapping)
    assert "错误原因" not in table.columns
    assert table.columns == HEADS
    assert found.problems.is_empty()
    assert found.good.select("_row", "name", "identity", "joined_on").rows() == [
        (4, "李四", LI, date(2021, 2, 28)),
        (5, "王五", WANG, date(2021, 3, 5)),
    ]


def test_an_error_file_of_an_error_file_is_the_same():
    table, found, _count, data = refused()
    again = open_workbook(data, name="a.xlsx", kinds=KINDS).sheets[0]
    assert again.frame.drop("_row").equals(table.frame.filter(pl.col("_row").is_in(found.bad_rows)).drop("_row"))
    assert again.titles_above[0][1][:2] == table.titles_above[0][1][:2]
    problems = check(again, MEMBERS, recognise(again, KINDS).mapping).problems
    out = io.BytesIO()
    write_errors([(again, problems)], out)
    assert seen(out.getvalue()) == seen(data)


def test_two_storeys_and_merges_are_kept():
    rows = [
        ["姓名", "证件号码", "联系方式", "", "所在工会"],
        ["", "", "手机号", "微信", ""],
        ["张三", ZHANG, "1", "wx", "甲工会"],
    ]
    table = open_workbook(xlsx(("名册", rows)), name="a", kinds=KINDS).sheets[0]
    found = check(table, MEMBERS, recognise(table, KINDS).mapping)
    out = io.BytesIO()
    write_errors([(table, found.problems)], out)
    assert seen(out.getvalue())[:2] == [
        ["姓名", "证件号码", "联系方式", "", "所在工会", "错误原因"],
        ["", "", "手机号", "微信", "", ""],
    ]
    again = open_workbook(out.getvalue(), name="a", kinds=KINDS).sheets[0]
    assert again.columns == table.columns


def test_template_has_title_headings_help_example_and_lists():
    for layout, width in (("official", 10), ("short", 9), ("", 13)):
        out = io.BytesIO()
        write_template(MEMBERS, out, layout=layout)
        page = openpyxl.load_workbook(out).active
        assert page.title == "会员花名册"
        assert page["A1"].value == "工会会员基本信息采集表"
        assert [cell.value for cell in page[2]][:2] == ["序号", "姓名"]
        assert page.max_column == width
        assert page["A4"].value == "示例"
        assert page["B4"].value == "王小明"
    heads = [cell.value for cell in page[2]]
    column = heads.index("证件号码") + 1
    assert page.cell(4, column).number_format == "@"
    assert page.column_dimensions[openpyxl.utils.get_column_letter(column)].width // 1 == 22
    assert page.data_validations.dataValidation[0].formula1 == '"男,女"'
    assert page.cell(3, heads.index("手机号") + 1).value == "选填；本人的手机号"


def test_a_template_comes_back_empty_and_a_filled_one_with_its_rows():
    out = io.BytesIO()
    write_template(MEMBERS, out, layout="short")
    blank = open_workbook(out.getvalue(), name="a", kinds=KINDS).sheets[0]
    assert (blank.frame.height, blank.dropped.notes) == (0, (3, 4))
    book = openpyxl.load_workbook(out)
    page = book.active
    for place, value in zip("BCDEF", ["张三", "男", ZHANG, "13812345678", "甲工会"], strict=True):
        page[f"{place}5"] = value
    filled = io.BytesIO()
    book.save(filled)
    table = open_workbook(filled.getvalue(), name="a", kinds=KINDS).sheets[0]
    match = recognise(table, KINDS)
    assert (match.sheet, match.unknown, match.missing) == (MEMBERS, (), ())
    assert check(table, MEMBERS, match.mapping).good.select("_row", "name", "identity").rows() == [(5, "张三", ZHANG)]


COLUMNS = [
    Heading("姓名"),
    Heading("手机号"),
    Heading("金额", "money"),
    Heading("日期", "date"),
    Heading("人数", "integer"),
]
ROWS = [
    ["=1+1", "+8613812345678", -480_050, date(2021, 3, 5), 3],
    ["阿卜杜拉·买买提", None, 5, None, -1],
    ["<a>&\"'_x0041_", "13812345678", 0, date(1999, 12, 31), None],
]


def test_lists_have_title_filter_and_typed_cells():
    out = io.BytesIO()
    assert write_table(COLUMNS, ROWS, out, title="会员名单", filter_text="在会，甲工会，3 人") == 3
    page = openpyxl.load_workbook(out).active
    assert page["A1"].value == "会员名单"
    assert page["A2"].value == "在会，甲工会，3 人"
    assert [cell.value for cell in page[3]] == ["姓名", "手机号", "金额", "日期", "人数"]
    assert [cell.value for cell in page[4]] == ["=1+1", "+8613812345678", -4800.5, page["D4"].value, 3]
    assert page["D4"].value.date() == date(2021, 3, 5)
    assert page["A4"].data_type == "s"
    assert page["C4"].number_format == "#,##0.00"
    assert [page["A5"].value, page["B5"].value, page["C5"].value, page["E5"].value] == [
        "阿卜杜拉·买买提",
        None,
        0.05,
        -1,
    ]


def test_lists_as_csv_are_neutralised_without_harm():
    out = io.BytesIO()
    write_table(COLUMNS, ROWS, out, title="=名单", filter_text="", form="csv")
    lines = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    assert lines[0] == ["'=名单"]
    assert lines[2:] == [
        ["姓名", "手机号", "金额", "日期", "人数"],
        ["'=1+1", "+8613812345678", "-4800.50", "2021-03-05", "3"],
        ["阿卜杜拉·买买提", "", "0.05", "", "-1"],
        ["<a>&\"'_x0041_", "13812345678", "0.00", "1999-12-31", ""],
    ]


def test_frames_are_written_like_rows():
    schema = {"a": pl.String, "b": pl.String, "c": pl.Int64, "d": pl.Date, "e": pl.Int64}
    frame = pl.DataFrame(ROWS, schema=schema, orient="row")
    one, two = io.BytesIO(), io.BytesIO()
    assert write_table(COLUMNS, [frame.head(2), frame.tail(1)], one, title="名单") == 3
    write_table(COLUMNS, ROWS, two, title="名单")
    assert seen(one.getvalue()) == seen(two.getvalue())


def test_the_same_rows_make_the_same_bytes(tmp_path):
    path = tmp_path / "a.xlsx"
    write_table(COLUMNS, ROWS, path, title="名单")
    out = io.BytesIO()
    write_table(COLUMNS, ROWS, out, title="名单")
    assert path.read_bytes() == out.getvalue()
    assert zipfile.ZipFile(path).testzip() is None


def test_sheet_names_that_excel_takes():
    assert sheet_name("a/b:c*?[d]", []) == "a b c   d"
    assert sheet_name("长" * 40, []) == "长" * 31
    assert sheet_name("名单", ["名单"]) == "名单（2）"
    assert sheet_name("//", []) == "Sheet1"


words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co"), blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
).filter(lambda word: word.strip(" \t\r\n\u3000\u00a0\u200b\ufeff") and "计" not in word)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=8))
def test_reading_what_was_written_gives_the_same(rows):
    out = io.BytesIO()
    write_table([Heading("姓名"), Heading("所在工会"), Heading("工作单位")], rows, out, title="名单")
    table = open_workbook(out.getvalue(), name="a", kinds=KINDS).sheets[0]
    assert table.frame.drop("_row").rows() == rows
