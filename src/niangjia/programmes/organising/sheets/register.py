"""Judging the rows of an employers sheet: by credit code, else by name. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from niangjia.ground.org.actions import bulk
from niangjia.ground.org.choices import Ownership
from niangjia.kit.ids import read_credit_code
from niangjia.kit.powers import Actor, reach, within
from niangjia.programmes.organising.reasons import sentence
from niangjia.programmes.organising.rules import plain
from niangjia.programmes.organising.sheets.named import POWER, Names

TEXTS = ("name", "credit_code", "union", "trade", "ownership", "town", "address")
WAS = {f"was_{name}": pl.Int64 if name in {"unit_id", "workers"} else pl.String for name in bulk.EMPLOYER_STATE}
IDS = dict.fromkeys(("employer_id", "unit_id", "attachment_id", "headcount_id", "was_revision"), pl.Int64)
JUDGED = {
    "_row": pl.Int64, **IDS, "attached_from": pl.String, "counted_from": pl.String, "_verdict": pl.String, "_problem": pl.String,
    "_odd": pl.String, "_changed": pl.String, "_culprit": pl.String, "_value": pl.String, "was_union": pl.String, **WAS,
}  # fmt: skip


def plan(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> pl.DataFrame:
    """What each row of an employers sheet would do."""
    return judge(actor, tidy(frame))


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Blanks for nothing, ISO dates, credit codes in their one form."""
    day = pl.col("founded_on")
    text = day.dt.to_string("%Y-%m-%d") if frame.schema["founded_on"] == pl.Date else day.cast(pl.String)
    known = pl.col("ownership").is_in([*Ownership.values, ""])
    frame = frame.with_columns(*(pl.col(name).cast(pl.String).fill_null("") for name in TEXTS), founded_on=text)
    before, after = sentence("member.word", column="单位性质", word="\x00").split("\x00")
    odd = pl.when(~known).then(pl.concat_str(pl.lit(before), "ownership", pl.lit(after)))
    return frame.with_columns(
        _note=pl.concat_str(pl.when(pl.col("_note") != "").then("_note"), odd, separator="；", ignore_nulls=True),
        ownership=pl.when(known).then("ownership").otherwise(pl.lit("")),
    )


def judge(actor: Actor, frame: pl.DataFrame) -> pl.DataFrame:
    """The verdict on tidy rows against the register as it is now."""
    told = pl.DataFrame(_Judge(actor).rows(frame.to_dicts()), schema=JUDGED, orient="row")
    frame = frame.join(told, on="_row", how="left", maintain_order="left")
    note = pl.concat_str(
        pl.when(pl.col("_note") != "").then("_note"), pl.col("_odd"), separator="；", ignore_nulls=True
    )
    return frame.with_columns(_note=note, _refresh=pl.lit(value=False)).drop("_odd")


class _Judge:
    """Employers of the register by code and by name, and the unions that they may hang on."""

    def __init__(self, actor: Actor) -> None:
        self.ranges = reach(actor, POWER)
        self.units = Names(bulk.all_units())
        self.by_code: dict[str, dict[str, Any]] = {}
        self.by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in bulk.all_employers().to_dicts():
            if one["credit_code"]:
                self.by_code[one["credit_code"]] = one
            self.by_name[plain(one["name"])].append(one)
        self.claimed: set[int] = set()

    def rows(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self._one(row) for row in given]

    def _one(self, row: dict[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = dict.fromkeys(JUDGED)
        done.update(_row=row["_row"], _changed="", _verdict="new")
        if row["credit_code"]:
            read = read_credit_code(row["credit_code"])
            if read.error:
                return self._wrong(done, sentence("employer.credit_code"), "credit_code", row["credit_code"])
            row["credit_code"] = read.value
        if row["union"]:
            unit, problem = self.units.find(row["union"], self.ranges, "所属工会")
            if unit is None:
                return self._wrong(done, problem or "", "union", row["union"])
            done["unit_id"] = unit["id"]
        elif not within("", self.ranges):
            return self._wrong(done, sentence("union.missing", column="所属工会"), "union", "")
        return self._compare(row, done)

    @staticmethod
    def _wrong(done: dict[str, Any], text: str, column: str, value: str) -> dict[str, Any]:
        done.update(_problem=text, _culprit=column, _value=value, _verdict="wrong")
        return done

    def _known(self, row: dict[str, Any], done: dict[str, Any]) -> dict[str, Any] | None:
        found = self.by_code.get(row["credit_code"]) if row["credit_code"] else None
        if found:
            return found
        named = [one for one in self.by_name[plain(row["name"])] if one["id"] not in self.claimed]
        if row["credit_code"]:
            named = [one for one in named if not one["credit_code"]]
        if len(named) > 1:
            self._wrong(done, sentence("employer.ambiguous", name=row["name"], count=len(named)), "name", row["name"])
        return named[0] if len(named) == 1 else None

    def _compare(self, row: dict[str, Any], done: dict[str, Any]) -> dict[str, Any]:
        known = self._known(row, done)
        if known is None or done["_verdict"] == "wrong":
            return done
        self.claimed.add(known["id"])
        here = self.units.by_id.get(known["unit_id"])
        if here and not within(here["path"], self.ranges):
            return self._wrong(done, sentence("employer.elsewhere", union=here["name"]), "union", row["union"])
        done.update({f"was_{name}": known[name] for name in bulk.EMPLOYER_STATE}, employer_id=known["id"])
        done.update({name: known[name] for name in ("attachment_id", "headcount_id", "attached_from", "counted_from")})
        done.update(was_revision=known["revision"], was_union=here["name"] if here else "")
        changed = [name for name in bulk.EMPLOYER_CELLS if row[name] and row[name] != (known[name] or "")]
        if row["workers"] is not None and row["workers"] != known["workers"]:
            changed.append("workers")
        moved = bool(done["unit_id"]) and done["unit_id"] != known["unit_id"]
        done["_changed"] = ",".join([*changed, *(["union"] if moved else [])])
        held = moved and known["unit_id"] is not None
        done["_verdict"] = "transfer" if held else "changed" if done["_changed"] else "same"
        return done
