"""Where a record lies: what engines ask of the module that owns it."""

from __future__ import annotations

from typing import NamedTuple


class Located(NamedTuple):
    """Where a record lies: its unit, its address code, what it is called, and the person whom it is about (None: nobody's)."""

    unit_id: int
    code: str
    title: str
    person_id: int | None = None
