"""The spreadsheet of officers: columns, what each row would do, writing and taking back. A row is one post of somebody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.utils.translation import gettext_lazy as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.org.actions import bulk
from niangjia.kit import vault
from niangjia.kit.declare import Applied, Column, Sheet
from niangjia.kit.ids import read_phone
from niangjia.kit.powers import Actor, reach
from niangjia.programmes.organising.choices.officers import OFFICER_PHONE, OfficerKind
from niangjia.programmes.organising.models import Attendance, Officer, Post, Visit
from niangjia.programmes.organising.policies import CADRE_EDIT
from niangjia.programmes.organising.reasons import sentence
from niangjia.programmes.organising.sheets.named import Names

TABLE, SEAL = "organising.officer", "imports.row"
TEXTS = ("name", "union", "kind", "title", "phone", "note")
JUDGED = {
    "_row": pl.Int64, "unit_id": pl.Int64, "unit_path": pl.String, "officer_id": pl.Int64, "post_id": pl.Int64,
    "_verdict": pl.String, "_problem": pl.String, "_changed": pl.String, "_culprit": pl.String, "_value": pl.String,
}  # fmt: skip
LINEAGE = {"row": pl.Int64, "table": pl.String, "record": pl.Int64, "before": pl.String, "after": pl.String}
KINDS = {str(one.label): one.value for one in OfficerKind} | {
    "专职": "full", "兼职": "part", "社会化工作者": "social", "社会化工会工作者": "social", "挂职": "seconded",
}  # fmt: skip


def plan(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> pl.DataFrame:
    """What each row would do."""
    return judge(actor, tidy(frame))


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Blanks for nothing, ISO dates."""
    days = []
    for name in ("since", "until"):
        day = pl.col(name)
        text = day.dt.to_string("%Y-%m-%d") if frame.schema[name] == pl.Date else day.cast(pl.String)
        days.append(text.alias(name))
    return frame.with_columns(*(pl.col(name).cast(pl.String).fill_null("") for name in TEXTS), *days)


def judge(actor: Actor, frame: pl.DataFrame) -> pl.DataFrame:
    """The verdict on tidy rows against the register as it is now."""
    told = pl.DataFrame(_Judge(actor, frame["name"].to_list()).rows(frame.to_dicts()), schema=JUDGED, orient="row")
    return frame.join(told, on="_row", how="left", maintain_order="left").with_columns(_refresh=pl.lit(value=False))


