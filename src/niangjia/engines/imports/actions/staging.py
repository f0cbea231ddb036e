"""Taking a file in: kept sealed with its digest, read, recognised; mappings said and remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import polars as pl
from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.db import transaction
from django.utils import timezone

from niangjia.engines.imports import crew, files, policies
from niangjia.engines.imports.actions.refusals import NotNow, NotRecognised, batch_of
from niangjia.engines.imports.choices import State
from niangjia.engines.imports.models import Batch, Remembered
from niangjia.ground.audit.actions import record
from niangjia.kit import sheets as kit_sheets
from niangjia.kit import vault
from niangjia.kit.declare import Sheet, sheets
from niangjia.kit.powers import Actor, NotAllowed, reach, within
from niangjia.kit.sheets import Match, Table

CHUNK = 1 << 20
Found = tuple[Sheet, Table, Match]


def stage(*, actor: Actor, source: Path | BinaryIO, name: str, kind: str = "", place: str = "") -> list[Batch]:
    """Keep a file, read it and recognise its sheets: one batch for each known sheet, in the order to take them in.

    `kind` says what it is when the headings do not; `place` is the path of the unit that the actor works for (within
    reach of `imports.use`; by default her widest). Raises Unreadable, NotRecognised, NotAllowed.
    """
    place = place_of(actor, place)
    if isinstance(source, Path) and source.stat().st_size >= crew.WORTH_BYTES:
        crew.warm()  # a path comes from the terminal, which goes on in this process
    first = Batch(
        kind=kind, file_name=name[:200], digest="", path=place, actor_kind=actor.kind, account_id=actor.account_id
    )
    kept = files.folder(first.code) / files.SOURCE
    try:
        first.digest = keep(source, kept)
        if isinstance(source, Path):
            book = kit_sheets.open_workbook(source, name=name)
        else:
            with vault.open_sealed(kept) as file:
                book = kit_sheets.open_workbook(file, name=name)
        found = recognised(book.sheets, kind, place)
        batches = laid_out(first, found, book.notes)
        write_frames(batches, found)
        with transaction.atomic():
            for batch in batches:
                batch.save(force_insert=True)
                tell_staged(actor, batch)
        return batches
    except BaseException:
        files.forget(first.code)
        raise


def place_of(actor: Actor, place: str) -> str:
    """The place in the tree that a batch is taken in for. Raises NotAllowed."""
    ranges = reach(actor, policies.USE)
    if not ranges:
        raise NotAllowed
    if place and not within(place, ranges):
        raise NotAllowed
    return place or min(low for low, _high in ranges)


def keep(source: Path | BinaryIO, target: Path) -> str:
    """Seal a file; returns its SM3 digest."""
    digest = Hash(SM3())
    with vault.write_sealed(target) as out:
        file = source.open("rb") if isinstance(source, Path) else source
        try:
            while part := file.read(CHUNK):
                digest.update(part)
                out.write(part)
        finally:
            if isinstance(source, Path):
                file.close()
    return digest.finalize().hex()


def recognised(tables: Sequence[Table], kind: str, place: str) -> list[Found]:
    """The tables that are lists of ours, in the order to take them in. Raises NotRecognised."""
    kinds = sheets()
    if kind and kind not in kinds:
        raise NotRecognised
    found = []
    for table in tables:
        said = _remembered(table, place)
        known = {heading: name for heading, name in said.items() if name}
        if kind:
            match = kit_sheets.match_kind(table, kinds[kind], known=known)
        else:
            match = kit_sheets.recognise(table, kinds.values(), known=known)
            if len(match.unknown) + len(match.unsure) > len(match.mapping):
                continue  # mostly columns that the kind does not know for sure: it is some other list of people
        if match.sheet is not None:
            found.append((match.sheet, table, _without(match, table, {word for word in said if not said[word]})))
    if not found:
        raise NotRecognised
    order = list(kinds)
    return sorted(found, key=lambda one: order.index(one[0].kind))


def _without(match: Match, table: Table, left_out: set[str]) -> Match:
    """The match without the columns that a person said mean nothing."""
    out = {column for column in table.columns if kit_sheets.normalise(table.headings[column]) in left_out}
    mapping = {column: name for column, name in match.mapping.items() if column not in out}
    return replace(match, mapping=mapping, unsure=tuple(one for one in match.unsure if one.column not in out))


def laid_out(first: Batch, found: Sequence[Found], notes: Sequence[str], codes: Sequence[str] = ()) -> list[Batch]:
    """A batch for each table, not saved yet; the first is given, `codes` are for the others."""
    batches = []
    sent_as = {"key": first.facts["key"]} if first.facts.get("key") else {}
    for number, (sheet, table, match) in enumerate(found):
        batch = first if not number else Batch(
            file_name=first.file_name, digest=first.digest, path=first.path, actor_kind=first.actor_kind, account_id=first.account_id
        )  # fmt: skip
        if 0 < number <= len(codes):
            batch.code = codes[number - 1]
        batch.kind, batch.sheet_name, batch.mapping = sheet.kind, table.name[:100], match.with_guesses()
        batch.rows, batch.facts = table.frame.height, {
            **sent_as, **table.facts(), "source": first.code, "read_as": table.source,
            "unsure": [guess.column for guess in match.unsure], "notes": list(notes),
        }  # fmt: skip
        batches.append(batch)
    return batches


def write_frames(batches: Sequence[Batch], found: Sequence[Found]) -> None:
    """The rows of each batch, sealed."""
    for batch, (_sheet, table, _match) in zip(batches, found, strict=True):
        files.write(batch.code, "rows", table.frame)
        files.write(batch.code, "first", table.frame.head(1))
        files.write(batch.code, "hints", table.hints)


def tell_staged(actor: Actor, batch: Batch) -> None:
    """One line of the trail."""
    record(
        actor=actor, verb="imports.staged", subject=("imports.batch", batch.pk), path=batch.path,
        facts={"kind": batch.kind, "rows": batch.rows, "digest": batch.digest},
    )  # fmt: skip


def table_of(batch: Batch) -> Table:
    """The staged table, with the corrections that were chosen for all rows at once."""
    facts = {**batch.facts, "source": batch.facts["read_as"]}
    frame = files.read(batch.code, "rows")
    if fixes := batch.options.get("fixes"):
        frame = replace_text(frame, batch.mapping, fixes)
    return Table.restore(facts, frame, files.read(batch.code, "hints"))


# ------------------------------------------------------------------ mapping


def headings_digest(names: Sequence[str]) -> str:
    """A short mark of a set of headings, to remember what they meant."""
    return hashlib.blake2b("\x1f".join(names).encode(), digest_size=16).hexdigest()


def _remembered(table: Table, place: str) -> dict[str, str]:
    """What a person said these headings mean: normalised heading → field."""
    known = Remembered.objects.filter(path=place, headings=headings_digest(list(table.headings.values()))).first()
    return dict(known.mapping) if known else {}


@transaction.atomic
def set_mapping(*, actor: Actor, code: str, mapping: Mapping[str, str], remember: bool = True) -> Batch:
    """Say which column of the file is which; remembered for the unit and these headings unless told otherwise.

    Columns that are not named mean nothing, and that is remembered, too. Raises NotNow, NotFound.
    """
    batch = batch_of(actor, code, policies.USE, lock=True)
    if batch.state not in {State.STAGED, State.READY, State.FAILED} or batch.next_chunk:
        raise NotNow
    fields = {column.name for column in sheets()[batch.kind].columns}
    kept = {heading: name for heading, name in mapping.items() if name in fields and heading in batch.headings}
    batch.mapping, batch.state, batch.facts["unsure"] = kept, State.STAGED, []
    batch.save(update_fields=["mapping", "state", "facts"])
    if remember:
        _remember(batch)
    record(actor=actor, verb="imports.mapped", subject=("imports.batch", batch.pk), path=batch.path, facts={})
    return batch


def _remember(batch: Batch) -> None:
    headings = batch.headings
    said = {kit_sheets.normalise(heading): batch.mapping.get(key, "") for key, heading in headings.items()}
    Remembered.objects.update_or_create(
        path=batch.path, headings=headings_digest(list(headings.values())),
        defaults={"kind": batch.kind, "mapping": said, "used_at": timezone.now()},
    )  # fmt: skip


def replace_text(
    frame: pl.DataFrame, mapping: Mapping[str, str], fixes: Mapping[str, Mapping[str, str]]
) -> pl.DataFrame:
    """The staged cells with the corrections that were chosen for all rows at once."""
    for heading, field in mapping.items():
        if field in fixes:
            frame = frame.with_columns(pl.col(heading).str.strip_chars().replace(dict(fixes[field])).alias(heading))
    return frame
