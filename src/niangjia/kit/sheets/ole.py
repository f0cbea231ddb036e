"""The old .xls from the outside: its container and its records, looked at before a reader of spreadsheets sees it.

An .xls is a small file system (compound file) that holds one stream of records. Counts and chains in it are only
claims; a reader that believes them reserves gigabytes or runs in circles. So they are followed here, within the
size of the file, and the cells are measured. What a cell is that its text will not say is noted on the way.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from niangjia.kit.sheets.containers import LIMITS, Limits, Part, check_extent
from niangjia.kit.sheets.tables import Unreadable

_END = 0xFFFFFFFC
"""Sector numbers from here on are marks, not places."""

_FORMULA, _NUMBER, _BOOLERR, _MULRK = 0x0006, 0x0203, 0x0205, 0x00BD
_CELLS = {_FORMULA, _NUMBER, _BOOLERR, _MULRK, 0x0206, 0x0406, 0x007E, 0x027E, 0x00FD, 0x0204, 0x00D6}
_BOF, _EOF, _PASSWORD, _SHEET, _DATES, _MERGED, _STRINGS = 0x0809, 0x000A, 0x002F, 0x0085, 0x0022, 0x00E5, 0x00FC
_EXTENT, _ROWS, _COLUMNS = 0x0200, 65_536, 256
"""The record in which a sheet claims how far it reaches, and how far an .xls can reach."""


@dataclass
class OldBook:
    """What an .xls holds: a part a sheet, in the order of the sheets."""

    parts: list[Part] = field(default_factory=list)
    date1904: bool = False
    notes: tuple[str, ...] = ()


def survey_xls(data: bytes, limits: Limits = LIMITS) -> OldBook:
    """Follow the container and walk the records. Raises Unreadable."""
    try:
        names, stream = _workbook_stream(data)
        book = _walk(stream, limits)
    except (struct.error, IndexError, ValueError, UnicodeDecodeError, OverflowError) as broken:
        raise Unreadable("file.broken") from broken
    book.notes = ("macros",) if any(name.startswith("_VBA_PROJECT") for name in names) else ()
    return book


# ------------------------------------------------------------------ the container


class _Sectors:
    """The sectors of a compound file and the chains they form."""

    def __init__(self, data: bytes) -> None:
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in {9, 12}:
            raise Unreadable("file.broken")
        self.data, self.size = data, 1 << shift
        self.count = max(0, (len(data) - self.size + self.size - 1) // self.size)
        fats, self.directory = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 48)[0]
        self.cutoff, self.mini_start, minis, more, mores = struct.unpack_from("<5I", data, 56)
        if max(fats, minis, mores) > self.count:
            raise Unreadable("file.broken")
        places = list(struct.unpack_from("<109I", data, 76))
        seen = 0
        while more < _END and seen <= self.count:
            block = struct.unpack_from(f"<{self.size // 4}I", self._padded(more))
            places, more, seen = [*places, *block[:-1]], block[-1], seen + 1
        self.table: list[int] = []
        for place in places[:fats]:
            if place < _END:
                self.table.extend(struct.unpack(f"<{self.size // 4}I", self._padded(place)))

    def _padded(self, sector: int) -> bytes:
        if sector >= self.count:
            raise Unreadable("file.broken")
        start = (sector + 1) * self.size
        return self.data[start : start + self.size].ljust(self.size, b"\x00")

    def chain(self, start: int) -> bytes:
        """The sectors of a chain, joined. A chain longer than the file runs in a circle."""
        parts: list[bytes] = []
        while start < _END:
            if len(parts) > self.count or start >= len(self.table):
                raise Unreadable("file.broken")
            parts.append(self._padded(start))
            start = self.table[start]
        return b"".join(parts)


def _workbook_stream(data: bytes) -> tuple[list[str], bytes]:
    """Names in the container, and the stream of the workbook."""
    sectors = _Sectors(data)
    directory = sectors.chain(sectors.directory)
    entries: dict[str, tuple[int, int, int]] = {}
    for start in range(0, len(directory) - 127, 128):
        entry = directory[start : start + 128]
        length, kind = struct.unpack_from("<H", entry, 64)[0], entry[66]
        if 2 <= length <= 64 and kind in {1, 2, 5}:
            name = entry[: length - 2].decode("utf-16-le", "replace")
            first, size = struct.unpack_from("<II", entry, 116)
            entries.setdefault(name, (kind, first, size))
    if "EncryptedPackage" in entries or "EncryptionInfo" in entries:
        raise Unreadable("file.encrypted")
    found = entries.get("Workbook") or entries.get("Book")
    if found is None:
        raise Unreadable("file.word" if "WordDocument" in entries else "file.kind")
    _kind, first, size = found
    if size > len(data):
        raise Unreadable("file.broken")
    if size >= sectors.cutoff:
        return list(entries), sectors.chain(first)[:size]
    root = next((entry for entry in entries.values() if entry[0] == 5), None)
    if root is None:
        raise Unreadable("file.broken")
    return list(entries), _mini(sectors, root[1], first)[:size]


def _mini(sectors: _Sectors, root: int, first: int) -> bytes:
    """A small stream, which lies in pieces of 64 bytes within the root's stream."""
    whole = sectors.chain(root)
    table = sectors.chain(sectors.mini_start)
    links = struct.unpack(f"<{len(table) // 4}I", table)
    parts: list[bytes] = []
    while first < _END:
        if first >= len(links) or len(parts) > len(links):
            raise Unreadable("file.broken")
        parts.append(whole[first * 64 : first * 64 + 64])
        first = links[first]
    return b"".join(parts)


