"""What a decision on corrections means, how it is taken back, and what other modules' acts do to corrections."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.access.actions import workers
from niangjia.ground.audit import actions as audit
from niangjia.ground.people.actions import correcting
from niangjia.ground.people.actions.correcting import Correction, Image
from niangjia.kit import vault
from niangjia.kit.calendar import working_days_between
from niangjia.kit.declare import Asked, Outcome
from niangjia.kit.powers import Actor, Refused, subtree_range
from niangjia.programmes.organising.actions.refusals import NotOpen
from niangjia.programmes.organising.choices.changes import BEFORE, CHANGE, ChangeField, ChangeState
from niangjia.programmes.organising.models import Change
from niangjia.programmes.organising.queries.changes import Values, told_of


def settle_change(*, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime) -> Mapping[int, Refused]:
    """Write what was asked for into the records, or note the refusal. Refuses by the matter's id, having written nothing for it:
    NotOpen, NumberTaken (held by somebody else meanwhile), PersonGone."""
    today = timezone.localtime(now).date()
    rows = {row.pk: row for row in Change.rows.filter(pk__in=[one.subject_id for one in matters])}
    by_key = {one.subject_id: one.id for one in matters if one.subject_id}
    fit = [row for row in rows.values() if row.state == ChangeState.OPEN and row.sealed]
    refused: dict[int, Refused] = {by_key[key]: NotOpen() for key, row in rows.items() if row not in fit}
    if outcome == "approved":
        told = dict(zip([row.pk for row in fit], told_of(fit), strict=True))
        images, held = correcting.correct(actor=actor, ones=[_correction(row, told[row.pk]) for row in fit], on=today)
        refused |= {by_key[key]: refusal for key, refusal in held.items()}
        fit = [row for row in fit if row.pk in images]
        _keep_images(fit, images)
        _take_phones(actor, fit, {key: one.new for key, one in told.items()})
    _end(fit, ChangeState.DONE if outcome == "approved" else ChangeState.REFUSED, today)
    _record(actor, "organising.change_made" if outcome == "approved" else "organising.change_refused", fit)
    return refused


def _correction(row: Change, values: Values) -> Correction:
    given: dict[str, Any] = {row.field: values.new}
    if row.field == ChangeField.IDENTITY:
        given["document_kind"] = values.document_kind
    return Correction(row.pk, row.person_id, verified=not row.why, **given)


def _keep_images(rows: Sequence[Change], images: Mapping[int, Image]) -> None:
    """What stood there before, sealed, for taking it back."""
    texts = [json.dumps(asdict(images[row.pk]), ensure_ascii=False) for row in rows]
    for row, text in zip(rows, vault.seal_many(texts, field=BEFORE), strict=True):
        row.before = text
    Change.rows.bulk_update(rows, ["before"], batch_size=1_000)


def _take_phones(actor: Actor, rows: Sequence[Change], phones: Mapping[int, str]) -> None:
    """A phone that she proved opens her account from now on."""
    for row in rows:
        if row.field == ChangeField.PHONE and row.proved and row.account_id and phones[row.pk]:
            workers.take_phone(actor=actor, account_id=row.account_id, phone=phones[row.pk])


def _end(rows: Sequence[Change], state: ChangeState, today: date) -> None:
    groups: dict[date, list[int]] = defaultdict(list)
    for row in rows:
        groups[row.asked_on].append(row.pk)
    for asked_on, keys in groups.items():
        days = max(0, working_days_between(asked_on, today))
        Change.rows.filter(pk__in=keys).update(state=state, decided_on=today, working_days=days)


def unsettle_change(
    *, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime
) -> Mapping[int, Refused]:
    """Take a decision back within ten seconds. Refuses where the record was edited meanwhile."""
    rows = list(Change.rows.filter(pk__in=[one.subject_id for one in matters]))
    by_key = {one.subject_id: one.id for one in matters if one.subject_id}
    held: set[int] = set()
    if outcome == "approved":
        texts = vault.unseal_many([row.before for row in rows], field=BEFORE)
        images = {row.pk: Image(**json.loads(text)) for row, text in zip(rows, texts, strict=True) if text}
        held = correcting.take_back(actor=actor, images=images)
        told = dict(zip([row.pk for row in rows], told_of(rows), strict=True))
        _take_phones(actor, [row for row in rows if row.pk not in held], {key: one.old for key, one in told.items()})
    back = [row for row in rows if row.pk not in held]
    Change.rows.filter(pk__in=[row.pk for row in back]).update(
        state=ChangeState.OPEN, decided_on=None, working_days=None, before=""
    )
    _record(actor, "organising.change_unmade", back)
    return {by_key[key]: NotOpen() for key in held}


# ------------------------------------------------------------------ what other modules' acts do


def changes_at(*, unit_ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a merge: corrections that the receiver decides."""
    return [(_("改由接收工会办的资料更正"), Change.rows.filter(unit__in=list(unit_ids), state=ChangeState.OPEN))]


