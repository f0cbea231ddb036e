"""What the acts of the field share: a row of the actor's, its place, the digest of a request, a phone, the line of the trail."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils import timezone

from niangjia.ground.access import queries as access
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit import vault
from niangjia.kit.ids import read_phone
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.actions.field_refusals import (
    BadPhone,
    ChangedSince,
    FieldNotFound,
    NoSuchAccount,
    WordsNeeded,
    WrongDays,
)
from niangjia.programmes.organising.choices.grids import NOTE
from niangjia.programmes.organising.models.placed import Placed

Row = TypeVar("Row", bound=Placed)


def row_of(actor: Actor, table: type[Row], code: str, power: str, *, lock: bool = True) -> Row:
    """A row that lies where the actor holds the power. Raises FieldNotFound."""
    rows = table.objects.visible_to(actor, power).filter(code=code).select_related("unit")
    found: Row | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise FieldNotFound
    return found


def place_of(actor: Actor, unit_code: str, power: str) -> tuple[Any, str]:
    """A unit in which the actor holds the power, and its path, held until the end of the act. Raises UnitNotFound."""
    unit = org.unit(actor, unit_code, power=power)
    return unit, org.held_paths([unit.pk])[unit.pk]


def same_revision(row: Any, revision: int) -> None:
    """Raises ChangedSince if somebody else saved the row since the form was opened."""
    if row.revision != revision:
        raise ChangedSince


def in_order(*days: date | None) -> None:
    """Raises WrongDays unless the given days come one after the other."""
    told = [one for one in days if one is not None]
    if any(earlier > later for earlier, later in itertools.pairwise(told)):
        raise WrongDays


def day_of(now: datetime) -> date:
    """The day on the wall."""
    return timezone.localtime(now).date()


def words_of(words: str) -> str:
    """A reason, tidied. Raises WordsNeeded."""
    told = " ".join(words.split())[:200]
    if not told:
        raise WordsNeeded(field="words")
    return told


def phone_of(text: str, field: str) -> tuple[str, str]:
    """A phone sealed, with its blind index; nothing of nothing. Raises BadPhone."""
    if not text.strip():
        return "", ""
    number = read_phone(text)
    if number.error or not number.value:
        raise BadPhone(field="phone")
    return vault.seal(number.value, field=field), vault.blind(number.value, field=field)


def account_of(username: str) -> Any:
    """The account of a log-in name; None of nothing. Raises NoSuchAccount."""
    if not username.strip():
        return None
    found = access.account_named(username.strip())
    if found is None:
        raise NoSuchAccount(field="username")
    return found


def sealed(words: str) -> str:
    """A note of the field as it is kept."""
    return vault.seal(words.strip(), field=NOTE) if words.strip() else ""


def request_of(told: Mapping[str, Any]) -> str:
    """What a client's key stands for: keyed, for it covers notes."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return vault.blind(text, field=NOTE)


def trail(actor: Actor, verb: str, kind: str, rows: Sequence[Any], **facts: Any) -> None:
    """The line of the trail for one row or for many."""
    if len(rows) == 1:
        audit.record(actor=actor, verb=verb, subject=(kind, rows[0].pk), path=rows[0].path, facts=facts)
    elif rows:
        subjects = [(row.pk, row.path) for row in rows]
        audit.record_many(actor=actor, verb=verb, subject_kind=kind, subjects=subjects, facts=facts)
