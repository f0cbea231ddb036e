"""What a file is, and whether it may be opened: looked at before any reader of spreadsheets sees it.

A spreadsheet of 0.87 MB can unpack to 107 MB, two cells far apart make a reader reserve billions, a directory can lie
about sizes. So the zip directory is read first, then every part is unpacked once, in small pieces and within the
declared size, and looked at (`survey`). Nothing is executed, resolved or written to disk.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from niangjia.kit.sheets.tables import Unreadable

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What a file may be. `OPEN` switches the guard off and is for the control test only."""

    file_bytes: int = 200 * MB
    entries: int = 1_000
    part_bytes: int = 1_200 * MB
    total_bytes: int = 1_500 * MB
    small_part: int = 16 * MB
    """Parts up to this size may have any ratio."""
    ratio: int = 60
    sheets: int = 60
    rows: int = 1_048_576
    columns: int = 300
    cells: int = 40_000_000
    sparse_cells: int = 2_000_000
    """A range larger than this must be at least a sixteenth full."""
    cell_chars: int = 32_767


LIMITS = Limits()
_MANY = 1 << 62
OPEN = Limits(_MANY, _MANY, _MANY, _MANY, _MANY, _MANY, _MANY, _MANY, _MANY, _MANY, _MANY, _MANY)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_BINARIES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"{\\rtf", b"BM\x00")
_MARKUP = re.compile(
    rb"^\s*(?:<\?xml|<!doctype|<html|<table|<meta|<head|<style|<script|<!--|MIME-Version:)", re.IGNORECASE
)


def sniff(data: bytes) -> str:
    """`zip`, `ole` or `text`, judged by the content and never by the name. Raises Unreadable for anything else."""
    head = data[:4096]
    if not head.strip(b"\x00 \r\n\t"):
        raise Unreadable("file.empty")
    if head.startswith(b"PK"):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(_ARCHIVES):
        raise Unreadable("file.archive")
    if head.startswith(_BINARIES):
        raise Unreadable("file.kind")
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        plain = head[2:].replace(b"\x00", b"")
    if _MARKUP.match(plain):
        old_xml = b"office:spreadsheet" in plain or b"mso-application" in plain
        raise Unreadable("file.other_format", format="XML") if old_xml else Unreadable("file.html")
    return "text"


@dataclass
class Part:
    """A sheet's XML as seen on the way through: its extent, its odd cells, its merges."""

    last_row: int = 0
    last_column: int = 0
    first_column: int = 1 << 20
    cells: int = 0
    in_row: int = 0
    """Cells of the row that is being looked at; they need not say where they are."""
    formulas: int = 0
    odd: list[tuple[int, int, str]] = field(default_factory=list)
    """(row from 1, column from 0, hint) of cells whose text does not tell everything."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Survey:
    """What an .xlsx holds: sheet names to parts, in order, and what was noticed."""

    sheets: dict[str, Part]
    date1904: bool
    notes: tuple[str, ...]


def open_zip(data: bytes, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """The archive, once its directory has been found harmless."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except Exception as broken:  # a damaged directory makes zipfile raise nearly anything
        raise Unreadable("file.broken") from broken
    if len(entries) > limits.entries:
        raise Unreadable("file.entries")
    names: set[str] = set()
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or name.lower() in names:
            raise Unreadable("file.paths")
        names.add(name.lower())
        if entry.flag_bits & 1:
            raise Unreadable("file.encrypted")
        if entry.file_size > limits.part_bytes:
            raise Unreadable("file.bomb")
        if entry.file_size > limits.small_part and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise Unreadable("file.bomb")
    if sum(entry.file_size for entry in entries) > limits.total_bytes:
        raise Unreadable("file.bomb")
    _recognise(names)
    return archive


def _recognise(names: set[str]) -> None:
    """Is it an .xlsx at all? `names` are in lower case."""
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise Unreadable("file.other_format", format=".xlsb")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Unreadable("file.word")
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable("file.other_format", format=".ods")
    if "[content_types].xml" in names:
        raise Unreadable("file.broken")
    raise Unreadable("file.archive")


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """One part, unpacked in pieces of a megabyte; a part that holds more or less than it declares is refused."""
    seen = 0
    try:
        with archive.open(entry) as part:
            while chunk := part.read(MB):
                seen += len(chunk)
                yield chunk
    except Unreadable:
        raise
    except Exception as broken:  # likewise
        raise Unreadable("file.broken") from broken
    if seen != entry.file_size:
        raise Unreadable("file.broken")