def follow_move_of_changes(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    rows = Change.rows.filter(path__gte=low, path__lt=high)
    rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


@transaction.atomic
def follow_unit_of_changes(
    *, actor: Actor, unit_id: int, into_id: int, path: str, **_more: Any
) -> dict[str, list[int]]:
    """Open corrections of a merged union are for the receiver. Returns what changed."""
    rows = Change.rows.filter(unit_id=unit_id, state__in=[ChangeState.OPEN, ChangeState.DRAFT]).order_by("pk")
    kept = list(rows.values_list("pk", flat=True))
    Change.rows.filter(pk__in=kept).update(unit_id=into_id, path=path)
    return {"changes": kept}


@transaction.atomic
def return_unit_of_changes(
    *, actor: Actor, unit_id: int, path: str, kept: dict[str, list[int]] | None, **_more: Any
) -> None:
    """A merge is taken back: they are the union's own again."""
    Change.rows.filter(pk__in=(kept or {}).get("changes", [])).update(unit_id=unit_id, path=path)


def follow_merge_of_changes(*, actor: Actor, keeper_id: int, other_id: int) -> list[int]:
    """Two records are one person: the corrections of the other come to the keeper, but for open ones beside hers."""
    open_fields = Change.rows.filter(person_id=keeper_id, state=ChangeState.OPEN).values_list("field", flat=True)
    rows = Change.rows.filter(person_id=other_id).exclude(state=ChangeState.OPEN, field__in=list(open_fields))
    moved = list(rows.values_list("pk", flat=True))
    Change.rows.filter(pk__in=moved).update(person_id=keeper_id)
    return moved


def follow_unmerge_of_changes(*, actor: Actor, keeper_id: int, other_id: int, moved: list[int]) -> None:
    """They were two after all."""
    Change.rows.filter(pk__in=moved, person_id=keeper_id).update(person_id=other_id)


def forget_changes(*, actor: Actor, person_id: int) -> None:
    """A person is erased: what was told and what stood there go; that it was asked and decided stays."""
    Change.rows.filter(person_id=person_id).update(sealed="", before="", request="")


def hand_out_changes(*, actor: Actor, person_id: int) -> list[tuple[Any, list[Any], list[tuple[Any, ...]]]]:
    """A person's corrections, for the export of her own data."""
    rows = list(Change.rows.filter(person_id=person_id).exclude(state=ChangeState.DRAFT).order_by("pk"))
    lines = [
        (row.asked_on, ChangeField(row.field).label, one.old, one.new, ChangeState(row.state).label, row.decided_on)
        for row, one in zip(rows, told_of(rows), strict=True)
    ]
    heads = [_("日期"), _("更正"), _("原来登记的"), _("改成"), _("状态"), _("办结日期")]
    return [(_("资料更正"), heads, lines)]


def _record(actor: Actor, verb: str, rows: Sequence[Change]) -> None:
    if rows:
        audit.record_many(actor=actor, verb=verb, subject_kind=CHANGE, subjects=[(row.pk, row.path) for row in rows])
