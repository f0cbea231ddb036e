"""What the papers of a founding file are filled from, and how a fact is written on them: a blank where it is not known yet.

Official papers are written in Chinese whatever the reader's language, so their text is not translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import override

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.kit.calendar import today as _today
from niangjia.kit.declare import Book
from niangjia.kit.papers import Block, Paper, Signature
from niangjia.programmes.organising.choices.founding import BODY_OF, Body, Meeting, Post, Purpose
from niangjia.programmes.organising.models import Candidate, Founding, FoundingStage, Registration, Term
from niangjia.programmes.organising.queries.founding import replier

CHINESE = "zh-hans"


@dataclass(frozen=True)
class Facts:
    """What the papers are filled from, read once."""

    row: Founding
    found: bool
    upper: str
    candidates: tuple[Candidate, ...]
    employers: tuple[str, ...]
    people: tuple[Any, ...]
    stages: dict[str, FoundingStage]
    terms: Book
    term: Term | None
    certificate: Registration | None

    def of(self, body: str, *, elected: bool = False) -> list[Candidate]:
        """Candidates of a body, or those elected."""
        return [one for one in self.candidates if BODY_OF[one.post] == body and (one.elected or not elected)]

    def on(self, stage: str) -> date | None:
        """The day of a stage."""
        return self.stages[stage].on if stage in self.stages else None

    @property
    def asker(self) -> str:
        """Who signs what goes up."""
        return f"{self.row.name}筹备组" if self.found else self.row.name

    @property
    def meeting(self) -> str:
        """The meeting that elects, in words."""
        with override(CHINESE):
            return str(Meeting(self.row.meeting or Meeting.MEMBERS).label)


def facts_of(row: Founding) -> Facts:
    upper = row.upper or replier(row.path)
    return Facts(
        row=row,
        found=row.purpose == Purpose.FOUND,
        upper=upper.name if upper else "",
        candidates=tuple(row.candidates.order_by("place")),
        employers=tuple(row.employers.order_by("pk").values_list("employer__name", flat=True)),
        people=tuple(row.people.order_by("place")),
        stages={one.stage: one for one in row.stages.filter(undone_at__isnull=True)},
        terms=rule_at("organising.terms", _today(), row.path),
        term=Term.rows.filter(unit_id=row.unit_id, ended_on__isnull=True).first()
        if row.replied_on or row.purpose == Purpose.TERM
        else None,
        certificate=Registration.rows.filter(unit_id=row.unit_id, ended_on__isnull=True).first(),
    )


# ------------------------------------------------------------------ words

LINE = "＿＿＿＿"


def told(number: int | None) -> str:
    return str(number) if number is not None else LINE


def day_told(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else f"{LINE}年{LINE}月{LINE}日"


def text_told(value: str) -> str:
    return value or LINE


def post_told(post: str) -> str:
    with override(CHINESE):
        return str(Post(post).label)


def sex_told(sex: str) -> str:
    return {"male": "男", "female": "女"}.get(sex, "")


def body_told(body: str) -> str:
    with override(CHINESE):
        return str(Body(body).label)


def names_told(some: Sequence[Candidate]) -> str:
    return "、".join(one.name for one in some) if some else LINE


def going_up(
    it: Facts, title: str, blocks: Sequence[Block], *, on: date | None, attachments: tuple[str, ...] = ()
) -> Paper:
    """A paper that goes up: from those who prepare to the higher union."""
    return Paper(
        "official",
        title,
        tuple(blocks),
        to=f"{it.upper}" if it.upper else "",
        signature=Signature(it.asker, on),
        attachments=attachments,
    )


def coming_down(it: Facts, title: str, blocks: Sequence[Block], stage: str) -> Paper:
    """A reply that comes down, with its number once it is given."""
    fact = it.stages.get(stage)
    return Paper(
        "official", title, tuple(blocks), issuer=it.upper, number=fact.document if fact else "", to=f"{it.asker}",
        signature=Signature(it.upper, fact.on if fact else None),
    )  # fmt: skip


def term_number(it: Facts) -> int | None:
    if it.found:
        return 1
    if it.term is None or it.term.number is None:
        return None
    return it.term.number if it.row.replied_on else it.term.number + 1
