"""Who did what: the trail for those who may read it, and for a person who looked at her own data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.access import rules
from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.models import Account, Appointment, Kept
from niangjia.ground.access.queries.explain import RecordNotFound, places
from niangjia.ground.audit import queries as audit
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import Role
from niangjia.kit.declare import contributions
from niangjia.kit.powers import Actor, ActorKind, NotAllowed, holds, reach, within

CHUNK = 200

KIND_NAMES = {
    ActorKind.SYSTEM: _("系统"),
    ActorKind.OPERATOR: _("平台管理员（服务器）"),
    ActorKind.WORKER: _("职工本人"),
    ActorKind.PARTNER: _("合作方"),
    ActorKind.STAFF: _("工作人员"),
}


class NoTrail(NotAllowed):
    """The trail is the audit administrators'."""

    text = _("操作记录由审计管理员查看。")


@dataclass(frozen=True)
class Done:
    """One line of the trail as people read it. `verb` is a code, `label` its words; `for_whom`: a deputy's giver.
    `who_code`: the account's, "" for the machine; `subject`: the kind of record in words.
    """

    id: int
    at: datetime
    who: str
    for_whom: str
    verb: str
    label: str
    look: bool
    subject_kind: str
    subject_id: int | None
    facts: dict[str, Any]
    who_code: str = ""
    subject: Any = ""

    @property
    def mark(self) -> str:
        """The record as an address names it, to narrow the trail to it."""
        return f"{self.subject_kind}:{self.subject_id}"


@dataclass(frozen=True)
class Look:
    """Somebody looked at a person's data: when, from which union and in which role; the name only if the officer agrees.

    `facts` are those of the entry: codes that say what was opened and for what reason.
    """

    at: datetime
    unit_name: str
    role: str
    name: str
    label: str
    facts: dict[str, Any]


def verb_labels() -> dict[str, Any]:
    """Words for the verbs of the trail, from every module's contribution `audit.verbs` (`move()` returns code → words)."""
    found: dict[str, Any] = {}
    for one in contributions("audit.verbs"):
        if one.move is not None:
            found.update(one.move())
    return found


def subject_labels() -> dict[str, Any]:
    """Words for the kinds of records in the trail: those of `record.places` and of `audit.subjects` (code → words)."""
    found: dict[str, Any] = {one.name: one.label for one in contributions("record.places")}
    for one in contributions("audit.subjects"):
        if one.move is not None:
            found.update(one.move())
    return found


# ------------------------------------------------------------------ the trail


@dataclass(frozen=True)
class TrailFilter:
    """What the trail is narrowed to. `account` is a code, `subject` a record's kind and key. `looks`: True looks only,
    False acts only; `until` is not counted."""

    account: str = ""
    verb: str = ""
    looks: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    subject: tuple[str, int] | None = None


def trail(
    actor: Actor, wanted: TrailFilter | None = None, *, before: int | None = None, limit: int = 50
) -> tuple[list[Done], int | None]:
    """Lines of the trail in the actor's branches, the latest first, and the mark of the next page (None: no more).

    A line lies where its record lay when it was written. Lines that belong to no place (the machine's own) are read by
    those who reach every root. Raises NoTrail.
    """
    ranges = reach(actor, "access.trail")
    if not ranges:
        raise NoTrail
    wanted = wanted or TrailFilter()
    read = partial(
        audit.entries,
        subject=wanted.subject,
        account_id=_account_id(wanted.account) if wanted.account else None,
        verb=wanted.verb,
        looks=wanted.looks,
        since=wanted.since,
        until=wanted.until,
        before=before,
        limit=limit + 1,
    )
    if all(within(root, ranges) for root in org.root_paths()):
        rows = read()
    else:
        rows = sorted((row for one in ranges for row in read(path_range=one)), key=lambda row: -row.pk)[: limit + 1]
    return _lines(rows[:limit]), rows[limit - 1].pk if len(rows) > limit else None


def who_did(
    actor: Actor, subject_kind: str, subject_id: int, *, before: int | None = None, limit: int = 50
) -> tuple[list[Done], int | None]:
    """What was done to a record and who looked at it, the latest first.

    For those who hold `access.explain` over a place of it. Looks by discipline, audit and court are seen by the audit
    administrator and by discipline only: an inquiry must not warn the office it looks into. Raises RecordNotFound.
    """
    _power, paths = places(subject_kind, subject_id)
    if not any(holds(actor, "access.explain", path) for path in paths):
        raise RecordNotFound
    if any(one.role in rules.EXEMPT_ROLES for one in actor.appointments):
        rows = audit.entries(subject=(subject_kind, subject_id), before=before, limit=limit + 1)
        return _lines(rows[:limit]), rows[limit - 1].pk if len(rows) > limit else None
    rows, more = _open_rows((subject_kind, subject_id), before, limit)
    return _lines(rows), more


