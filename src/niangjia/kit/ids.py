"""Numbers that name things: random address codes, identity numbers, phones, credit codes, and their masks.

Format, date and checksum are the hard rule for an identity number (GB 11643-1999); an unknown county is a warning,
for counties are renumbered. Nothing here looks anything up in the database.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import models
from stdnum import numdb
from stdnum.cn import uscc

from niangjia.kit.reading import Reading, plain

__all__ = [
    "AsciiField", "Reading", "check_digit", "guess_kind", "identity_birthday", "identity_gender", "mask_identity",
    "mask_name", "mask_phone", "new_code", "new_codes", "read_credit_code", "read_identity", "read_phone",
]  # fmt: skip

# ------------------------------------------------------------------ address codes

CODE_LENGTH = 16
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LETTERS = bytes(ord(_ALPHABET[byte % 31]) for byte in range(256))
_UNFAIR = bytes(range(248, 256))
"""Random bytes that would make some letters likelier than others: left out."""


def new_code() -> str:
    """A random 16-character code for an address: about 79 bits, nothing to enumerate, no look-alike letters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))


def new_codes(count: int) -> list[str]:
    """Many codes at once, from one draw of random bytes."""
    need = CODE_LENGTH * count
    letters = b""
    while len(letters) < need:
        letters += secrets.token_bytes((need - len(letters)) * 33 // 32 + 64).translate(_LETTERS, _UNFAIR)
    text = letters[:need].decode("ascii")
    return [text[start : start + CODE_LENGTH] for start in range(0, need, CODE_LENGTH)]


class AsciiField(models.CharField[Any, Any]):
    """Text of plain letters and digits, compared byte by byte: paths and pinyin, so that ranges use the index.

    SQLite compares so by itself; PostgreSQL needs the "C" collation said, or `LIKE`-free ranges go wrong.
    """

    def db_type(self, connection: Any) -> str:
        kind = f"varchar({self.max_length})"
        return f'{kind} COLLATE "C"' if connection.vendor == "postgresql" else kind

    def cast_db_type(self, connection: Any) -> str:
        return f"varchar({self.max_length})"


# ------------------------------------------------------------------ identity numbers

_EARLIEST = date(1900, 1, 1)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_RUINED = re.compile(r"[0-9](\.[0-9]*)?E\+?[0-9]{1,2}")
_FROM_FLOAT = re.compile(r"([0-9]+)\.0*")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_OLD_PERMANENT = re.compile(r"[A-Z]{3}[0-9]{12}")
_SHAPES = {
    "hk_macau": re.compile(r"[HM][0-9]{8}([0-9]{2})?"),
    "taiwan": re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"),
    "passport": re.compile(r"(?=.*[0-9])[A-Z0-9]{5,12}"),
}
_RESIDENCE_AREAS = {"810000", "820000", "830000"}


def check_digit(first17: str) -> str:
    """The last character of an identity number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def read_identity(text: object, *, kind: str = "resident", on: date | None = None) -> Reading[str]:
    """An identity document's number in its one written form: ASCII, no spaces, capital letters, 18 digits if resident.

    `kind` is a `people.choices.DocumentKind`; `on` the day after which nobody can be born (today). Errors:
    `identity.empty|ruined|length|format|date|checksum|kind`. Warnings: `identity.old` (15 digits, written as 18),
    `identity.county` (unknown county), `identity.maybe_ruined` (right by its checksum, yet ends as Excel leaves it),
    `identity.residence`, `identity.foreign` (right, but another kind of document than was said).
    """
    number = plain(text).upper().replace("-", "").strip("()")
    if not number:
        return Reading(error="identity.empty")
    if _RUINED.fullmatch(number) or (isinstance(text, float) and abs(text) >= 1e15):
        return Reading(error="identity.ruined")
    trailing = _FROM_FLOAT.fullmatch(number)
    if trailing:
        number = trailing[1]
        if len(number) > 15:
            return Reading(error="identity.ruined")
    return _KINDS.get(kind, _resident)(number, on or _today())


def _today() -> date:
    return (datetime.now(UTC) + timedelta(hours=8)).date()


def _resident(number: str, on: date) -> Reading[str]:
    if _FIFTEEN.fullmatch(number):
        return _old(number, on)
    if len(number) != 18:
        lettered = _SHAPES["hk_macau"].fullmatch(number) or _OLD_PERMANENT.fullmatch(number)
        return Reading(error="identity.kind" if lettered else "identity.length", values={"length": len(number)})
    read = _eighteen(number, on)
    if read.error or read.warning:
        return read
    if number[0] == "9":
        return Reading(number, warning="identity.foreign")
    if number[:6] in _RESIDENCE_AREAS:
        return Reading(number, warning="identity.residence")
    if not known_county(number[:6]):
        return Reading(number, warning="identity.county", values={"county": number[:6]})
    return read


def _eighteen(number: str, on: date) -> Reading[str]:
    """Shape, date and checksum of the eighteen characters that residents, residence permits and foreigners share."""
    if not _EIGHTEEN.fullmatch(number):
        return Reading(error="identity.format")
    right = check_digit(number[:17]) == number[17]
    if _looks_rounded(number):
        return Reading(number, warning="identity.maybe_ruined") if right and _born(number, on) else _lost(number, on)
    if not _born(number, on):
        return Reading(error="identity.date")
    return Reading(number) if right else Reading(error="identity.checksum")


def _lost(number: str, on: date) -> Reading[str]:
    """Why a number that ends like a rounded one is wrong: only a plausible one was ruined, the rest was never right."""
    return Reading(error="identity.ruined" if _born(number, on) else "identity.date")


def _looks_rounded(number: str) -> bool:
    """Excel keeps fifteen digits: the rest becomes 000, or what the nearest floating-point number happens to hold."""
    return number[-1] != "X" and (number.endswith("000") or int(float(number[:15] + "000")) == int(number))


def _old(number: str, on: date) -> Reading[str]:
    """The fifteen digits of before 1999 as eighteen: nineteen hundred, and a check digit."""
    full = f"{number[:6]}19{number[6:]}"
    full += check_digit(full)
    if not _born(full, on):
        return Reading(error="identity.date")
    return Reading(full, warning="identity.old")


def _born(number: str, on: date) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if _EARLIEST <= born <= on else None


@lru_cache(maxsize=8192)
def known_county(code: str) -> bool:
    """Whether the six digits are, or once were, a county (python-stdnum's list since 1980)."""
    found = numdb.get("cn/loc").info(code)
    return bool(len(found) > 1 and found[1][1].get("county"))


def _residence(number: str, on: date) -> Reading[str]:
    if len(number) != 18:
        return Reading(error="identity.length", values={"length": len(number)})
    read = _eighteen(number, on)
    return Reading(error="identity.kind") if read.ok and number[:6] not in _RESIDENCE_AREAS else read


def _foreign(number: str, on: date) -> Reading[str]:
    """The card of 2023 (eighteen digits that begin with 9) or the one before (three letters, twelve digits)."""
    if len(number) == 15:
        return Reading(number) if _OLD_PERMANENT.fullmatch(number) else Reading(error="identity.format")
    if len(number) != 18:
        return Reading(error="identity.length", values={"length": len(number)})
    read = _eighteen(number, on)
    return Reading(error="identity.kind") if read.ok and number[0] != "9" else read


def _shaped(kind: str) -> Callable[[str, date], Reading[str]]:
    def read(number: str, on: date) -> Reading[str]:
        number = number.replace("(", "").replace(")", "")
        return Reading(number) if _SHAPES[kind].fullmatch(number) else Reading(error="identity.format")

    return read


_KINDS: dict[str, Callable[[str, date], Reading[str]]] = {
    "resident": _resident,
    "residence": _residence,
    "foreign": _foreign,
    **{kind: _shaped(kind) for kind in _SHAPES},
}


def guess_kind(text: object) -> str:
    """The kind of document that a number can only be, "" where several fit or none does. For rosters without a column."""
    number = plain(text).upper().replace("-", "")
    if _SHAPES["hk_macau"].fullmatch(number):
        return "hk_macau"
    if _OLD_PERMANENT.fullmatch(number):
        return "foreign"
    if _EIGHTEEN.fullmatch(number):
        return "foreign" if number[0] == "9" else "residence" if number[:6] in _RESIDENCE_AREAS else "resident"
    return "resident" if _FIFTEEN.fullmatch(number) else ""


def identity_birthday(value: str) -> date | None:
    """Birthday in a number as `read_identity` gives it; None for documents that carry none."""
    return _born(value, date.max) if _EIGHTEEN.fullmatch(value) else None


def identity_gender(value: str) -> str:
    """ "m" or "f" by the seventeenth digit; "" for documents that do not say."""
    if not _EIGHTEEN.fullmatch(value):
        return ""
    return "m" if int(value[16]) % 2 else "f"


# ------------------------------------------------------------------ phones

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}[0-9]{7,8}")
_ABROAD = re.compile(r"\+[0-9]{7,15}")


def read_phone(text: object) -> Reading[str]:
    """A phone number: eleven digits of a mobile, else a landline or a foreign one with a warning.

    Takes floats, spaces, hyphens and +86. Errors: `phone.empty|ruined|several|length|format`. Warnings:
    `phone.landline`, `phone.abroad`.
    """
    number = plain(text).upper()
    if _RUINED.fullmatch(number):
        return _phone_of_float(number)
    number = re.sub(r"\.0*$", "", number).replace("-", "").replace("(", "").replace(")", "")
    if not number:
        return Reading(error="phone.empty")
    if re.search(r"[/、,;；，|]", number) or re.fullmatch(r"(1[3-9][0-9]{9}){2,}", number):
        return Reading(error="phone.several")
    short = re.sub(r"^(\+|00)?86(?=(1[3-9][0-9]{9}|0?[0-9]{2,3}[0-9]{7,8})$)", "", number)
    if _MOBILE.fullmatch(short):
        return Reading(short)
    if _LANDLINE.fullmatch(short):
        return Reading(short, warning="phone.landline")
    if _ABROAD.fullmatch(number) and not number.startswith("+86"):
        return Reading(number, warning="phone.abroad")
    if not re.fullmatch(r"\+?[0-9]+", number):
        return Reading(error="phone.format")
    wrong_length = len(short) != 11
    return Reading(error="phone.length" if wrong_length else "phone.format", values={"length": len(short)})


def _phone_of_float(number: str) -> Reading[str]:
    """`1.3812345678E+10` still holds every digit, `1.38123E+10` does not."""
    value = float(number)
    digits = number.split("E")[0].replace(".", "")
    if value.is_integer() and len(digits) >= 11 and _MOBILE.fullmatch(str(int(value))):
        return Reading(str(int(value)))
    return Reading(error="phone.ruined")


# ------------------------------------------------------------------ organisations


def read_credit_code(text: object) -> Reading[str]:
    """统一社会信用代码 (GB 32100-2015): eighteen characters. Errors: `credit_code.empty|ruined|length|format|checksum`."""
    number = plain(text).upper().replace("-", "")
    if not number:
        return Reading(error="credit_code.empty")
    if _RUINED.fullmatch(number):
        return Reading(error="credit_code.ruined")
    if len(number) != 18:
        return Reading(error="credit_code.length", values={"length": len(number)})
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", number):
        return Reading(error="credit_code.format")
    if uscc.calc_check_digit(number[:-1]) != number[-1]:
        return Reading(error="credit_code.checksum")
    return Reading(number)


# ------------------------------------------------------------------ masks


def mask_identity(value: str) -> str:
    """`3307**********1234`; shorter numbers show two characters at each end; nothing of a number under six."""
    if len(value) >= 15:
        return value[:4] + "*" * (len(value) - 8) + value[-4:]
    return value[:2] + "*" * (len(value) - 4) + value[-2:] if len(value) >= 6 else "*" * len(value)


def mask_phone(value: str) -> str:
    """`138****5621`; other numbers show their last four digits, nothing of a number under seven."""
    if len(value) == 11 and value[0] == "1":
        return f"{value[:3]}****{value[-4:]}"
    return "*" * (len(value) - 4) + value[-4:] if len(value) >= 7 else "*" * len(value)


def mask_name(value: str) -> str:
    """`王*`, `王*明`: first and last character of a name; of two characters the first; of one nothing."""
    if len(value) <= 1:
        return "*" * len(value)
    return value[0] + "*" if len(value) == 2 else value[0] + "*" * (len(value) - 2) + value[-1]
