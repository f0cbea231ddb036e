"""Which kind of sheet a table is, by its headings, and which heading means which column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from niangjia.kit.declare import Column, ColumnType, Sheet
from niangjia.kit.sheets.tables import Table

NUMBERING = frozenset({"序号", "编号", "行号", "no", "no.", "顺序", "序"})
"""Headings of a running number: never a column of ours, never reported as unknown."""

REASON = "错误原因"
"""Heading of the last column of an error file; left out when the mended file comes back."""

USUAL: Mapping[ColumnType, tuple[str, ...]] = {
    "identity": (
        "证件号码", "证件号", "身份证号", "身份证号码", "身份证", "公民身份号码", "公民身份证号码", "居民身份证号码",
        "身份证件号码", "有效证件号码", "身份证编号", "身份号码", "证件编号",
    ),
    "phone": (
        "手机号", "手机号码", "手机", "联系电话", "联系方式", "电话", "电话号码", "移动电话", "联系手机", "联系号码",
        "手机电话", "本人手机", "本人电话",
    ),
    "name": ("姓名", "名字", "会员姓名", "职工姓名", "员工姓名", "人员姓名", "本人姓名"),
}  # fmt: skip
"""What people write over a column of this type; taken where a sheet has one such column only."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|【[^【】]*】|\{[^{}]*\}|<[^<>]*>")
_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*＊★※:：,，、。.;；/／\\|\-_—·•'\"“”‘’()（）\[\]【】]+")


@lru_cache(maxsize=4096)
def normalise(heading: str) -> str:
    """A heading reduced to what it says: no spaces, brackets, stars or full-width forms, lower case."""
    text = unicodedata.normalize("NFKC", heading[:200])
    bare = _NOISE.sub("", _BRACKETS.sub("", text)).lower()
    return bare or _NOISE.sub("", text).lower()


@dataclass(frozen=True)
class Guess:
    """A heading that probably means a column; a person should say yes. `score` is from 0 to 1."""

    column: str
    field: str
    title: str
    score: float


@dataclass(frozen=True)
class Match:
    """What a table seems to be. `mapping` (column of the table → field) holds sure matches only."""

    sheet: Sheet | None
    mapping: dict[str, str] = field(default_factory=dict)
    unsure: tuple[Guess, ...] = ()
    missing: tuple[Column, ...] = ()
    """Required columns that no heading means, not even by guess."""
    unknown: tuple[str, ...] = ()
    """Columns of the table that mean nothing to the kind."""
    score: int = 0

    def with_guesses(self) -> dict[str, str]:
        """The mapping with the guesses taken."""
        return self.mapping | {guess.column: guess.field for guess in self.unsure}


def vocabulary(kinds: Iterable[Sheet]) -> frozenset[str]:
    """Every heading that any of the kinds knows, normalised."""
    words = {word for kind in kinds for word in _meanings(kind)}
    return frozenset(words | NUMBERING | {normalise(REASON)} | {w for usual in USUAL.values() for w in usual})


def _meanings(kind: Sheet) -> dict[str, tuple[str, int]]:
    """Normalised heading → (field, rank); a title beats a synonym beats a usual word."""
    found: dict[str, tuple[str, int]] = {}
    for column in kind.columns:
        found[normalise(str(column.title))] = (column.name, 0)
    for column in kind.columns:
        for place, synonym in enumerate(column.synonyms, start=1):
            found.setdefault(normalise(synonym), (column.name, place))
    for type_, words in USUAL.items():
        of_type = [column for column in kind.columns if column.type == type_]
        if len(of_type) == 1:
            for word in words:
                found.setdefault(normalise(word), (of_type[0].name, 100))
    return found


