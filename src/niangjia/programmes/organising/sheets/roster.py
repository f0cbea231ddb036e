"""Judging the rows of a roster: new, changed, same, transfer or wrong. Reads only.

The number identifies a person; the first holder of a number keeps it. A blank cell says nothing and erases nothing. A row
whose digest equals the one that last wrote the person is the same, whatever was edited by hand since.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from niangjia.ground.org.actions.bulk import all_units
from niangjia.ground.people.actions import bulk
from niangjia.ground.people.choices import Education, WorkForm
from niangjia.kit import vault
from niangjia.kit.ids import mask_name
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.reasons import sentence
from niangjia.programmes.organising.rules import MIN_AGE
from niangjia.programmes.organising.sheets.named import in_reach, unions_of

DIGEST = 24
TEXTS = (
    "name", "gender", "document_kind", "identity", "phone", "union", "workplace", "occupation", "form", "nation", "politics",
    "education", "native_place", "card_number",
)  # fmt: skip
DATES = ("joined_on", "born_on")
COMPARED = (*bulk.PERSON_CELLS, "joined_on", "card_number", *bulk.EMPLOYMENT_CELLS)
WAS = {name: f"was_{name}" for name in bulk._STATE if name != "person_id"}


def plan(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> pl.DataFrame:
    """What each row of a roster would do."""
    planned = judge(actor, tidy(frame), lock=False, memory=options.get("memory"))
    moving = pl.when(pl.col("_verdict") == "transfer").then("was_unit_id")
    names = dict(zip(*_unit_names(planned.filter(pl.col("_verdict") == "transfer")), strict=True))
    return planned.with_columns(was_union=moving.replace_strict(names, default=None, return_dtype=pl.String))


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """The cells as they are kept: blanks for nothing, ISO dates, sex and birthday from the number."""
    frame = frame.with_columns(
        *(_text(frame, name).alias(name) for name in TEXTS), *(_day(frame, name).alias(name) for name in DATES)
    )
    number = pl.col("identity")
    resident = (number.str.len_bytes() == 18) & pl.col("document_kind").is_in(["", "resident"])
    odd = number.str.slice(16, 1).cast(pl.Int8, strict=False) % 2 == 1
    told = pl.when(resident & odd).then(pl.lit("m")).when(resident).then(pl.lit("f")).otherwise(pl.lit(""))
    born = pl.when(resident).then(
        number.str.slice(6, 4) + "-" + number.str.slice(10, 2) + "-" + number.str.slice(12, 2)
    )
    frame = frame.with_columns(told=told, number_born=born.otherwise(None))
    return (
        frame.with_columns(
            gender=pl.when(pl.col("gender") == "").then("told").otherwise("gender"),
            born_on=pl.coalesce("number_born", "born_on"),
            document_kind=pl.when(pl.col("document_kind") == "").then(pl.lit("resident")).otherwise("document_kind"),
            nation=pl.when(pl.col("nation").str.len_chars() == 1).then(pl.col("nation") + "族").otherwise("nation"),
            _note=pl.concat_str(
                pl.when(pl.col("_note") != "").then("_note"),
                _note(
                    "member.gender",
                    (pl.col("gender") != "") & (pl.col("told") != "") & (pl.col("gender") != pl.col("told")),
                ),
                _note("member.birthday", pl.col("born_on") != pl.col("number_born")),
                _odd_word("education", "学历", Education.values),
                _odd_word("form", "用工形式", WorkForm.values),
                separator="；",
                ignore_nulls=True,
            ),
        )
        .with_columns(_known("education", Education.values), _known("form", WorkForm.values))
        .drop("told", "number_born")
    )


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).fill_null("") if name in frame.columns else pl.lit("")


def _day(frame: pl.DataFrame, name: str) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.String)
    return pl.col(name).dt.to_string("%Y-%m-%d") if frame.schema[name] == pl.Date else pl.col(name).cast(pl.String)


def _note(code: str, condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit(sentence(code)))


def _known(name: str, values: list[str]) -> pl.Expr:
    return pl.when(pl.col(name).is_in(values)).then(name).otherwise(pl.lit("")).alias(name)


def _odd_word(name: str, title: str, values: list[str]) -> pl.Expr:
    before, after = sentence("member.word", column=title, word="\x00").split("\x00")
    odd = ~pl.col(name).is_in([*values, ""])
    return pl.when(odd).then(pl.concat_str(pl.lit(before), name, pl.lit(after)))


def judge(actor: Actor, frame: pl.DataFrame, *, lock: bool, memory: dict[str, Any] | None = None) -> pl.DataFrame:
    """The verdict on tidy rows, with the state of the persons they name (`was_…`). `lock`: hold those persons."""
    unions = unions_of(actor, frame["union"].unique(maintain_order=True).to_list(), "所在工会", memory)
    frame = frame.join(unions, left_on="union", right_on="_union", how="left", maintain_order="left")
    held = bulk.holders(frame["identity_index"].sort())
    frame = frame.join(held, on="identity_index", how="left", maintain_order="left")
    unchanged = (pl.col("roster_digest").str.slice(0, DIGEST) == pl.col("_digest")).fill_null(value=False)
    frame = frame.with_columns(_same=unchanged, _touched=_edited_since(unchanged)).drop("roster_digest", "revision")
    frame = _with_state(frame, lock=lock)
    return _verdicts(actor, frame)


def _edited_since(unchanged: pl.Expr) -> pl.Expr:
    kept = pl.col("roster_digest").str.slice(DIGEST, 8)
    now = pl.col("revision").map_elements(lambda number: f"{number:08x}", return_dtype=pl.String)
    return pl.when(unchanged).then(kept != now).otherwise(pl.lit(value=False))


def _with_state(frame: pl.DataFrame, *, lock: bool) -> pl.DataFrame:
    open_rows = frame.filter(pl.col("person_id").is_not_null() & ~pl.col("_same") & pl.col("_union_problem").is_null())
    found = bulk.states(open_rows["person_id"].unique().sort(), lock=lock).rename(WAS)
    frame = frame.join(found, on="person_id", how="left", maintain_order="left")
    if not open_rows.height:
        return frame.with_columns(
            phone_index=pl.lit(None, dtype=pl.String), was_expelled=pl.lit(0), was_left_on=pl.lit(None, dtype=pl.String)
        )
    phones = vault.blind_many(open_rows["phone"].to_list(), field="person.phone")
    told = pl.DataFrame({"_row": open_rows["_row"], "phone_index": pl.Series(phones, dtype=pl.String)})
    homeless = found.filter(pl.col("was_membership_id").is_null())["person_id"]
    left = bulk.last_leavings(homeless).rename({"left_on": "was_left_on", "expelled": "was_expelled"})
    frame = frame.join(told, on="_row", how="left", maintain_order="left")
    return frame.join(left, on="person_id", how="left", maintain_order="left")


def _verdicts(actor: Actor, frame: pl.DataFrame) -> pl.DataFrame:
    known, read = pl.col("person_id").is_not_null(), pl.col("was_name").is_not_null()
    near = pl.col("was_path").is_null() | in_reach(actor, "was_path")
    changed = pl.concat_str(
        *(_differs(name) for name in COMPARED), _differs("phone", now="phone_index", was="was_phone_index"),
        _name_if("union", read & pl.col("was_membership_id").is_null()), separator=",", ignore_nulls=True,
    )  # fmt: skip
    frame = frame.with_columns(_changed=pl.when(read).then(changed).otherwise(pl.lit("")))
    problem = (
        pl.when(pl.col("_union_problem").is_not_null()).then(pl.col("_union_problem"))
        .when(pl.col("was_gone") == 1).then(pl.lit(sentence("member.gone")))
        .when(read & (pl.col("was_name") != pl.col("name"))).then(pl.lit("name"))
        .when(read & ~near).then(pl.lit("elsewhere"))
        .when(pl.col("was_expelled") == 1).then(pl.lit(sentence("member.expelled")))
    )  # fmt: skip
    blamed = pl.when(pl.col("_union_problem").is_not_null()).then(pl.lit("union")).when(problem.is_not_null())
    frame = frame.with_columns(
        _problem=problem, _near=near, _culprit=blamed.then(pl.lit("identity")),
        _value=pl.when(pl.col("_union_problem").is_not_null()).then("union"),
    )  # fmt: skip
    frame = _spell_problems(frame)
    verdict = (
        pl.when(pl.col("_problem").is_not_null()).then(pl.lit("wrong"))
        .when(~known).then(pl.lit("new"))
        .when(pl.col("_same")).then(pl.lit("same"))
        .when(pl.col("was_unit_id").is_not_null() & (pl.col("was_unit_id") != pl.col("unit_id"))).then(pl.lit("transfer"))
        .when(pl.col("_changed") != "").then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
    )  # fmt: skip
    youngest = (pl.col("born_on").str.slice(0, 4).cast(pl.Int32, strict=False) + MIN_AGE).cast(pl.String)
    notes = pl.concat_str(
        pl.when(pl.col("_note") != "").then("_note"),
        _note("member.age", pl.col("joined_on") < youngest + pl.col("born_on").str.slice(4)),
        _note_with("member.before_union", pl.col("joined_on") < pl.col("union_founded"), "day", "union_founded"),
        _note("member.edited", pl.col("_touched")),
        _note("member.rejoined", read & pl.col("was_membership_id").is_null() & pl.col("_problem").is_null()),
        separator="；", ignore_nulls=True,
    )  # fmt: skip
    return frame.with_columns(_verdict=verdict, _note=notes, _refresh=known & ~pl.col("_same")).drop(
        "_union_problem", "_near", "_same", "_touched"
    )


def _differs(name: str, *, now: str = "", was: str = "") -> pl.Expr:
    new, old = pl.col(now or name).fill_null(""), pl.col(was or f"was_{name}").fill_null("")
    return _name_if(name, (new != "") & (new != old))


def _name_if(name: str, condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit(name))


def _note_with(code: str, condition: pl.Expr, key: str, column: str) -> pl.Expr:
    before, after = sentence(code, **{key: "\x00"}).split("\x00")
    return pl.when(condition).then(pl.concat_str(pl.lit(before), column, pl.lit(after)))


def _spell_problems(frame: pl.DataFrame) -> pl.DataFrame:
    """Sentences that name somebody or some union are written for the few rows that need them."""
    few = frame.filter(pl.col("_problem").is_in(["name", "elsewhere"]))
    if not few.height:
        return frame
    names = dict(zip(*_unit_names(few), strict=True))
    spelt = []
    for row in few.select("_row", "_problem", "_near", "was_name", "was_unit_id").to_dicts():
        if row["_problem"] == "elsewhere":
            text = sentence("member.elsewhere", union=names.get(row["was_unit_id"], ""))
        elif row["_near"]:
            text = sentence("member.other_name", name=mask_name(row["was_name"]))
        else:
            text = sentence("member.other_name_elsewhere")
        spelt.append((row["_row"], text))
    told = pl.DataFrame(spelt, schema={"_row": frame.schema["_row"], "_spelt": pl.String}, orient="row")
    frame = frame.join(told, on="_row", how="left", maintain_order="left")
    return frame.with_columns(_problem=pl.coalesce("_spelt", "_problem")).drop("_spelt")


def _unit_names(few: pl.DataFrame) -> tuple[list[int], list[str]]:
    ids = few["was_unit_id"].drop_nulls().unique()
    found = all_units().filter(pl.col("id").is_in(ids.implode()))
    return found["id"].to_list(), found["name"].to_list()
