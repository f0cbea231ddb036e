"""Text before it is printed: what a printer, Word or a reader's eye could be tricked by is taken out."""

from __future__ import annotations

import re

_LINES = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_OUT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\U000e0000-\U000e007f"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)


def clean(text: str) -> str:
    """Text as it may stand in XML and on paper: control characters, marks that turn the direction of writing, halves of characters
    and tags that cannot be seen are gone; all ends of lines are newlines, tabs are blanks. Characters of names, also rare ones, stay.
    """
    return _OUT.sub("", _LINES.sub("\n", text)).replace("\t", " ")
