"""Signs that a union exists on paper only: one scan of the memberships for all unions, whatever their number.

Unscoped: what comes of it is kept by `engines/scorecards` and `engines/worklists`, which show each union where it lies.
"""

# ruff: noqa: S608  (the statements are built of the constant pieces of this file; values are always parameters)
from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
from django.utils.translation import gettext as _

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.engines.scorecards import queries as scorecards
from niangjia.kit import rows
from niangjia.kit.declare import Book, Input, Step, Trace

if TYPE_CHECKING:
    from niangjia.engines.scorecards.models import Sheet

MEMBERS = """
SELECT u.id, u.code, u.name, u.path, u.kind, u.chair_name, CAST(u.founded_on AS text), COALESCE(s.members, 0), COALESCE(s.active, 0), s.moved,
       COALESCE(s.verified, 0), COALESCE(s.roster, 0), COALESCE(s.phoned, 0), COALESCE(s.chairs, 0), s.first, s.last,
       CAST(t.until AS text)
FROM org_unit u LEFT JOIN organising_term t ON t.unit_id = u.id AND t.ended_on IS NULL LEFT JOIN (
  SELECT m.unit_id, SUM(CASE WHEN m.left_on IS NULL THEN 1 ELSE 0 END) AS members,
         SUM(CASE WHEN m.left_on IS NULL AND p.active_on >= %s THEN 1 ELSE 0 END) AS active,
         CAST(MAX(CASE WHEN m.left_on IS NOT NULL THEN m.left_on ELSE m.joined_on END) AS text) AS moved,
         SUM(CASE WHEN m.left_on IS NULL AND p.verified_on IS NOT NULL THEN 1 ELSE 0 END) AS verified,
         SUM(CASE WHEN m.left_on IS NULL AND m.mode = 'roster' THEN 1 ELSE 0 END) AS roster,
         SUM(CASE WHEN m.left_on IS NULL AND p.phone_index <> '' THEN 1 ELSE 0 END) AS phoned,
         SUM(CASE WHEN m.left_on IS NULL AND p.name = v.chair_name THEN 1 ELSE 0 END) AS chairs,
         MIN(CASE WHEN m.left_on IS NULL THEN m.pinyin END) AS first,
         MAX(CASE WHEN m.left_on IS NULL THEN m.pinyin END) AS last
  FROM people_membership m JOIN people_person p ON p.id = m.person_id JOIN org_unit v ON v.id = m.unit_id
  WHERE m.left_on IS NULL OR m.leaving <> 'undone'
  GROUP BY m.unit_id) s ON s.unit_id = u.id
WHERE u.dissolved_on IS NULL AND u.kind IN ('grassroots', 'joint') AND u.numchild = 0
"""
COLUMNS = {
    "subject_id": pl.Int64, "subject_code": pl.String, "title": pl.String, "path": pl.String, "kind": pl.String,
    "chair_name": pl.String, "founded": pl.String, "members": pl.Int64, "active": pl.Int64, "moved": pl.String,
    "verified": pl.Int64, "roster": pl.Int64, "phoned": pl.Int64, "chairs": pl.Int64, "first": pl.String,
    "last": pl.String, "until": pl.String,
}  # fmt: skip
GONE = """
SELECT a.unit_id FROM org_attachment a JOIN org_employer f ON f.id = a.employer_id
WHERE a.valid_to IS NULL OR a.valid_to = f.closed_on
GROUP BY a.unit_id HAVING COUNT(*) = SUM(CASE WHEN f.closed_on <= %s THEN 1 ELSE 0 END)
"""
SHARED = """
SELECT m.unit_id, COUNT(*) - COUNT(DISTINCT p.phone_index)
FROM (SELECT phone_index FROM people_person WHERE phone_index <> '' GROUP BY phone_index HAVING COUNT(*) >= %s) g
JOIN people_person p ON p.phone_index = g.phone_index
JOIN people_membership m ON m.person_id = p.id AND m.left_on IS NULL
GROUP BY m.unit_id
"""
"""Members on a phone that several people of the base share, but for one of each: the index of phones finds these few."""
SIGNS = ("closed", "empty", "one_hand", "twin", "few", "idle", "chair", "still", "term", "unverified")


def shell_signs(*, today: date, under: str = "") -> pl.DataFrame:
    """Every union in being without sections, with its signs, as `scorecards.score_many` takes them: true, false, or null where a
    sign says nothing. Young unions are left out. The rules are those in force today for the whole house or the branch.

    A sign that nearly everybody has (nobody has logged in yet, nobody was verified) is null for all. Joint unions are
    not asked about their chair nor about joinings. Dues are not looked at: accounts kept by an agency and refunds to small payers
    leave no trace with the union itself.
    """
    book = rule_at("organising.shell", today, under)
    idle = today - timedelta(days=book.integer("idle"))
    shared = rows.read(SHARED, [book.integer("few")], {"subject_id": pl.Int64, "more": pl.Int64})
    frame = rows.read(MEMBERS, [idle], COLUMNS).join(shared, on="subject_id", how="left")
    frame = frame.with_columns(phones=pl.col("phoned") - pl.col("more").fill_null(0))
    gone = rows.read(GONE, [today], {"subject_id": pl.Int64})["subject_id"]
    frame = _signs(frame, book, today).with_columns(
        closed=pl.col("subject_id").is_in(gone.to_list()),
        twin=pl.col("subject_id").is_in(_twins(frame)),
        unit_id=pl.col("subject_id"),
    )
    if under:
        frame = frame.filter((pl.col("path") >= under) & (pl.col("path") < under + "["))
    young = pl.col("founded").str.to_date() > today - timedelta(days=book.integer("young"))
    frame = frame.filter(~young.fill_null(value=False))
    return frame.with_columns(pl.Series("remarks", _remarks(frame), dtype=pl.String)).select(
        "subject_id", "subject_code", "unit_id", "title", "remarks", "members", *SIGNS
    )


