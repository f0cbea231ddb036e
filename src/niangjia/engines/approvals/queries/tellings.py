"""Matters as the modules that asked see them, and the words of what a kind is called."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from niangjia.engines.approvals.choices import FACTS, LIVING
from niangjia.engines.approvals.models import Matter
from niangjia.kit import vault
from niangjia.kit.declare import Asked, Stop, approvals
from niangjia.kit.rows import among


def asked(ids: Iterable[int]) -> list[Asked]:
    """Matters by key, in key order, for handlers of the events of approvals. Unscoped."""
    return asked_of(list(Matter.rows.filter(pk__in=set(ids)).order_by("pk")))


def asked_of(matters: Sequence[Matter]) -> list[Asked]:
    """The same of rows in hand; private facts are opened together."""
    private = vault.unseal_many([one.sealed for one in matters], field=FACTS)
    return [_asked(one, text) for one, text in zip(matters, private, strict=True)]


def _asked(one: Matter, private: str) -> Asked:
    return Asked(
        id=one.pk,
        code=one.code,
        kind=one.kind,
        title=one.title,
        state=one.state,
        subject_kind=one.subject_kind,
        subject_id=one.subject_id,
        subject_code=one.subject_code,
        unit_id=one.unit_id,
        path=one.path,
        other_unit_id=one.other_unit_id,
        other_path=one.other_path,
        amount=one.amount,
        person_id=one.person_id,
        account_id=one.by_account_id,
        asked_on=one.asked_on,
        facts=one.facts,
        private=json.loads(private) if private else {},
    )


def kind_title(kind: str) -> Any:
    """What a kind is called; its code where its module is no longer there."""
    declared = approvals().get(kind)
    return declared.title if declared else kind


def stop_title(kind: str, name: str, title: str) -> Any:
    """What a stop is called: as officials wrote it, else as declared."""
    if title:
        return title
    declared = declared_stop(kind, name)
    return declared.title if declared else name


def declared_stop(kind: str, name: str) -> Stop | None:
    """A stop of the declared route by name."""
    declared = approvals().get(kind)
    return next((stop for stop in declared.steps if stop.name == name), None) if declared else None


def reason_text(kind: str, reason: str) -> Any:
    """The sentence of a reason, whichever list it stands in; "" where there is none."""
    declared = approvals().get(kind)
    if declared is None or not reason:
        return ""
    return declared.reasons_back.get(reason) or declared.reasons_refused.get(reason) or reason


def with_living_matters(persons: Iterable[int]) -> set[int]:
    """Those of some persons about whom a matter is under way. Unscoped: for acts that would pull it from under them."""
    rows = Matter.rows.filter(person__in=among(set(persons)), state__in=LIVING)
    return set(rows.values_list("person_id", flat=True))
