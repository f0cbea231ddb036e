"""Pure rules of corrections: which question comes next, and whether what was told does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from niangjia.kit.powers import Reason

WAY: Mapping[str, tuple[str, ...]] = {
    "name": ("value", "proof"),
    "identity": ("value", "proof"),
    "phone": ("value", "code"),
}
"""The questions of a correction after the first one (what is wrong): a name and a number are proved by a photo, a phone by a code."""


@dataclass(frozen=True)
class Correct:
    """What it should be. `document_kind` belongs to a number."""

    field: str
    value: str
    document_kind: str = "resident"


def missing_change_step(answers: Mapping[str, Any]) -> str:
    """The first question that is not answered yet; "" if all are."""
    if answers.get("field") not in WAY:
        return "what"
    left = {
        "value": bool(answers.get("value")),
        "proof": bool(answers.get("photos")),
        "code": bool(answers.get("value")) and answers.get("proved") == answers.get("value"),
    }
    return next((step for step in WAY[answers["field"]] if not left[step]), "")


def step_of_change_reason(reason: str) -> str:
    """The question that a reason for sending back asks again; "" where any of them may be meant."""
    return {"value": "value", "photo": "proof"}.get(reason, "")


def name_reasons(name: str) -> list[Reason]:
    """What is wrong with a name."""
    if not name.strip():
        return [Reason("join.name_missing", "value")]
    if len(name) > 60 or any(letter.isdigit() or ord(letter) < 32 for letter in name):
        return [Reason("join.name_unreadable", "value")]
    return []
