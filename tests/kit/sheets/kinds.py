"""Small kinds of sheets for the tests of kit/sheets, and builders of files for them."""

import io
from typing import Any

import xlsxwriter

from niangjia.kit.declare import Column, Sheet

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def nothing(**_facts: Any) -> Any:
    raise AssertionError("kit/sheets never plans, applies or undoes")


def kind(code: str, title: str, name: str, key: tuple[str, ...], *columns: Column, **layouts: tuple[str, ...]) -> Sheet:
    return Sheet(code, title, name, columns, key, f"{code}.edit", nothing, nothing, nothing, layouts=layouts)


MEMBERS = kind(
    "members",
    "工会会员基本信息采集表",
    "会员花名册",
    ("identity",),
    Column("name", "姓名", "name", required=True, max_length=60, example="王小明"),
    Column("gender", "性别", "choice", choices={"男": "m", "女": "f", "男性": "m", "女性": "f"}),
    Column("document", "证件类型", "document"),
    Column("identity", "证件号码", "identity", required=True, sensitive=True, example="110101199003070011"),
    Column("phone", "手机号", "phone", sensitive=True, help="本人的手机号"),
    Column("unit", "所在工会", "unit", required=True, synonyms=("工会名称", "基层工会")),
    Column("workplace", "工作单位", "text", synonyms=("单位名称", "单位"), max_length=20),
    Column("joined_on", "入会日期", "date", synonyms=("入会时间",)),
    Column("nation", "民族", "choice", choices={"汉族": "汉族", "汉": "汉族"}, open_choice=True, max_length=20),
    Column("children", "子女数", "integer"),
    Column("dues", "会费", "money"),
    Column("height", "身高", "number"),
    official=("name", "gender", "document", "identity", "phone", "unit", "workplace", "joined_on", "nation"),
    short=("name", "gender", "identity", "phone", "unit", "workplace", "joined_on", "nation"),
)

UNIONS = kind(
    "unions",
    "工会组织基本信息采集表",
    "工会组织",
    ("name",),
    Column("name", "工会名称", "unit", required=True),
    Column("parent", "上级工会", "unit"),
    Column("founded_on", "成立日期", "date"),
    Column("chair", "主席", "name"),
    Column("phone", "联系电话", "phone"),
)

KINDS = (MEMBERS, UNIONS)


def identity(first17: str) -> str:
    """The number with its check digit."""
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


ZHANG = identity("11010119900307001")
LI = identity("33010619851123452")


def xlsx(*sheets: tuple[str, list[list[Any]]], **options: Any) -> bytes:
    """An .xlsx of rows of plain values: text as text, numbers as numbers, `=…` as a formula without a result."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_urls": False, **options})
    for name, rows in sheets:
        page = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str) and value.startswith("="):
                    page.write_formula(row, column, value, None, "")
                elif isinstance(value, str):
                    page.write_string(row, column, value)
                elif value is not None:
                    page.write_number(row, column, value)
    book.close()
    return made.getvalue()
