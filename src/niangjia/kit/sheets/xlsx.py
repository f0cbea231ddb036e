"""A streaming writer of .xlsx: rows go straight into the compressed target, nothing is kept and no temporary file made.

Ready-made writers keep rows in the clear in the temporary folder until they close; what we write holds people's data
and often goes into an encrypted target. Cells of a batch are put together as whole columns, which is also faster.
Text is always text: a cell that begins with `=` shows as it is and is never computed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, BinaryIO

import polars as pl

from niangjia.kit.sheets.containers import column_letters

STYLES = {
    "plain": 0,
    "text": 1,
    "title": 2,
    "heading": 3,
    "bad": 4,
    "reason": 5,
    "date": 6,
    "amount": 7,
    "integer": 8,
    "guarded": 9,
    "note": 10,
}
"""Names of the cell styles of `_STYLESHEET`, in its order."""

_FORBIDDEN = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffe\uffff]"
_ESCAPED = r"_x([0-9A-Fa-f]{4}_)"
MOST_ROWS = 1_048_576


@dataclass(frozen=True)
class Cell:
    """One cell of a heading: its text and style."""

    text: str
    style: str = "plain"


class Book:
    """An .xlsx file being written. `sheet()` one after the other; leaving the context finishes the file."""

    def __init__(self, target: BinaryIO | IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        self._names: list[str] = []
        self._part: IO[bytes] | None = None

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        elif self._part is not None:
            self._part.close()  # a sheet left open would hide the real error behind one of the archive
        self._zip.close()

    def sheet(
        self, name: str, *, widths: Mapping[int, float] | None = None, frozen: int = 0, default: str = "plain"
    ) -> Page:
        """Begin a sheet. `widths` by column from 0, `frozen` rows stay in sight, `default` is the columns' style."""
        name = sheet_name(name, self._names)
        self._names.append(name)
        self._part = self._zip.open(_stamped(f"xl/worksheets/sheet{len(self._names)}.xml"), "w", force_zip64=True)
        return Page(self._part, widths or {}, frozen, STYLES[default])

    def _finish(self) -> None:
        count = range(1, len(self._names) + 1)
        self._put("xl/styles.xml", _STYLESHEET)
        sheets = "".join(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
            for number, name in zip(count, self._names, strict=True)
        )
        self._put(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><sheets>{sheets}</sheets></workbook>',
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in count
        )
        links += f'<Relationship Id="rId0" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/>'
        self._put(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
        )
        self._put(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in count
        )
        self._put(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{parts}</Types>',
        )

    def _put(self, name: str, xml: str) -> None:
        self._zip.writestr(_stamped(name), f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}')


