"""What sort of fault of the machine stands behind an exception: nothing of it is a mistake of the program or of a person.

`full` (no space), `read_only` (may not be written), `busy` (others hold it), `slow` (took too long), `gone` (does not answer).
"""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError

KINDS = ("full", "read_only", "busy", "slow", "gone")

STATES = {
    "53100": "full", "53200": "busy", "53300": "busy", "25006": "read_only", "57014": "slow", "55P03": "busy", "40P01": "busy",
    "40001": "busy", "57P01": "gone", "57P02": "gone", "57P03": "gone", "08000": "gone", "08003": "gone", "08006": "gone",
    "58030": "gone",
}  # fmt: skip
"""Codes of PostgreSQL."""

WORDS = (
    ("database or disk is full", "full"),
    ("no space left", "full"),
    ("disk quota", "full"),
    ("readonly database", "read_only"),
    ("read-only", "read_only"),
    ("database is locked", "busy"),
    ("database table is locked", "busy"),
    ("unable to open database", "gone"),
    ("disk i/o error", "gone"),
    ("server closed the connection", "gone"),
    ("connection is closed", "gone"),
    ("connection refused", "gone"),
    ("connection failed", "gone"),
    ("could not connect", "gone"),
    ("consuming input failed", "gone"),
    ("statement timeout", "slow"),
    ("interrupted", "slow"),
)
"""What the messages of both databases hold, where there is no code."""

FILES = {errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EROFS: "read_only", errno.EIO: "gone"}


def kind_of(error: BaseException | None) -> str:
    """The sort of fault, looked for along the causes; "" if it is none of the machine's."""
    seen = 0
    while error is not None and seen < 8:
        found = _kind(error)
        if found:
            return found
        error, seen = error.__cause__ or error.__context__, seen + 1
    return ""


def _kind(error: BaseException) -> str:
    if isinstance(error, OSError):
        return FILES.get(error.errno or 0, "")
    if not isinstance(error, DatabaseError | InterfaceError):
        return ""
    code = str(getattr(error.__cause__, "sqlstate", "") or "")
    told = str(error).lower()
    return STATES.get(code) or next((kind for word, kind in WORDS if word in told), "")
