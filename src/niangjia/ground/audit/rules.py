"""The chain: what the bytes of an entry are, how links are made, and how a broken one is found and named.

Pure, without Django, so that the offline verifier of an exported file runs the same rule.

An entry's line is its twelve columns joined by U+001F, which none of them may contain: times in UTC to the
microsecond, empty for null, 1 or 0 for the look, texts as they are. A link is
`SM3(previous digest, U+001F, seq, U+001F, line)`, all UTF-8, digests in hexadecimal; the first previous digest is 64 zeros.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.hashes import SM3, Hash

SEP = "\x1f"
GENESIS = "0" * 64
COLUMNS = (
    "id", "at", "actor_kind", "account_id", "for_account_id", "verb", "look", "subject_kind", "subject_id", "path", "origin", "facts",
)  # fmt: skip
LOOK_AHEAD = 2000
"""How many rows after a break are searched for the one that belongs there, to tell a re-ordering from an alteration."""

_BREAKS = len(COLUMNS) - 1
_EMPTY = Hash(SM3())
_PERSONAL = re.compile(r"[1-9]\d{16}[\dXx]|1[3-9]\d{9}", re.ASCII)


class NotAFact(ValueError):
    """Something that may not stand in the trail: a personal value, or a type that has no one written form."""


def facts_text(facts: Mapping[str, Any]) -> str:
    """Facts as canonical JSON: sorted keys, no spaces, no floats. Raises NotAFact."""
    return json.dumps(_plain(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":")) if facts else "{}"


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        if _PERSONAL.fullmatch(value):
            raise NotAFact("it reads like an identity number or a phone")
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(one) for one in value)
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise NotAFact(type(value).__name__)


def time_text(moment: datetime) -> str:
    """A moment as it stands in a line: `2026-11-20 02:03:04.000005`, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def line(row: Mapping[str, Any]) -> str:
    """The line of an entry given by its columns; `at` is a moment or already its text. Raises NotAFact."""
    text = SEP.join(_cell(row[name]) for name in COLUMNS)
    if text.count(SEP) != _BREAKS:
        raise NotAFact("a text holds the separator")
    return text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return time_text(value) if isinstance(value, datetime) else str(value)


def link(previous: str, seq: int, line: str) -> str:
    """One link of the chain."""
    state = _EMPTY.copy()
    state.update(f"{previous}{SEP}{seq}{SEP}{line}".encode())
    return state.finalize().hex()


# ------------------------------------------------------------------ verifying


class Link(NamedTuple):
    """One row of the chain as it is found: the seal, and the line of its entry (None if the entry is gone)."""

    seq: int
    entry_id: int
    digest: str
    line: str | None


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold.

    `kind` is `altered` (the entry or its seal differs from what was sealed), `deleted` (the entry is gone), `gap` (a
    seal is gone), `inserted` (a row that was not there), `reordered`, `anchor` (all links hold, yet not the head that was given out:
    the chain was computed anew), `cut` (rows that were given out are gone from the end).
    """

    kind: str
    seq: int
    entry_id: int | None = None


@dataclass(frozen=True)
class Outcome:
    """How far the chain was followed and what was found: `broken` is None if it holds from end to end."""

    count: int
    head: str
    broken: Break | None = None


def follow(links: Iterable[Link | tuple[int, int, str, str | None]], anchors: Mapping[int, str]) -> Outcome:
    """Follow a chain from its beginning; stops at the first break. `anchors` maps a seq to the digest given out."""
    rows = iter(links)
    previous, expected = GENESIS, 1
    for seq, entry_id, digest, text in rows:
        if seq != expected or text is None:
            return Outcome(expected - 1, previous, _missing(seq, entry_id, expected))
        state = _EMPTY.copy()
        state.update(f"{previous}{SEP}{seq}{SEP}{text}".encode())
        found = state.finalize().hex()
        if found != digest or text.count(SEP) != _BREAKS:
            broken = _name(Link(seq, entry_id, digest, text), previous, rows)
            return Outcome(expected - 1, previous, broken)
        if seq in anchors and anchors[seq] != digest:
            return Outcome(expected - 1, previous, Break("anchor", seq, entry_id))
        previous = digest
        expected += 1
    beyond = [seq for seq in anchors if seq >= expected]
    return Outcome(expected - 1, previous, Break("cut", expected) if beyond else None)


def _missing(seq: int, entry_id: int, expected: int) -> Break:
    return (
        Break("gap", expected) if seq > expected else Break("inserted" if seq < expected else "deleted", seq, entry_id)
    )


def _name(bad: Link, previous: str, rows: Iterator[Any]) -> Break:
    """Say what happened at a link that does not hold, by looking whose place it is."""
    after = [Link(*row) for row in islice(rows, LOOK_AHEAD)]
    if after and after[0].line is not None and link(previous, bad.seq, after[0].line) == after[0].digest:
        return Break("inserted", bad.seq, bad.entry_id)
    if any(row.line is not None and link(previous, bad.seq, row.line) == bad.digest for row in after):
        return Break("reordered", bad.seq, bad.entry_id)
    if any(row.line is not None and link(previous, bad.seq, row.line) == row.digest for row in after):
        return Break("reordered", bad.seq, bad.entry_id)
    return Break("altered", bad.seq, bad.entry_id)