# ------------------------------------------------------------------ the records


@dataclass
class _Sheets:
    """What the records have said about sheets so far: those announced, by where they begin, and the one under way."""

    book: OldBook = field(default_factory=OldBook)
    starts: dict[int, Part] = field(default_factory=dict)
    unseen: set[int] = field(default_factory=set)
    part: Part | None = None
    depth: int = 0

    def announce(self, start: int, limits: Limits) -> None:
        """A sheet will begin at a place."""
        self.unseen.add(start)
        if len(self.book.parts) < limits.sheets:
            self.starts[start] = Part()
            self.book.parts.append(self.starts[start])

    def begin(self, place: int) -> None:
        """Something begins at a place: an announced sheet, or a chart within one."""
        self.depth += 1
        self.part = self.starts.get(place, self.part)
        self.unseen.discard(place)

    def end(self) -> None:
        """What began last is over."""
        self.depth -= 1
        self.part = self.part if self.depth > 0 else None


def _walk(stream: bytes, limits: Limits) -> OldBook:
    """Every record once: sheets, cells, merges, what is odd."""
    sheets = _Sheets()
    place, end = 0, len(stream)
    while place + 4 <= end:
        code, length = struct.unpack_from("<HH", stream, place)
        body = place + 4
        if body + length > end:
            raise Unreadable("file.broken")
        if code == _BOF:
            sheets.begin(place)
        elif code == _EOF:
            sheets.end()
        elif code == _SHEET:
            sheets.announce(struct.unpack_from("<I", stream, body)[0], limits)
        elif sheets.part is not None and (code in _CELLS or code == _MERGED):
            (_merges if code == _MERGED else _cell)(sheets.part, code, stream, body, length)
        else:
            _whole_book(sheets.book, code, stream, body, length)
        place = body + length
    if sheets.unseen:  # a sheet that begins within a record: a reader would take any bytes for its records
        raise Unreadable("file.broken")
    for one in sheets.book.parts:
        check_extent(one, limits)
    return sheets.book


def _whole_book(book: OldBook, code: int, stream: bytes, body: int, length: int) -> None:
    """A record that concerns no single cell: a password, the calendar, and claims that a reader would believe."""
    if code == _PASSWORD:
        raise Unreadable("file.encrypted")
    if code == _DATES:
        book.date1904 = stream[body] == 1
    elif code == _STRINGS and struct.unpack_from("<I", stream, body + 4)[0] > len(stream) // 2:
        raise Unreadable("file.broken")
    elif code == _EXTENT:
        _claim(stream, body, length)


def _claim(stream: bytes, body: int, length: int) -> None:
    """How far a sheet says that it reaches: a reader reserves the whole rectangle before it has seen a cell."""
    first_row, after_row, first, after = struct.unpack_from("<IIHH" if length >= 14 else "<4H", stream, body)
    if not first_row <= after_row <= _ROWS or not first <= after <= _COLUMNS:
        raise Unreadable("file.broken")


def _merges(part: Part, _code: int, stream: bytes, body: int, length: int) -> None:
    count = struct.unpack_from("<H", stream, body)[0]
    for top, bottom, left, right in struct.iter_unpack(
        "<4H", stream[body + 2 : body + 2 + 8 * min(count, length // 8)]
    ):
        part.merged.append((top, left, bottom, right))


def _cell(part: Part, code: int, stream: bytes, body: int, length: int) -> None:
    """One cell (or a run of small numbers): how far it reaches, and whether its text will tell everything."""
    row, column = struct.unpack_from("<HH", stream, body)
    last = column
    if code == _MULRK:
        last = struct.unpack_from("<H", stream, body + length - 2)[0]
    part.cells += max(1, last - column + 1)
    part.last_row = max(part.last_row, row + 1)
    part.last_column = max(part.last_column, last)
    part.first_column = min(part.first_column, column)
    hint = ""
    if code == _NUMBER:
        hint = "ruined" if abs(struct.unpack_from("<d", stream, body + 6)[0]) >= 1e15 else ""
    elif code == _BOOLERR:
        hint = "error" if stream[body + 7] else ""
    elif code == _FORMULA:
        part.formulas += 1
        if stream[body + 12 : body + 14] == b"\xff\xff":
            hint = {2: "error"}.get(stream[body + 6], "")
    if hint:
        part.odd.append((row + 1, column, hint))
