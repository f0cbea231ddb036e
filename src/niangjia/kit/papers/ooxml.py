"""Small pieces of WordprocessingML as text. Every text of a caller's goes through `_words`: nothing of it becomes markup or a field."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from niangjia.kit.papers.cleaning import clean

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""


def twips(millimetres: float) -> int:
    """Millimetres as Word counts them."""
    return round(millimetres * TWIPS)


def run(text: str, font: str, size: float, *, bold: bool = False, colour: str = "", latin: str = "") -> str:
    """A piece of text in one lettering; newlines are ends of lines."""
    face = latin or font
    look = (
        f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{font}" w:cs="{face}" w:hint="eastAsia"/>'
        f"{'<w:b/>' if bold else ''}"
        f"{f'<w:color w:val={chr(34)}{colour}{chr(34)}/>' if colour else ''}"
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    )
    lines = (f'<w:t xml:space="preserve">{_words(line)}</w:t>' for line in clean(text).split("\n"))
    return f"<w:r><w:rPr>{look}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def _words(line: str) -> str:
    return escape(line)


def field(instruction: str, font: str, size: float) -> str:
    """A number that Word counts: PAGE, SECTIONPAGES."""
    return f'<w:fldSimple w:instr="{instruction}">{run("1", font, size)}</w:fldSimple>'


def paragraph(
    *runs: str,
    align: str = "left",
    first: float = 0,
    left: float = 0,
    right: float = 0,
    before: float = 0,
    after: float = 0,
    line: float = 0,
    keep: bool = False,
    border: str = "",
    stops: Sequence[tuple[float, str, str]] = (),
) -> str:
    """A paragraph; measures in points, `line` an exact height. `stops`: (place, kind, leader)."""
    tabs = "".join(f'<w:tab w:val="{kind}" w:leader="{lead}" w:pos="{round(at * 20)}"/>' for at, kind, lead in stops)
    height = f' w:line="{round(line * 20)}" w:lineRule="exact"' if line else ' w:line="240" w:lineRule="auto"'
    look = (
        f"{'<w:keepNext/>' if keep else ''}"
        f"{f'<w:pBdr>{border}</w:pBdr>' if border else ''}"
        f"{f'<w:tabs>{tabs}</w:tabs>' if tabs else ''}"
        '<w:kinsoku/><w:wordWrap/><w:overflowPunct w:val="0"/>'
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"{height}/>'
        f'<w:ind w:left="{round(left * 20)}" w:right="{round(right * 20)}" w:firstLine="{round(first * 20)}"/>'
        f'<w:jc w:val="{align}"/>'
    )
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(runs)}</w:p>"


def edge(side: str, eighths: int, *, colour: str = "000000", space: int = 0, kind: str = "single") -> str:
    """One border; its width in eighths of a point."""
    return f'<w:{side} w:val="{kind}" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'


def cell(width: float, content: str, *, span: int = 1, borders: str = "") -> str:
    """A cell of so many millimetres."""
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    edges = f"<w:tcBorders>{borders}</w:tcBorders>" if borders else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{over}{edges}<w:vAlign w:val="center"/></w:tcPr>'
        f"{content}</w:tc>"
    )


def row(cells: Sequence[str], *, head: bool = False, height: float = 0) -> str:
    """A row that is not cut between pages; a head stands on each of them."""
    tall = f'<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>' if height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: Sequence[float], rows: Sequence[str], *, lined: bool = True, foot: bool = False) -> str:
    """A table of fixed widths in millimetres. `foot`: it stands at the lower edge of the text, wherever the text ends."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(edge(side, 4) if lined else f'<w:{side} w:val="nil"/>' for side in sides)
    place = (
        '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" '
        'w:tblpXSpec="center" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
        if foot
        else ""
    )
    grid = "".join(f'<w:gridCol w:w="{twips(one)}"/>' for one in widths)
    return (
        f'<w:tbl {W}><w:tblPr>{place}<w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
