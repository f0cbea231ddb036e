"""Word of papers by python-docx. Imported on first use: lxml and python-docx cost time that a start need not wait for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Mm
from lxml import etree

from niangjia.kit.papers import codes
from niangjia.kit.papers.blocks import Code, Paper
from niangjia.kit.papers.measures import FANG, FOUR, LINE, PITCH, POINT, QR, SONG, THREE, Sheet, sheet_of
from niangjia.kit.papers.ooxml import W, field, paragraph, run, twips
from niangjia.kit.papers.word_blocks import contents

MADE = datetime(2020, 1, 1)  # noqa: DTZ001 (Word's own dates have no zone; always the same, so that the same papers are the same bytes)
GRIDDED = ("official", "notice")


def word(papers: Sequence[Paper], each: Callable[[int], None] | None = None) -> bytes:
    """The papers as one .docx; each is a section of its own whose pages are numbered from 1."""
    if not papers:
        raise ValueError("no papers")
    book = Document()
    _prepare(book, mirrored=any(paper.kind in GRIDDED for paper in papers))
    for number, paper in enumerate(papers):
        if number:
            book.add_section(WD_SECTION.NEW_PAGE)
            _shrink(book)
        _section(book, paper)
        end = book.element.body[-1]
        for piece in contents(paper):
            end.addprevious(_pictured(book, piece) if isinstance(piece, Code) else _parsed(piece))
        if each is not None:
            each(number + 1)
    return _packed(book)


def _parsed(piece: str) -> Any:
    return parse_xml(piece if piece.startswith("<w:tbl ") else piece.replace("<w:p>", f"<w:p {W}>", 1))


def _pictured(book: Any, code: Code) -> Any:
    """A large code in a paragraph of its own."""
    line = book.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run().add_picture(io.BytesIO(codes.picture(code.text)), width=Mm(code.size))
    return line._p


def _prepare(book: Any, *, mirrored: bool) -> None:
    """The usual letters, the sides of bound pages, dates that do not change."""
    for old in list(book.element.body)[:-1]:
        old.getparent().remove(old)
    normal = book.styles["Normal"].element.get_or_add_rPr()
    for old in list(normal):
        normal.remove(old)
    font = FANG[2]
    for piece in (
        f'<w:rFonts {W} w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>',
        f'<w:sz {W} w:val="{round(THREE * 2)}"/>',
        f'<w:lang {W} w:val="zh-CN" w:eastAsia="zh-CN"/>',
    ):
        normal.append(parse_xml(piece))
    if mirrored:
        book.settings.element.xpath("w:zoom")[0].addnext(parse_xml(f"<w:mirrorMargins {W}/>"))
        book.settings.odd_and_even_pages_header_footer = True
    about = book.core_properties
    about.author = about.last_modified_by = about.title = about.comments = about.keywords = ""
    about.created = about.modified = MADE
    about.revision = 1


def _shrink(book: Any) -> None:
    """The paragraph that carries the break between two papers takes no room."""
    last = book.element.body[-2]
    properties = last.get_or_add_pPr()
    properties.insert(0, parse_xml(f'<w:spacing {W} w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'))


def _section(book: Any, paper: Paper) -> None:
    """Sheet, margins, grid and foot of a paper."""
    section, sheet = book.sections[-1], sheet_of(paper.kind, paper.landscape)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.left_margin, section.right_margin = Mm(sheet.left), Mm(sheet.right)
    section.top_margin, section.bottom_margin = Mm(sheet.top), Mm(sheet.bottom)
    section.header_distance = Mm(10)
    section.footer_distance = Mm(max(sheet.bottom - 7 - FOUR * POINT, 5) if sheet.mirrored else 5)
    properties = section._sectPr
    for old in properties.xpath("w:docGrid | w:pgNumType"):
        properties.remove(old)
    if paper.kind in {*GRIDDED, "list"}:
        properties.xpath("w:cols")[0].addprevious(parse_xml(f'<w:pgNumType {W} w:start="1"/>'))
    if paper.kind in GRIDDED:
        pitch, space = twips(LINE), round((PITCH - THREE) * 4096)
        grid = f'<w:docGrid {W} w:type="linesAndChars" w:linePitch="{pitch}" w:charSpace="{space}"/>'
        properties.append(parse_xml(grid))
    _foot(section.footer, paper, sheet, outside="right")
    if book.settings.odd_and_even_pages_header_footer:
        _foot(section.even_page_footer, paper, sheet, outside="left")


def _foot(foot: Any, paper: Paper, sheet: Sheet, *, outside: str) -> None:
    """Page number and code at the foot of every page."""
    foot.is_linked_to_previous = False
    for old in list(foot._element):
        foot._element.remove(old)
    song = SONG[1]
    if paper.code:
        line = foot.add_paragraph()
        line.add_run().add_picture(io.BytesIO(codes.picture(paper.code)), width=Mm(QR))
        line._p.append(_within(run(f"  {paper.code}", song, 8)))
    if paper.kind in GRIDDED:
        number = [run("— ", song, FOUR), field("PAGE", song, FOUR), run(" —", song, FOUR)]
        foot._element.append(_parsed(paragraph(*number, align=outside, left=FOUR, right=FOUR)))
    elif paper.kind == "list":
        told = [run("第 ", song, 9), field("PAGE", song, 9), run(" 页，共 ", song, 9), field("SECTIONPAGES", song, 9)]
        foot._element.append(_parsed(paragraph(*told, run(" 页", song, 9), align="center")))
    if not len(foot._element):
        foot.add_paragraph()


def _within(piece: str) -> Any:
    return parse_xml(piece.replace("<w:r>", f"<w:r {W}>", 1))


def _packed(book: Any) -> bytes:
    """The file with the same bytes for the same papers: no hour of packing in it."""
    first, out = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            if name != "docProps/thumbnail.jpeg":
                written.writestr(zipfile.ZipInfo(name), _unpictured(name, read.read(name)), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _unpictured(name: str, data: bytes) -> bytes:
    """The list of relations without the small picture that the template carries."""
    if name != "_rels/.rels":
        return data
    tree: Any = parse_xml(data)
    for one in list(tree):
        if "thumbnail" in one.get("Type", ""):
            tree.remove(one)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
