"""A paper as HTML of our own, for the PDF. Every text goes through `_text`: nothing of a caller's becomes markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from niangjia.kit.papers import codes
from niangjia.kit.papers.blocks import Blank, Block, Boxes, Code, Fields, Heading, Paper, Signature, Table, Text
from niangjia.kit.papers.cleaning import clean
from niangjia.kit.papers.measures import POINT, QR, TEXT_WIDTH, day


def page_of(paper: Paper) -> str:
    """The whole HTML of one paper."""
    red = paper.kind == "official" and bool(paper.issuer)
    parts = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"></head>',
        f'<body class="{paper.kind}{" wide" if paper.landscape else ""}{" coded" if paper.code else ""}{" poster" if is_poster(paper) else ""}">',
        _foot(paper.code),
        _head(paper) if red else _number(paper.number),
        f"<h1>{_text(paper.title)}</h1>",
        f'<p class="to">{_text(paper.to)}：</p>' if paper.to else "",
        *(_block(paper, block) for block in paper.blocks),
        _attachments(paper.attachments),
        _signature(paper.signature),
        _record(paper) if red else _copies(paper.copies),
        "</body></html>",
    ]
    return "".join(parts)


def is_poster(paper: Paper) -> bool:
    """Whether a paper hangs on a wall: it has a large code, and letters to be read from afar."""
    return any(isinstance(block, Code) for block in paper.blocks)


def _text(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>")


def head_words(issuer: str) -> str:
    """The words of the red head."""
    return issuer if issuer.endswith("文件") else f"{issuer}文件"


def head_size(words: str) -> float:
    """Points of the letters of the red head: as large as they fit, at most 54."""
    return round(min(54.0, TEXT_WIDTH / POINT / max(len(words), 1) * 0.98), 1)


def _head(paper: Paper) -> str:
    words = head_words(clean(paper.issuer))
    size = head_size(words)
    return (
        f'<header><div class="issuer" style="font-size:{size}pt">{_text(words)}</div>'
        f'<div class="number">{_text(paper.number)}&nbsp;</div></header>'
    )


def _number(number: str) -> str:
    return f'<p class="plain-number">{_text(number)}</p>' if number else ""


def _foot(code: str) -> str:
    if not code:
        return ""
    return f'<div class="code">{codes.drawing(code, millimetres=QR)}<span>{_text(code)}</span></div>'


# ------------------------------------------------------------------ blocks


def _block(paper: Paper, block: Block) -> str:
    draw: dict[type, Callable[[Any], str]] = {
        Text: _paragraph, Heading: _heading, Fields: _fields, Table: _table, Boxes: _boxes, Code: _code,
        Blank: _box if paper.kind == "form" else _blank,
    }  # fmt: skip
    return draw[type(block)](block)


def _paragraph(block: Text) -> str:
    kinds = [block.align] + ["indent"] * (block.indent and block.align == "left") + ["bold"] * block.bold
    return f'<p class="{" ".join(kinds)}">{_text(block.text)}</p>'


def _heading(block: Heading) -> str:
    return f'<p class="indent head{min(max(block.level, 1), 4)}">{_text(block.text)}</p>'


def rows_of(block: Fields) -> list[list[tuple[str, str, int]]]:
    """The pairs row by row: label, value and over how many columns the value goes."""
    columns = max(block.columns, 1)
    rows = []
    for start in range(0, len(block.pairs), columns):
        some = block.pairs[start : start + columns]
        last = len(some) - 1
        rows.append(
            [
                (label, value, 1 + 2 * (columns - 1 - last) if place == last else 1)
                for place, (label, value) in enumerate(some)
            ]
        )
    return rows


def shares(columns: int) -> tuple[float, float]:
    """Per cent of a label and of a value in a grid of so many pairs a row."""
    label = {1: 18.0, 2: 18.0, 3: 13.0}.get(columns, 10.0)
    return label, 100 / columns - label


def _fields(block: Fields) -> str:
    columns = max(block.columns, 1)
    label, value = shares(columns)
    cols = f'<col style="width:{label}%"><col style="width:{value}%">' * columns
    rows = (
        "<tr>" + "".join(f'<th>{_text(a)}</th><td colspan="{n}">{_text(b)}</td>' for a, b, n in row) + "</tr>"
        for row in rows_of(block)
    )
    return f'<table class="fields"><colgroup>{cols}</colgroup>{"".join(rows)}</table>'


def _box(block: Blank) -> str:
    """A row of a form with room for writing."""
    label, _value = shares(1)
    lines = '<div class="line"></div>' * max(block.lines, 1)
    return f'<table class="fields"><col style="width:{label}%"><tr><th>{_text(block.label)}</th><td>{lines}</td></tr></table>'


def _blank(block: Blank) -> str:
    lines = '<div class="line"></div>' * max(block.lines - 1, 0)
    return f'<div class="blank"><div class="first"><span>{_text(block.label)}</span><i></i></div>{lines}</div>'


def widths_of(block: Table) -> list[float]:
    """Per cent of each column; even shares where none are given."""
    given = list(block.widths) if len(block.widths) == len(block.headings) else [1.0] * len(block.headings)
    return [100 * one / sum(given) for one in given]


def _table(block: Table) -> str:
    cols = "".join(f'<col style="width:{one:.3f}%">' for one in widths_of(block))
    caption = f'<p class="caption">{_text(block.caption)}</p>' if block.caption else ""
    heads = "".join(f"<th>{_text(one)}</th>" for one in block.headings)
    rows = [_row(row, block.numbers) for row in block.rows]
    if block.totals:
        rows.append(_row(block.totals, block.numbers, "totals"))
    return (
        f'{caption}<table class="rows"><colgroup>{cols}</colgroup><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(cells: Sequence[str], numbers: frozenset[int], name: str = "") -> str:
    drawn = (f"<td{' class=number' if place in numbers else ''}>{_text(one)}</td>" for place, one in enumerate(cells))
    return f"<tr{f' class={name}' if name else ''}>{''.join(drawn)}</tr>"


def _code(block: Code) -> str:
    return f'<div class="large-code">{codes.drawing(block.text, millimetres=block.size)}</div>'


def _boxes(block: Boxes) -> str:
    options = "".join(f'<span class="box">□&nbsp;{_text(one)}</span> ' for one in block.options)
    label = f"{_text(block.label)}：" if block.label else ""
    return f'<p class="boxes">{label}{options}</p>'


# ------------------------------------------------------------------ the end of a paper


def attachment_lines(attachments: Sequence[str]) -> list[str]:
    """附件 as the standard writes them: numbered if there are several."""
    if len(attachments) == 1:
        return [f"附件：{attachments[0]}"]
    return [f"{'附件：' if place == 0 else '　　　'}{place + 1}.{name}" for place, name in enumerate(attachments)]


def _attachments(attachments: Sequence[str]) -> str:
    lines = "".join(f"<div>{_text(line)}</div>" for line in attachment_lines(attachments))
    return f'<div class="attachments">{lines}</div>' if lines else ""


def _signature(signed: Signature | None) -> str:
    if signed is None:
        return ""
    people = "".join(f"<div>{_text(one)}：<i></i></div>" for one in signed.people)
    people = f'<div class="people">{people}</div>' if people else ""
    unit = f"<div>{_text(signed.unit)}</div>" if signed.unit else ""
    return f'{people}<div class="signed"><div>{unit}<div class="day">{day(signed.on)}</div></div></div>'


def _copies(copies: str) -> str:
    return f'<p class="copies">抄送：{_text(copies)}</p>' if copies else ""


def _record(paper: Paper) -> str:
    """The lines at the foot of the last page: who gets copies, who printed it and when."""
    copies = f'<div class="to-whom">抄送：{_text(paper.copies)}。</div>' if paper.copies else ""
    printed = paper.signature.on if paper.signature else None
    when = f"{day(printed)}印发" if printed else ""
    by = f'<div class="by"><span>{_text(paper.issuer)}</span><b>{when}</b></div>'
    return f'<div class="record">{copies}{by}</div>'
