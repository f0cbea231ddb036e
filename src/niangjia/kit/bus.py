"""Events: who announces does not know who reacts. `config/wiring.py` is the one list of reactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reaction:
    """What happens when `event` is announced.

    `handler` takes the event. `durable` reactions become a job row in the transaction of the act and run in the
    worker; the others run on commit and are for cosmetics only.
    """

    event: type
    handler: Callable[[Any], None]
    durable: bool = True


_book: dict[type, list[Reaction]] = {}


def install(reactions: Iterable[Reaction]) -> None:
    """Take over the list of `config/wiring.py`, replacing what was there."""
    _book.clear()
    for one in reactions:
        _book.setdefault(one.event, []).append(one)


def reactions_to(event: type) -> tuple[Reaction, ...]:
    """Who reacts to a kind of event, in order."""
    return tuple(_book.get(event, ()))
