"""The blocks of a paper as WordprocessingML: the same words in the same order as `pages` writes them for the PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from niangjia.kit.papers.blocks import Blank, Block, Boxes, Code, Fields, Heading, Paper, Signature, Table, Text
from niangjia.kit.papers.cleaning import clean
from niangjia.kit.papers.measures import BIAO, FANG, FOUR, HEI, KAI, LINE, PITCH, POINT, SONG, THREE, TWO, day, sheet_of
from niangjia.kit.papers.ooxml import cell, edge, paragraph, row, run, table
from niangjia.kit.papers.pages import attachment_lines, head_size, head_words, is_poster, rows_of, shares, widths_of

RED = "D7000F"
_FANG, _SONG, _BIAO, _HEI, _KAI = FANG[2], SONG[1], BIAO[0], HEI[1], KAI[1]
LETTERS = {1: (_HEI, False), 2: (_KAI, False), 3: (_FANG, True), 4: (_FANG, False)}
ONE_LINE = LINE / POINT


@dataclass(frozen=True)
class Look:
    """The usual lettering of a kind of paper: font, size, exact height of a line (0: as it comes), width of the text in millimetres."""

    font: str
    size: float
    line: float
    inner: float
    official: bool

    @property
    def two(self) -> float:
        """Two characters."""
        return 2 * (PITCH if self.official else self.size)


def look_of(paper: Paper) -> Look:
    """How a kind of paper is lettered."""
    inner = sheet_of(paper.kind, paper.landscape).inner
    if paper.kind in {"official", "notice"}:
        return Look(_FANG, THREE, ONE_LINE, inner, True)
    if is_poster(paper):
        return Look(_SONG, 18, 34, inner, False)
    if paper.kind == "list":
        return Look(_SONG, 10.5, 15, inner, False)
    return Look(_SONG, 12, 24 if paper.kind == "ballot" else 18, inner, False)


def contents(paper: Paper) -> Iterator[str | Code]:
    """Everything of a paper, piece by piece; a large code as it is, for its picture needs the file around it."""
    look = look_of(paper)
    red = paper.kind == "official" and bool(paper.issuer)
    if red:
        yield from _head(paper)
    elif paper.number:
        yield paragraph(run(paper.number, look.font, look.size), align="right", line=look.line)
    yield _title(paper, look)
    if paper.to:
        yield paragraph(run(f"{paper.to}：", look.font, look.size), line=look.line)
    for block in paper.blocks:
        yield from [block] if isinstance(block, Code) else _block(paper, look, block)
    yield from _attachments(paper.attachments, look)
    yield from _signature(paper.signature, look)
    if red:
        yield _record(paper, look)
    elif paper.copies:
        yield paragraph(run(f"抄送：{paper.copies}", look.font, look.size), before=11, line=look.line)
    yield paragraph(line=1)


def _head(paper: Paper) -> Iterator[str]:
    words = head_words(clean(paper.issuer))
    size = head_size(words)
    yield paragraph(run(words, _BIAO, size, bold=True, colour=RED), align="center", before=35 / POINT, line=size * 1.1)
    line = edge("bottom", 16, colour=RED, space=11)
    number = run(paper.number, _FANG, THREE)
    yield paragraph(number, align="center", before=2 * ONE_LINE, line=THREE * 1.2, border=line)


def _title(paper: Paper, look: Look) -> str:
    if look.official:
        before = 2 * ONE_LINE if paper.kind == "official" else 0
        return paragraph(
            run(paper.title, _BIAO, TWO), align="center", before=before, after=ONE_LINE, line=ONE_LINE, keep=True
        )
    size, after = (18, 8.5) if paper.kind == "list" else (40 if is_poster(paper) else 20, 17)
    return paragraph(run(paper.title, _BIAO, size, bold=True), align="center", after=after, line=size * 1.4, keep=True)


# ------------------------------------------------------------------ blocks


def _block(paper: Paper, look: Look, block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        first = look.two if block.indent and block.align == "left" else 0
        words = run(block.text, look.font, look.size, bold=block.bold)
        yield paragraph(words, align=block.align, first=first, line=look.line)
    elif isinstance(block, Heading):
        font, bold = LETTERS[min(max(block.level, 1), 4)]
        yield paragraph(run(block.text, font, look.size, bold=bold), first=look.two, line=look.line, keep=True)
    elif isinstance(block, Fields):
        yield _fields(block, look)
    elif isinstance(block, Table):
        yield from _table(block, look)
    elif isinstance(block, Boxes):
        label = f"{block.label}：" if block.label else ""
        options = "　".join(f"□ {one}" for one in block.options)
        yield paragraph(run(f"{label}{options}", look.font, look.size), line=look.line)
    elif isinstance(block, Blank):
        yield from [_box(block, look)] if paper.kind == "form" else _blank(block, look)


def _cell_size(look: Look) -> float:
    return 12 if look.official else look.size


def _fields(block: Fields, look: Look) -> str:
    columns = max(block.columns, 1)
    label, value = (look.inner * share / 100 for share in shares(columns))
    size = _cell_size(look)
    rows = []
    for pairs in rows_of(block):
        cells = []
        for name, text, span in pairs:
            wide = value if span == 1 else value + (label + value) * (span - 1) / 2
            cells.append(cell(label, paragraph(run(name, look.font, size), align="center")))
            cells.append(cell(wide, paragraph(run(text, look.font, size)), span=span))
        rows.append(row(cells, height=10))
    return table([label, value] * columns, rows)


def _box(block: Blank, look: Look) -> str:
    label, value = (look.inner * share / 100 for share in shares(1))
    cells = [
        cell(label, paragraph(run(block.label, look.font, look.size), align="center")),
        cell(value, "".join(paragraph(line=9 / POINT) for _line in range(max(block.lines, 1)))),
    ]
    return table([label, value], [row(cells)])


def _blank(block: Blank, look: Look) -> Iterator[str]:
    right = look.inner / POINT
    line = "<w:r><w:tab/></w:r>"
    words = run(block.label, look.font, look.size)
    stops = [(right, "right", "underscore")]
    yield paragraph(words, line, stops=stops, line=max(look.line, 28))
    for _more in range(max(block.lines, 1) - 1):
        yield paragraph(line, stops=stops, line=max(look.line, 28))


def _table(block: Table, look: Look) -> Iterator[str]:
    size = _cell_size(look)
    widths = [look.inner * share / 100 for share in widths_of(block)]
    if block.caption:
        yield paragraph(run(block.caption, look.font, size), keep=True, line=size * 1.4)
    heads = [
        cell(wide, paragraph(run(text, _HEI, size), align="center"))
        for wide, text in zip(widths, block.headings, strict=True)
    ]
    rows = [row(heads, head=True)]
    rows += [row(_cells(one, widths, block.numbers, look.font, size)) for one in block.rows]
    if block.totals:
        rows.append(row(_cells(block.totals, widths, block.numbers, _HEI, size)))
    yield table(widths, rows)


def _cells(texts: Sequence[str], widths: Sequence[float], numbers: frozenset[int], font: str, size: float) -> list[str]:
    return [
        cell(wide, paragraph(run(text, font, size), align="right" if place in numbers else "left"))
        for place, (wide, text) in enumerate(zip(widths, texts, strict=True))
    ]


# ------------------------------------------------------------------ the end of a paper


def _attachments(attachments: Sequence[str], look: Look) -> Iterator[str]:
    for place, line in enumerate(attachment_lines(attachments) if attachments else ()):
        before = look.line if place == 0 else 0
        yield paragraph(run(line, look.font, look.size), left=look.two, before=before, line=look.line)


def _signature(signed: Signature | None, look: Look) -> Iterator[str]:
    """People who sign by hand, then unit and day: the day four characters from the edge, the unit centred over it."""
    if signed is None:
        return
    for name in signed.people:
        rule = "<w:r><w:tab/></w:r>"
        stops = [(100 / POINT, "left", "underscore")]
        yield paragraph(run(f"{name}：", look.font, look.size), rule, stops=stops, before=10, line=max(look.line, 24))
    written = day(signed.on)
    wide = min(max(len(clean(signed.unit)), 9) * look.size * POINT + 4, look.inner - 4 * look.size * POINT)
    rest, gap = look.inner - wide - 4 * look.size * POINT, 4 * look.size * POINT
    lines = [one for one in (signed.unit, written) if one]
    words = "".join(paragraph(run(one, look.font, look.size), align="center", line=look.line) for one in lines)
    empty = paragraph(line=look.line)
    yield paragraph(line=look.line * (2 if look.official else 1), keep=True)
    yield table([rest, wide, gap], [row([cell(rest, empty), cell(wide, words), cell(gap, empty)])], lined=False)


def _record(paper: Paper, look: Look) -> str:
    """抄送 and 印发, at the lower edge of the last page."""
    thick, thin = 8, 6
    printed = paper.signature.on if paper.signature else None
    when = f"{day(printed)}印发" if printed else ""
    half = look.inner / 2
    rows = []
    top = thick
    if paper.copies:
        words = paragraph(run(f"抄送：{paper.copies}。", _FANG, FOUR), left=FOUR, right=FOUR)
        rows.append(row([cell(look.inner, words, span=2, borders=_edges(top, thin))]))
        top = thin
    borders = _edges(top, thick)
    left = paragraph(run(paper.issuer, _FANG, FOUR), left=FOUR)
    right = paragraph(run(when, _FANG, FOUR), align="right", right=FOUR)
    rows.append(row([cell(half, left, borders=borders), cell(half, right, borders=borders)]))
    return table([half, half], rows, lined=False, foot=True)


def _edges(top: int, bottom: int) -> str:
    """A line above and one below, none at the sides."""
    return f'{edge("top", top)}<w:left w:val="nil"/>{edge("bottom", bottom)}<w:right w:val="nil"/>'
