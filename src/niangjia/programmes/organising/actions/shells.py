"""Scoring all unions for signs of an empty shell, and opening the visits."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl
from django.db import transaction
from django.utils import timezone

from niangjia.engines.scorecards import actions as scorecards
from niangjia.engines.scorecards import queries as sheets
from niangjia.engines.worklists import actions as worklists
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.actions.coverage import Refreshed
from niangjia.programmes.organising.queries.shells import SIGNS, shell_signs

CARD, VISIT = "organising.shell", "organising.shell_visit"
WANTED = {
    "subject_id": pl.Int64,
    "subject_code": pl.String,
    "unit_id": pl.Int64,
    "title": pl.String,
    "facts": pl.String,
}


@transaction.atomic
def score_shells(*, actor: Actor, now: datetime, under: str = "") -> Refreshed:
    """Score every union of a branch by the version in force and open a visit where the grade is the worst one.

    Raises MayNotFill, MayNotSync.
    """
    frame = shell_signs(today=timezone.localdate(now), under=under)
    scorecards.score_many(actor=actor, kind=CARD, frame=frame.drop("members"), now=now, under=under)
    done = worklists.sync(actor=actor, kind=VISIT, wanted=_visits(frame), now=now, under=under)
    return Refreshed(done.opened + done.returned, done.settled)


def _visits(frame: pl.DataFrame) -> pl.DataFrame:
    """The unions of the worst grade, with their score and signs."""
    scored = sheets.current(CARD, frame["subject_id"].to_list())
    titles: dict[int, dict[str, str]] = {}
    found = []
    for one in frame.iter_rows(named=True):
        sheet = scored.get(one["subject_id"])
        if sheet is None or sheet.grade != "shell":
            continue
        if sheet.version_id not in titles:
            titles[sheet.version_id] = {item.code: str(item.title) for item in sheets.items_of(sheet.version)}
        words = titles[sheet.version_id]
        facts = {
            "score": (sheet.score or 0) // 100,
            "members": one["members"],
            "signs": "；".join(words[code] for code in SIGNS if one[code] and code in words),
        }
        told = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        found.append((one["subject_id"], one["subject_code"], one["unit_id"], one["title"], told))
    return pl.DataFrame(found, schema=WANTED, orient="row")
