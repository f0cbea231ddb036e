"""The spreadsheet of who was at a training: each row names the training, somebody, and her union."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.org.actions import bulk
from niangjia.kit.declare import Applied, Column, Sheet
from niangjia.kit.powers import Actor, reach
from niangjia.programmes.organising.actions.trainings import There, as_chair, of_officer, who_of, write_down
from niangjia.programmes.organising.choices.officers import Way
from niangjia.programmes.organising.models import Attendance, Officer, Training
from niangjia.programmes.organising.policies import CADRE_EDIT
from niangjia.programmes.organising.queries.chairs import chairs_of
from niangjia.programmes.organising.reasons import sentence
from niangjia.programmes.organising.sheets.named import Names
from niangjia.programmes.organising.sheets.officers import LINEAGE

TABLE = "organising.attendance"
TEXTS = ("training", "name", "union")
JUDGED = {
    "_row": pl.Int64, "training_id": pl.Int64, "who": pl.Int64, "officer_id": pl.Int64, "person_id": pl.Int64,
    "of_unit_id": pl.Int64, "chair": pl.Boolean, "_verdict": pl.String, "_problem": pl.String, "_changed": pl.String,
    "_culprit": pl.String, "_value": pl.String,
}  # fmt: skip


def plan(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> pl.DataFrame:
    """What each row would do."""
    day = pl.col("on")
    text = day.dt.to_string("%Y-%m-%d") if frame.schema["on"] == pl.Date else day.cast(pl.String)
    return judge(actor, frame.with_columns(*(pl.col(name).cast(pl.String).fill_null("") for name in TEXTS), on=text))


def judge(actor: Actor, frame: pl.DataFrame) -> pl.DataFrame:
    """The verdict on tidy rows against the lists as they are now."""
    told = pl.DataFrame(_Judge(actor, frame.to_dicts()).rows(), schema=JUDGED, orient="row")
    return frame.join(told, on="_row", how="left", maintain_order="left").with_columns(_refresh=pl.lit(value=False))


class _Judge:
    """Trainings by title, unions by name, officers and chairs by name at their union."""

    def __init__(self, actor: Actor, given: list[dict[str, Any]]) -> None:
        self.given, self.ranges = given, reach(actor, CADRE_EDIT)
        self.names = Names(bulk.all_units())
        titles = {row["training"] for row in given}
        self.trainings: dict[str, list[Training]] = {}
        for one in Training.objects.visible_to(actor, CADRE_EDIT).filter(title__in=titles, cancelled_at__isnull=True):
            self.trainings.setdefault(one.title, []).append(one)
        self.units: dict[str, tuple[int | None, str | None]] = {}
        for name in {row["union"] for row in given if row["union"]}:
            unit, problem = self.names.find(name, self.ranges, "工会")
            self.units[name] = (unit["id"] if unit else None, problem)
        keys = [key for key, _problem in self.units.values() if key]
        self.chairs = chairs_of(keys, timezone.localdate())
        rows = Officer.rows.filter(removed_at__isnull=True, name__in={row["name"] for row in given})
        self.officers = {(one.name, one.unit_id): one for one in rows}
        there = Attendance.objects.filter(training__in=[one.pk for some in self.trainings.values() for one in some])
        self.known = set(there.values_list("training_id", "who"))
        self.claimed: set[tuple[int, int]] = set()

    def rows(self) -> list[dict[str, Any]]:
        return [self._one(row) for row in self.given]

    def _training(self, row: dict[str, Any]) -> Training | None:
        found = self.trainings.get(row["training"], [])
        if row["on"]:
            found = [one for one in found if one.since.isoformat() <= row["on"] <= one.until.isoformat()]
        return found[0] if len(found) == 1 else None

    def _one(self, row: dict[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = dict.fromkeys(JUDGED) | {"_row": row["_row"], "_changed": "", "_verdict": "new"}
        training = self._training(row)
        if training is None:
            return self._wrong(done, sentence("attendance.training", name=row["training"]), "training", row["training"])
        unit_id, problem = self.units.get(row["union"], (None, None))
        if row["union"] and unit_id is None:
            return self._wrong(done, problem or "", "union", row["union"])
        one = self._who(row["name"], unit_id)
        key = (training.pk, one.who)
        if key in self.claimed:
            return self._wrong(done, sentence("attendance.twice"), "name", row["name"])
        self.claimed.add(key)
        done.update(training_id=training.pk, **{name: value for name, value in vars(one).items() if name != "name"})
        done["_verdict"] = "same" if key in self.known else "new"
        return done

    def _who(self, name: str, unit_id: int | None) -> There:
        chair = self.chairs.get(unit_id or 0)
        officer = self.officers.get((name, unit_id or 0))
        if officer is not None:
            return of_officer(officer, self.chairs)
        if chair is not None and chair.name == name and unit_id:
            return as_chair(unit_id, chair)
        return There(who_of(name=name, unit_id=unit_id), name, of_unit_id=unit_id)

    @staticmethod
    def _wrong(done: dict[str, Any], text: str, column: str, value: str) -> dict[str, Any]:
        done.update(_problem=text, _culprit=column, _value=value, _verdict="wrong")
        return done


def apply(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> Applied:
    """Write down who is new; who stands on a list by now is left alone."""
    now = judge(actor, frame.drop([name for name in JUDGED if name != "_row"], strict=False))
    skipped = [row for row, verdict in now.select("_row", "_verdict").iter_rows() if verdict == "wrong"]
    fresh: dict[int, list[dict[str, Any]]] = {}
    for row in now.filter(pl.col("_verdict") == "new").to_dicts():
        fresh.setdefault(row["training_id"], []).append(row)
    for training in Training.rows.filter(pk__in=list(fresh)):
        write_down(
            training,
            [_there(row) for row in fresh[training.pk]],
            way=Way.SHEET,
            by=actor.account_id,
            now=timezone.now(),
        )
    lines = _lines([(row["_row"], key, row["who"]) for key, some in fresh.items() for row in some])
    audit.record(actor=actor, verb="organising.attendances_loaded", facts={"rows": len(lines)})
    return Applied(pl.DataFrame(lines, schema=LINEAGE, orient="row"), skipped)


def _there(row: dict[str, Any]) -> There:
    return There(row["who"], row["name"], row["officer_id"], row["person_id"], row["of_unit_id"], bool(row["chair"]))


def _lines(written: Sequence[tuple[int, int, int]]) -> list[tuple[int, str, int, str, str]]:
    keys = {
        (training, who): pk
        for pk, training, who in Attendance.objects.filter(training__in={one[1] for one in written}).values_list(
            "pk", "training_id", "who"
        )
    }
    return [(row, TABLE, keys[training, who], "", str(who)) for row, training, who in written]


def undo(*, actor: Actor, lineage: pl.DataFrame, options: Mapping[str, Any]) -> list[int]:
    """Take rows back; those that were removed by hand or name somebody else by now stay as they are."""
    stays = []
    for line in lineage.to_dicts():
        gone, _rows = Attendance.objects.filter(pk=line["record"], who=int(line["after"]), way=Way.SHEET).delete()
        if not gone:
            stays.append(line["row"])
    audit.record(actor=actor, verb="organising.attendances_unloaded", facts={"rows": lineage.height - len(stays)})
    return stays


ATTENDANCES = Sheet(
    "attendances",
    _("培训参加名单"),
    "参加名单",
    (
        Column("training", "培训名称", "text", ("培训班", "班次"), required=True, max_length=80),
        Column("on", "培训日期", "date", ("日期",)),
        Column("name", "姓名", "name", ("参加人", "学员"), required=True, max_length=60, example="胡金华"),
        Column("union", "工会", "unit", ("所属工会", "所在工会"), max_length=120),
    ),
    ("training", "name", "union"),
    CADRE_EDIT,
    plan,
    apply,
    undo,
    order=41,
    layouts={"short": ("training", "on", "name", "union")},
    chunk=5_000,
)
