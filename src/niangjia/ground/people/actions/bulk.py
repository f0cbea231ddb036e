"""Set-based reading and writing of persons, employments and memberships for the importers.

Nothing here asks for an actor: the sheet that calls has judged every row. All of it runs in the caller's
transaction. Dates are ISO text. A person's *state* is what a roster can say of her; its digest tells weeks later
whether anybody edited the record since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from django.db import connection

from niangjia.ground.people.actions import names
from niangjia.ground.people.choices import JoinMode, LeavingReason
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.kit import rows
from niangjia.kit.ids import new_codes

PERSON_CELLS = ("gender", "nation", "politics", "education", "native_place")
EMPLOYMENT_CELLS = ("workplace", "occupation", "form")
STATE_CELLS = ("name", *PERSON_CELLS, "phone_index", "unit_id", "joined_on", "card_number", *EMPLOYMENT_CELLS)
"""What the digest of a person's state covers, in order."""

_HOLDERS = {"identity_index": pl.String, "person_id": pl.Int64, "roster_digest": pl.String, "revision": pl.Int64}
_STATE = {
    "person_id": pl.Int64, "code": pl.String, "name": pl.String, "gender": pl.String, "nation": pl.String, "politics": pl.String,
    "education": pl.String, "native_place": pl.String, "phone_index": pl.String, "phone_sealed": pl.String,
    "roster_digest": pl.String, "revision": pl.Int64, "pinyin": pl.String, "gone": pl.Int64,
    "membership_id": pl.Int64, "unit_id": pl.Int64, "path": pl.String, "joined_on": pl.String, "card_number": pl.String,
    "employment_id": pl.Int64, "workplace": pl.String, "occupation": pl.String, "form": pl.String, "employed_from": pl.String,
    "employer_id": pl.Int64,
}  # fmt: skip


def holders(indexes: Iterable[str] | pl.Series) -> pl.DataFrame:
    """Who holds which identity numbers, by blind index: the record that stays, its roster digest and revision."""
    source, given = rows.keys(indexes, kind="text")
    sql = (
        "SELECT p.identity_index, COALESCE(p.merged_into_id, p.id), p.roster_digest, p.revision "  # noqa: S608
        f"FROM {source} JOIN people_person p ON p.identity_index = given.k"
    )
    return rows.read(sql, [given], _HOLDERS)


def states(person_ids: Iterable[int] | pl.Series, *, lock: bool = False) -> pl.DataFrame:
    """What the base says of these persons today: person, open membership, open employment. `gone`: died, erased or merged."""
    source, given = rows.keys(person_ids)
    sql = (
        "SELECT p.id, p.code, p.name, p.gender, p.nation, p.politics, p.education, p.native_place, p.phone_index, "  # noqa: S608
        "p.phone_sealed, p.roster_digest, p.revision, p.pinyin, "
        "CASE WHEN p.died_on IS NOT NULL OR p.erased_at IS NOT NULL OR p.merged_into_id IS NOT NULL THEN 1 ELSE 0 END, "
        "m.id, m.unit_id, m.path, CAST(m.joined_on AS text), m.card_number, "
        "e.id, e.workplace, e.occupation, e.form, CAST(e.valid_from AS text), e.employer_id "
        f"FROM {source} JOIN people_person p ON p.id = given.k "
        "LEFT JOIN people_membership m ON m.person_id = p.id AND m.left_on IS NULL "
        "LEFT JOIN people_employment e ON e.person_id = p.id AND e.valid_to IS NULL"
    )
    return rows.read(sql + (" FOR UPDATE OF p" if lock and rows.on_postgres() else ""), [given], _STATE)


def last_leavings(person_ids: Iterable[int] | pl.Series) -> pl.DataFrame:
    """The latest end of a membership of persons who are in no union now: `person_id`, `left_on`, `leaving`."""
    source, given = rows.keys(person_ids)
    sql = (
        "SELECT m.person_id, MAX(CAST(m.left_on AS text)), "  # noqa: S608
        f"MAX(CASE WHEN m.leaving = 'expelled' THEN 1 ELSE 0 END) FROM {source} "
        "JOIN people_membership m ON m.person_id = given.k WHERE m.left_on IS NOT NULL GROUP BY m.person_id"
    )
    return rows.read(sql, [given], {"person_id": pl.Int64, "left_on": pl.String, "expelled": pl.Int64})


def state_digests(columns: Sequence[Sequence[str]]) -> list[str]:
    """Digest of each state, from the columns of `STATE_CELLS` in order as text, "" for nothing."""
    blake, between = hashlib.blake2b, "\x1f".join
    return [blake(between(row).encode(), digest_size=12).hexdigest() for row in zip(*columns, strict=True)]


def state_columns(frame: pl.DataFrame, names: Mapping[str, str] | None = None) -> list[list[str]]:
    """The columns of a state in the order of `STATE_CELLS`; `names` says where a cell stands under another name."""
    wanted = [(names or {}).get(cell, cell) for cell in STATE_CELLS]
    return [frame[name].cast(pl.String).fill_null("").to_list() for name in wanted]


