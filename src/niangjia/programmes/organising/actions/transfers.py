"""Transfers: asked for by the member or by the union that receives her, through the union that gives, and what it means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people.actions import passing
from niangjia.ground.people.actions.passing import Passed, Passing
from niangjia.ground.people.queries.newcomers import Home, home_of, home_of_number, homes_of
from niangjia.kit.calendar import working_days_between
from niangjia.kit.declare import Asked, Outcome
from niangjia.kit.ids import read_identity
from niangjia.kit.powers import SYSTEM, Actor, Refused, subtree_range
from niangjia.programmes.organising.actions.refusals import (
    AlreadyTransferring,
    MemberHere,
    NobodyWithNumber,
    NotOpen,
    NotTaking,
)
from niangjia.programmes.organising.choices.transfers import TRANSFER, TransferState
from niangjia.programmes.organising.models import JoinCode, Transfer
from niangjia.programmes.organising.policies import APPLY
from niangjia.programmes.organising.queries.transfers import transfer_row


@transaction.atomic
def ask_transfer(*, actor: Actor, unit_code: str, now: datetime) -> Transfer:
    """A member asks to pass to a union that takes applications; asked again, the same transfer is given back.

    Raises NobodyWithNumber (she is in no union), NotTaking, MemberHere, AlreadyTransferring.
    """
    row = JoinCode.rows.select_related("unit").filter(unit__code=unit_code, ended_at__isnull=True).first()
    if row is None or row.unit.dissolved_on is not None:
        raise NotTaking
    return _ask(actor, row.unit, home_of(actor.person_id or 0), now)


@transaction.atomic
def ask_transfer_for(*, actor: Actor, unit_code: str, identity: str, kind: str = "resident", now: datetime) -> Transfer:
    """The union that receives asks for somebody by her whole number; nothing of her is told but the union to be asked.

    Raises UnitNotFound, NotTaking, NobodyWithNumber, MemberHere, AlreadyTransferring.
    """
    unit = org.unit(actor, unit_code, power=APPLY)
    if unit.dissolved_on is not None:
        raise NotTaking
    number = read_identity(identity, kind=kind)
    if number.error or not number.value:
        raise NobodyWithNumber
    return _ask(actor, unit, home_of_number(number.value), now, by_account_id=actor.account_id)


def _ask(actor: Actor, unit: Any, home: Home | None, now: datetime, **facts: Any) -> Transfer:
    if home is None:
        raise NobodyWithNumber
    if home.unit_id == unit.pk:
        raise MemberHere
    known = Transfer.rows.filter(person_id=home.person_id, state=TransferState.OPEN).first()
    if known is not None:
        return _same(actor, known, unit.pk)
    paths = org.held_paths([unit.pk, home.unit_id])
    row = Transfer(
        unit=unit,
        path=paths[unit.pk],
        other_unit_id=home.unit_id,
        other_path=paths[home.unit_id],
        person_id=home.person_id,
        asked_on=_day(now),
        **facts,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise AlreadyTransferring from None
    matter = approvals.ask(
        actor=actor,
        kind=TRANSFER,
        unit_id=unit.pk,
        other_unit_id=home.unit_id,
        person_id=home.person_id,
        title=_now("%(name)s的转会申请") % {"name": home.name},
        subject=(TRANSFER, row.pk, row.code),
        now=now,
    )
    row.matter_code = matter.code
    row.save(update_fields=["matter_code"])
    _record(actor, "organising.transfer_asked", [row])
    return row


def _same(actor: Actor, known: Transfer, unit_id: int) -> Transfer:
    """Asked twice for the same union by her, or by the officer who did: the one that is there."""
    own = actor.person_id == known.person_id and known.by_account_id is None
    if known.unit_id == unit_id and (own or (actor.account_id and actor.account_id == known.by_account_id)):
        return known
    raise AlreadyTransferring


@transaction.atomic
def withdraw_transfer(*, actor: Actor, code: str, now: datetime) -> Transfer:
    """The asking side does not want it any more. Raises TransferNotFound, NotOpen."""
    row = transfer_row(actor, code)
    if row.state != TransferState.OPEN:
        raise NotOpen
    page = matters.matter(SYSTEM, row.matter_code, now=now)
    approvals.withdraw(actor=actor, code=row.matter_code, revision=page.revision, now=now)
    close_withdrawn_transfers(actor=actor, codes=[row.code])
    row.refresh_from_db()
    return row


@transaction.atomic
def close_withdrawn_transfers(*, actor: Actor, codes: list[str]) -> None:
    """Their matters were withdrawn. Run again it finds nothing."""
    Transfer.rows.filter(code__in=codes, state=TransferState.OPEN).update(state=TransferState.WITHDRAWN)


@transaction.atomic
def claim_transfer(*, actor: Actor, code: str, now: datetime) -> Transfer:
    """The sender kept silent past its due day: the member goes on to the receiver. Raises TransferNotFound, NotSilent."""
    row = transfer_row(actor, code)
    page = matters.matter(SYSTEM, row.matter_code, now=now)
    approvals.claim(actor=actor, code=row.matter_code, revision=page.revision, now=now)
    return row


# ------------------------------------------------------------------ what a decision means


def settle_transfer(
    *, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime
) -> Mapping[int, Refused]:
    """Pass the memberships on, or note the refusal. Refuses by the matter's id: NotOpen, NotTaking (the receiver was
    dissolved), NotMember (she is no longer where she was)."""
    today = _day(now)
    found = Transfer.rows.select_related("unit").filter(pk__in=[one.subject_id for one in matters])
    rows = {row.pk: row for row in found}
    by_key = {one.subject_id: one.id for one in matters if one.subject_id}
    fit = [row for row in rows.values() if row.state == TransferState.OPEN]
    refused: dict[int, Refused] = {by_key[key]: NotOpen() for key, row in rows.items() if row not in fit}
    if outcome == "approved":
        refused |= {by_key[row.pk]: NotTaking() for row in fit if row.unit.dissolved_on is not None}
        living = [row for row in fit if row.unit.dissolved_on is None]
        there = _brought_there(living)
        ones = [
            Passing(row.pk, row.person_id, row.other_unit_id, row.unit_id, row.path)
            for row in living
            if row.pk not in there
        ]
        passed, held = passing.pass_on(ones, on=today)
        refused |= {by_key[key]: refusal for key, refusal in held.items()}
        fit = [row for row in fit if row.pk in passed or row.pk in there]
        for row in fit:
            if row.pk in passed:
                row.old_id, row.new_id = passed[row.pk].old_id, passed[row.pk].new_id
        Transfer.rows.bulk_update(fit, ["old_id", "new_id"], batch_size=1_000)
    _end(fit, TransferState.DONE if outcome == "approved" else TransferState.REFUSED, today)
    _record(actor, "organising.transferred" if outcome == "approved" else "organising.not_transferred", fit)
    return refused


def _brought_there(rows: Sequence[Transfer]) -> set[int]:
    """Keys of transfers whose member is in the union already: the one that gave was merged into it meanwhile."""
    homes = homes_of([row.person_id for row in rows])
    return {row.pk for row in rows if homes.get(row.person_id) == row.unit_id}


def _end(rows: Sequence[Transfer], state: TransferState, today: date) -> None:
    groups: dict[date, list[int]] = defaultdict(list)
    for row in rows:
        groups[row.asked_on].append(row.pk)
    for asked_on, keys in groups.items():
        days = max(0, working_days_between(asked_on, today))
        Transfer.rows.filter(pk__in=keys).update(state=state, decided_on=today, working_days=days)


def unsettle_transfer(
    *, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime
) -> Mapping[int, Refused]:
    """Take a decision back within ten seconds. Refuses where the new membership has ended meanwhile."""
    rows = list(Transfer.rows.filter(pk__in=[one.subject_id for one in matters]))
    by_key = {one.subject_id: one.id for one in matters if one.subject_id}
    done = {row.pk: Passed(row.old_id, row.new_id) for row in rows if row.old_id and row.new_id}
    held = passing.take_back(done)
    back = [row for row in rows if row.pk not in held]
    Transfer.rows.filter(pk__in=[row.pk for row in back]).update(
        state=TransferState.OPEN, decided_on=None, working_days=None, old_id=None, new_id=None
    )
    _record(actor, "organising.untransferred", back)
    return {by_key[key]: NotOpen() for key in held}


# ------------------------------------------------------------------ what other modules' acts do


def follow_move_of_transfers(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    for name in ("path", "other_path"):
        rows = Transfer.rows.filter(**{f"{name}__gte": low, f"{name}__lt": high})
        rows.update(**{name: Concat(Value(new), Substr(name, len(old) + 1))})


def transfers_at(*, unit_ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a merge: transfers under way in which the receiver takes the union's place."""
    ends = Q(unit__in=list(unit_ids)) | Q(other_unit__in=list(unit_ids))
    return [(_("改由接收工会办的转会"), Transfer.rows.filter(ends, state=TransferState.OPEN))]


