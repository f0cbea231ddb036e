"""The asking side: ask, mend and ask again, pull back, withdraw. Programmes call these inside their own actions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from niangjia.engines.approvals import events, rules
from niangjia.engines.approvals.actions import walking
from niangjia.engines.approvals.actions.refusals import (
    AlreadyAsked,
    KeyReused,
    MovedOn,
    NobodyDecides,
    NotNow,
    NotTheAsker,
    TooLate,
    UnknownKind,
)
from niangjia.engines.approvals.actions.walking import Row
from niangjia.engines.approvals.choices import ENDED, FACTS, LIVING, Act, MatterState, StandState
from niangjia.engines.approvals.models import Matter, Stand
from niangjia.engines.approvals.queries.hands import asking_marks
from niangjia.engines.approvals.queries.matters import MatterNotFound, acts_for_asker, sees
from niangjia.engines.approvals.queries.routes import way_of
from niangjia.ground.org import queries as org
from niangjia.ground.people import queries as people
from niangjia.kit import vault
from niangjia.kit.declare import approvals
from niangjia.kit.powers import Actor, giver

_NOTHING: Mapping[str, Any] = {}


@transaction.atomic
def ask(
    *,
    actor: Actor,
    kind: str,
    unit_id: int,
    title: str,
    now: datetime,
    subject: tuple[str, int, str] | None = None,
    person_id: int | None = None,
    other_unit_id: int | None = None,
    amount: int = 0,
    facts: Mapping[str, Any] = _NOTHING,
    private: Mapping[str, Any] = _NOTHING,
    key: str = "",
    draft: bool = False,
) -> Matter:
    """Ask for something, or keep it as a draft. Who may ask is judged by the programme, which calls this in its own action.

    `subject`: kind, key and address code of the record that it is about; `person_id` whose matter it is (the actor acts
    for her if she is somebody else); `facts` hold ids, codes and counts, `private` values about people. `key` is the
    client's: the same request under the same key gives the same matter. The way is planned now and then fixed.
    Raises UnknownKind, NobodyDecides, AlreadyAsked, KeyReused.
    """
    if kind not in approvals():
        raise UnknownKind
    given = {"unit": unit_id, "title": title, "subject": subject, "person": person_id, "other": other_unit_id}
    request = rules.request_digest({**given, "amount": amount, "facts": facts, "private": private})
    asker = _asker(actor, person_id)
    done = _under_key(kind, asker, key)
    if done is not None:
        return _same(done, request)
    places = _places(unit_id, other_unit_id)
    made = Matter(
        kind=kind,
        title=title[:120],
        amount=amount,
        person_id=person_id,
        begun_at=now,
        facts=dict(facts),
        sealed=_sealed(private),
        asker=asker,
        key=key,
        request=request,
        **_who(actor, person_id, places["path"]),
        **places,
    )
    made.subject_kind, made.subject_id, made.subject_code = subject or ("", None, "")
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return _met(made, request)
    row = Row(made, giver=made.for_account_id)
    if not draft:
        _start(actor, row, Act.ASKED, now)
        return made
    walking.note(actor, [row], Act.DRAFTED, now)
    walking.record(actor, [row], "approvals.drafted")
    return made


@transaction.atomic
def resubmit(
    *,
    actor: Actor,
    code: str,
    revision: int,
    now: datetime,
    title: str | None = None,
    amount: int | None = None,
    other_unit_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
    words: str = "",
) -> Matter:
    """Ask again after a return, or hand in a draft: what is given replaces what stood there, and a new round begins.

    Raises MatterNotFound, NotTheAsker, MovedOn, NotNow, NobodyDecides.
    """
    act = Act.RESUBMITTED
    row = _mine(actor, code, revision)
    if row.matter.state == MatterState.DRAFT:
        act = Act.ASKED
    _check(row, act)
    given: dict[str, Any] = {"title": title and title[:120], "amount": amount, "facts": facts and dict(facts)}
    for name, value in given.items():
        if value is not None:
            setattr(row.matter, name, value)
    if private is not None:
        row.matter.sealed = _sealed(private)
    other = other_unit_id if other_unit_id is not None else row.matter.other_unit_id
    for name, value in _places(row.matter.unit_id, other).items():
        setattr(row.matter, name, value)
    row.matter.revision += 1
    row.matter.save()
    _start(actor, row, act, now, words=walking.sealed_words(words))
    return row.matter


@transaction.atomic
def withdraw(*, actor: Actor, code: str, revision: int, words: str = "", now: datetime) -> Matter:
    """The asking side does not want it any more. Raises MatterNotFound, NotTheAsker, MovedOn, NotNow."""
    row = _mine(actor, code, revision)
    _check(row, Act.WITHDRAWN)
    walking.finish([row], MatterState.WITHDRAWN, now)
    walking.note(actor, [row], Act.WITHDRAWN, now, words_sealed=walking.sealed_words(words))
    walking.record(actor, [row], "approvals.withdrawn")
    walking.announce(events.MatterWithdrawn, [row])
    return _fresh(row)


@transaction.atomic
def pull_back(*, actor: Actor, code: str, revision: int, now: datetime) -> Matter:
    """Take an asking back to mend it, as long as no stop has answered: it is a draft again.

    Raises MatterNotFound, NotTheAsker, MovedOn, NotNow, TooLate.
    """
    row = _mine(actor, code, revision)
    _check(row, Act.PULLED_BACK)
    answered = Stand.rows.filter(matter=row.matter, round=row.matter.round, state__in=ENDED)
    if answered.exists():
        raise TooLate(title=row.matter.title)
    walking.drop([row.matter.pk])
    Matter.rows.filter(pk=row.matter.pk).update(state=MatterState.DRAFT, revision=F("revision") + 1)
    walking.note(actor, [row], Act.PULLED_BACK, now)
    walking.record(actor, [row], "approvals.pulled_back")
    return _fresh(row)


# ------------------------------------------------------------------ parts


def _mine(actor: Actor, code: str, revision: int) -> Row:
    """The matter, locked, in the hands of the asking side and in this revision."""
    row = next(iter(walking.take([code])), None)
    if row is None:
        raise MatterNotFound
    marks = asking_marks([row.matter])[row.matter.pk]
    if not acts_for_asker(actor, row.matter, marks):
        raise NotTheAsker(title=row.matter.title) if sees(actor, row.matter) else MatterNotFound
    if row.matter.revision != revision:
        raise MovedOn(title=row.matter.title)
    row.giver = giver(actor, row.matter.path)
    return row


def _check(row: Row, act: Act) -> None:
    if not rules.may(row.matter.state, act):
        raise NotNow(title=row.matter.title, state=MatterState(row.matter.state).label)


def _fresh(row: Row) -> Matter:
    row.matter.refresh_from_db()
    return row.matter


def _asker(actor: Actor, person_id: int | None) -> str:
    """Whose idempotency keys these are."""
    if actor.account_id is not None:
        return f"account {actor.account_id}"
    own = actor.person_id or person_id
    return f"person {own}" if own is not None else f"kind {actor.kind.value}"


def _who(actor: Actor, person_id: int | None, path: str) -> dict[str, Any]:
    """Who asks, for whom: a deputy, and somebody who acts for the person whose matter it is."""
    behind = people.persons_of([actor.account_id]) if actor.account_id else {}
    hers = {one for one in (actor.person_id, *behind.values()) if one is not None}
    acting = person_id is not None and person_id not in hers
    return {
        "by_account_id": actor.account_id,
        "for_account_id": giver(actor, path),
        "by_person_id": min(hers) if acting and hers else None,
        "acting": acting,
    }


def _sealed(private: Mapping[str, Any]) -> str:
    return vault.seal(json.dumps(dict(private), ensure_ascii=False, default=str), field=FACTS) if private else ""


def _same(done: Matter, request: str) -> Matter:
    if done.request != request:
        raise KeyReused
    return done


def _under_key(kind: str, asker: str, key: str) -> Matter | None:
    return Matter.rows.filter(kind=kind, asker=asker, key=key).first() if key else None


def _places(unit_id: int, other_unit_id: int | None) -> dict[str, Any]:
    """The units with their paths, which no move can change until the transaction ends."""
    paths = org.held_paths([one for one in (unit_id, other_unit_id) if one])
    other = paths[other_unit_id] if other_unit_id else ""
    return {"unit_id": unit_id, "path": paths[unit_id], "other_unit_id": other_unit_id, "other_path": other}


def _met(made: Matter, request: str) -> Matter:
    """Somebody was faster: the same request under the same key, or another living matter about the same subject."""
    done = _under_key(made.kind, made.asker, made.key)
    if done is not None:
        return _same(done, request)
    twin = Matter.rows.filter(
        kind=made.kind, subject_kind=made.subject_kind, subject_id=made.subject_id, state__in=LIVING
    )
    if made.subject_id is not None and twin.exists():
        raise AlreadyAsked
    raise RuntimeError(f"{made.kind} could not be written")


def _start(actor: Actor, row: Row, act: Act, now: datetime, *, words: str = "") -> None:
    """Plan the way, open the first stop, and say so."""
    matter, declared = row.matter, approvals()[row.matter.kind]
    _route, legs = way_of(
        declared, matter.path, day=walking.day_of(now), other_path=matter.other_path, amount=matter.amount
    )
    if not legs:
        raise NobodyDecides(kind=declared.title)
    first = _resumes_at(matter, [leg.stop.name for leg in legs]) if declared.resume == "same" else 0
    matter.round += 1
    matter.state, matter.position = MatterState.WAITING, first
    matter.asked_at, matter.asked_on = now, walking.day_of(now)
    matter.save(update_fields=["round", "state", "position", "asked_at", "asked_on"])
    stands = Stand.rows.bulk_create(
        [
            Stand(
                matter=matter,
                kind=matter.kind,
                round=matter.round,
                position=position,
                name=leg.stop.name,
                title=leg.stop.title if isinstance(leg.stop.title, str) else "",
                power=leg.stop.power,
                unit_id=leg.place.unit_id,
                path=leg.place.path,
                days=leg.stop.days_on(walking.day_of(now), matter.path),
                silence=leg.stop.silence,
                state=StandState.TO_COME if position >= first else StandState.DROPPED,
            )
            for position, leg in enumerate(legs)
        ]
    )
    opened = stands[first]
    walking.open_stands([(opened.pk, opened.days)], now)
    row.stand = opened
    walking.note(actor, [row], act, now, words_sealed=words)
    walking.record(actor, [row], "approvals.asked", round=matter.round)
    walking.announce(events.MatterAsked, [row], round=matter.round)
    walking.announce_opened([row], {matter.pk: opened.name})


def _resumes_at(matter: Matter, names: list[str]) -> int:
    """The place in the new round of the stop that sent the matter back; the first one if it is gone."""
    back = Stand.rows.filter(matter=matter, round=matter.round, state=StandState.RETURNED).first()
    return names.index(back.name) if back is not None and back.name in names else 0
