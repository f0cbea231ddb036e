"""Judging the rows of a union sheet: which union each names, where it hangs, what would change. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from niangjia.ground.org.actions import bulk
from niangjia.ground.org.choices import UnitKind
from niangjia.kit.powers import Actor, reach, within
from niangjia.programmes.organising import rules
from niangjia.programmes.organising.reasons import sentence
from niangjia.programmes.organising.rules import plain
from niangjia.programmes.organising.sheets import tree_terms
from niangjia.programmes.organising.sheets.named import POWER, Names

TEXTS = ("name", "parent", "kind", "mode", "trade", "focus", "chair_name", "phone", "town")
JUDGED = {
    "_row": pl.Int64, "unit_id": pl.Int64, "parent_id": pl.Int64, "parent_row": pl.Int64, "level": pl.String, "_kind": pl.String,
    "_town": pl.String, "_verdict": pl.String, "_problem": pl.String, "_odd": pl.String, "_changed": pl.String,
    "_culprit": pl.String, "_value": pl.String, "was_parent": pl.String,
    **{f"was_{name}": pl.String for name in bulk.UNIT_CELLS}, "was_revision": pl.Int64, **tree_terms.JUDGED,
}  # fmt: skip


def plan(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> pl.DataFrame:
    """What each row of a union sheet would do."""
    return judge(actor, tidy(frame))


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Blanks for nothing, ISO dates."""
    day = pl.col("founded_on")
    text = day.dt.to_string("%Y-%m-%d") if frame.schema["founded_on"] == pl.Date else day.cast(pl.String)
    return frame.with_columns(
        *(pl.col(name).cast(pl.String).fill_null("") for name in TEXTS), *tree_terms.tidy(frame), founded_on=text
    )


def judge(actor: Actor, frame: pl.DataFrame) -> pl.DataFrame:
    """The verdict on tidy rows against the tree as it is now."""
    found = _Judge(actor, frame).rows()
    told = pl.DataFrame(found, schema=JUDGED, orient="row")
    frame = frame.join(told, on="_row", how="left", maintain_order="left")
    note = pl.concat_str(
        pl.when(pl.col("_note") != "").then("_note"), pl.col("_odd"), separator="；", ignore_nulls=True
    )
    return frame.with_columns(_note=note, _refresh=pl.lit(value=False)).drop("_odd")


