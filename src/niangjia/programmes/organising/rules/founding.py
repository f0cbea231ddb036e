"""A founding file and a term election: which stage comes next, what is checked on the way, what a list that somebody types means."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from niangjia.programmes.organising.choices.founding import Purpose, Stage

STAGES: dict[str, tuple[Stage, ...]] = {
    Purpose.FOUND: tuple(Stage),
    Purpose.TERM: (
        Stage.ASKED, Stage.AGREED, Stage.NOMINATED, Stage.CLEARED, Stage.HELD, Stage.REPORTED, Stage.REPLIED, Stage.REGISTERED,
    ),
}  # fmt: skip
"""The order of each kind of file (rules of founding: 请示 → 同意 → 会员 → 候选人 → 大会 → 报告 → 批复 → 章 → 法人 → 户 → 经费 → 牌)."""

ANSWERS: dict[str, Stage] = {
    Stage.ASKED: Stage.AGREED, Stage.NOMINATED: Stage.CLEARED, Stage.REPORTED: Stage.REPLIED,
}  # fmt: skip
"""What the higher union is asked for, and the stage that its reply is."""

OPTIONAL = frozenset({Stage.SEALED, Stage.REGISTERED, Stage.BANKED, Stage.FUNDED, Stage.PLAQUED})
"""Stages that a union may do without, with a reason: small unions have their account kept by another one."""


def next_stage(purpose: str, done: Iterable[str]) -> Stage | None:
    """The first stage that is not there yet; None at the end."""
    there = set(done)
    return next((one for one in STAGES[purpose] if one not in there), None)


def waits_for_reply(last: str) -> bool:
    """Whether the file lies with the higher union."""
    return last in ANSWERS


def may_take_back(last: str) -> bool:
    """Whether the last stage can be taken back: a consent and a founding reply are papers with a number and stay. Candidates that
    were agreed to can be taken back, together with the asking, to be asked for again."""
    return bool(last) and last not in {Stage.AGREED, Stage.REPLIED}


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def term_end(since: date, years: int) -> date:
    """The last day of a term."""
    return months_on(since, 12 * years)


# ------------------------------------------------------------------ a list that somebody types or pastes

SPLIT = re.compile(r"[\t,，;；、|]+|\s{1,}")
SEXES = {"男": "male", "女": "female", "m": "male", "f": "female"}


@dataclass(frozen=True)
class Typed:
    """One line of a typed list. `trouble` names what could not be read."""

    name: str
    sex: str = ""
    identity: str = ""
    phone: str = ""
    workplace: str = ""
    trouble: str = ""
    document_kind: str = "resident"


def read_list(text: str) -> list[Typed]:
    """People as they come out of a spreadsheet or a message: one a line, name first, the rest in any order."""
    found = []
    for line in text.splitlines():
        parts = [part for part in SPLIT.split(line.strip()) if part]
        if parts and re.fullmatch(r"\d{1,4}[.)]?", parts[0]):
            parts = parts[1:]
        if parts and parts[0] not in {"姓名", "序号"}:
            found.append(_person(parts))
    return found


def _person(parts: Sequence[str]) -> Typed:
    name, rest = parts[0], list(parts[1:])
    sex = next((SEXES[part.lower()] for part in rest if part.lower() in SEXES), "")
    rest = [part for part in rest if part.lower() not in SEXES]
    plain = [re.sub(r"[\s\-]", "", part).upper() for part in rest]
    identity = next((part for part in plain if re.fullmatch(r"\d{17}[\dX]", part)), "")
    phone = next((part for part in plain if re.fullmatch(r"1\d{10}", part)), "")
    words = [part for part, bare in zip(rest, plain, strict=True) if bare not in {identity, phone}]
    numbers = [part for part in words if re.search(r"\d{6,}", part)]
    trouble = numbers[0] if numbers else ""
    if not re.search(r"[^\W\d]", name) or len(name) > 60:
        trouble = name
    if identity and not sex:
        sex = "male" if int(identity[16]) % 2 else "female"
    return Typed(name, sex, identity, phone, " ".join(part for part in words if part not in numbers)[:120], trouble)


# ------------------------------------------------------------------ document numbers

TOWNLIKE = re.compile(r"(街道|镇|乡|苏木|经济开发区|开发区|园区)$")


def document_word(name: str) -> str:
    """The word of a union's documents: 永康市总工会 → 永总工, 芝英镇总工会 → 芝英镇总工. A first proposal, which can be changed."""
    place = name.removesuffix("总工会")
    if place == name:
        return name.removesuffix("工会委员会").removesuffix("工会")[:10] + "工"
    if TOWNLIKE.search(place):
        return f"{place}总工"
    return f"{place[-3:][:1] if len(place) > 3 else place[:1]}总工"


def document_text(word: str, year: int, number: int) -> str:
    """As GB/T 9704 writes it: 永总工〔2026〕12号."""
    return f"{word}〔{year}〕{number}号"


def reply_title(purpose: str, stage: str, name: str) -> str:
    """The title of a reply. Official papers are in Chinese, whatever the reader's language."""
    if stage == Stage.AGREED:
        return f"关于同意筹备成立{name}的批复" if purpose == Purpose.FOUND else f"关于同意{name}换届选举的批复"
    if purpose == Purpose.FOUND:
        return f"关于同意成立{name}及选举结果的批复"
    return f"关于{name}换届选举结果的批复"


# ------------------------------------------------------------------ what the checks look at


@dataclass(frozen=True)
class Stood:
    """One candidate. `votes` of the first round, `votes_again` of the second; None: not counted yet, not voted on again."""

    name: str
    post: str
    sex: str = ""
    relation: str = "none"
    votes: int | None = None
    votes_again: int | None = None


@dataclass(frozen=True)
class Picture:
    """A file as the checks see it."""

    purpose: str
    kind: str
    mode: str = ""
    employers: int = 0
    members: int | None = None
    women: int | None = None
    seats: dict[str, int] = field(default_factory=dict)
    candidates: tuple[Stood, ...] = ()
    meeting: str = ""
    should_attend: int | None = None
    attended: int | None = None
    years: int | None = None
    party: str = ""


Topic = Literal["members", "candidates", "result"]


@dataclass(frozen=True)
class Check:
    """One line of the rule check. `topic` is what it is about: a failed line keeps the stage that rests on it from being recorded."""

    topic: Topic
    verdict: Literal["met", "judge", "clash", "failed"]
    label: Any
    note: Any = ""
    clause: Any = ""


BLOCKS: dict[str, tuple[Topic, ...]] = {
    Stage.GATHERED: ("members",), Stage.NOMINATED: ("members", "candidates"), Stage.HELD: ("result",),
    Stage.REPORTED: ("candidates", "result"),
}  # fmt: skip
"""Stage → topics of which no line may have failed."""
