"""Names, numbers and kinds of documents as people write them, for the cells that the fast checks cannot settle."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from niangjia.kit.reading import Reading

DOCUMENT_KINDS = {
    "居民身份证": "resident", "身份证": "resident", "二代身份证": "resident", "中华人民共和国居民身份证": "resident",
    "港澳居民来往内地通行证": "hk_macau", "港澳通行证": "hk_macau", "回乡证": "hk_macau", "港澳居民往来内地通行证": "hk_macau",
    "台湾居民来往大陆通行证": "taiwan", "台胞证": "taiwan", "台湾通行证": "taiwan",
    "港澳台居民居住证": "residence", "港澳居民居住证": "residence", "台湾居民居住证": "residence", "居住证": "residence",
    "外国人永久居留身份证": "foreign", "外国人永久居留证": "foreign", "永久居留身份证": "foreign",
    "护照": "passport", "外国护照": "passport", "中国护照": "passport",
}  # fmt: skip
"""What people write for the kind of a document, to the code that is stored."""

_UNITS = {"万": 10_000, "千": 1_000, "百": 100, "亿": 100_000_000}
_MOST = 1 << 53


def read_number(text: str) -> Decimal | None:
    """A number with thousands commas, full-width digits, accountants' brackets or 万; None if it is none."""
    number = unicodedata.normalize("NFKC", text).strip().strip("'’‘`").replace(" ", "")
    if len(number) > 60:
        return None
    negative = number.startswith("(") and number.endswith(")")
    if negative:
        number = number[1:-1]
    number = re.sub(r"^[−–—]", "-", number)
    number = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", number)
    factor = 1
    if number and number[-1] in _UNITS:
        factor, number = _UNITS[number[-1]], number[:-1]
    if not re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]{1,2})?", number):
        return None
    value = Decimal(number) * factor
    return -value if negative else value


_COUNTED = re.compile(r"(?<=\d)\s*(?:人|名|个|家|户|岁|次|件|位)$")


def read_integer(text: str) -> Reading[int]:
    """A whole number; a counting word after it is taken off. Errors: `integer.form`, `number.range`."""
    value = read_number(_COUNTED.sub("", unicodedata.normalize("NFKC", text).strip()))
    if value is None or value != value.to_integral_value():
        return Reading(error="integer.form")
    return Reading(int(value)) if abs(value) < _MOST else Reading(error="number.range")


def read_float(text: str) -> Reading[float]:
    """A number. Error: `number.form`."""
    value = read_number(text)
    return Reading(error="number.form") if value is None else Reading(float(value))


_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOTS = frozenset("•・‧∙⋅●․．｡･·˙﹒⸱᛫◦﹒")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_SPACED = re.compile(rf"(?<=[{_HAN}·])\s+|\s+(?=[{_HAN}·])")
_HAN_DOT = re.compile(rf"(?<=[{_HAN}])[.。](?=[{_HAN}])")
_NAME = re.compile(rf"[{_HAN}\ue000-\uf8ff\U000f0000-\U0010ffff·A-Za-zÀ-ɏЀ-ӿ .'’\-（）()]+")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def read_name(text: str) -> Reading[str]:
    """A person's name: no blanks between Chinese characters, one sort of dot, rare characters kept as they are.

    Errors: `name.lost` (a replacement character stands where a rare one was), `name.digits`, `name.form`.
    Warnings: `name.private` (a character of a private code area), `name.short`.
    """
    name = _INVISIBLE.sub("", text).strip(" \t\r\n\u3000\u00a0'‘`")
    name = "".join("·" if character in _DOTS else character for character in name)
    name = _HAN_DOT.sub("·", _SPACED.sub("", re.sub(r"\s+", " ", name)))
    name = "".join(chr(ord(c) - 0xFEE0) if "\uff21" <= c <= "\uff5a" else c for c in name)
    for mark in "\ufffd?？□■":
        if mark in name:
            return Reading(error="name.lost", values={"mark": mark})
    if re.search(r"[\d*＊]", name):
        return Reading(error="name.digits")
    if not _NAME.fullmatch(name) or not re.search(r"[^\W_]|[\ue000-\uf8ff\U000f0000-\U0010ffff]", name):
        return Reading(error="name.form")
    if _PRIVATE.search(name):
        return Reading(name, warning="name.private")
    return Reading(name, warning="name.short" if len(name) == 1 else "")
