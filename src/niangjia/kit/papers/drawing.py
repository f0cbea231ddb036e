"""PDF of papers by weasyprint. Imported on first use: it loads pango, and costs half a second that a start need not wait for."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from niangjia.kit.papers.blocks import Paper
from niangjia.kit.papers.measures import BIAO, FANG, HEI, KAI, LINE, PITCH, QR, SONG, THREE
from niangjia.kit.papers.pages import page_of

STYLE = Path(__file__).with_name("papers.css")

for _name in ("weasyprint", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)
"""What they would say may hold the text of a paper."""


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
        "line": f"{LINE:.4f}mm", "spacing": f"{PITCH - THREE - 0.005:.4f}pt", "two": f"{2 * PITCH:.3f}pt", "qr": f"{QR}mm",
    }  # fmt: skip
    text = STYLE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"$({name})", value)
    return CSS(string=text, font_config=fonts, url_fetcher=NOTHING), fonts


def pdf(papers: Sequence[Paper], each: Callable[[int], None] | None = None) -> bytes:
    """The papers as one PDF, each laid out by itself: its pages are numbered from 1, and its first one is a front."""
    style, fonts = _tools()
    drawn, pages = None, []
    mark = hashlib.blake2b(digest_size=16)
    for number, paper in enumerate(papers):
        text = page_of(paper)
        mark.update(text.encode())
        drawn = HTML(string=text, url_fetcher=NOTHING).render(
            font_config=fonts, stylesheets=[style], presentational_hints=False
        )
        pages += drawn.pages
        if each is not None:
            each(number + 1)
    if drawn is None:
        raise ValueError("no papers")
    made: bytes = drawn.copy(pages).write_pdf(pdf_identifier=mark.hexdigest().encode(), full_fonts=False)
    return made
