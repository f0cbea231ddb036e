"""When an employer of a grid is due for a round, and what a round may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _now

from niangjia.kit.declare import Book, Input, Step, Trace
from niangjia.kit.powers import Reason
from niangjia.programmes.organising.choices.grids import STAGES, Concern, FindingKind, Stage

MOST_WORDS = 500


@dataclass(frozen=True)
class Found:
    """One finding as it is told. `due_on` empty: by the rulebook; only looked at where it goes to somebody."""

    kind: str
    stage: str = ""
    words: str = ""
    expires_on: date | None = None
    concern: str = Concern.NOBODY.value
    due_on: date | None = None


def between(book: Book, workers: int | None) -> int:
    """Days between two rounds at an employer of this size."""
    return book.integer("every_large" if (workers or 0) >= book.integer("large") else "every")


def due_day(book: Book, *, last: date | None, since: date, workers: int | None) -> date:
    """The day on which the next round is due: counted from the last one; a newcomer of the grid is due by `first`."""
    return last + timedelta(days=between(book, workers)) if last else since + timedelta(days=book.integer("first"))


def run(book: Book, inputs: Mapping[str, Any]) -> Trace:
    """Whether a round is due so many days after the last one (none: after it came into the grid)."""
    never = not inputs["visited"]
    limit = book.integer("first") if never else between(book, inputs["workers"])
    name = "first" if never else "every_large" if (inputs["workers"] or 0) >= book.integer("large") else "every"
    due = inputs["days"] >= limit - book.integer("ahead")
    told = (Input(_now("过了"), inputs["days"], _now("天")), book.input(name), book.input("ahead"))
    words = _now("到了该走访的日子") if due else _now("还没有到该走访的日子")
    return Trace(
        words,
        (Step(words, told, clause=book.clause(name)),),
        {"due": due},
        book.frozen(),
        tone="soon" if due else "done",
    )


def finding_reasons(found: Found) -> list[Reason]:
    """What is wrong with one finding."""
    wrong = []
    if found.kind not in FindingKind.values:
        return [Reason("grid.kind", "findings")]
    stages = STAGES.get(found.kind, ())
    if (stages and found.stage not in stages) or (not stages and found.stage):
        wrong.append(Reason("grid.stage", f"{found.kind}_stage"))
    if found.expires_on is not None and found.stage != Stage.SIGNED:
        wrong.append(Reason("grid.expiry", f"{found.kind}_expires_on"))
    if not stages and not found.words.strip():
        wrong.append(Reason("grid.words", f"{found.kind}_words"))
    if len(found.words) > MOST_WORDS:
        wrong.append(Reason("grid.long", f"{found.kind}_words"))
    if found.concern not in Concern.values:
        wrong.append(Reason("grid.concern", f"{found.kind}_concern"))
    return wrong
