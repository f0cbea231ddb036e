"""Writing the rows of a roster, one chunk in the caller's transaction, and taking them back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db import IntegrityError, transaction

from niangjia.ground.org.queries import held_paths
from niangjia.ground.people.actions import bulk, names
from niangjia.ground.people.choices import JoinMode, LeavingReason
from niangjia.kit import vault
from niangjia.kit.declare import Applied
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.sheets.roster import DIGEST, judge

TABLE = "people.person"
SEAL = "imports.row"
KEPT = (*bulk.PERSON_CELLS, "phone_index", "phone_sealed", "roster_digest", "revision")
PREPARED = {
    "identity_sealed": pl.String, "phone_sealed": pl.String, "phone_index": pl.String, "pinyin": pl.String,
    "tokens": pl.String, "_after": pl.String,
}  # fmt: skip
NEEDED = ("_verdict", "identity", "phone", *(name for name in bulk.STATE_CELLS if name != "phone_index"))


def prepare(columns: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
    """Ciphertext, indexes, pinyin, tokens and digest of a chunk, in the helper process; no database."""
    phones = columns["phone"]
    index = vault.blind_many(phones, field="person.phone")
    new = [verdict == "new" for verdict in columns["_verdict"]]
    identities = [number if fresh else "" for number, fresh in zip(columns["identity"], new, strict=True)]
    called = [name if fresh else "" for name, fresh in zip(columns["name"], new, strict=True)]
    cells = [index if cell == "phone_index" else columns[cell] for cell in bulk.STATE_CELLS]
    return {
        "identity_sealed": vault.seal_many(identities, field="person.identity"),
        "phone_sealed": vault.seal_many(phones, field="person.phone"),
        "phone_index": index,
        "pinyin": [names.pinyin_of(name) for name in called],
        "tokens": [names.token_text(name) for name in called],
        "_after": bulk.state_digests(cells),
    }


def apply(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> Applied:
    """Write one chunk. Rows whose person changed since the preview are left alone and named in `skipped`."""
    paths = held_paths(frame["unit_id"].drop_nulls().unique().to_list())
    frame = frame.with_columns(path=pl.col("unit_id").replace_strict(paths, default=None, return_dtype=pl.String))
    new = frame.filter((pl.col("_verdict") == "new") & pl.col("path").is_not_null()).sort("identity_index")
    known = frame.filter(pl.col("_verdict") != "new")
    skipped: list[int] = []
    if options.get("untouched"):
        known = known.with_columns(_phone_index="phone_index")
    else:
        known = _agreed(actor, known, options)
    changed = _amend(known.filter(pl.col("_verdict").is_in(["changed", "transfer"])), options)
    images = options["later"](seal_images, changed["before"].to_list())
    if options.get("untouched"):
        added = _enrol(new)
    else:
        new, added, skipped = _enrol_unheld(new)
    _refresh(known.filter((pl.col("_verdict") == "same") & pl.col("_refresh")))
    done = pl.concat([new["_row"], known["_row"], pl.Series("_row", skipped, dtype=new.schema["_row"])])
    skipped += frame.filter(~pl.col("_row").is_in(done.implode()))["_row"].to_list()
    changed = changed.with_columns(before=pl.Series(images.result(), dtype=pl.String))
    return Applied(pl.concat([added, changed]), skipped)


def _enrol_unheld(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, list[int]]:
    """Enrol the rows whose number nobody has entered since the preview; those written, their lineage, those skipped.

    Nearly always nobody has: so they are written first, and only when the base refuses a number it is asked who holds which.
    """
    skipped: list[int] = []
    while True:
        try:
            with transaction.atomic():
                return frame, _enrol(frame), skipped
        except IntegrityError:
            held = bulk.holders(frame["identity_index"])["identity_index"]
            if not held.len():
                raise
            taken = pl.col("identity_index").is_in(held.implode())
            skipped += frame.filter(taken)["_row"].to_list()
            frame = frame.filter(~taken)


def _agreed(actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> pl.DataFrame:
    """Rows about known persons, judged again on what the base says now; only those whose verdict is still the same."""
    if not frame.height:
        return frame
    fresh = frame.select([name for name in frame.columns if not name.startswith("was_") and name not in _JUDGED])
    now = judge(actor, fresh.drop(PREPARED, strict=False), lock=True, memory=options.get("memory"))
    told = frame.select(
        "_row", pl.col("_verdict").alias("_planned"), pl.col("path").alias("_path"),
        pl.col("phone_index").alias("_phone_index"), "phone_sealed",
    )  # fmt: skip
    now = now.join(told, on="_row", how="left", maintain_order="left")
    now = now.filter((pl.col("_verdict") == pl.col("_planned")) | (pl.col("_verdict") == "same"))
    return now.with_columns(path="_path")


def seal_images(images: list[str]) -> list[str]:
    """Sealed before-images; in the helper process, beside the writing."""
    return vault.seal_many(images, field=SEAL)


_JUDGED = {
    "_culprit",
    "_value",
    "_problem",
    "_changed",
    "_refresh",
    "_verdict",
    "unit_id",
    "path",
    "union_founded",
    "person_id",
    "phone_index",
}


def _lineage(frame: pl.DataFrame, records: Any, before: Any, after: Any) -> pl.DataFrame:
    return frame.select(
        pl.col("_row").alias("row"),
        pl.lit(TABLE).alias("table"),
        pl.Series("record", records, dtype=pl.Int64),
        pl.Series("before", before, dtype=pl.String),
        pl.Series("after", after, dtype=pl.String),
    )


def _enrol(frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.with_columns(roster_digest=pl.col("_digest") + "00000001")
    ids = bulk.enrol(frame) if frame.height else []
    return _lineage(frame, ids, [""] * frame.height, frame["_after"])


def _refresh(frame: pl.DataFrame) -> None:
    """Same cells in another layout: remember this row's digest, so that the next edit by hand is respected."""
    bulk.amend_persons(frame.select("person_id", _stamp(pl.col("was_revision")).alias("roster_digest")))


