"""Printed papers: one structure, drawn as Word and as PDF.

A caller makes `Paper`s of blocks (text, headings, grids of a form, tables, lines and boxes to be filled in by hand) and asks for
`word` or `pdf`. Official papers follow GB/T 9704-2012. Nothing here knows what a paper is about.
"""

from collections.abc import Sequence

from niangjia.kit.papers.blocks import Blank, Block, Boxes, Fields, Heading, Paper, Signature, Table, Text

__all__ = ["Blank", "Block", "Boxes", "Fields", "Heading", "Paper", "Signature", "Table", "Text", "pdf", "word"]


def word(papers: Sequence[Paper]) -> bytes:
    """The papers as one .docx, each beginning a page."""
    raise NotImplementedError


def pdf(papers: Sequence[Paper]) -> bytes:
    """The papers as one PDF, each beginning a page; the same content as `word`."""
    raise NotImplementedError
