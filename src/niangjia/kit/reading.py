"""The outcome of reading something that people wrote: a value, or the reason code why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Reading(Generic[T]):
    """`value` is what was understood (None if nothing was); `error` refuses, `warning` lets pass but tells.

    Both are reason codes (`identity.checksum`); `values` fill the sentence of the code. Neither the code nor the
    values ever hold the text that was read.
    """

    value: T | None = None
    error: str = ""
    warning: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the value may be used."""
        return not self.error


def plain(text: object) -> str:
    """Full-width forms as ASCII; every kind of space and invisible mark, and a leading apostrophe, taken away."""
    cleaned = str(text).translate(_PLAIN)
    return cleaned.lstrip("'`")


_SPACES = (
    "\t\n\r\v\f \x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u180e\u2028\u2029\u202f\u205f\u3000\ufeff"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
)
_PLAIN: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN |= {ord(mark): None for mark in _SPACES}
_PLAIN |= {ord(mark): "'" for mark in "‘’‛′＇"}
_PLAIN |= {ord(mark): "-" for mark in "‐‑‒–—―−－﹣"}