def my_looks(
    actor: Actor, *, also: Sequence[int] = (), before: int | None = None, limit: int = 50
) -> tuple[list[Look], int | None]:
    """Who looked at the actor's own data, the latest first, without exempt looks and without one's own.

    `also`: further records that were merged into the person's. Anybody without a person record has no looks.
    """
    if actor.person_id is None:
        return [], None
    found: list[Any] = []
    for person in {actor.person_id, *also}:
        rows, _more = _open_rows(("people.person", person), before, limit + 1, looks=True, besides=actor.account_id)
        found += rows
    found = sorted(found, key=lambda row: -row.pk)[: limit + 1]
    return _looks(found[:limit]), found[limit - 1].pk if len(found) > limit else None


# ------------------------------------------------------------------ inside


def _account_id(code: str) -> int:
    return Account.objects.filter(code=code).values_list("pk", flat=True).first() or 0


def _open_rows(
    subject: tuple[str, int], before: int | None, limit: int, *, looks: bool | None = None, besides: int | None = None
) -> tuple[list[Any], int | None]:
    """Rows about a record without exempt looks (nor those of an account), and the mark after them."""
    rows: list[Any] = []
    mark = before
    while True:
        chunk = audit.entries(subject=subject, looks=looks, before=mark, limit=CHUNK)
        hidden = _exempt(chunk)
        for row in chunk:
            if row.pk in hidden or (besides is not None and row.account_id == besides):
                continue
            if len(rows) == limit:
                return rows, rows[-1].pk
            rows.append(row)
        if len(chunk) < CHUNK:
            return rows, None
        mark = chunk[-1].pk


def _exempt(rows: Iterable[Any]) -> set[int]:
    """Keys of looks that were made by an exempt role on that day, or on a legal order."""
    looks = [row for row in rows if row.look]
    held = _held_by({row.account_id for row in looks})
    return {
        row.pk
        for row in looks
        if rules.is_exempt([one.role for one in _on_that_day(held, row)], _facts(row).get("basis", ""))
    }


def _held_by(account_ids: set[int | None]) -> dict[int, list[Appointment]]:
    """All appointments of some accounts, ended ones too, the earliest first."""
    found: dict[int, list[Appointment]] = {}
    rows = Appointment.rows.filter(account_id__in=account_ids - {None}).select_related("unit")
    for one in rows.order_by("since", "pk"):
        found.setdefault(one.account_id, []).append(one)
    return found


def _on_that_day(held: dict[int, list[Appointment]], row: Any) -> list[Appointment]:
    """What the account of a line held on its day, over the place of the line where that is known."""
    day: date = timezone.localtime(row.at).date()
    then = [one for one in held.get(row.account_id, []) if rules.in_force(one.since, one.until, day)]
    return [one for one in then if row.path.startswith(one.unit.path)] or then


def _looks(rows: list[Any]) -> list[Look]:
    ids = {row.account_id for row in rows if row.account_id}
    held, names, labels = _held_by(set(ids)), agreeing_names(ids), verb_labels()
    found = []
    for row in rows:
        then = _on_that_day(held, row)
        found.append(
            Look(
                at=row.at,
                unit_name=then[0].unit.name if then else "",
                role=str(Role(then[0].role).label if then else KIND_NAMES[ActorKind(row.actor_kind)]),
                name=names.get(row.account_id, ""),
                label=str(labels.get(row.verb, row.verb)),
                facts=_facts(row),
            )
        )
    return found


def agreeing_names(ids: set[int]) -> dict[int, str]:
    """Names of officers who agreed that workers see them (kept choice `name_shown`)."""
    agreed = Kept.objects.filter(account_id__in=ids, topic="name_shown", value__on=True)
    return dict(
        Account.objects.filter(pk__in=agreed.values("account"), kind=AccountKind.STAFF).values_list("pk", "name")
    )


def _facts(row: Any) -> dict[str, Any]:
    read = json.loads(row.facts) if isinstance(row.facts, str) else row.facts
    return read if isinstance(read, dict) else {}


def _lines(rows: Sequence[Any]) -> list[Done]:
    ids = {one for row in rows for one in (row.account_id, row.for_account_id) if one}
    named = Account.objects.filter(pk__in=ids).values_list("pk", "name", "code", "username")
    people = {key: (name or username, code) for key, name, code, username in named}
    labels, kinds = verb_labels(), subject_labels()
    return [
        Done(
            id=row.pk,
            at=row.at,
            who=people.get(row.account_id, ("", ""))[0] or str(KIND_NAMES[ActorKind(row.actor_kind)]),
            for_whom=people.get(row.for_account_id, ("", ""))[0],
            verb=row.verb,
            label=str(labels.get(row.verb, row.verb)),
            look=row.look,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            facts=_facts(row),
            who_code=people.get(row.account_id, ("", ""))[1],
            subject=kinds.get(row.subject_kind, row.subject_kind),
        )
        for row in rows
    ]
