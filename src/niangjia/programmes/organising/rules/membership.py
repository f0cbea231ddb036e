"""What is kept of an application once it has come to its end: the rule in words, tried by the examples of the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _now

from niangjia.kit.declare import Book, Input, Step, Trace


def gone(state: str, days: int, kept: int) -> bool:
    """Whether what was told is wiped so many days after the end: at once where it was withdrawn, never where it became a record."""
    return state == "withdrawn" or (state == "refused" and days >= kept)


def last_kept(decided_on: date, kept: int) -> date:
    """The day on which what was told goes."""
    return decided_on + timedelta(days=kept)


def run(book: Book, inputs: Mapping[str, Any]) -> Trace:
    """Whether what was told is still kept."""
    age, kept = Input(_now("办结了"), inputs["age"], _now("天")), book.input("keep_answers")
    wiped = gone(inputs["state"], inputs["age"], book.integer("keep_answers"))
    if inputs["state"] == "withdrawn":
        step = Step(_now("本人撤回的，当时就删"), (age,), clause=book.clause("keep_answers"))
    elif inputs["state"] == "refused":
        words = _now("没有通过，保留期满") if wiped else _now("没有通过，还在保留期内")
        step = Step(words, (age, kept), clause=book.clause("keep_answers"), sort="no" if wiped else "yes")
    else:
        step = Step(_now("在办，或者已经成为会员资料的一部分"), (age,))
    verdict = _now("删除") if wiped else _now("保留")
    return Trace(
        verdict, (step,), {"kept": "gone" if wiped else "kept"}, book.frozen(), tone="soon" if wiped else "done"
    )
