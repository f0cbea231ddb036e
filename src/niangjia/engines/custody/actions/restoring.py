"""Putting a copy back: verified to the last byte before anything is touched, counted again afterwards."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from niangjia.engines.custody import files, totals
from niangjia.engines.custody.actions.recovering import refusal
from niangjia.engines.custody.actions.refusals import (
    AnotherBase,
    CopyDamaged,
    CopyDamagedAt,
    CopyOfNewer,
    CopyUnreadable,
    HoldsPeople,
    PlaceTaken,
    StillOpen,
    StrangeTables,
)
from niangjia.ground.audit import actions as audit
from niangjia.ground.audit import queries as trail
from niangjia.ground.org.queries import is_founded
from niangjia.kit import copies, vault
from niangjia.kit.copies import Damaged, InUse, NotACopy
from niangjia.kit.powers import Actor
from niangjia.kit.vault import Broken, Mistyped, Ring, WrongCode

FORMAT = 1
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Key = tuple[str, str]


@dataclass(frozen=True)
class Restored:
    """What came of it: totals then and now, what the trail says, and where the things lie that stood there before."""

    made_at: str
    lines: tuple[totals.Line, ...]
    chain: trail.Report
    aside: Path | None

    @property
    def whole(self) -> bool:
        """Whether every total is the same and the chain holds up to the head that the copy was made with."""
        return self.chain.holds and all(line.same for line in self.lines)


def look_over(*, actor: Actor, source: Path, ask_code: Callable[[], str]) -> dict[str, Any]:
    """Verify a copy to its last byte and give back its manifest; nothing is written. Raises what `restore` raises."""
    return _verified(source, _ring(source, ask_code))


def restore(
    *, actor: Actor, source: Path, ask_code: Callable[[], str], replace: bool = False, now: datetime
) -> Restored:
    """Put a copy in the place of an empty house, or of another one with `replace`. `ask_code` is called if the key is not at hand.

    Raises CopyUnreadable, CopyDamaged, MistypedCode, OtherCode, AnotherBase, CopyOfNewer, HoldsPeople, PlaceTaken, StillOpen;
    then nothing was changed.
    """
    ring = _ring(source, ask_code)
    told = _verified(source, ring)
    taken = _fits(actor, told, replace=replace)
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    aside = Path(settings.DATA) / f"replaced-{moment}"
    _put_back(source, ring, told, aside)
    if not taken:
        _forget_empty(aside)
    connections.close_all()
    call_command("migrate", verbosity=0, interactive=False)
    (Path(settings.DATA) / "prepared").unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
    lines = totals.compare(told["totals"], totals.count(_here)) + totals.unlike(told["facts"]["tables"], _here)
    chain = trail.verify(anchors=totals.head(told["totals"]))
    made = Restored(told["preface"]["made_at"], lines, chain, aside if aside.exists() else None)
    with transaction.atomic():
        audit.record(actor=actor, verb="custody.restored", facts={"made_at": made.made_at, "whole": made.whole})
    return made


def _ring(source: Path, ask_code: Callable[[], str]) -> Ring:
    """The key of the copy: at hand on the machine that made it, else out of the code."""
    try:
        preface = copies.preface_of(source)
        held = preface["wrapped"]
        if preface["niangjia"] != "copy" or not isinstance(held, dict):
            raise KeyError
    except (NotACopy, KeyError, TypeError) as fault:
        raise CopyUnreadable(name=source.name) from fault
    if vault.has_keys() and vault.has_recovery() and vault.copy_id() == held.get("id"):
        return vault.copy_ring()
    try:
        return vault.open_wrapped(ask_code(), held)
    except (Mistyped, WrongCode, Broken) as fault:
        raise refusal(fault, str(held.get("id", ""))) from fault


def _verified(source: Path, ring: Ring) -> dict[str, Any]:
    try:
        return copies.verify(source, keys=ring)
    except Damaged as fault:
        if fault.at is None:
            raise CopyDamaged(member=fault.member) from fault
        raise CopyDamagedAt(member=fault.member, first=fault.at[0], last=fault.at[1]) from fault


def _fits(actor: Actor, told: dict[str, Any], *, replace: bool) -> bool:
    """Whether this copy may come to this place; True if it overwrites something."""
    preface = told["preface"]
    known = set(MigrationLoader(connection).disk_migrations)
    theirs = {(app, name) for app, name in told["migrations"]}
    if preface["format"] > FORMAT or not theirs <= known:
        raise CopyOfNewer(version=preface["version"])
    if preface["base"] != connection.vendor:
        raise AnotherBase(theirs=ENGINES[preface["base"]], ours=ENGINES[connection.vendor])
    tables = set(connection.introspection.table_names())
    ours = {*told["facts"].get("columns", tables), *connection.introspection.django_table_names()}
    if strangers := tables - ours:
        raise StrangeTables(table=min(strangers))
    taken = "org_unit" in tables and is_founded(actor)
    if taken and not replace:
        raise HoldsPeople
    if connection.vendor == "postgresql" and theirs != _applied():
        if taken:
            raise PlaceTaken
        _build(tables, theirs)
    return taken


def _applied() -> set[Key]:
    return set(MigrationLoader(connection).applied_migrations)


def _build(tables: set[str], theirs: set[Key]) -> None:
    """Make the empty tables as they were when the copy was made; later migrations come after its rows."""
    with connection.cursor() as cursor:
        if tables:
            cursor.execute("DROP TABLE " + ", ".join(map(connection.ops.quote_name, sorted(tables))) + " CASCADE")
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    ends = [
        key
        for key in theirs
        if key in graph.nodes and not {child.key for child in graph.node_map[key].children} & theirs
    ]
    executor.migrate(sorted(ends))


def _put_back(source: Path, ring: Ring, told: dict[str, Any], aside: Path) -> None:
    staging = Path(settings.DATA) / f".restoring-{secrets.token_hex(8)}"
    staging.mkdir(mode=0o700)
    keys: list[dict[str, Any]] = []

    def pieces() -> Iterator[tuple[str, IO[bytes]]]:
        for name, _size, content in copies.walk(source, keys=ring):
            if name.startswith(files.FOLDER):
                files.take_in(name, content, staging)
            elif name == "keys.json":
                keys.append(json.loads(content.read()))
                vault.take_over(keys[0])
                files.move_in(staging, aside)
            elif name.startswith("base/"):
                yield name, content

    try:
        copies.base().put_back(pieces(), told["facts"], aside=aside)
    except InUse as fault:
        raise StillOpen from fault
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _forget_empty(aside: Path) -> None:
    """Of an empty house nothing needs to be kept but what somebody may have put there."""
    if aside.exists():
        for name in (Path(str(settings.DATABASES["default"]["NAME"])).name, "secret"):
            (aside / name).unlink(missing_ok=True)
        if not any(aside.iterdir()):
            aside.rmdir()


def _here(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
