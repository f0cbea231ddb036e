"""Reading .csv: whatever encoding and separator it comes in."""

from __future__ import annotations

import csv
import io

import polars as pl

from niangjia.kit.sheets.containers import Limits
from niangjia.kit.sheets.tables import Unreadable

_CHUNK = 20_000


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 (with or without mark), UTF-16 or GB18030. Raises Unreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    if data.startswith(b"\xef\xbb\xbf"):
        return _strict(data[3:], "utf-8")
    head = data[:4096]
    zeros_even, zeros_odd = head[0::2].count(0), head[1::2].count(0)
    if zeros_odd > len(head) // 8 and not zeros_even:
        return _strict(data, "utf-16-le")
    if zeros_even > len(head) // 8 and not zeros_odd:
        return _strict(data, "utf-16-be")
    if b"\x00" in data:
        raise Unreadable("file.binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "gb18030")


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise Unreadable("file.encoding") from broken
    if "\x00" in text:
        raise Unreadable("file.binary")
    return text


def separator(text: str) -> str:
    """Comma, tab or semicolon: the one that splits the first lines most evenly into most fields."""
    lines = [line for line in text[:65_536].splitlines()[:50] if line.strip()]
    best, most = ",", 0
    for candidate in ",\t;":
        counts = [line.count(candidate) for line in lines]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
        rated = usual * counts.count(usual)
        if rated > most:
            best, most = candidate, rated
    return best


def read_csv(data: bytes, limits: Limits) -> pl.DataFrame:
    """All records as text columns, short rows filled up with nulls."""
    text = decode(data)
    csv.field_size_limit(1 << 20)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    frames: list[pl.DataFrame] = []
    chunk: list[list[str]] = []
    cells = 0
    try:
        for record in reader:
            if len(record) > limits.columns:
                raise Unreadable("file.wide", columns=len(record), most=limits.columns)
            chunk.append(record)
            cells += len(record)
            if len(chunk) == _CHUNK:
                frames.append(_frame(chunk))
                chunk = []
            if cells > limits.cells:
                raise Unreadable("file.cells", cells=f"{cells:,}", most=f"{limits.cells:,}")
    except csv.Error as broken:
        reason = "file.long_cell" if "field larger" in str(broken) else "file.broken"
        raise Unreadable(reason, most=limits.cell_chars) from broken
    frames.append(_frame(chunk))
    frame = pl.concat(frames, how="diagonal")
    return frame.select(f"c{place}" for place in range(frame.width))


def _frame(records: list[list[str]]) -> pl.DataFrame:
    """Records to columns `c0, c1, …`; the empty text is an empty cell."""
    width = max((len(record) for record in records), default=0)
    for record in records:
        record.extend([""] * (width - len(record)))
    columns = zip(*records, strict=True) if width else ()
    frame = pl.DataFrame(
        {f"c{place}": list(values) for place, values in enumerate(columns)},
        schema={f"c{place}": pl.String for place in range(width)},
    )
    return frame.with_columns(pl.when(pl.all().str.len_bytes() > 0).then(pl.all()))
