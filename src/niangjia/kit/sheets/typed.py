"""Columns of text to columns of values: fast expressions first, the odd cells one by one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from niangjia.kit.declare import Column
from niangjia.kit.ids import guess_kind, known_county, read_identity, read_phone
from niangjia.kit.money import read_yuan
from niangjia.kit.reading import Reading, plain
from niangjia.kit.sheets.dates import EARLIEST, LATEST, read_date
from niangjia.kit.sheets.reasons import sentence
from niangjia.kit.sheets.values import DOCUMENT_KINDS, read_float, read_integer, read_name

BLANKS = (
    " \t\r\n\v\f\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\ufeff\u202f\u2060"
)
_UNCLEAN = "[\\x00-\\x1f\\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]"


@dataclass(frozen=True)
class Found:
    """Something about the cell at a place of the column (from 0)."""

    place: int
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kinds:
    """The document column: its field, and the code of each row where the file has that column."""

    field: str = ""
    codes: pl.Series | None = None


@dataclass(frozen=True)
class Reader:
    """What reading a column needs to know besides its cells."""

    column: Column
    on: date
    date1904: bool = False
    kinds: Kinds = field(default_factory=Kinds)
    hinted: bool = True
    """Whether ruined numbers are known from the cells themselves, so that noughts at the end mean nothing."""


@dataclass
class Done:
    """A column, read."""

    values: pl.Series
    errors: list[Found] = field(default_factory=list)
    warnings: list[Found] = field(default_factory=list)
    kinds: pl.Series | None = None


def read_column(cells: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    """Values, errors and warnings of a column of text."""
    texts = cells.str.strip_chars(BLANKS)
    texts = pl.select(pl.when(texts.str.len_bytes() > 0).then(texts)).to_series()
    done = _READERS[reader.column.type](texts, reader, hints)
    _apply_hints(done, texts, hints, reader.column)
    if reader.column.required:
        wrong = {found.place for found in done.errors}
        empty = texts.is_null().arg_true().to_list()
        done.errors.extend(Found(place, "required") for place in empty if place not in wrong)
    return done


def _apply_hints(done: Done, texts: pl.Series, hints: Mapping[int, str], column: Column) -> None:
    """A formula without a result or with an error is an error of the cell, not an empty cell."""
    for place, hint in hints.items():
        if hint in {"formula", "error"} and texts[place] is None:
            done.errors.append(Found(place, f"cell.{hint}"))


# ------------------------------------------------------------------ one by one


def _settle(
    texts: pl.Series, fast: pl.Series, read: Callable[[str], Reading[Any]], *, also: pl.Series | None = None
) -> Done:
    """Keep what the fast way found; read every other cell that is not empty, each different text once."""
    odd = (texts.is_not_null() & fast.is_null()) if also is None else (texts.is_not_null() & (fast.is_null() | also))
    places = odd.arg_true()
    if places.is_empty():
        return Done(fast)
    done = Done(fast)
    known: dict[str, Reading[Any]] = {}
    values: list[Any] = []
    for place, text in zip(places.to_list(), texts.gather(places).to_list(), strict=True):
        reading = known.get(text)
        if reading is None:
            reading = known.setdefault(text, read(text))
        values.append(None if reading.error else reading.value)
        if reading.error:
            done.errors.append(Found(place, reading.error, reading.values))
        elif reading.warning:
            done.warnings.append(Found(place, reading.warning, reading.values))
    done.values = fast.scatter(places, pl.Series(values, dtype=fast.dtype))
    return done


def _by_value(texts: pl.Series, dtype: Any, read: Callable[[str], Reading[Any]]) -> Done:
    """For columns of few different texts: read each once, then look every cell up."""
    different = texts.drop_nulls().unique()
    readings = {text: read(text) for text in different.to_list()}
    found = {text: reading.value for text, reading in readings.items() if not reading.error}
    values = (
        texts.replace_strict(found, default=None, return_dtype=dtype) if found else texts.clear(len(texts)).cast(dtype)
    )
    done = Done(values)
    said = {text: reading for text, reading in readings.items() if reading.error or reading.warning}
    if said:
        places = texts.is_in(pl.Series(list(said), dtype=pl.String).implode()).fill_null(value=False).arg_true()
        for place, text in zip(places.to_list(), texts.gather(places).to_list(), strict=True):
            reading = said[text]
            if reading.error:
                done.errors.append(Found(place, reading.error, reading.values))
            else:
                done.warnings.append(Found(place, reading.warning, reading.values))
    return done


# ------------------------------------------------------------------ types


def _text(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    if bool(texts.str.contains(_UNCLEAN).any()):
        texts = texts.str.replace_all(r"[\r\n\t]+", " ").str.replace_all(_UNCLEAN, "")
    done = Done(texts)
    most = reader.column.max_length
    long = (texts.str.len_chars() > most).fill_null(value=False).arg_true()
    for place in long.to_list():
        done.errors.append(Found(place, "text.long", {"over": len(texts[place]) - most, "most": most}))
    return done


_PLAIN_NAME = r"^[\x{4e00}-\x{9fff}]{2,4}$"


def _name(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    sound = texts.str.contains(_PLAIN_NAME)
    fast = pl.select(pl.when(sound).then(texts)).to_series()
    most = reader.column.max_length

    def read(text: str) -> Reading[str]:
        reading = read_name(text)
        if reading.value is not None and len(reading.value) > most:
            return Reading(error="text.long", values={"over": len(reading.value) - most, "most": most})
        return reading

    return _settle(texts, fast, read)


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident(on: date) -> pl.Expr:
    """Whether a text is a resident's number by shape, birthday and check digit: integer arithmetic on whole columns.

    Numbers that end in 000 and those that begin with 8 or 9 are left to be read one by one.
    """
    cell = pl.col("cell")
    head = cell.str.slice(0, 17).cast(pl.Int64, strict=False)
    last = cell.str.slice(17, 1)
    tail = pl.when(last == "X").then(10).otherwise(last.cast(pl.Int64, strict=False))
    total = pl.sum_horizontal((head // 10 ** (16 - place)) % 10 * weight for place, weight in enumerate(_WEIGHTS))
    born = head // 1000 % 10**8
    year, month, day = born // 10**4, born // 100 % 100, born % 100
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    most = pl.when(month == 2).then(28 + leap.cast(pl.Int64)).otherwise(30 + (month + month // 8) % 2)
    today = on.year * 10_000 + on.month * 100 + on.day
    return (
        (cell.str.len_bytes() == 18)
        & head.is_between(10**16, 8 * 10**16 - 1)
        & ((total + tail) % 11 == 1)
        & (born >= EARLIEST * 10_000)
        & (born <= today)
        & month.is_between(1, 12)
        & day.is_between(1, most)
        & ~cell.str.ends_with("000")
    ).fill_null(value=False)


def _identity(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    frame = pl.DataFrame({"cell": texts})
    fast = frame.select(pl.when(resident(reader.on)).then(pl.col("cell")))["cell"]
    codes = reader.kinds.codes
    other = (codes.is_not_null() & (codes != "resident")).fill_null(value=False) if codes is not None else None
    ruined = [place for place, hint in hints.items() if hint == "ruined"]
    if other is not None and bool(other.any()):
        fast = pl.select(pl.when(~other).then(fast)).to_series()
    if ruined:
        fast = fast.scatter(ruined, [None] * len(ruined))
    done = _settle_documents(texts, fast, reader, set(ruined))
    _counties(done, fast)
    return done


def _settle_documents(texts: pl.Series, fast: pl.Series, reader: Reader, ruined: set[int]) -> Done:
    """Every number that is not plainly a resident's: by the kind that the row says, or by its own shape."""
    done = Done(fast)
    places = (texts.is_not_null() & fast.is_null()).arg_true()
    said = reader.kinds.codes
    kinds: dict[int, str] = {}
    values: list[str | None] = []
    for place, text in zip(places.to_list(), texts.gather(places).to_list(), strict=True):
        kind = (said[place] if said is not None else None) or guess_kind(text) or "resident"
        reading: Reading[Any] = read_identity(text, kind=kind, on=reader.on)
        if place in ruined:
            reading = Reading(error="identity.ruined")
        values.append(None if reading.error else reading.value)
        if reading.error:
            done.errors.append(Found(place, reading.error, _why(reading, text, reader.on)))
            continue
        kinds[place] = {"identity.residence": "residence", "identity.foreign": "foreign"}.get(reading.warning, kind)
        if reading.warning and not (reader.hinted and reading.warning == "identity.maybe_ruined"):
            done.warnings.append(Found(place, reading.warning, reading.values))
    if len(places):
        done.values = fast.scatter(places, pl.Series(values, dtype=pl.String))
    found = pl.select(pl.when(done.values.is_not_null()).then(pl.lit("resident"))).to_series()
    done.kinds = found.scatter(list(kinds), list(kinds.values())) if kinds else found
    return done


