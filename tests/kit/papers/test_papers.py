"""Measured from what comes out: GB/T 9704 in the PDF and in the Word file, the same words in both, hostile text kept down."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pypdfium2
import pytest
from docx import Document

from niangjia.kit import papers
from niangjia.kit.papers import Paper, Table, Text, cleaning
from tests.kit.papers import samples

MM = 72 / 25.4


@contextmanager
def opened(papers_: list[Paper]) -> Iterator[Any]:
    book = pypdfium2.PdfDocument(papers.pdf(papers_))
    try:
        yield book
    finally:
        book.close()


def characters(page: Any) -> list[tuple[str, float, float, float, float]]:
    """Character, left, top, right, bottom in millimetres from the upper left corner of the sheet."""
    text, height = page.get_textpage(), page.get_height()
    found = []
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place, loose=True)
        word = text.get_text_range(place, 1)
        if word.strip():
            found.append((word, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    return found


def lines_of(page: Any) -> list[tuple[float, list[Any]]]:
    """Lines of text from above: middle of each, and its characters."""
    lines: dict[float, list[Any]] = {}
    for one in characters(page):
        middle = (one[2] + one[4]) / 2
        key = next((known for known in lines if abs(known - middle) < 2), middle)
        lines.setdefault(key, []).append(one)
    return sorted(lines.items())


def said(papers_: list[Paper]) -> str:
    with opened(papers_) as book:
        return "".join(one[0] for page in book for one in characters(page))


def written(papers_: list[Paper]) -> str:
    """All words of the Word file, in order."""
    with zipfile.ZipFile(io.BytesIO(papers.word(papers_))) as file:
        names = [name for name in file.namelist() if name.startswith(("word/document", "word/header"))]
        from lxml import etree

        parts = [etree.fromstring(file.read(name)) for name in names]
    tag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    return "".join(node.text or "" for part in parts for node in part.iter(tag))


# ------------------------------------------------------------------ GB/T 9704-2012


def test_a_sheet_holds_22_lines_of_28_characters_within_its_margins() -> None:
    with opened([samples.official(12)]) as book:
        front, back = book[2], book[1]
        assert (round(front.get_width() / MM), round(front.get_height() / MM)) == (210, 297)
        for page, inside in ((front, 28), (back, 26)):
            lines = [line for line in lines_of(page) if line[0] < 297 - 35]
            assert len(lines) == 22
            assert max(len(line) for _at, line in lines) == 28
            left, right = (
                min(one[1] for _at, line in lines for one in line),
                max(one[3] for _at, line in lines for one in line),
            )
            assert left == pytest.approx(inside, abs=1)
            assert right == pytest.approx(inside + 156, abs=1)
            step = (lines[-1][0] - lines[0][0]) / 21
            assert step * 22 == pytest.approx(225, abs=1)
            assert lines[0][0] - step / 2 == pytest.approx(37, abs=1)


def test_another_margin_would_be_noticed() -> None:
    from niangjia.kit.papers import drawing

    text = drawing.STYLE.read_text(encoding="utf-8").replace("37mm", "33mm")
    drawing._tools.cache_clear()
    try:
        with mock.patch.object(drawing, "STYLE") as style:
            style.read_text.return_value = text
            with pytest.raises(AssertionError):
                test_a_sheet_holds_22_lines_of_28_characters_within_its_margins()
    finally:
        drawing._tools.cache_clear()


def test_the_red_head_its_line_and_the_record_at_the_foot() -> None:
    with opened([samples.official(1)]) as book:
        page = book[0]
        bitmap = page.render(scale=4).to_pil().convert("RGB")
        scale = 4 * MM
        red = Counter()
        for y in range(bitmap.height):
            row = [bitmap.getpixel((x, y)) for x in range(0, bitmap.width, 4)]
            red[y] = sum(1 for r, g, b in row if r > 180 and g < 90 and b < 90)
        ruled = [y for y, number in red.items() if number > 156 * scale / 4 * 0.98]
        head = [y for y, number in red.items() if number > 5 and y < ruled[0] - 20]
        assert head[0] / scale == pytest.approx(37 + 35, abs=3)
        words = "".join(one[0] for one in characters(page))
        assert words.startswith("青溪县总工会文件青工发〔2026〕12号关于同意成立")
        number = next(line for _at, line in lines_of(page) if "".join(one[0] for one in line).startswith("青工发"))
        assert ruled[0] / scale - max(one[4] for one in number) == pytest.approx(4, abs=1.5)
        last = lines_of(book[len(book) - 1])
        told = ["".join(one[0] for one in line) for _at, line in last]
        assert told[-3:-1] == ["抄送：前滩镇总工会。", "青溪县总工会2026年11月20日印发"]
        assert last[-2][0] == pytest.approx(297 - 35 - 4, abs=2)
        assert told[-1] == f"—{len(book)}—"


def test_page_numbers_stand_outside() -> None:
    with opened([samples.official(12)]) as book:
        places = [lines_of(page)[-1][1] for page in book]
    assert ["".join(one[0] for one in line) for line in places] == [f"—{n}—" for n in range(1, len(places) + 1)]
    assert all((line[0][1] > 105) == (n % 2 == 0) for n, line in enumerate(places))
    assert places[0][-1][3] == pytest.approx(28 + 156 - 4.9, abs=1.5)


def test_word_has_the_same_measures() -> None:
    file = papers.word([samples.official(2), samples.roster(3), samples.official(1)])
    book = Document(io.BytesIO(file))
    one, other, again = book.sections
    assert [round(value.mm, 1) for value in (one.top_margin, one.left_margin, one.right_margin, one.bottom_margin)] == [
        37,
        28,
        26,
        35,
    ]
    assert [round(value.mm) for value in (other.page_width, other.page_height)] == [210, 297]
    grid = one._sectPr.xpath("w:docGrid")[0]
    keys = [grid.get(f"{{{grid.nsmap['w']}}}{name}") for name in ("type", "linePitch", "charSpace")]
    assert keys[0] == "linesAndChars"
    assert int(keys[1]) / 20 * 22 / MM == pytest.approx(225, abs=1)
    assert (16 + int(keys[2]) / 4096) * 28 / MM == pytest.approx(156, abs=0.5)
    assert [part._sectPr.xpath("w:pgNumType/@w:start") for part in (one, again)] == [["1"], ["1"]]
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        settings = parts.read("word/settings.xml").decode()
        body = parts.read("word/document.xml").decode()
    assert "w:mirrorMargins" in settings
    assert 'w:color w:val="D7000F"' in body
    assert '<w:bottom w:val="single" w:sz="16" w:space="11" w:color="D7000F"/>' in body
    assert "w:tblHeader" in body
    assert 'w:tblpYSpec="bottom"' in body


# ------------------------------------------------------------------ the same in both


def everything() -> list[Paper]:
    return [samples.official(2), samples.form(), samples.roster(40), samples.ballot(), samples.notice()]


def test_both_say_the_same_and_nothing_is_missing() -> None:
    drawn, typed = said(everything()), "".join(written(everything()).split())
    for words in (
        "青溪县总工会文件",
        "委员会名单",
        "王小芳",
        "编号：001",
        "40人",
        "2,460",
        "□不同意",
        "监票人",
        "各位会员",
    ):
        assert words in drawn.replace("\xa0", ""), words
        assert words in typed, words
    body = "".join(sorted(set(typed)))
    assert [letter for letter in body if letter not in drawn] == []


def test_totals_are_those_of_the_rows() -> None:
    with opened([samples.roster(300)]) as book:
        last = "".join(one[0] for one in characters(book[len(book) - 1]))
    assert "合计300人135,450" in last


def test_a_row_that_does_not_fit_its_heads_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="a row of 1 cells under 2 headings"):
        Table(("甲", "乙"), (("一",),))
    with pytest.raises(ValueError, match="no papers"):
        papers.word([])
    with pytest.raises(ValueError, match="no papers"):
        papers.pdf([])


def test_300_rows_repeat_their_heads_and_are_not_cut() -> None:
    with opened([samples.roster(300, name="张{}" + "长" * 40)]) as book:
        seen: Counter[int] = Counter()
        for page in book:
            lines = lines_of(page)
            told = ["".join(one[0] for one in line) for _at, line in lines]
            assert any(line.startswith("序号姓名金额单位") for line in told[:4]), told[:4]
            assert sum(line.count("长") for line in told) % 40 == 0, "a row was cut between two pages"
            left = min(one[1] for _at, line in lines for one in line)
            numbers = "".join(one[0] if one[1] < left + 16 else " " for _at, line in lines for one in line)
            seen.update(int(part) for part in numbers.split() if part.isdigit())
    assert seen == Counter(range(1, 301))


def test_each_paper_begins_a_page_and_counts_its_own() -> None:
    with opened([samples.roster(50), samples.roster(2), samples.form()]) as book:
        feet = ["".join(one[0] for one in lines_of(page)[-1][1]) for page in book]
    assert feet == ["第1页，共2页", "第2页，共2页", "第1页，共1页", "NJabcdefgh23456789-0123abcd"]


def test_the_code_is_read_again_from_the_sheet() -> None:
    import zxingcpp

    with opened([samples.form()]) as book:
        picture = book[0].render(scale=200 / 72).to_pil()
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == ["NJabcdefgh23456789-0123abcd"]


def test_the_same_papers_are_the_same_bytes() -> None:
    call = (
        "import django,hashlib,sys;django.setup();print([name for name in ('weasyprint','docx') if name in sys.modules]);from niangjia.kit import papers;from tests.kit.papers import samples as s;"
        "some=[s.official(1),s.form(),s.ballot()];print(hashlib.sha256(papers.pdf(some)+papers.word(some)).hexdigest())"
    )
    import hashlib

    some = [samples.official(1), samples.form(), samples.ballot()]
    here = hashlib.sha256(papers.pdf(some) + papers.word(some)).hexdigest()
    there = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True).stdout.split()
    assert there == ["[]", here], "and a start loads neither weasyprint nor docx"


# ------------------------------------------------------------------ hostile text


def test_text_is_only_ever_text() -> None:
    assert len(samples.HOSTILE) >= 60
    hostile = [
        Paper(
            "form", text,
            (Text(text), papers.Heading(text), papers.Fields(((text, text),)), Table((text,), ((text,),), totals=(text,), caption=text),
             papers.Blank(text), papers.Boxes(text, (text,))),
            to=text, number=text, attachments=(text,), copies=text, signature=papers.Signature(text, None, (text,)),
        )
        for text in samples.HOSTILE
    ]  # fmt: skip
    file = papers.word(hostile)
    Document(io.BytesIO(file))
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        body = parts.read("word/document.xml").decode()
        assert "instrText" not in body
        assert "<w:hyperlink" not in body
        assert all(
            'TargetMode="External"' not in parts.read(name).decode()
            for name in parts.namelist()
            if name.endswith(".rels")
        )
    drawn = papers.pdf(hostile)
    assert b"/URI" not in drawn
    assert b"/JavaScript" not in drawn
    with opened(hostile[:1]) as book:
        assert "<b>粗</b>" in "".join(one[0] for one in characters(book[0]))
    with mock.patch("niangjia.kit.papers.pages.escape", lambda text: text), opened(hostile[:1]) as book:
        assert "<b>粗</b>" not in "".join(one[0] for one in characters(book[0])), "the control: unescaped it is markup"


def test_a_paper_fetches_nothing() -> None:
    from niangjia.kit.papers import drawing

    with pytest.raises(drawing.Asked), mock.patch("niangjia.kit.papers.pages.escape", lambda text: text):
        papers.pdf([Paper("notice", "<img src=file:///etc/hostname>", ())])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("张\x00三\x1b", "张三"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("\u202e倒\u2066着\u2069", "倒着"),
        ("𠮷㼆\ue000", "𠮷㼆\ue000"),
        ("a\tb", "a b"),
        ("\ud800半\uffff", "半"),
    ],
)
def test_what_is_taken_out(given: str, kept: str) -> None:
    assert cleaning.clean(given) == kept


def test_a_name_of_5000_characters_stays_on_the_sheet() -> None:
    with opened([samples.form("阿" * 5000, code=""), samples.roster(1, name="W" * 5000)]) as book:
        found = [one for page in book for one in characters(page) if one[0] in "阿W"]
    assert len(found) == 10_000
    assert max(one[3] for one in found) < 210 - 15
    assert max(one[4] for one in found) < 297 - 18
    Document(io.BytesIO(papers.word([samples.form("阿" * 5000)])))


def test_nothing_of_a_paper_is_written_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        papers.pdf([samples.form("保密的王小芳")])
    assert "王小芳" not in caplog.text


def test_without_pango_it_says_so() -> None:
    with mock.patch("niangjia.kit.papers.can_pdf", return_value=False), pytest.raises(papers.NoPdf) as refused:
        papers.pdf([samples.notice()])
    assert "Word" in refused.value.sentence
    assert papers.word([samples.notice()])[:2] == b"PK"


def test_a_long_stack_is_drawn_in_parts_and_still_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    from niangjia.kit.papers import drawing

    stack, told = [samples.form(f"甲{n}", code="") for n in range(5)], []
    whole = said(stack)
    monkeypatch.setattr(drawing, "AT_A_TIME", 2)
    first = papers.pdf(stack, each=told.append)
    assert (said(stack), told) == (whole, [1, 2, 3, 4, 5])
    time.sleep(1.1)
    assert papers.pdf(stack) == first