def _signs(frame: pl.DataFrame, book: Book, today: date) -> pl.DataFrame:
    members, joint = pl.col("members"), pl.col("kind") == "joint"
    there = members > 0
    all_members = int(frame["members"].sum() or 0)
    usual = float(book.share("usual")) * all_members
    told = {name: int(frame[name].sum() or 0) >= max(1.0, usual) for name in ("active", "verified")}
    quiet = pl.col("moved").str.to_date() < today - timedelta(days=book.integer("still"))
    shared = 1 - pl.col("phones") / pl.max_horizontal("phoned", 1)
    few = members < book.integer("few")
    return frame.with_columns(
        empty=~there,
        few=few,
        one_hand=(pl.col("roster") == members) & (pl.col("phoned") >= book.integer("few")) & (shared >= float(book.share("phones"))),
        chair=pl.when(joint | (pl.col("chair_name") == "")).then(None).otherwise(pl.col("chairs") == 0),
        still=pl.when(joint).then(None).when(there).then(quiet).otherwise(pl.lit(value=True)),
        idle=pl.when(pl.lit(told["active"]) & there).then(pl.col("active") == 0),
        unverified=pl.when(pl.lit(told["verified"]) & there).then(pl.col("verified") == 0),
        term=pl.col("until").str.to_date() < today,
    )  # fmt: skip


def _twins(frame: pl.DataFrame) -> list[int]:
    """Unions of three members and more whose members have the very same names as another's: only those that agree in number, first
    and last name are read."""
    alike = frame.filter(pl.col("members") >= 3).filter(pl.struct("members", "first", "last").is_duplicated())
    if not alike.height:
        return []
    source, given = rows.keys(alike["subject_id"])
    names = rows.read(
        f"SELECT m.unit_id, p.name FROM {source} JOIN people_membership m ON m.unit_id = given.k JOIN people_person p ON p.id = m.person_id "
        "WHERE m.left_on IS NULL ORDER BY m.unit_id, p.name",
        [given],
        {"unit_id": pl.Int64, "name": pl.String},
    )
    sets: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for unit, told in names.group_by("unit_id", maintain_order=True).agg("name").iter_rows():
        sets[tuple(told)].append(unit)
    return [unit for units in sets.values() if len(units) > 1 for unit in units]


def _remarks(frame: pl.DataFrame) -> list[str]:
    """What was found, for the reasons: numbers and days, never a person."""
    told = []
    for one in frame.select("members", "phones", "phoned", "moved", "verified", "active", "until").iter_rows(
        named=True
    ):
        found = {
            "few": _("现有会员 %(n)s 人") % {"n": one["members"]},
            "one_hand": _("%(n)s 人留了 %(m)s 个手机号") % {"n": one["phoned"], "m": one["phones"]},
            "still": _("最近一次是 %(day)s") % {"day": one["moved"]} if one["moved"] else _("没有记录"),
            "term": _("届满日期是 %(day)s") % {"day": one["until"]} if one["until"] else "",
        }
        told.append(json.dumps(found, ensure_ascii=False))
    return told


def shell_found(sheet: Sheet) -> str:
    """The signs that were found on a union, the heaviest first, in one line for a list."""
    items = sorted(scorecards.items_of(sheet.version), key=lambda one: -one.weight)
    return "、".join(str(one.title) for one in items if sheet.values.get(one.code) is True)


def shell_reasons(sheet: Sheet) -> Trace:
    """Why a union is on the list, in plain words: the signs that were found, the heaviest first, then those that were not, then those
    that say nothing about it."""
    items = sorted(scorecards.items_of(sheet.version), key=lambda one: -one.weight)
    grades = {one.code: one for one in scorecards.grades_of(sheet.version)}
    found = [one for one in items if sheet.values.get(one.code) is True]
    steps = [
        Step(str(one.title), (Input(_("记"), one.weight, _("分")),), sheet.remarks.get(one.code, ""), sort="no")
        for one in found
    ]
    steps += [
        Step(_("没有这个迹象：%(sign)s") % {"sign": one.title}, sort="yes")
        for one in items
        if sheet.values.get(one.code) is False
    ]
    steps += [Step(_("不计分：%(sign)s") % {"sign": one.title}, (), str(one.help), sort="ask") for one in items if sheet.values.get(one.code) is None]  # fmt: skip
    grade = grades.get(sheet.grade)
    verdict = _("得分 %(score)s，%(grade)s") % {
        "score": (sheet.score or 0) // 100,
        "grade": grade.title if grade else "",
    }
    because = _("只说明要去核查，不是结论。")
    return Trace(verdict, tuple(steps), {"score": sheet.score}, {}, because, grade.tone if grade else "soon")