def _why(reading: Reading[Any], text: str, on: date) -> Mapping[str, Any]:
    """For a birthday that cannot be: what exactly is impossible about it."""
    if reading.error != "identity.date":
        return reading.values
    number = plain(text).replace("-", "")
    digits = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    born = read_date(digits)
    return {"why": sentence(born.error or "date.future", **born.values)}


def _counties(done: Done, fast: pl.Series) -> None:
    """A warning for every number whose first six digits never were a county."""
    counties = fast.str.slice(0, 6)
    unknown = [county for county in counties.drop_nulls().unique().to_list() if not known_county(county)]
    if unknown:
        places = counties.is_in(pl.Series(unknown).implode()).fill_null(value=False).arg_true()
        for place, county in zip(places.to_list(), counties.gather(places).to_list(), strict=True):
            done.warnings.append(Found(place, "identity.county", {"county": county}))


def read_kinds(cells: pl.Series) -> pl.Series:
    """Codes of the documents that a column names; null where it is empty or says something unknown."""
    return cells.replace_strict(
        {text: code for text in cells.drop_nulls().unique().to_list() if (code := _kind(text).value)} or {"": ""},
        default=None,
        return_dtype=pl.String,
    )


_KIND_NAMES = {"resident": "居民身份证", "hk_macau": "港澳居民来往内地通行证", "taiwan": "台湾居民来往大陆通行证"}