def survey(archive: zipfile.ZipFile, limits: Limits = LIMITS) -> Survey:
    """Unpack every part once and look at it. Raises Unreadable."""
    notes: set[str] = set()
    entries = {entry.filename.lower(): entry for entry in archive.infolist()}
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in entries):
        notes.add("macros")
    if any(name.startswith("xl/externallinks/") for name in entries):
        notes.add("links")
    book = _small(archive, entries["xl/workbook.xml"])
    targets = _targets(book, _small(archive, entries.get("xl/_rels/workbook.xml.rels")), set(entries))
    if len(targets) > limits.sheets:
        raise Unreadable("file.sheets", sheets=len(targets), most=limits.sheets)
    parts: dict[str, Part] = {}
    wanted = set(targets.values())
    for name, entry in entries.items():
        if name in wanted:
            parts[name] = _walk_sheet(pieces(archive, entry), entry.file_size, limits)
        elif name.endswith((".xml", ".rels")):
            _walk_other(pieces(archive, entry), limits)
    return Survey(
        sheets={name: parts[target] for name, target in targets.items() if target in parts},
        date1904=bool(re.search(rb"date1904\s*=\s*[\"'](?:1|true)", book)),
        notes=tuple(sorted(notes)),
    )


def _small(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> bytes:
    """A part that has no business being large."""
    if entry is None:
        raise Unreadable("file.broken")
    if entry.file_size > 8 * MB:
        raise Unreadable("file.bomb")
    data = b"".join(pieces(archive, entry))
    _refuse_definitions(data)
    return data


def _refuse_definitions(head: bytes) -> None:
    """No document types, no entities, no encodings that would hide them."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Unreadable("file.entities")
    if b"\x00" in head[:64] or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Unreadable("file.broken")


_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENTITY = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


def _attributes(text: str) -> dict[str, str]:
    return {name.rpartition(":")[2]: _plain(double or single) for name, double, single in _ATTRIBUTE.findall(text)}


def _plain(text: str) -> str:
    for entity, character in _ENTITY.items():
        text = text.replace(entity, character)
    return text


def _targets(book: bytes, relations: bytes, known: set[str]) -> dict[str, str]:
    """Sheet name to part name (lower case), in the workbook's order."""
    places: dict[str, str] = {}
    for found in _RELATION.findall(relations.decode("utf-8", "replace")):
        attributes = _attributes(found)
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if attributes.get("TargetMode") != "External" and path.lower() in known:
            places[attributes.get("Id", "")] = path.lower()
    sheets: dict[str, str] = {}
    for found in _SHEET.findall(book.decode("utf-8", "replace")):
        attributes = _attributes(found)
        place = places.get(attributes.get("id", ""))
        if place and place.startswith("xl/worksheets/"):
            sheets[attributes.get("name", "")] = place
    return sheets


# ------------------------------------------------------------------ one sheet's XML

_KEPT = b'ABCDEFGHIJKLMNOPQRSTUVWXYZe0123456789"<f'
_SHAPE = bytes.maketrans(b"BCDEFGHIJKLMNOPQRSTUVWXYZe123456789", b"A" * 26 + b"0" * 9)
_DELETED = bytes(set(range(256)) - set(_KEPT))
# What is left of a cell: `<` and quotes, capitals as A, digits as 0 – a third of the bytes to search.
_FAR = (b"AA0", b"A0000000")
_ODD = (b"<f", b'"A"', b'"<0000000000000000', b"0A00<")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Z]{0,9})([0-9]{1,12})\s*[\"']")
_ROW_START = re.compile(rb"<(?:\w+:)?row\b")
_CELL_START = re.compile(rb"<(?:\w+:)?c[\s>/]")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*(?<!/))>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>/]*>([^<]*)<|<(?:\w+:)?t[^>/]*>([^<]*)<")
_LONG = re.compile(rb"^-?\d{16,}(?:\.0*)?$|^-?\d(?:\.\d+)?[Ee]\+?1[5-9]$")
_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_TEXT = re.compile(rb"\st\s*=\s*[\"'](?:s|str|inlineStr|b|d)[\"']")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_ODD_MOST = 200_000


