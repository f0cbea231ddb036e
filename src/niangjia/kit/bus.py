"""Events: who announces does not know who reacts. `config/wiring.py` is the one list of reactions."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache, partial
from types import NoneType, UnionType
from typing import Any

from django.db import transaction


@dataclass(frozen=True)
class Reaction:
    """What happens when `event` is announced.

    `handler` takes the event. `durable` reactions become a job row in the transaction of the act and run in the
    worker, at least once; the others run on commit, may be lost, and are for cosmetics only.
    """

    event: type
    handler: Callable[[Any], None]
    durable: bool = True


class NotInTransaction(RuntimeError):
    """A durable event was announced outside the transaction of its act: a mistake in the program."""


class NotAnEvent(TypeError):
    """The class cannot be written into a job: not a frozen dataclass, or a field of a type that JSON cannot carry."""


class UnknownReaction(LookupError):
    """A job names a reaction that `config/wiring.py` no longer has."""


Outbox = Callable[[str, str, dict[str, Any]], None]
"""`outbox(event name, handler name, fields)`: writes the job row."""

_book: dict[type, list[Reaction]] = {}
_outbox: list[Outbox] = []


def install(reactions: Iterable[Reaction]) -> None:
    """Take over the list of `config/wiring.py`, replacing what was there. Raises NotAnEvent."""
    _book.clear()
    for one in reactions:
        if one.durable:
            _fields(one.event)
        _book.setdefault(one.event, []).append(one)


def install_outbox(outbox: Outbox) -> None:
    """Set the one function that writes job rows. Called by kit/jobs when it is ready."""
    _outbox[:] = [outbox]


def reactions_to(event: type) -> tuple[Reaction, ...]:
    """Who reacts to a kind of event, in order."""
    return tuple(_book.get(event, ()))


def publish(event: Any) -> None:
    """Announce what has happened, inside the transaction in which it happened.

    Durable reactions are rows of the same transaction: they exist if and only if the act does.
    """
    for reaction in reactions_to(type(event)):
        if not reaction.durable:
            transaction.on_commit(partial(reaction.handler, event), robust=True)
        elif not transaction.get_connection().in_atomic_block:
            raise NotInTransaction(type(event).__name__)
        else:
            _outbox[0](name_of(type(event)), name_of(reaction.handler), pack(event))


def react(event_name: str, handler_name: str, fields: Mapping[str, Any]) -> None:
    """Run one durable reaction from its job row. Raises UnknownReaction."""
    for event, reactions in _book.items():
        if name_of(event) == event_name:
            for reaction in reactions:
                if name_of(reaction.handler) == handler_name:
                    reaction.handler(unpack(event, fields))
                    return
    raise UnknownReaction(f"{event_name} -> {handler_name}")


def name_of(thing: Any) -> str:
    """`module:name` of an event or a handler."""
    return f"{thing.__module__}:{thing.__qualname__}"


# ------------------------------------------------------------------ events as JSON

_PLAIN = {str, int, bool, float, NoneType}


@lru_cache(maxsize=512)
def _fields(event: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(event)
    if not dataclasses.is_dataclass(event):
        raise NotAnEvent(name_of(event))
    for name, hint in hints.items():
        if not _carries(hint):
            raise NotAnEvent(f"{name_of(event)}.{name}: {hint}")
    return hints


def _carries(hint: Any) -> bool:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, UnionType}:
        return all(map(_carries, inner)) and sum(one is not NoneType for one in inner) == 1
    if origin in {tuple, list}:
        return all(_carries(one) for one in inner if one is not ...)
    return hint in _PLAIN | {date, datetime, Decimal} or (isinstance(hint, type) and issubclass(hint, Enum))


def pack(event: Any) -> dict[str, Any]:
    """The fields of an event as JSON carries them."""
    return {name: _down(getattr(event, name)) for name in _fields(event.__class__)}


def unpack(event: type, fields: Mapping[str, Any]) -> Any:
    """The event again. Fields that a later version added must have defaults; those it dropped are left out."""
    hints = _fields(event)
    return event(**{name: _up(hints[name], value) for name, value in fields.items() if name in hints})


def _down(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return [_down(one) for one in value] if isinstance(value, tuple | list) else value


def _up(hint: Any, value: Any) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if value is None:
        return None
    if origin in {typing.Union, UnionType}:
        return _up(next(one for one in inner if one is not NoneType), value)
    if origin in {tuple, list}:
        kinds = inner if len(inner) == len(value) and ... not in inner else inner[:1] * len(value)
        return origin(_up(kind, one) for kind, one in zip(kinds, value, strict=True))
    if hint in {date, datetime}:
        return hint.fromisoformat(value)
    return value if hint in _PLAIN else hint(value)
