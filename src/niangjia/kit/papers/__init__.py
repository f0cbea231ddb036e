"""Printed papers: one structure, drawn as Word and as PDF.

A caller makes `Paper`s of blocks (text, headings, grids of a form, tables, lines and boxes to be filled in by hand) and asks for
`word` or `pdf`. Official papers follow GB/T 9704-2012. Nothing here knows what a paper is about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from niangjia.kit.papers.blocks import Blank, Block, Boxes, Code, Fields, Heading, Paper, Signature, Table, Text
from niangjia.kit.powers import Refused

__all__ = [
    "Blank", "Block", "Boxes", "Code", "Fields", "Heading", "NoPdf", "Paper", "Signature", "Table", "Text", "can_pdf", "pdf", "word",
]  # fmt: skip


class NoPdf(Refused):
    """The server has no pango, without which nothing can be laid out."""

    code = "papers.no_pdf"
    text = _(
        "这台服务器还不能生成 PDF，请先用 Word 文件。管理员装上 pango（libpango-1.0-0、libpangoft2-1.0-0）以后就可以了。"
    )


def word(papers: Sequence[Paper], *, each: Callable[[int], None] | None = None) -> bytes:
    """The papers as one .docx, each beginning a page. `each` is told after every paper how many are done; what it raises stops the work."""
    from niangjia.kit.papers import wording  # noqa: PLC0415 (lxml and python-docx: a start need not wait for them)

    return wording.word(papers, each)


def pdf(papers: Sequence[Paper], *, each: Callable[[int], None] | None = None) -> bytes:
    """The papers as one PDF, each beginning a page; the same content as `word`, the same bytes for the same papers. Raises NoPdf."""
    if not can_pdf():
        raise NoPdf
    from niangjia.kit.papers import drawing  # noqa: PLC0415 (pango: a start need not wait for it, nor fail without it)

    return drawing.pdf(papers, each)


@lru_cache(maxsize=1)
def can_pdf() -> bool:
    """Whether this machine can lay out a PDF: weasyprint needs pango, which is no Python package."""
    try:
        from niangjia.kit.papers import drawing  # noqa: PLC0415 (pango: a start need not wait for it, nor fail without it)
    except OSError:
        return False
    return bool(drawing)