class Page:
    """One sheet being written, from the top down."""

    def __init__(self, part: IO[bytes], widths: Mapping[int, float], frozen: int, default: int) -> None:
        self._part, self.row = part, 0
        self._merged: list[str] = []
        self._say(f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">')
        if frozen:
            self._say(
                f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" '
                'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            )
        if widths:
            columns = "".join(
                f'<col min="{place + 1}" max="{place + 1}" width="{width}" style="{default}" customWidth="1"/>'
                for place, width in sorted(widths.items())
            )
            self._say(f"<cols>{columns}</cols>")
        self._say("<sheetData>")

    def _say(self, text: str) -> None:
        self._part.write(text.encode())

    def line(self, cells: Sequence[Cell]) -> None:
        """One row of single cells: titles, headings. An empty text in the plain style leaves the cell out."""
        self.row += 1
        inside = "".join(
            f'<c r="{column_letters(place)}{self.row}" s="{STYLES[cell.style]}" t="inlineStr"><is>'
            f'<t xml:space="preserve">{escape(cell.text)}</t></is></c>'
            for place, cell in enumerate(cells)
            if cell.text or cell.style != "plain"
        )
        self._say(f'<row r="{self.row}">{inside}</row>')

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Join cells (rows and columns from 0)."""
        self._merged.append(f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}")

    def rows(
        self, frame: pl.DataFrame, styles: Sequence[str], *, marks: pl.DataFrame | None = None, left: int = 0
    ) -> None:
        """Many rows at once. Text columns become text, numbers and dates become numbers; null cells stay empty.

        `styles` names a style a column; `marks` (text, as high) overrides it cell by cell where not null.
        """
        if frame.is_empty():
            return
        numbers = pl.int_range(self.row + 1, self.row + 1 + pl.len(), dtype=pl.Int64).cast(pl.String)
        made = frame.with_columns(numbers.alias("__row"))
        if marks is not None:
            made = made.with_columns(marks[name].alias(f"__mark_{name}") for name in marks.columns)
        cells = [
            _cell(
                frame.schema[name],
                name,
                column_letters(place + left),
                style,
                marks is not None and name in marks.columns,
            )
            for place, (name, style) in enumerate(zip(frame.columns, styles, strict=True))
        ]
        lines = made.select(pl.concat_str([pl.lit('<row r="'), "__row", pl.lit('">'), *cells, pl.lit("</row>")]))
        self._say("".join(lines.to_series().to_list()))
        self.row += frame.height

    def close(self, after: str = "") -> None:
        """Finish the sheet."""
        self._say("</sheetData>")
        if self._merged:
            areas = "".join(f'<mergeCell ref="{area}"/>' for area in self._merged)
            self._say(f'<mergeCells count="{len(self._merged)}">{areas}</mergeCells>')
        self._say(f"{after}</worksheet>")
        self._part.close()


def _cell(dtype: pl.DataType, name: str, letters: str, style: str, marked: bool) -> pl.Expr:
    """The XML of a column's cells; a null leaves nothing."""
    column = pl.col(name)
    number = pl.lit(str(STYLES[style]))
    if marked:
        kinds = {mark: str(value) for mark, value in STYLES.items()}
        number = pl.col(f"__mark_{name}").replace_strict(kinds, default=None, return_dtype=pl.String).fill_null(number)
    start = [pl.lit(f'<c r="{letters}'), pl.col("__row"), pl.lit('" s="'), number]
    if dtype == pl.String:
        guarded = column.str.contains(r"^[=+\-@\t\r]")
        start[3] = pl.when(guarded).then(pl.lit(str(STYLES["guarded"]))).otherwise(number) if not marked else number
        text = [pl.lit('" t="inlineStr"><is><t xml:space="preserve">'), escaped(column), pl.lit("</t></is></c>")]
        made = pl.concat_str([*start, *text])
    elif dtype == pl.Date:
        serial = (column.cast(pl.Int32) + 25_569).cast(pl.String)
        made = pl.concat_str([*start, pl.lit('"><v>'), serial, pl.lit("</v></c>")])
    else:
        made = pl.concat_str([*start, pl.lit('"><v>'), column.cast(pl.String), pl.lit("</v></c>")])
    empty = pl.concat_str([*start, pl.lit('"/>')]) if marked else pl.lit("")
    marked_empty = pl.col(f"__mark_{name}").is_not_null() if marked else pl.lit(False)
    return pl.when(column.is_not_null()).then(made).when(marked_empty).then(empty).otherwise(pl.lit(""))


def escaped(column: pl.Expr) -> pl.Expr:
    """Text made safe for XML and for Excel's own `_xHHHH_` escapes."""
    return (
        column.str.replace_all(_FORBIDDEN, "")
        .str.replace_all(_ESCAPED, "_x005F_x${1}")
        .str.replace_many(["&", "<", ">", "\r"], ["&amp;", "&lt;", "&gt;", "_x000D_"])
    )


def escape(text: str) -> str:
    """`escaped` for a single text, quotes included."""
    text = re.sub(_ESCAPED, r"_x005F_x\1", re.sub(_FORBIDDEN, "", text))
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "_x000D_")):
        text = text.replace(character, entity)
    return text


def sheet_name(name: str, taken: Sequence[str]) -> str:
    """A name that Excel takes: at most 31 characters, none of `[]:*?/\\`, not twice."""
    base = re.sub(r"[\[\]:*?/\\]", " ", re.sub(_FORBIDDEN, "", name)).strip().strip("'")[:31] or "Sheet1"
    made, count = base, 1
    while made.lower() in {one.lower() for one in taken}:
        count += 1
        made = f"{base[: 31 - len(str(count)) - 2]}（{count}）"
    return made


def _stamped(name: str) -> zipfile.ZipInfo:
    """A member with a fixed date, so that equal content makes equal bytes."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BORDER = "".join(
    f'<{side} style="thin"><color rgb="FFE6E0D6"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_STYLESHEET = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00"/></numFmts>'
    '<fonts count="5"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="14"/><name val="等线"/></font>'
    '<font><b/><sz val="11"/><name val="等线"/></font><font><sz val="11"/><color rgb="FFA5351B"/><name val="等线"/></font>'
    '<font><sz val="11"/><color rgb="FF6D665C"/><name val="等线"/></font></fonts>'
    '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFF1EDE6"/></patternFill></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFBE9E4"/></patternFill></fill></fills>'
    f'<borders count="2"><border/><border>{_BORDER}</border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="11"><xf/>'
    '<xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf fontId="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="2" fillId="2" borderId="1" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"/>'
    '<xf numFmtId="49" fontId="3" fillId="3" borderId="1" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"/>'
    '<xf numFmtId="49" fontId="3" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf numFmtId="3" applyNumberFormat="1"/>'
    '<xf numFmtId="49" quotePrefix="1" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="4" applyNumberFormat="1" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
