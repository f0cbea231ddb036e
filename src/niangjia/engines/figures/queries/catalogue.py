"""Which figures there are, and what each one counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from niangjia.engines.figures.choices import MISSING_LABEL
from niangjia.engines.figures.queries import asking
from niangjia.engines.figures.reasons import UnknownUnit
from niangjia.kit.declare import figures
from niangjia.kit.powers import Actor, holds


@dataclass(frozen=True)
class Entry:
    """A figure in words. `breakdowns` maps names to labels; `choices` the closed values of each to their labels."""

    code: str
    label: str
    definition: str
    shape: str
    unit: str
    breakdowns: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    opens: bool
    """Whether the actor may open rows of it anywhere."""


def catalogue(actor: Actor) -> list[Entry]:
    """Every figure, in order. Needs `figures.read` somewhere."""
    if not holds(actor, "figures.read"):
        raise UnknownUnit(asked="", near="")
    return [
        Entry(
            one.code,
            str(one.label),
            str(one.definition),
            one.shape,
            str(one.unit),
            {split.name: str(split.label) for split in asking.splits(one)},
            {
                split.name: {key: str(label) for key, label in split.labels.items()} | {"": str(MISSING_LABEL)}
                for split in asking.splits(one)
                if split.labels
            },
            one.shape == "ratio" or holds(actor, one.power),
        )
        for one in figures().values()
    ]
