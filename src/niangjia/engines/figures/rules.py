"""Pure decisions of signed figures: how rows are packed, their digest, and the bridge from then to now."""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from cryptography.hazmat.primitives import hashes


@dataclass(frozen=True)
class Packed:
    """The rows behind a number: keys in ascending order, the unit each hung on, what each added."""

    keys: Sequence[int]
    units: Sequence[int]
    values: Sequence[int]

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.keys)

    @property
    def amount(self) -> int:
        """What they add up to."""
        return sum(self.values)


class BrokenRows(ValueError):
    """Stored rows that cannot be read: somebody has laid hands on them."""


def pack(rows: Packed) -> bytes:
    """Rows as compressed bytes: three columns of 8-byte numbers, the keys as differences."""
    steps = [rows.keys[0], *(after - before for before, after in pairwise(rows.keys))] if rows.keys else []
    return zlib.compress(b"".join(_bytes(column) for column in (steps, rows.units, rows.values)), 6)


def unpack(data: bytes) -> Packed:
    """The rows again. Raises BrokenRows."""
    try:
        raw = zlib.decompress(data)
    except zlib.error as fault:
        raise BrokenRows(str(fault)) from fault
    if len(raw) % 24:
        raise BrokenRows("three columns of equal length were stored")
    third = len(raw) // 3
    steps, units, values = (_numbers(raw[start : start + third]) for start in (0, third, 2 * third))
    return Packed(list(accumulate(steps)), units, values)


def digest(header: Mapping[str, Any], rows: Packed) -> str:
    """SM3 over what was asked and answered and over every row, as 64 hexadecimal characters."""
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(json.dumps(header, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    for column in (rows.keys, rows.units, rows.values):
        sm3.update(_bytes(column))
    return sm3.finalize().hex()


def text_digest(text: str) -> str:
    """SM3 of a text."""
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(text.encode())
    return sm3.finalize().hex()


@dataclass(frozen=True)
class Difference:
    """Rows then and now by key: those that came, those that went, those whose amount changed."""

    came: Mapping[int, int]
    went: Mapping[int, int]
    changed: Mapping[int, tuple[int, int]]


def difference(then: Packed, now: Packed) -> Difference:
    """What distinguishes two lists of rows. The effects of the parts add up to the difference of the amounts."""
    old = dict(zip(then.keys, then.values, strict=True))
    new = dict(zip(now.keys, now.values, strict=True))
    return Difference(
        {key: value for key, value in new.items() if key not in old},
        {key: value for key, value in old.items() if key not in new},
        {key: (old[key], value) for key, value in new.items() if key in old and old[key] != value},
    )


def _bytes(numbers: Sequence[int]) -> bytes:
    column = array("q", numbers)
    if sys.byteorder == "little":
        column.byteswap()
    return column.tobytes()


def _numbers(data: bytes) -> list[int]:
    column = array("q", data)
    if sys.byteorder == "little":
        column.byteswap()
    return column.tolist()