class _Judge:
    """The posts of everybody whose name stands on the sheet, and the unions that the actor keeps."""

    def __init__(self, actor: Actor, names: Sequence[str]) -> None:
        self.ranges = reach(actor, CADRE_EDIT)
        self.units = Names(bulk.all_units())
        rows = Post.rows.filter(officer__removed_at__isnull=True, until__isnull=True, officer__name__in=set(names))
        self.held: dict[tuple[str, int], list[Post]] = {}
        for one in rows.select_related("officer").order_by("pk"):
            self.held.setdefault((one.officer.name, one.unit_id), []).append(one)
        self.claimed: set[tuple[str, int]] = set()

    def rows(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self._one(row) for row in given]

    def _one(self, row: dict[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = dict.fromkeys(JUDGED) | {"_row": row["_row"], "_changed": "", "_verdict": "new"}
        if not row["union"]:
            return self._wrong(done, sentence("officer.union_missing"), "union", "")
        unit, problem = self.units.find(row["union"], self.ranges, "所属工会")
        if unit is None:
            return self._wrong(done, problem or "", "union", row["union"])
        if row["kind"] not in OfficerKind.values:
            return self._wrong(done, sentence("officer.kind", word=row["kind"]), "kind", row["kind"])
        if not row["since"]:
            return self._wrong(done, sentence("officer.since_missing"), "since", "")
        if row["until"] and row["until"] < row["since"]:
            return self._wrong(done, sentence("officer.days"), "until", row["until"])
        done.update(unit_id=unit["id"], unit_path=unit["path"])
        return self._compare(row, done)

    @staticmethod
    def _wrong(done: dict[str, Any], text: str, column: str, value: str) -> dict[str, Any]:
        done.update(_problem=text, _culprit=column, _value=value, _verdict="wrong")
        return done

    def _compare(self, row: dict[str, Any], done: dict[str, Any]) -> dict[str, Any]:
        key = (row["name"], done["unit_id"])
        if key in self.claimed:
            return self._wrong(done, sentence("officer.twice"), "name", row["name"])
        self.claimed.add(key)
        known = self.held.get(key, [])
        if len(known) > 1:
            return self._wrong(done, sentence("officer.namesake"), "name", row["name"])
        if not known:
            return done
        post = known[0]
        done.update(officer_id=post.officer_id, post_id=post.pk)
        changed = [name for name, now in cells(post).items() if row[name] and row[name] != now]
        if row["phone"] and _index(row["phone"]) != post.officer.phone_index:
            changed.append("phone")
        done.update(_changed=",".join(changed), _verdict="changed" if changed else "same")
        return done


def cells(post: Post) -> dict[str, str]:
    """What a row can say of a post, as it stands; the phone apart."""
    return {
        "kind": post.kind, "title": post.title, "since": post.since.isoformat(),
        "until": post.until.isoformat() if post.until else "", "note": post.officer.note,
    }  # fmt: skip


def _index(text: str) -> str:
    number = read_phone(text).value
    return vault.blind(number, field=OFFICER_PHONE) if number else ""


def apply(*, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> Applied:
    """Write the chosen rows; those whose verdict is no longer what the preview said are left alone."""
    planned = dict(frame.select("_row", "_verdict").iter_rows())
    now = judge(actor, frame.drop([name for name in JUDGED if name != "_row"], strict=False))
    skipped = [
        row for row, verdict in now.select("_row", "_verdict").iter_rows() if verdict not in {planned[row], "same"}
    ]
    lines = []
    for row in now.to_dicts():
        if row["_row"] in skipped or row["_verdict"] not in {"new", "changed"}:
            continue
        before = _image(row["post_id"]) if row["_verdict"] == "changed" else ""
        post = _change(row) if before else _add(row)
        lines.append((row["_row"], TABLE, post.officer_id, before, _digest(post.officer_id)))
    audit.record(actor=actor, verb="organising.officers_loaded", facts={"rows": len(lines)})
    return Applied(pl.DataFrame(lines, schema=LINEAGE, orient="row"), skipped)


def _add(row: dict[str, Any]) -> Post:
    token, index = _phone(row["phone"])
    officer = Officer.rows.create(
        unit_id=row["unit_id"], path=row["unit_path"], name=row["name"], phone_sealed=token, phone_index=index,
        note=row["note"], origin="sheet",
    )  # fmt: skip
    made: Post = Post.rows.create(
        officer=officer, unit_id=row["unit_id"], path=row["unit_path"], kind=row["kind"], title=row["title"],
        since=date.fromisoformat(row["since"]), until=date.fromisoformat(row["until"]) if row["until"] else None,
    )  # fmt: skip
    return made


def _phone(text: str) -> tuple[str, str]:
    number = read_phone(text).value if text else None
    return (vault.seal(number, field=OFFICER_PHONE), vault.blind(number, field=OFFICER_PHONE)) if number else ("", "")


def _change(row: dict[str, Any]) -> Post:
    post: Post = Post.rows.select_related("officer").get(pk=row["post_id"])
    changed, officer = row["_changed"].split(","), post.officer
    for name in ("kind", "title"):
        if name in changed:
            setattr(post, name, row[name])
    for name in ("since", "until"):
        if name in changed:
            setattr(post, name, date.fromisoformat(row[name]))
    if "note" in changed:
        officer.note = row["note"]
    if "phone" in changed:
        officer.phone_sealed, officer.phone_index = _phone(row["phone"])
    officer.revision += 1
    officer.save()
    post.save()
    return post


def _image(post_id: int) -> str:
    post = Post.rows.select_related("officer").get(pk=post_id)
    told = {"post": post_id, **cells(post), "phone": post.officer.phone_sealed, "index": post.officer.phone_index}
    return vault.seal(json.dumps(told, ensure_ascii=False), field=SEAL)


def _digest(officer_id: int) -> str:
    """What stands on the register about somebody: posts too, so that a later one is noticed."""
    officer = Officer.rows.get(pk=officer_id)
    posts = [
        sorted(cells(one).items()) for one in Post.rows.filter(officer=officer).select_related("officer").order_by("pk")
    ]
    text = repr((officer.name, officer.phone_index, officer.account_id, officer.person_id, posts))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def undo(*, actor: Actor, lineage: pl.DataFrame, options: Mapping[str, Any]) -> list[int]:
    """Take rows back; those edited or relied upon since stay and are named."""
    stays = []
    for line in lineage.to_dicts():
        key = line["record"]
        here = Officer.rows.filter(pk=key, removed_at__isnull=True).exists()
        used = Visit.rows.filter(officer_id=key).exists() or Attendance.objects.filter(officer_id=key).exists()
        if not here or _digest(key) != line["after"] or (used and not line["before"]):
            stays.append(line["row"])
        elif line["before"]:
            _restore(json.loads(vault.unseal(line["before"], field=SEAL)))
        else:
            Post.rows.filter(officer_id=key).delete()
            Officer.rows.filter(pk=key).delete()
    audit.record(actor=actor, verb="organising.officers_unloaded", facts={"rows": lineage.height - len(stays)})
    return stays


def _restore(image: dict[str, Any]) -> None:
    post = Post.rows.select_related("officer").get(pk=image["post"])
    post.kind, post.title = image["kind"], image["title"]
    post.since = date.fromisoformat(image["since"])
    post.until = date.fromisoformat(image["until"]) if image["until"] else None
    officer = post.officer
    officer.note, officer.phone_sealed, officer.phone_index = image["note"], image["phone"], image["index"]
    officer.revision += 1
    officer.save()
    post.save()


OFFICERS = Sheet(
    "officers",
    _("工会干部"),
    "工会干部",
    (
        Column("name", "姓名", "name", ("干部姓名",), required=True, max_length=60, example="胡金华"),
        Column("union", "所属工会", "unit", ("工会", "派驻工会", "派驻镇街"), required=True, max_length=120),
        Column("kind", "类别", "choice", ("人员类别", "身份"), required=True, choices=KINDS, open_choice=True),
        Column("title", "职务", "text", ("岗位",), max_length=60),
        Column("since", "任职起", "date", ("任职时间", "上岗时间", "聘用时间"), required=True),
        Column("until", "任职止", "date", ("到期时间", "聘用到期")),
        Column("phone", "手机号", "phone", ("手机", "联系电话"), sensitive=True),
        Column("note", "备注", "text", max_length=200),
    ),
    ("name", "union"),
    CADRE_EDIT,
    plan,
    apply,
    undo,
    order=40,
    layouts={"short": ("name", "union", "kind", "title", "since", "phone")},
    chunk=5_000,
)
