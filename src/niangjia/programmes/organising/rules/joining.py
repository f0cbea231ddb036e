"""Pure rules of joining: which question comes next, which one a reason asks again, and the age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from niangjia.kit.powers import Reason
from niangjia.programmes.organising.rules.rosters import MIN_AGE

STEPS = ("name", "document", "phone", "code", "work", "charter", "consents")
"""The questions of an application, in order; after them the answers are shown once more."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "document": ("document_kind", "identity"),
    "phone": ("phone",),
    "code": ("proved",),
    "work": ("workplace",),
    "charter": ("charter",),
    "consents": ("consented",),
}
"""What a question leaves behind once it is answered."""


def missing_step(answers: Mapping[str, Any]) -> str:
    """The first question that is not answered yet; "" if all are."""
    return next((step for step in STEPS if not all(answers.get(name) for name in NEEDED[step])), "")


def step_of_reason(reason: str) -> str:
    """The question that a reason for sending back asks again; "" where any of them may be meant."""
    return reason if reason in {"name", "document", "phone", "work"} else ""


def age_verdict(born_on: date | None, day: date) -> Literal["met", "failed", "judge"]:
    """Whether somebody is old enough to be employed (劳动法第十五条); unknown where the document does not tell."""
    if born_on is None:
        return "judge"
    age = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return "met" if age >= MIN_AGE else "failed"


@dataclass(frozen=True)
class Answers:
    """What an applicant told. `charter`: she agreed to the charter; `consents`: optional purposes that she agreed to."""

    name: str
    document_kind: str
    identity: str
    phone: str = ""
    workplace: str = ""
    occupation: str = ""
    form: str = ""
    charter: bool = False
    consents: tuple[str, ...] = ()


def answer_reasons(answers: Answers) -> list[Reason]:
    """What is wrong with the answers apart from the numbers, which kit/ids reads."""
    found = []
    name = answers.name.strip()
    if not name:
        found.append(Reason("join.name_missing", "name"))
    elif len(name) > 60 or any(letter.isdigit() or ord(letter) < 32 for letter in name):
        found.append(Reason("join.name_unreadable", "name"))
    if not answers.workplace.strip():
        found.append(Reason("join.work_missing", "workplace"))
    elif len(answers.workplace) > 120:
        found.append(Reason("join.work_long", "workplace"))
    if len(answers.occupation) > 40:
        found.append(Reason("join.occupation_long", "occupation"))
    if not answers.charter:
        found.append(Reason("join.charter", "charter"))
    return found