def _kind(text: str) -> Reading[str]:
    word = plain(text)
    code = DOCUMENT_KINDS.get(word) or (word.lower() if word.lower() in DOCUMENT_KINDS.values() else None)
    if code is None:
        return Reading(error="identity.document", values={"choices": "、".join([*_KIND_NAMES.values(), "护照"])})
    return Reading(code)


def _document(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    return _by_value(texts, pl.String, _kind)


def _phone(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    frame = pl.DataFrame({"cell": texts})
    number = pl.col("cell").cast(pl.Int64, strict=False)
    sound = (pl.col("cell").str.len_bytes() == 11) & number.is_between(13 * 10**9, 2 * 10**10 - 1)
    return _settle(texts, frame.select(pl.when(sound).then(pl.col("cell")))["cell"], read_phone)


def _date(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    fast = texts.str.to_date("%Y-%m-%d", strict=False)
    sound = fast.dt.year().is_between(EARLIEST, LATEST) & (texts.str.len_bytes() == 10)
    fast = pl.select(pl.when(sound).then(fast)).to_series()
    return _settle(texts, fast, lambda text: read_date(text, date1904=reader.date1904))


def _integer(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    fast = texts.cast(pl.Int64, strict=False)
    sound = fast.is_between(-(1 << 53), 1 << 53)
    return _settle(texts, pl.select(pl.when(sound).then(fast)).to_series(), read_integer)


def _money(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    return _settle(texts, _fen(texts), _yuan)


def _fen(texts: pl.Series) -> pl.Series:
    """Plain amounts with at most two decimals, exactly: the digits are never a float."""
    frame = pl.DataFrame({"cell": texts})
    sound = pl.col("cell").str.contains(r"^-?[0-9]{1,12}(?:\.[0-9]{1,2})?$")
    whole = pl.col("cell").str.extract(r"^(-?[0-9]+)", 1).cast(pl.Int64, strict=False)
    part = (
        pl.col("cell").str.extract(r"\.([0-9]{1,2})$", 1).str.pad_end(2, "0").cast(pl.Int64, strict=False).fill_null(0)
    )
    sign = pl.when(pl.col("cell").str.starts_with("-")).then(-1).otherwise(1)
    return frame.select(pl.when(sound).then(whole * 100 + sign * part).cast(pl.Int64).alias("fen"))["fen"]


def _yuan(text: str) -> Reading[int]:
    """An amount; a number cell's noise in the tenth decimal is read as the number that was meant."""
    reading = read_yuan(text)
    if reading.error != "money.places":
        return reading
    number = read_float(text)
    if number.value is None or len(text.partition(".")[2]) < 8:
        return reading
    return read_yuan(number.value)


def _number(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    fast = texts.cast(pl.Float64, strict=False)
    return _settle(texts, pl.select(pl.when(fast.is_finite()).then(fast)).to_series(), read_float)


def _choice(texts: pl.Series, reader: Reader, hints: Mapping[int, str]) -> Done:
    column = reader.column
    known = {_word(written): stored for written, stored in column.choices.items()}
    known |= {_word(stored): stored for stored in column.choices.values() if _word(stored) not in known}
    names = list(dict.fromkeys(column.choices))[:12]

    def read(text: str) -> Reading[str]:
        stored = known.get(_word(text))
        if stored is not None:
            return Reading(stored)
        if not column.open_choice:
            return Reading(error="choice.unknown", values={"choices": "、".join(names)})
        if len(text) > column.max_length:
            return Reading(error="text.long", values={"over": len(text) - column.max_length, "most": column.max_length})
        return Reading(text)

    return _by_value(texts, pl.String, read)


def _word(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


_READERS: dict[str, Callable[[pl.Series, Reader, Mapping[int, str]], Done]] = {
    "text": _text,
    "unit": _text,
    "name": _name,
    "identity": _identity,
    "document": _document,
    "phone": _phone,
    "date": _date,
    "integer": _integer,
    "money": _money,
    "number": _number,
    "choice": _choice,
}