@transaction.atomic
def follow_unit_of_transfers(
    *, actor: Actor, unit_id: int, into_id: int, path: str, **_more: Any
) -> dict[str, list[int]]:
    """Open transfers of a merged union are the receiver's, at whichever end it stood. One between the two stays as it was asked:
    the merge brought the member where she wanted to go, and whoever decides finds her there. Returns what changed."""
    rows = Transfer.rows.filter(state=TransferState.OPEN).order_by("pk")
    receiving = list(rows.filter(unit_id=unit_id).exclude(other_unit_id=into_id).values_list("pk", flat=True))
    giving = list(rows.filter(other_unit_id=unit_id).exclude(unit_id=into_id).values_list("pk", flat=True))
    Transfer.rows.filter(pk__in=receiving).update(unit_id=into_id, path=path)
    Transfer.rows.filter(pk__in=giving).update(other_unit_id=into_id, other_path=path)
    return {"receiving": receiving, "giving": giving}


@transaction.atomic
def return_unit_of_transfers(
    *, actor: Actor, unit_id: int, path: str, kept: dict[str, list[int]] | None, **_more: Any
) -> None:
    """A merge is taken back: the union stands at its end again."""
    kept = kept or {"receiving": [], "giving": []}
    Transfer.rows.filter(pk__in=kept["receiving"]).update(unit_id=unit_id, path=path)
    Transfer.rows.filter(pk__in=kept["giving"]).update(other_unit_id=unit_id, other_path=path)


def follow_merge_of_transfers(*, actor: Actor, keeper_id: int, other_id: int) -> list[int]:
    """Two records are one person: the transfers of the other come to the keeper, but for an open one beside hers."""
    rows = Transfer.rows.filter(person_id=other_id)
    if Transfer.rows.filter(person_id=keeper_id, state=TransferState.OPEN).exists():
        rows = rows.exclude(state=TransferState.OPEN)
    moved = list(rows.values_list("pk", flat=True))
    Transfer.rows.filter(pk__in=moved).update(person_id=keeper_id)
    return moved


def follow_unmerge_of_transfers(*, actor: Actor, keeper_id: int, other_id: int, moved: list[int]) -> None:
    """They were two after all."""
    Transfer.rows.filter(pk__in=moved, person_id=keeper_id).update(person_id=other_id)


def _day(now: datetime) -> date:
    return timezone.localtime(now).date()


def _record(actor: Actor, verb: str, rows: Sequence[Transfer]) -> None:
    if rows:
        subjects = [(row.pk, row.path) for row in rows]
        audit.record_many(actor=actor, verb=verb, subject_kind=TRANSFER, subjects=subjects)
