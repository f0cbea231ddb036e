"""What a module declares about papers that can be printed for chosen records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from niangjia.kit.papers import Paper
    from niangjia.kit.powers import Actor, PathRange


class Drafter(Protocol):
    """`papers(actor, asked, now)`: the papers of the chosen records that the actor may still see; what is sealed and opened is recorded there."""

    def __call__(self, *, actor: Actor, asked: Mapping[str, Any], now: datetime) -> Iterable[Paper]: ...


@dataclass(frozen=True)
class Printing:
    """A kind of paper for chosen records. Declared in a module's `printing.py`; drawn and kept by `engines/imports` as exports are.

    `asked` is plain JSON: `codes` are the chosen records, frozen when they were shown; the rest is the module's own (a notice's words).
    `power` is what the records need; printing them needs `imports.export` besides, wherever they lie: `places(actor, asked)`.
    `apart(asked)`: each record has a paper of its own, rather than all stand on one. `most` records at one time.
    """

    name: str
    title: Any
    power: str
    papers: Drafter
    places: Callable[[Actor, Mapping[str, Any]], Sequence[PathRange]]
    apart: Callable[[Mapping[str, Any]], bool]
    most: int