def _hex(revision: pl.Expr) -> pl.Expr:
    return revision.map_elements(lambda number: f"{number:08x}", return_dtype=pl.String)


def _stamp(revision: pl.Expr) -> pl.Expr:
    return pl.col("_digest") + _hex(revision)


def _filled(name: str) -> pl.Expr:
    blank = pl.col(name).fill_null("") == ""
    return pl.when(blank).then(f"was_{name}").otherwise(pl.col(name))


def _amend(frame: pl.DataFrame, options: Mapping[str, Any]) -> pl.DataFrame:
    today = options["today"]
    if not frame.height:
        return _lineage(frame, [], [], [])
    frame = frame.with_columns(pl.col("_changed").str.split(",").alias("_cells"))
    phone = pl.col("_cells").list.contains("phone")
    frame = frame.with_columns(
        *(_filled(name).alias(f"now_{name}") for name in (*bulk.PERSON_CELLS, "joined_on", "card_number")),
        *(_filled(name).fill_null("").alias(f"now_{name}") for name in bulk.EMPLOYMENT_CELLS),
        now_phone_index=pl.when(phone).then("_phone_index").otherwise("was_phone_index"),
        now_phone_sealed=pl.when(phone).then("phone_sealed").otherwise("was_phone_sealed"),
        now_revision=pl.col("was_revision") + 1,
    ).with_columns(now_roster_digest=_stamp(pl.col("now_revision")))
    _write_persons(frame, phone)
    frame = frame.join(_write_memberships(frame, today), on="_row", how="left", maintain_order="left")
    frame = frame.join(_write_employments(frame, today), on="_row", how="left", maintain_order="left")
    added = pl.col("added_membership").is_not_null()
    frame = frame.with_columns(now_joined_on=pl.when(added).then("began").otherwise("now_joined_on"))
    names_now = {cell: f"now_{cell}" for cell in bulk.STATE_CELLS if cell not in {"name", "unit_id"}}
    after = bulk.state_digests(bulk.state_columns(frame, names_now))
    return _lineage(frame, frame["person_id"], _before_images(frame), after)


def _write_persons(frame: pl.DataFrame, phone: pl.Expr) -> None:
    plain = (*bulk.PERSON_CELLS, "roster_digest", "revision")
    for chosen, cells in (
        (frame.filter(phone), (*plain, "phone_index", "phone_sealed")),
        (frame.filter(~phone), plain),
    ):
        bulk.amend_persons(chosen.select("person_id", *(pl.col(f"now_{name}").alias(name) for name in cells)))


