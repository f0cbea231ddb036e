import io
from datetime import date

import pytest
import xlsxwriter
import xlwt

from niangjia.kit.sheets import Unreadable, check, open_workbook, recognise
from niangjia.kit.sheets.tables import Table
from tests.kit.sheets.kinds import KINDS, LI, MEMBERS, UNIONS, ZHANG, xlsx

HEADS = ["姓名", "证件号码", "手机号", "所在工会", "入会日期"]
ROW = ["张三", ZHANG, "13812345678", "甲工会", "2021-03-05"]


def read(data, name="名册.xlsx"):
    return open_workbook(data, name=name, kinds=KINDS)


def only(data, name="名册.xlsx"):
    return read(data, name).sheets[0]


def records(table):
    return table.frame.drop("_row").rows()


def test_cells_come_as_text_with_their_row():
    table = only(xlsx(("名册", [HEADS, ROW, ["李四", LI, 13800000000.0, "乙工会", 44260]])))
    assert table.frame.columns == ["_row", *HEADS]
    assert table.frame.rows() == [
        (2, *ROW),
        (3, "李四", LI, "13800000000", "乙工会", "44260"),
    ]
    assert (table.header_row, table.titles_above) == (1, ())


def test_heading_is_found_under_titles_and_to_the_right():
    rows = [["", "某某县总工会会员名册"], ["", "填报单位：甲", "", "2021年3月"], [], ["", *HEADS], ["", *ROW]]
    table = only(xlsx(("名册", rows)))
    assert table.header_row == 4
    assert table.frame.rows() == [(5, *ROW)]
    assert table.positions == dict(zip(HEADS, range(1, 6), strict=True))
    assert [cells[1] for _row, cells in table.titles_above] == ["某某县总工会会员名册", "填报单位：甲", ""]


def test_a_heading_of_two_storeys_is_read_as_one():
    rows = [
        ["姓名", "证件号码", "联系方式", "", "所在工会", "入会", ""],
        ["", "", "手机号", "微信", "", "日期", "地点"],
        ["张三", ZHANG, "13812345678", "wx", "甲工会", "2021-03-05", "厂里"],
    ]
    table = only(xlsx(("名册", rows)))
    assert table.columns == ["姓名", "证件号码", "手机号", "联系方式微信", "所在工会", "入会日期", "入会地点"]
    assert (table.header_row, table.frame.height) == (2, 1)
    assert len(table.heading_rows) == 2


def test_blank_total_and_foot_rows_are_dropped_and_counted():
    rows = [
        HEADS,
        ROW,
        [],
        ["  ", "\u3000"],
        HEADS,
        ["李四", LI, "", "乙工会", ""],
        ["小 计", "2人"],
        ["合计", "", "2"],
        ["填表人：王五"],
        ["计春华", ZHANG, "", "乙工会", ""],
    ]
    table = only(xlsx(("名册", rows)))
    assert table.frame["姓名"].to_list() == ["张三", "李四", "计春华"]
    dropped = table.dropped
    assert (dropped.blank, dropped.totals, dropped.notes, dropped.headings) == (2, (7, 8), (9,), (5,))


def test_every_sheet_is_read_and_hidden_ones_are_not():
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    for name in ("甲", "空", "藏"):
        page = book.add_worksheet(name)
        if name != "空":
            page.write_row(0, 0, ["姓名", "所在工会"])
            page.write_row(1, 0, ["张三", name])
        if name == "藏":
            page.hide()
    book.close()
    found = read(made.getvalue())
    assert [table.name for table in found.sheets] == ["甲"]
    assert found.notes == ("hidden",)


def test_dates_formulas_errors_and_ruined_numbers_are_seen_for_what_they_are():
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    page = book.add_worksheet("名册")
    day = book.add_format({"num_format": "yyyy/m/d"})
    page.write_row(0, 0, HEADS)
    page.write_string(1, 0, "张三")
    page.write_number(1, 1, 330782199001011234)
    page.write_formula(1, 2, "=1+1", None, "13812345678")
    page.write_formula(1, 3, "=VLOOKUP(A2,B:C,2)", None, "")
    page.write_datetime(1, 4, date(2021, 3, 5), day)
    page.write_formula(2, 0, "=1/0", None, "#DIV/0!")
    page.write_string(2, 1, "110101199003071000")
    book.close()
    table = only(made.getvalue())
    assert table.frame["入会日期"].to_list() == ["2021-03-05", None]
    assert table.frame["手机号"].to_list() == ["13812345678", None]
    assert table.hints.rows() == [(2, "证件号码", "ruined"), (2, "所在工会", "formula"), (3, "姓名", "error")]
    assert table.formulas == 3


