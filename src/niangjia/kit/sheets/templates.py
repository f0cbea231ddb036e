"""The blank spreadsheet of a kind: title, headings, what belongs in each column, an example, drop-downs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Column, Sheet
from niangjia.kit.sheets.containers import column_letters
from niangjia.kit.sheets.xlsx import sheet_name

_ROWS = 20_000
"""Drop-downs and checks reach this far down."""

_WIDTH = {"identity": 22, "phone": 14, "date": 13, "name": 11, "unit": 26, "choice": 13, "integer": 10, "money": 12}
_INLINE = 255
"""Excel takes lists up to this length in the cell's own rule; longer ones come from a hidden sheet."""

_FORM = {
    "date": _("如 2021-03-05"),
    "identity": _("18 位，本列已是文本格式"),
    "phone": _("11 位手机号"),
    "money": _("单位为元"),
    "integer": _("只填数字"),
}


def write_template(sheet: Sheet, target: Path | BinaryIO, *, layout: str = "", title: str = "") -> None:
    """Write the blank sheet of a kind. `layout` names a selection of its columns (all without one).

    The first column numbers the rows; the rows marked 说明 and 示例 there are left out when the sheet is read.
    Identity numbers, phones and all text are in text format, so that Excel cannot turn them into numbers.
    """
    by_name = {column.name: column for column in sheet.columns}
    columns = [by_name[name] for name in sheet.layouts[layout]] if layout else list(sheet.columns)
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet_name(sheet.sheet_name, []))
    formats = _formats(book)
    last = len(columns)
    page.merge_range(0, 0, 0, last, title or str(sheet.title), formats["title"])
    page.write_string(1, 0, "序号", formats["heading"])
    page.write_string(2, 0, "说明", formats["help"])
    page.write_string(3, 0, "示例", formats["example"])
    page.set_column(0, 0, 7, formats["text"])
    page.set_row(0, 30)
    page.set_row(2, 48)
    lists = _Lists(book)
    for place, column in enumerate(columns, start=1):
        page.set_column(place, place, _WIDTH.get(column.type, 16), formats["text"])
        page.write_string(1, place, str(column.title), formats["heading"])
        page.write_string(2, place, _help(column), formats["help"])
        page.write_string(3, place, _example(column), formats["example"])
        rule = _rule(column, lists)
        if rule:
            page.data_validation(4, place, _ROWS, place, rule)
    page.freeze_panes(2, 0)
    book.close()
    if isinstance(target, Path):
        target.write_bytes(made.getvalue())
    else:
        target.write(made.getvalue())


def _formats(book: Any) -> dict[str, Any]:
    thin = {"border": 1, "border_color": "#cfc7ba", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "heading": book.add_format({"bold": True, "bg_color": "#f1ede6", "num_format": "@", **thin}),
        "help": book.add_format(
            {"font_color": "#6d665c", "font_size": 9, "text_wrap": True, "num_format": "@", **thin}
        ),
        "example": book.add_format({"font_color": "#6d665c", "bg_color": "#f7f5f1", "num_format": "@", **thin}),
        "text": book.add_format({"num_format": "@"}),
    }


def _help(column: Column) -> str:
    """What belongs in a column, beginning with 选填 where it may stay empty."""
    parts = [] if column.required else [str(_("选填"))]
    said = str(column.help) if column.help else _FORM.get(column.type, "")
    if said:
        parts.append(str(said))
    return "；".join(parts)


def _example(column: Column) -> str:
    if column.example:
        return column.example
    return next(iter(column.choices), "") if column.type == "choice" else ""


class _Lists:
    """Long lists of choices, on a hidden sheet that is made when the first one comes."""

    def __init__(self, book: Any) -> None:
        self._book, self._used = book, 0
        self._page: Any = None

    def put(self, words: list[str]) -> str:
        if self._page is None:
            self._page = self._book.add_worksheet("选项")
            self._page.hide()
        place, self._used = self._used, self._used + 1
        for row, word in enumerate(words):
            self._page.write_string(row, place, word)
        letters = column_letters(place)
        return f"=选项!${letters}$1:${letters}${len(words)}"


def _rule(column: Column, lists: _Lists) -> dict[str, Any] | None:
    """The drop-down of a choice; an open choice lets other words pass."""
    if column.type != "choice" or not column.choices:
        return None
    stored = {value: word for word, value in reversed(list(column.choices.items()))}
    words = [word for word in column.choices if stored[column.choices[word]] == word]
    short = len(",".join(words)) <= _INLINE and not any("," in word for word in words)
    return {
        "validate": "list",
        "source": words if short else lists.put(words),
        "error_type": "information" if column.open_choice else "stop",
        "error_title": str(column.title)[:32],
        "error_message": str(_("请从下拉列表里选")),
        "ignore_blank": True,
    }