def recognise(table: Table, kinds: Iterable[Sheet], *, known: Mapping[str, str] | None = None) -> Match:
    """The kind whose columns the headings fit best; `sheet` is None if none does.

    `known` (normalised heading → field) are answers that a person gave before; nothing is remembered here.
    """
    best = Match(None, unknown=tuple(table.columns))
    for kind in kinds:
        match = _match(table, kind, known or {})
        if match.sheet is not None and match.score > best.score:
            best = match
    return best


def match_kind(table: Table, kind: Sheet, *, known: Mapping[str, str] | None = None) -> Match:
    """How the headings fit one kind that somebody chose; `sheet` is always set."""
    match = _match(table, kind, known or {})
    return Match(kind, match.mapping, match.unsure, match.missing, match.unknown, match.score)


def _match(table: Table, kind: Sheet, known: Mapping[str, str]) -> Match:
    meanings = _meanings(kind)
    claims: dict[str, tuple[int, str]] = {}
    for column in table.columns:
        word = normalise(table.headings[column])
        if word in known:
            meaning: tuple[str, int] | None = (known[word], -1)
        else:
            meaning = meanings.get(word)
        if meaning and (meaning[0] not in claims or meaning[1] < claims[meaning[0]][0]):
            claims[meaning[0]] = (meaning[1], column)
    mapping = {column: name for name, (_rank, column) in claims.items()}
    mapping = {column: mapping[column] for column in table.columns if column in mapping}
    unsure = _guesses(table, kind, mapping)
    reached = set(mapping.values()) | {guess.field for guess in unsure}
    missing = tuple(column for column in kind.columns if column.required and column.name not in reached)
    guessed = {guess.column for guess in unsure}
    unknown = tuple(
        column
        for column in table.columns
        if column not in mapping and column not in guessed and normalise(table.headings[column]) not in NUMBERING
    )
    score = _score(table, kind, mapping, missing, unsure)
    fits = score > 0 and len(mapping) >= min(2, len(kind.columns))
    return Match(kind if fits else None, mapping, unsure, missing, unknown, score)


def _score(
    table: Table, kind: Sheet, mapping: Mapping[str, str], missing: tuple[Column, ...], unsure: tuple[Guess, ...]
) -> int:
    """Sure headings count most, a missing required column weighs against, the sheet's name and title lean."""
    said = normalise(table.name) + "".join(normalise(text) for _row, cells in table.titles_above for text in cells)
    named = normalise(kind.sheet_name) in said or normalise(str(kind.title)) in said
    sure_required = sum(column.required and column.name in mapping.values() for column in kind.columns)
    return 10 * len(mapping) + 5 * sure_required + 2 * len(unsure) - 25 * len(missing) + (25 if named else 0)


def _guesses(table: Table, kind: Sheet, mapping: Mapping[str, str]) -> tuple[Guess, ...]:
    """For headings without a meaning, the free column they resemble most, if they resemble one enough."""
    free = [column for column in kind.columns if column.name not in mapping.values()]
    rated = sorted(
        (
            (_likeness(normalise(table.headings[name]), column), name, column)
            for name in table.columns
            if name not in mapping and normalise(table.headings[name]) not in NUMBERING
            for column in free
        ),
        key=lambda one: -one[0],
    )
    taken: set[str] = set()
    guesses: list[Guess] = []
    for score, name, column in rated:
        if score >= 0.6 and name not in taken and column.name not in taken:
            taken |= {name, column.name}
            guesses.append(Guess(name, column.name, str(column.title), round(score, 2)))
    return tuple(guesses)


def _likeness(word: str, column: Column) -> float:
    """How much a heading looks like a column's title or synonyms, from 0 to 1."""
    best = 0.0
    for other in (str(column.title), *column.synonyms, *USUAL.get(column.type, ())):
        known = normalise(other)
        if not known or not word:
            continue
        score = SequenceMatcher(None, word, known).ratio()
        if len(known) >= 2 and len(word) >= 2 and (known in word or word in known):
            score = max(score, 0.65 + 0.3 * min(len(known), len(word)) / max(len(known), len(word)))
        best = max(best, score)
    return best