class _Judge:
    """Rows that name each other: parents may come later in the file or stand in the base."""

    def __init__(self, actor: Actor, frame: pl.DataFrame) -> None:
        self.ranges = reach(actor, POWER)
        self.units = Names(bulk.all_units())
        self.by_path = {unit["path"]: unit for unit in self.units.rows}
        self.given = frame.to_dicts()
        self.in_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.given:
            self.in_file[plain(row["name"])].append(row)
        self.claimed: set[int] = set()
        self.result: dict[int, dict[str, Any]] = {}

    def rows(self) -> list[dict[str, Any]]:
        for row in self.given:
            self.result[row["_row"]] = self._blank(row)
        for row in self.given:
            self._match_in_place(row)
        for row in self.given:
            self._match_elsewhere(row)
        for row in self.given:
            self._place(row)
        for row in self.given:
            self._check_line(row)
        for row in self.given:
            self._verdict(row)
        tree_terms.judge(self.given, self.result)
        return list(self.result.values())

    def _blank(self, row: dict[str, Any]) -> dict[str, Any]:
        kind, sure = rules.union_kind(row["kind"], row["name"])
        done = dict.fromkeys(JUDGED)
        odd = sentence("union.kind_guessed", word=row["kind"], kind=UnitKind(kind).label) if not sure else None
        done.update(_row=row["_row"], _kind=kind, _changed="", _odd=odd)
        return done

    def _candidates(self, name: str) -> list[dict[str, Any]]:
        return [unit for unit in self.units.by_name.get(plain(name), []) if not unit["dissolved_on"]]

    def _parent_unit(self, unit: dict[str, Any]) -> dict[str, Any] | None:
        return self.by_path.get(unit["path"][: -bulk.STEP])

    def _parent_name(self, unit: dict[str, Any]) -> str:
        above = self._parent_unit(unit)
        return above["name"] if above else ""

    def _match_in_place(self, row: dict[str, Any]) -> None:
        """The union of that name under that parent."""
        wanted = plain(row["parent"])
        for unit in self._candidates(row["name"]):
            above = self._parent_unit(unit)
            names = {plain(above["name"]), plain(above["short_name"])} if above else {""}
            if wanted in names and unit["id"] not in self.claimed:
                self._claim(row, unit)
                return

    def _match_elsewhere(self, row: dict[str, Any]) -> None:
        """Else the only union of that name that no other row means: moved, or its parent not said."""
        done = self.result[row["_row"]]
        if done["unit_id"] is not None or len(self.in_file[plain(row["name"])]) > 1:
            return
        near = [unit for unit in self._candidates(row["name"]) if unit["id"] not in self.claimed]
        inside = [unit for unit in near if within(unit["path"], self.ranges)]
        if len(inside) == 1:
            self._claim(row, inside[0])

    def _claim(self, row: dict[str, Any], unit: dict[str, Any]) -> None:
        self.claimed.add(unit["id"])
        self.result[row["_row"]].update(
            unit_id=unit["id"], was_parent=self._parent_name(unit), was_revision=unit["revision"],
            **{f"was_{name}": unit[name] for name in bulk.UNIT_CELLS},
        )  # fmt: skip

    def _place(self, row: dict[str, Any]) -> None:
        """Which unit or row stands above; wrong if there is none or it is out of reach."""
        done = self.result[row["_row"]]
        own = self.units.by_id.get(done["unit_id"]) if done["unit_id"] else None
        if own and not within(own["path"], self.ranges):
            self._wrong(done, sentence("union.elsewhere", name=row["name"]), "name", row["name"])
        elif not row["parent"]:
            self._place_root(row, done, own)
        elif plain(row["parent"]) == plain(row["name"]):
            self._wrong(done, sentence("parent.itself"), "parent", row["parent"])
        else:
            self._place_below(row, done)

    def _place_root(self, row: dict[str, Any], done: dict[str, Any], own: dict[str, Any] | None) -> None:
        if own:
            above = self._parent_unit(own)
            done["parent_id"] = above["id"] if above else None
        elif not within("", self.ranges):
            self._wrong(done, sentence("root.not_allowed"), "parent", "")

    def _place_below(self, row: dict[str, Any], done: dict[str, Any]) -> None:
        above = [one for one in self.in_file.get(plain(row["parent"]), []) if one["_row"] != row["_row"]]
        if len(above) == 1:
            done["parent_row"] = above[0]["_row"]
            done["parent_id"] = self.result[above[0]["_row"]]["unit_id"]
            return
        if len(above) > 1:
            self._wrong(
                done, sentence("union.ambiguous", name=row["parent"], count=len(above)), "parent", row["parent"]
            )
            return
        unit, problem = self.units.find(row["parent"], self.ranges, "上级工会")
        if unit is None:
            self._wrong(done, problem or "", "parent", row["parent"])
        else:
            done["parent_id"] = unit["id"]

    @staticmethod
    def _wrong(done: dict[str, Any], text: str, column: str, value: str) -> None:
        done.update(_problem=text, _culprit=column, _value=value)

    def _check_line(self, row: dict[str, Any]) -> None:
        """Walk up through the rows of the file: no circle, no wrong row above."""
        done, walked = self.result[row["_row"]], set()
        above = done
        while above["parent_row"] is not None and done["_problem"] is None:
            if above["_row"] in walked:
                self._wrong(done, sentence("parent.cycle", name=row["name"]), "parent", row["parent"])
                return
            walked.add(above["_row"])
            above = self.result[above["parent_row"]]
            if above["_problem"] is not None:
                self._wrong(done, sentence("parent.wrong", name=row["parent"]), "parent", row["parent"])

    def _verdict(self, row: dict[str, Any]) -> None:
        done = self.result[row["_row"]]
        done["level"], done["_town"] = self._level_and_town(row, done, 0)
        if done["_problem"] is not None:
            done["_verdict"] = "wrong"
        elif done["unit_id"] is None:
            done["_verdict"] = "new"
        else:
            changed = [name for name in bulk.UNIT_CELLS if self._differs(row, done, name)]
            moved = bool(row["parent"]) and self._moved(done)
            done["_changed"] = ",".join([*changed, *(["parent"] if moved else [])])
            done["_verdict"] = "transfer" if moved else "changed" if changed else "same"

    def _moved(self, done: dict[str, Any]) -> bool:
        above = self._parent_unit(self.units.by_id[done["unit_id"]])
        return bool((above["id"] if above else None) != done["parent_id"])

    def _differs(self, row: dict[str, Any], done: dict[str, Any], name: str) -> bool:
        if name in {"level", "town"} and not (name == "town" and row["town"]):
            return False
        new = done["_kind"] if name == "kind" else row[name]
        if name == "kind" and not row["kind"]:
            return False
        return bool(new) and new != (done[f"was_{name}"] or "")

    def _level_and_town(self, row: dict[str, Any], done: dict[str, Any], depth: int) -> tuple[str, str]:
        level = rules.union_level(done["_kind"], row["name"], root=not row["parent"])
        if row["town"]:
            return level, row["town"]
        above = ""
        if done["parent_row"] is not None and depth < 20:
            higher = next(one for one in self.in_file[plain(row["parent"])] if one["_row"] == done["parent_row"])
            above = self._level_and_town(higher, self.result[done["parent_row"]], depth + 1)[1]
        elif done["parent_id"]:
            above = self.units.by_id[done["parent_id"]]["town"]
        return level, rules.town_of(level, row["name"], above)
