"""PDF of papers by weasyprint. Imported on first use: it loads pango, and costs half a second that a start need not wait for."""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from niangjia.kit.papers.blocks import Paper
from niangjia.kit.papers.measures import BIAO, FANG, HEI, KAI, LINE, PITCH, QR, SONG, THREE
from niangjia.kit.papers.pages import page_of

ImageFile.LOAD_TRUNCATED_IMAGES = False
"""Importing weasyprint lets the whole process take half a picture for a whole one; papers that come in are looked at more strictly."""

STYLE = Path(__file__).with_name("papers.css")

for _name in ("weasyprint", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)
"""What they would say may hold the text of a paper."""


_IDENTIFIER = re.compile(rb"/ID ?\[ ?<[0-9A-Fa-f]{32}> ?<[0-9A-Fa-f]{32}> ?\]")


_MADE = re.compile(rb"/CreationDate\(D:\d{14}(?=\+00'00'\))")


class Asked(FatalURLFetchingError):
    """Something on a paper wanted to be fetched. Nothing ever does: our HTML names no address."""


class Nothing(URLFetcher):
    """Fetches nothing from anywhere."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Refuse, and stop the drawing."""
        raise Asked(url[:80])


NOTHING = Nothing(allowed_protocols=())


def _names(fonts: Sequence[str]) -> str:
    return ", ".join(one if one in {"serif", "sans-serif"} else f'"{one}"' for one in fonts)


@lru_cache(maxsize=1)
def _tools() -> tuple[CSS, FontConfiguration]:
    """The style and the fonts, read once a process."""
    fonts = FontConfiguration()
    values = {
        "fang": _names(FANG), "song": _names(SONG), "biao": _names(BIAO), "hei": _names(HEI), "kai": _names(KAI),
        "line": f"{LINE - 0.0005:.4f}mm", "spacing": f"{PITCH - THREE - 0.005:.4f}pt", "two": f"{2 * PITCH:.3f}pt", "qr": f"{QR}mm",
    }  # fmt: skip
    text = STYLE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"$({name})", value)
    return CSS(string=text, font_config=fonts, url_fetcher=NOTHING), fonts


AT_A_TIME = 60
"""Papers that are laid out together: each holds some 3 MB until it is drawn, so a long stack is drawn in parts and put together."""


def pdf(papers: Sequence[Paper], each: Callable[[int], None] | None = None) -> bytes:
    """The papers as one PDF, each laid out by itself: its pages are numbered from 1, and its first one is a front."""
    if not papers:
        raise ValueError("no papers")
    parts = [_part(papers[start : start + AT_A_TIME], start, each) for start in range(0, len(papers), AT_A_TIME)]
    return parts[0] if len(parts) == 1 else _joined(parts)


def _part(papers: Sequence[Paper], start: int, each: Callable[[int], None] | None) -> bytes:
    style, fonts = _tools()
    pages, mark = [], hashlib.blake2b(digest_size=16)
    for number, paper in enumerate(papers, start + 1):
        text = page_of(paper)
        mark.update(text.encode())
        drawn = HTML(string=text, url_fetcher=NOTHING).render(
            font_config=fonts, stylesheets=[style], presentational_hints=False
        )
        pages += drawn.pages
        if each is not None:
            each(number)
    made: bytes = drawn.copy(pages).write_pdf(pdf_identifier=mark.hexdigest().encode(), full_fonts=False)
    return made


def _joined(parts: Sequence[bytes]) -> bytes:
    """The parts as one file, with an identifier of their content instead of the one that pdfium makes of the hour."""
    whole, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    try:
        for part in parts:
            read = pypdfium2.PdfDocument(part)
            whole.import_pages(read)
            read.close()
        whole.save(out)
    finally:
        whole.close()
    mark = hashlib.blake2b(b"".join(parts), digest_size=16).hexdigest().upper().encode()
    dated = _MADE.sub(lambda found: b"/CreationDate(D:20200101" + b"000000", out.getvalue())
    return _IDENTIFIER.sub(lambda found: b"/ID[<" + mark + b"><" + mark + b">]" + b" " * (len(found[0]) - 73), dated)
