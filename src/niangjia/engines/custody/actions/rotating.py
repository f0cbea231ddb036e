"""Changing the keys: everything sealed is sealed anew, in batches, beside the daily work.

There is no mark of progress: a token says with which key it was sealed, so a change that was killed simply begins again and
passes over what is done. A batch is one transaction, and a cell is written only if it still holds what was read, so nobody's
edit is lost. The old key stays at hand until a whole pass found nothing that hangs on it and a day has gone by: a process that
had read the keys before may have written with the old one until then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from niangjia.engines.custody.actions.refusals import NothingToDrop, OldKeysNeeded, TooEarly
from niangjia.ground.audit import actions as audit
from niangjia.kit import vault
from niangjia.kit.declare import Sealed, contributions, sealed_columns, sealed_fields
from niangjia.kit.powers import Actor

BATCH = 1000
REST = timedelta(days=1)
"""How long an old key is kept after nothing hangs on it any more."""


@dataclass(frozen=True)
class Resealed:
    """What one run did: the active key, how many cells and files it sealed anew, and how many still hang on an old key."""

    key: str
    done: int
    left: int


def _silent(_what: str, _done: int) -> None:
    """Nobody watches."""


def rotate(*, actor: Actor, now: datetime, batch: int = BATCH, tell: Callable[[str, int], None] = _silent) -> Resealed:
    """Put a new key to work, or carry on with one that was; seal everything anew and look whether anything is left.

    `tell(column, cells sealed anew so far)` after every batch. Run it again if something is left: work was going on there.
    """
    vault.reread()
    _begin(actor)
    done = sum(_walk(one, batch, tell, write=True) for one in sealed_columns())
    done += _files(write=True)
    left = _left(batch)
    if not left:
        _finish(actor, done, now)
    return Resealed(vault.ring().active, done, left)


def drop_old(*, actor: Actor, now: datetime, batch: int = BATCH) -> list[str]:
    """Destroy old keys that nothing hangs on; returns their names. Raises NothingToDrop, TooEarly, OldKeysNeeded."""
    vault.reread()
    since = vault.resealed()
    old = [name for name in _old() if name in since]
    if not old:
        raise NothingToDrop
    ripe = max(datetime.fromisoformat(since[name]) for name in old) + REST
    if now < ripe:
        raise TooEarly(when=timezone.localtime(ripe).strftime("%Y-%m-%d %H:%M"))
    left = _left(batch)
    if left:
        vault.mark_resealed({})
        raise OldKeysNeeded
    with transaction.atomic():
        audit.record(actor=actor, verb="custody.keys_dropped", facts={"keys": sorted(old)})
        vault.drop_keys(old)
    vault.mark_resealed({})
    return old


def _old() -> list[str]:
    keys = vault.ring()
    return [name for name in keys.keys if name != keys.active]


def _begin(actor: Actor) -> None:
    """A new key, unless an earlier change is still under way."""
    since = vault.resealed()
    if all(name in since for name in _old()):
        with transaction.atomic():
            audit.record(actor=actor, verb="custody.key_added", facts={"key": vault.add_key()})


def _finish(actor: Actor, done: int, now: datetime) -> None:
    since, old = vault.resealed(), _old()
    if all(name in since for name in old):
        return
    with transaction.atomic():
        audit.record(actor=actor, verb="custody.resealed", facts={"key": vault.ring().active, "cells": done})
    vault.mark_resealed({name: since.get(name) or now.isoformat() for name in old})


def _left(batch: int) -> int:
    """How many cells and files hang on an old key."""
    return sum(_walk(one, batch, _silent, write=False) for one in sealed_columns()) + _files(write=False)


def _files(*, write: bool) -> int:
    """Files of the modules: how many were sealed anew, or with `write` off how many have to be."""
    return sum(part.move(write=write) for part in contributions("vault.files") if part.move is not None)


# ------------------------------------------------------------------ columns


def _walk(one: Sealed, batch: int, tell: Callable[[str, int], None], *, write: bool) -> int:
    """Go through a column along its key: how many cells were sealed anew, or with `write` off hang on an old key."""
    after: tuple[Any, ...] | None = None
    count = 0
    while rows := _page(one, after, batch):
        after = rows[-1][:-1]
        held = [row[-1] for row in rows]
        if write:
            fresh = _fresh(one, held)
            changed = [(new, *row[:-1], row[-1]) for row, new in zip(rows, fresh, strict=True) if new != row[-1]]
            if changed:
                with transaction.atomic():
                    _put(one, changed)
            count += len(changed)
            tell(f"{one.table}.{one.column}", count)
        else:
            count += sum(map(vault.is_stale, _all_of(one, held)))
    return count


def _all_of(one: Sealed, held: Sequence[str]) -> list[str]:
    """The cells, with what they hold inside written out after them."""
    if not (one.field and one.inner):
        return list(held)
    plain = vault.unseal_many(held, field=one.field)
    return [f"{token} {text}" for token, text in zip(held, plain, strict=True)]


def _fresh(one: Sealed, held: Sequence[str]) -> list[str]:
    """The cells under the active key; those that are so already come back as they are."""
    if not one.field:
        return [vault.reseal_within(text, among=sealed_fields()) for text in held]
    if not one.inner:
        return vault.reseal_many(held, field=one.field)
    plain = vault.unseal_many(held, field=one.field)
    inner = [vault.reseal_within(text, among=sealed_fields()) for text in plain]
    pairs = zip(held, plain, inner, strict=True)
    stale = [place for place, (token, was, new) in enumerate(pairs) if was != new or not vault.is_current(token)]
    result = list(held)
    sealed = vault.seal_many([inner[place] for place in stale], field=one.field)
    for place, token in zip(stale, sealed, strict=True):
        result[place] = token
    return result


def _names(one: Sealed) -> tuple[str, str, list[str]]:
    """Table, column as text, columns of the key, as SQL writes them."""
    quote = connection.ops.quote_name
    column = quote(one.column)
    if connection.vendor == "postgresql" and not one.field:
        column += "::text"  # JSON is a type of its own there
    return quote(one.table), column, [quote(name) for name in one.key]


def _page(one: Sealed, after: tuple[Any, ...] | None, batch: int) -> list[tuple[Any, ...]]:
    table, column, key = _names(one)
    listed, marks = ", ".join(key), ", ".join(["%s"] * len(key))
    beyond = f"AND ({listed}) > ({marks})" if after is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {listed}, {column} FROM {table} WHERE {column} <> '' {beyond} ORDER BY {listed} LIMIT {int(batch)}",  # noqa: S608
            after or (),
        )
        return list(cursor.fetchall())


def _put(one: Sealed, changed: Sequence[tuple[Any, ...]]) -> None:
    """Write the cells that still hold what was read."""
    table, column, key = _names(one)
    cast = "::jsonb" if column.endswith("::text") else ""
    same = " AND ".join(f"{name} = %s" for name in key)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {connection.ops.quote_name(one.column)} = %s{cast} WHERE {same} AND {column} = %s",  # noqa: S608
            changed,
        )