def enrol(frame: pl.DataFrame) -> list[int]:
    """Add persons who were unknown, with membership and, where the roster names work, employment. Returns their ids.

    The frame holds the person's columns with both sealed texts and indexes, `pinyin`, `tokens`, `unit_id`, `path`,
    `joined_on`, `card_number`, `workplace`, `occupation`, `form`; sorted by `identity_index`, which keeps the index's pages together.
    """
    ids = rows.reserve("people_person", frame.height)
    frame = frame.with_columns(id=pl.Series(ids, dtype=pl.Int64), code=pl.Series(sorted(new_codes(frame.height))))
    person = [
        "id", "code", "name", "pinyin", "born_on", "document_kind", "identity_sealed", "identity_index", "phone_sealed",
        "phone_index", *PERSON_CELLS, "roster_digest",
    ]  # fmt: skip
    rows.insert_rows(Person, frame.select(person))
    names.index_tokens(frame.select("id", "tokens"))
    by_person = frame.drop("id").with_columns(person_id=pl.Series(ids, dtype=pl.Int64))
    join(by_person.sort("path", "pinyin"), mode=JoinMode.ROSTER)
    employ(by_person.filter(_any_work()), since=None)
    return ids


def _any_work() -> pl.Expr:
    return pl.any_horizontal(*(pl.col(name) != "" for name in EMPLOYMENT_CELLS))


def join(frame: pl.DataFrame, *, mode: str, origin: str = "import") -> list[int]:
    """Record memberships: `person_id`, `pinyin`, `unit_id`, `path`, `joined_on`, `card_number`. Returns their ids."""
    ids = rows.reserve("people_membership", frame.height)
    frame = frame.select("person_id", "pinyin", "unit_id", "path", "joined_on", "card_number").with_columns(
        id=pl.Series(ids, dtype=pl.Int64), mode=pl.lit(str(mode)), origin=pl.lit(origin)
    )
    rows.insert_rows(Membership, frame)
    return ids


def employ(frame: pl.DataFrame, *, since: str | None) -> list[int]:
    """Record open employments: `person_id` and the three columns of work. `since` None: true since before our records."""
    ids = rows.reserve("people_employment", frame.height)
    frame = frame.select("person_id", *EMPLOYMENT_CELLS).with_columns(
        id=pl.Series(ids, dtype=pl.Int64), valid_from=pl.lit(since, dtype=pl.String)
    )
    rows.insert_rows(Employment, frame)
    return ids


def amend_persons(frame: pl.DataFrame) -> None:
    """Set columns of persons, by `person_id`; the frame carries whole new values including `revision`."""
    rows.update("people_person", frame.rename({"person_id": "id"}))


def amend_memberships(frame: pl.DataFrame) -> None:
    """Set columns of memberships by `id`."""
    rows.update("people_membership", frame)


def amend_employments(frame: pl.DataFrame) -> None:
    """Set columns of employments by `id`."""
    rows.update("people_employment", frame)


def close_memberships(frame: pl.DataFrame, *, leaving: LeavingReason) -> None:
    """End memberships: `id` and `left_on`."""
    rows.update("people_membership", frame.select("id", "left_on").with_columns(leaving=pl.lit(str(leaving))))


def close_employments(ids: Sequence[int], *, today: str) -> None:
    """End employments on a day."""
    day = pl.lit(today)
    rows.update("people_employment", pl.DataFrame({"id": ids}, schema={"id": pl.Int64}).with_columns(valid_to=day))


def history_counts(person_ids: Iterable[int] | pl.Series) -> pl.DataFrame:
    """How many memberships and employments these persons have, ended ones too."""
    source, given = rows.keys(person_ids)
    sql = (
        "SELECT given.k, (SELECT COUNT(*) FROM people_membership m WHERE m.person_id = given.k), "  # noqa: S608
        f"(SELECT COUNT(*) FROM people_employment e WHERE e.person_id = given.k) FROM {source}"
    )
    return rows.read(sql, [given], {"person_id": pl.Int64, "memberships": pl.Int64, "employments": pl.Int64})


def relied_upon(person_ids: Sequence[int]) -> set[int]:
    """Those of the persons whom other records name (accounts, consents, cases …), whichever module keeps them."""
    found: set[int] = set()
    source, given = rows.keys(person_ids)
    for model, table, column, goes in rows.named_by(Person):
        if goes or model in {Membership, Employment}:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT r."{column}" FROM {source} JOIN {table} r ON r."{column}" = given.k',  # noqa: S608
                [given],
            )
            found.update(row[0] for row in cursor.fetchall())
    return found


def unenrol(frame: pl.DataFrame) -> None:
    """Remove persons whom an import had added and nobody relies on: `person_id` and `name`."""
    ids = frame["person_id"].to_list()
    names.unindex_names(frame.select("person_id", "name").rows())
    for _model, table, column, goes in rows.named_by(Person):
        if goes:  # an inbox goes with its person
            rows.delete(table, ids, key=column)
    rows.delete("people_membership", ids, key="person_id")
    rows.delete("people_employment", ids, key="person_id")
    rows.delete("people_person", ids)


def remove_memberships(ids: Sequence[int]) -> None:
    """Remove memberships that an import had added."""
    rows.delete("people_membership", ids)


def remove_employments(ids: Sequence[int]) -> None:
    """Remove employments that an import had added."""
    rows.delete("people_employment", ids)