def _write_memberships(frame: pl.DataFrame, today: str) -> pl.DataFrame:
    """Memberships that began, ended or were mended; returns the id of the one added, by row."""
    stays = (pl.col("was_membership_id").is_not_null()) & (pl.col("_verdict") == "changed")
    mended = frame.filter(
        stays & pl.col("_cells").list.eval(pl.element().is_in(["joined_on", "card_number"])).list.any()
    )
    bulk.amend_memberships(
        mended.select(
            pl.col("was_membership_id").alias("id"),
            pl.col("now_joined_on").alias("joined_on"),
            pl.col("now_card_number").alias("card_number"),
        )
    )
    moved = frame.filter(pl.col("_verdict") == "transfer").with_columns(
        left_on=pl.max_horizontal(
            pl.when(pl.col("joined_on") > pl.col("was_joined_on")).then("joined_on").otherwise(pl.lit(today)),
            "was_joined_on",
        )
    )
    bulk.close_memberships(
        moved.select(pl.col("was_membership_id").alias("id"), "left_on"), leaving=LeavingReason.TRANSFER
    )
    back = frame.filter(~stays & (pl.col("_verdict") == "changed"))
    later = pl.col("joined_on") >= pl.col("was_left_on")
    back = back.with_columns(
        began=pl.when(later | pl.col("was_left_on").is_null()).then("joined_on").otherwise(pl.lit(today))
    )
    added = []
    for chosen, mode in ((moved.with_columns(began="left_on"), JoinMode.TRANSFER), (back, JoinMode.ROSTER)):
        ready = chosen.with_columns(pinyin="was_pinyin", joined_on="began", card_number="now_card_number")
        ids = bulk.join(ready.with_columns(pl.col("card_number").fill_null("")), mode=mode)
        added.append(chosen.select("_row", pl.Series("added_membership", ids, dtype=pl.Int64), pl.col("began")))
    return pl.concat(added)


def _write_employments(frame: pl.DataFrame, today: str) -> pl.DataFrame:
    """Another workplace is a new employment from today; other cells mend the open one. Returns the one added, by row."""
    work = frame.filter(pl.col("_cells").list.eval(pl.element().is_in(bulk.EMPLOYMENT_CELLS)).list.any())
    elsewhere = (pl.col("was_workplace").fill_null("") != "") & (pl.col("now_workplace") != pl.col("was_workplace"))
    dated = elsewhere & (pl.col("was_employed_from").fill_null("") < today)
    none = pl.col("was_employment_id").is_null()
    cells = [pl.col(f"now_{name}").alias(name) for name in bulk.EMPLOYMENT_CELLS]
    bulk.amend_employments(work.filter(~dated & ~none).select(pl.col("was_employment_id").alias("id"), *cells))
    moved = work.filter(dated & ~none)
    bulk.close_employments(moved["was_employment_id"].to_list(), today=today)
    first = work.filter(none)
    counts = bulk.history_counts(first["person_id"])
    had = first["person_id"].is_in(counts.filter(pl.col("employments") > 0)["person_id"].implode())
    added = []
    for chosen, since in ((pl.concat([moved, first.filter(had)]), today), (first.filter(~had), None)):
        ids = bulk.employ(chosen.select("person_id", *cells), since=since)
        added.append(chosen.select("_row", pl.Series("added_employment", ids, dtype=pl.Int64)))
    return pl.concat(added)


def _before_images(frame: pl.DataFrame) -> list[str]:
    names_kept = [*KEPT, "membership_id", "joined_on", "card_number", "employment_id", *bulk.EMPLOYMENT_CELLS]
    kept = [pl.col(f"was_{name}").alias(_SHORT[name]) for name in names_kept]
    kept += [pl.col(name).alias(_SHORT[name]) for name in ("added_membership", "added_employment")]
    return frame.select(pl.struct(kept).struct.json_encode()).to_series().to_list()


# ------------------------------------------------------------------ undo


def undo(*, actor: Actor, lineage: pl.DataFrame, options: Mapping[str, Any]) -> list[int]:
    """Take a chunk of lineage back; returns the rows whose persons were edited or relied upon since: they stay."""
    new, before = _free(lineage)
    bulk.unenrol(new.select(pl.col("record").alias("person_id"), "name"))
    _restore(before)
    return _others(lineage, new, before)


def foresee(*, actor: Actor, lineage: pl.DataFrame, options: Mapping[str, Any]) -> list[int]:
    """The rows that `undo` would leave alone now; reads only."""
    return _others(lineage, *_free(lineage))


