"""Pages by key: the next page starts after the last row shown, so that page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows and the marks of the pages before and after ("" where there is none)."""

    rows: list[Row]
    before: str = ""
    after: str = ""


def page(rows: QuerySet[Row], keys: Sequence[str], *, after: str = "", before: str = "", size: int = 50) -> Page[Row]:
    """One page of rows ordered by `keys`, which are never NULL and end with a unique one.

    `after` and `before` are marks of an earlier page; a mark that nobody gave out is taken as none.
    """
    mark = _read(before or after, len(keys))
    backwards = bool(before) and mark is not None
    order = [f"-{key}" for key in keys] if backwards else list(keys)
    found = rows.order_by(*order)
    if mark is not None:
        found = found.filter(_beyond(keys, mark, "lt" if backwards else "gt"))
    taken = list(found[: size + 1])
    more, taken = len(taken) > size, taken[:size]
    if backwards:
        taken.reverse()
    if not taken:
        return Page([])
    has_before = more if backwards else mark is not None
    has_after = mark is not None if backwards else more
    return Page(
        taken,
        before=_write(taken[0], keys) if has_before else "",
        after=_write(taken[-1], keys) if has_after else "",
    )


def _beyond(keys: Sequence[str], values: Sequence[Any], side: str) -> Q:
    condition, same = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        condition |= same & Q(**{f"{key}__{side}": value})
        same &= Q(**{key: value})
    return condition


def _write(row: Model, keys: Sequence[str]) -> str:
    values = [getattr(row, key) for key in keys]
    plain = [["d", value.isoformat()] if isinstance(value, date) else ["v", value] for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(mark: str, length: int) -> list[Any] | None:
    try:
        plain = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        values = [date.fromisoformat(value) if kind == "d" else value for kind, value in plain]
    except (binascii.Error, ValueError, TypeError):
        return None
    if len(values) != length or not all(isinstance(value, date | str | int) for value in values):
        return None
    return values