def test_a_workbook_that_counts_from_1904_says_so():
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "date_1904": True})
    page = book.add_worksheet("名册")
    page.write_row(0, 0, HEADS)
    page.write_row(1, 0, [*ROW[:4], 42798])
    book.close()
    table = only(made.getvalue())
    mapping = recognise(table, KINDS).mapping
    assert table.date1904
    assert check(table, MEMBERS, mapping).frame["joined_on"].to_list() == [date(2021, 3, 5)]


def test_cells_merged_downwards_hold_for_every_row():
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    page = book.add_worksheet("名册")
    page.write_row(0, 0, HEADS)
    for row, name in enumerate(["张三", "李四", "王五"], start=1):
        page.write_string(row, 0, name)
    page.merge_range(1, 3, 2, 3, "甲工会")
    book.close()
    assert only(made.getvalue()).frame["所在工会"].to_list() == ["甲工会", "甲工会", None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_any_encoding_and_separator(encoding, mark):
    names = ["张三", "𠮷田", "王䶮", "阿卜杜拉·买买提", "李㛃"]
    lines = ["会员名册", mark.join(HEADS), *(mark.join([name, *ROW[1:]]) for name in names), ""]
    table = only("\r\n".join(lines).encode(encoding), "名册.csv")
    assert table.frame["姓名"].to_list() == names
    assert table.frame["_row"].to_list() == [3, 4, 5, 6, 7]
    assert (table.name, table.source, table.header_row) == ("名册", "csv", 2)


def test_csv_with_quotes_line_breaks_and_ragged_rows():
    text = '姓名,所在工会,备注\n"张,三","甲""工会"\n李四,乙工会,"一\n二",多\n\n王五\n'
    table = only(text.encode(), "a.csv")
    assert records(table) == [
        ("张,三", '甲"工会', None, None),
        ("李四", "乙工会", "一\n二", "多"),
        ("王五", None, None, None),
    ]


def test_old_xls_is_read_like_a_new_one():
    book = xlwt.Workbook()
    page = book.add_sheet("名册")
    day = xlwt.XFStyle()
    day.num_format_str = "yyyy/m/d"
    page.write_merge(0, 0, 1, 5, "会员名册")
    for column, head in enumerate(HEADS, start=1):
        page.write(2, column, head)
    for column, value in enumerate(["张三", 330782199001011234, 13812345678, "甲工会"], start=1):
        page.write(3, column, value)
    page.write(3, 5, date(2021, 3, 5), day)
    made = io.BytesIO()
    book.save(made)
    table = only(made.getvalue(), "名册.xls")
    assert table.header_row == 3
    assert table.frame.row(0)[:2] == (4, "张三")
    assert table.frame.row(0)[3:] == ("13812345678", "甲工会", "2021-03-05")
    assert table.hints.rows() == [(4, "证件号码", "ruined")]
    assert table.merged == ((0, 1, 0, 5),)


def test_content_decides_not_the_name():
    assert records(only(xlsx(("名册", [HEADS, ROW])), "名册.csv")) == [tuple(ROW)]
    assert only("\n".join([",".join(HEADS), ",".join(ROW)]).encode(), "名册.xlsx").source == "csv"


def test_a_file_can_be_a_path_or_an_open_file(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(xlsx(("名册", [HEADS, ROW])))
    assert records(only(path)) == records(only(str(path))) == [tuple(ROW)]
    with path.open("rb") as opened:
        assert records(only(opened)) == [tuple(ROW)]


def test_a_table_comes_back_from_its_facts():
    table = only(xlsx(("名册", [["会员名册"], HEADS, ROW, ["合计", "1"]])))
    again = Table.restore(table.facts(), table.frame, table.hints)
    assert again.facts() == table.facts()
    assert again.titles_above == table.titles_above
    assert again.dropped == table.dropped


def test_headings_nobody_knows_are_taken_from_the_first_full_row():
    table = only(xlsx(("表", [["某某"], ["甲栏", "乙栏", "丙栏"], ["1", "2", "3"]])))
    assert table.columns == ["甲栏", "乙栏", "丙栏"]
    assert records(table) == [("1", "2", "3")]


def test_twice_the_same_heading_and_none_at_all():
    table = only(xlsx(("表", [["姓名", "备注", "备注", ""], ["张三", "一", "二", "三"]])))
    assert table.columns == ["姓名", "备注", "备注（2）", "（D 列）"]
    assert table.headings == {"姓名": "姓名", "备注": "备注", "备注（2）": "备注", "（D 列）": ""}


def test_a_sheet_without_anything_is_refused():
    with pytest.raises(Unreadable) as refused:
        read(xlsx(("空", [])))
    assert refused.value.reason == "file.nothing"


def test_a_sheet_of_headings_only_has_no_rows():
    table = only(xlsx(("工会", [["工会名称", "上级工会", "主席"]])))
    assert table.frame.height == 0
    assert recognise(table, KINDS).sheet is UNIONS
