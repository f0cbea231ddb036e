"""What a module declares about a scorecard: items with weights, grades with bounds, and how points are given.

Points are whole hundredths from beginning to end, so that one card filled by hand and ten thousand scored at once come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from niangjia.kit.declare.located import Located

ItemType = Literal["yes", "number", "scale", "photo"]


@dataclass(frozen=True)
class Item:
    """One line of a scorecard. `weight` are the points that it can give.

    `yes`: the points go to the answer named by `good`. `scale`: 0 to `top`, points in proportion. `number`: the last of `bands` (from
    this value on, this share of the points) that the value reaches; below the first nothing. `photo`: the points for at least one photo.
    A line without an answer does not count, neither in what was reached nor in what could be, unless it is `required`: then a card cannot
    be handed in without it. `source` is where the line is written.
    """

    code: str
    title: Any
    type: ItemType
    weight: int = 0
    help: Any = ""
    good: Literal["yes", "no"] = "yes"
    top: int = 5
    bands: tuple[tuple[Decimal, Decimal], ...] = ()
    unit: Any = ""
    required: bool = True
    source: Any = ""


@dataclass(frozen=True)
class Grade:
    """A grade from a score on (`low`, up to two decimals). `tone` is done, soon or late."""

    code: str
    title: Any
    low: Decimal
    tone: Literal["done", "soon", "late"] = "done"


@dataclass(frozen=True)
class Scorecard:
    """A versioned checklist or scored form. Declared in a module's `scorecards.py`; kept by `engines/scorecards`.

    `items` and `grades` are the first version, `source` says where it comes from. `subject` is the kind of record that is scored, `page` the
    address that opens it by its code. `basis`: `share` gives reached ÷ reachable × 100, `sum` the points themselves. `computed`: cards come from
    `score_many` and nobody fills them in. `known(subject_id, day)` says what the house knows already: item → (answer, sentence), for filling in. With `locate(subject_id)` and `find(code)` the desk's own page fills a card in; `photos` is the kind of
    papers (`EvidenceKind`) to which photos are added.
    """

    kind: str
    title: Any
    subject: str
    items: tuple[Item, ...]
    grades: tuple[Grade, ...]
    source: Any
    basis: Literal["share", "sum"] = "share"
    computed: bool = False
    power_view: str = "scorecards.view"
    power_fill: str = "scorecards.fill"
    page: str = ""
    locate: Callable[[int], Located | None] | None = None
    find: Callable[[str], int | None] | None = None
    photos: str = ""
    known: Callable[[int, date], Mapping[str, tuple[Any, str]]] | None = None
    help: Any = ""
    order: int = 100


def item_json(one: Item) -> dict[str, Any]:
    """An item as a version keeps it."""
    return {
        "code": one.code, "title": str(one.title), "type": one.type, "weight": one.weight, "help": str(one.help), "good": one.good,
        "top": one.top, "bands": [[str(low), str(share)] for low, share in one.bands], "unit": str(one.unit),
        "required": one.required, "source": str(one.source),
    }  # fmt: skip


def item_of(kept: Mapping[str, Any]) -> Item:
    """An item out of a version."""
    bands = tuple((Decimal(low), Decimal(share)) for low, share in kept["bands"])
    return Item(**{**kept, "bands": bands})


def grade_json(one: Grade) -> dict[str, Any]:
    """A grade as a version keeps it."""
    return {"code": one.code, "title": str(one.title), "low": str(one.low), "tone": one.tone}


def grade_of(kept: Mapping[str, Any]) -> Grade:
    """A grade out of a version."""
    return Grade(**{**kept, "low": Decimal(kept["low"])})
