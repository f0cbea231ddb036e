"""An application that is being filled in: sealed in the session, so that it survives a lost page and a new log-in."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from niangjia.kit import vault
from niangjia.programmes.organising.actions import Answers, missing_step

KEY = "joining"
FIELD = "joining.draft"


@dataclass
class Draft:
    """`key` is the idempotency key; `answers` what was told so far, with `proved`: the phone that was confirmed.
    `mending`: code of the application that came back. `done`: code of what became of it. `gather`: the code of a union in preparation, on
    whose list she puts herself. `employers`: those of the union, to choose the
    workplace from; a single one is filled in already."""

    unit_code: str
    unit_name: str
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    answers: dict[str, Any] = field(default_factory=dict)
    mending: str = ""
    done: str = ""
    employers: list[str] = field(default_factory=list)
    gather: str = ""

    @property
    def missing(self) -> str:
        """The first question that is still open."""
        known = dict(self.answers)
        known["proved"] = bool(known.get("phone")) and known.get("proved") == known.get("phone")
        return missing_step(known)

    def told(self) -> Answers:
        """The answers as the action takes them."""
        known = self.answers
        text = {
            name: str(known.get(name, "")) for name in ("name", "identity", "phone", "workplace", "occupation", "form")
        }
        return Answers(
            document_kind=str(known.get("document_kind", "resident")),
            charter=bool(known.get("charter")),
            consents=tuple(known.get("consents", ())),
            **text,
        )


def kept(request: HttpRequest) -> Draft | None:
    """The draft of this browser, if there is one."""
    token = request.session.get(KEY)
    return Draft(**json.loads(vault.unseal(token, field=FIELD))) if token else None


def keep(request: HttpRequest, draft: Draft) -> None:
    """Remember it."""
    request.session[KEY] = vault.seal(json.dumps(asdict(draft), ensure_ascii=False), field=FIELD)


def answer(request: HttpRequest, draft: Draft, given: Mapping[str, Any]) -> None:
    """Take one answer in."""
    draft.answers.update(given)
    keep(request, draft)