def _others(lineage: pl.DataFrame, new: pl.DataFrame, before: pl.DataFrame) -> list[int]:
    done = {*new["row"], *before["_row"]}
    return [row for row in lineage["row"] if row not in done]


def _free(lineage: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The persons who can be taken back: those that the import had added, and the images of those whom it had changed."""
    found = bulk.states(lineage["record"]).join(bulk.history_counts(lineage["record"]), on="person_id")
    digests = bulk.state_digests(bulk.state_columns(found))
    found = found.with_columns(_now=pl.Series(digests, dtype=pl.String))
    both = lineage.join(found, left_on="record", right_on="person_id", how="left", maintain_order="left")
    intact = both.filter((pl.col("_now") == pl.col("after")) & (pl.col("gone") == 0))
    new = intact.filter((pl.col("before") == "") & (pl.col("memberships") == 1) & (pl.col("employments") <= 1))
    relied = bulk.relied_upon(new["record"].to_list())
    new = new.filter(~pl.col("record").is_in(list(relied)))
    return new, _images(intact.filter(pl.col("before") != ""))


def _images(frame: pl.DataFrame) -> pl.DataFrame:
    """What stood there before, of the persons whose membership and employment are still the ones that the import left."""
    images = [_named(json.loads(text)) for text in vault.unseal_many(frame["before"].to_list(), field=SEAL)]
    before = pl.DataFrame(images, schema=_IMAGE).with_columns(_row=frame["row"], person_id=frame["record"])
    before = before.with_columns(
        now_membership=frame["membership_id"], now_employment=frame["employment_id"], now_revision=frame["revision"]
    )
    expected_m = pl.coalesce("added_membership", "membership_id")
    expected_e = pl.coalesce("added_employment", "employment_id")
    return before.filter(
        expected_m.eq_missing(pl.col("now_membership")) & expected_e.eq_missing(pl.col("now_employment"))
    )


def _restore(before: pl.DataFrame) -> None:
    if not before.height:
        return
    bulk.remove_memberships(before["added_membership"].drop_nulls().to_list())
    bulk.remove_employments(before["added_employment"].drop_nulls().to_list())
    _restore_persons(before)
    held = before.filter(pl.col("membership_id").is_not_null())
    bulk.amend_memberships(
        held.select(
            pl.col("membership_id").alias("id"),
            "joined_on",
            "card_number",
            pl.lit(None, dtype=pl.String).alias("left_on"),
            pl.lit("").alias("leaving"),
        )
    )
    worked = before.filter(pl.col("employment_id").is_not_null())
    bulk.amend_employments(
        worked.select(
            pl.col("employment_id").alias("id"), *bulk.EMPLOYMENT_CELLS, pl.lit(None, dtype=pl.String).alias("valid_to")
        )
    )


def _restore_persons(before: pl.DataFrame) -> None:
    """The revision only ever grows; a digest that was up to date stays so."""
    head, tail = pl.col("roster_digest").str.slice(0, DIGEST), pl.col("roster_digest").str.slice(DIGEST)
    revision = pl.col("now_revision") + 1
    current = tail == _hex(pl.col("revision"))
    persons = before.select(
        "person_id",
        *(name for name in KEPT if name not in {"roster_digest", "revision"}),
        pl.when(current).then(head + _hex(revision)).otherwise("roster_digest").alias("roster_digest"),
        revision.alias("revision"),
    )
    bulk.amend_persons(persons)


_IMAGE = {
    **{name: (pl.Int64 if name == "revision" else pl.String) for name in KEPT},
    "membership_id": pl.Int64, "joined_on": pl.String, "card_number": pl.String, "employment_id": pl.Int64,
    **dict.fromkeys(bulk.EMPLOYMENT_CELLS, pl.String), "added_membership": pl.Int64, "added_employment": pl.Int64,
}  # fmt: skip

_SHORT = {name: chr(ord("a") + place) for place, name in enumerate(_IMAGE)}
"""Names in a before-image, for half of it would be names: new cells are added at the end of `_IMAGE`."""
_LONG = {short: name for name, short in _SHORT.items()}


def _named(image: dict[str, Any]) -> dict[str, Any]:
    """A before-image with the names of its cells; the earliest were written in full."""
    return {_LONG.get(name, name): value for name, value in image.items()}