def column_number(letters: bytes) -> int:
    """`A` → 0, `AA` → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 → `A`, 26 → `AA`."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _walk_sheet(chunks: Iterator[bytes], size: int, limits: Limits) -> Part:
    """Look at a sheet in pieces. Small sheets are measured exactly; in large ones the cheap tests come first."""
    part = Part()
    exact = size <= 8 * MB
    tail = b""
    started = False
    for chunk in chunks:
        if not started:
            _refuse_definitions(chunk)
            # A prefix before every element, or quotes of the other sort, would slip past the cheap tests.
            exact = exact or b":sheetData" in chunk or b"r='" in chunk
            started = True
            if chunk.startswith(b"<?xml"):
                # Holds no cell, yet `standalone="yes"` and the name of the encoding look like odd ones.
                chunk = chunk[chunk.find(b"?>") + 2 :]
        window = tail + chunk
        # Cells are taken up to the last closed one; what follows waits for the next piece.
        cut = max(window.rfind(b"c>") + 2, window.rfind(b"row>") + 4)
        cut = cut if cut > 3 else 0
        body, tail = window[:cut], window[cut:]
        if len(tail) > 4 * MB and limits is not OPEN:
            raise Unreadable("file.long_cell", most=limits.cell_chars)
        _look(part, body, exact)
    _look(part, tail, exact)
    check_extent(part, limits)
    return part


def _look(part: Part, body: bytes, exact: bool) -> None:
    shape = body.translate(_SHAPE, _DELETED)
    placed = body.count(b"<c r=")
    if exact or any(far in shape for far in _FAR) or placed != body.count(b"<c"):
        _measure(part, body)
    else:
        # Every cell says where it is, within 26 columns and a million rows: the last row will do.
        part.cells += placed
        _reach(part, body[-4096:])
    if part.first_column > 0:
        _first_column(part, body)
    if b"mergeCell" in body[-MB // 2 :]:
        for left, top, right, bottom in _MERGE.findall(body):
            if len(part.merged) < _ODD_MOST:
                part.merged.append((int(top) - 1, column_number(left), int(bottom) - 1, column_number(right)))
    if exact or any(odd in shape for odd in _ODD):
        _odd_cells(part, body)


def _measure(part: Part, body: bytes) -> None:
    """How far the cells reach. A reader reserves the whole rectangle, so two cells can be a bomb."""
    _reach(part, body)
    for number, row in enumerate(_ROW_START.split(body)):
        count = len(_CELL_START.findall(row))
        part.cells += count
        part.in_row = part.in_row + count if number == 0 else count
        part.last_column = max(part.last_column, part.in_row - 1)


def _reach(part: Part, body: bytes) -> None:
    found = _PLACE.findall(body)
    for digits in {digits for _letters, digits in found}:
        part.last_row = max(part.last_row, int(digits))
    for letters in {letters for letters, _digits in found if letters}:
        part.last_column = max(part.last_column, column_number(letters))


def _first_column(part: Part, body: bytes) -> None:
    """The leftmost column that holds a value: the reader leaves empty columns on the left out."""
    for number in range(min(part.first_column, 40)):
        letters = column_letters(number).encode()
        if re.search(rb"\sr=[\"']" + letters + rb"\d+[\"'](?:[^>]*[^>/])?>\s*<[^/]", body):
            part.first_column = number
            return


def _odd_cells(part: Part, body: bytes) -> None:
    """Formulas, error values and numbers longer than Excel can hold."""
    if len(part.odd) > _ODD_MOST:
        return
    for attributes, inside in _CELL.findall(body):
        place = _PLACE.search(b" " + attributes)
        if not place or not place[1]:
            continue
        hint = _hint_of(part, attributes, inside)
        if hint:
            part.odd.append((int(place[2]), column_number(place[1]), hint))


def _hint_of(part: Part, attributes: bytes, inside: bytes) -> str:
    found = _VALUE.search(inside)
    value = ((found[1] or found[2] or b"") if found else b"").strip()
    if _FORMULA.search(inside):
        part.formulas += 1
        # A formula whose result is the empty text has one: `t="str"` and an empty value.
        if not value and not _TEXT.search(attributes):
            return "formula"
    if _ERROR.search(attributes):
        return "error"
    if _LONG.match(value) and not _TEXT.search(attributes):
        return "ruined"
    return ""


def check_extent(part: Part, limits: Limits) -> None:
    """Refuse a sheet that is too wide, too long, or nearly empty over a vast range."""
    if part.last_column >= limits.columns:
        raise Unreadable("file.wide", columns=part.last_column + 1, most=limits.columns)
    rows, columns = part.last_row, part.last_column + 1
    if rows > limits.rows or (rows * columns > limits.sparse_cells and rows * columns > 16 * max(part.cells, 1)):
        raise Unreadable("file.sparse", row=f"{rows:,}", column=column_letters(part.last_column))
    if part.cells > limits.cells:
        raise Unreadable("file.cells", cells=f"{part.cells:,}", most=f"{limits.cells:,}")


def _walk_other(chunks: Iterator[bytes], limits: Limits) -> None:
    """Shared strings, styles and the rest: no definitions, and no text without an end."""
    first, run = True, 0
    for chunk in chunks:
        if first:
            _refuse_definitions(chunk)
            first = False
        last = chunk.rfind(b"<")
        run = len(chunk) - last if last >= 0 else run + len(chunk)
        if run > 8 * limits.cell_chars and limits is not OPEN:
            raise Unreadable("file.long_cell", most=limits.cell_chars)
