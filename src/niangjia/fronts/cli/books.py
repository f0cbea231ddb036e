"""A plain spreadsheet, as an office would keep it: for the demonstration county."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import xlsxwriter


def write_book(path: Path, sheet: str, heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """One sheet with a heading row, dates as dates, everything else as it is."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    page.write_row(0, 0, heads)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, column, datetime(value.year, value.month, value.day))  # noqa: DTZ001  a cell has no zone
            elif value is not None:
                page.write(number, column, value)
    book.close()
