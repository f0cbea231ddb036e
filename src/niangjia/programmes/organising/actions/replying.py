"""What the higher union's reply means: the consent and its number, the union that comes into being, the new term."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from niangjia.ground.org import actions as org_actions
from niangjia.ground.org import queries as org
from niangjia.ground.org.actions import UnitDetails
from niangjia.ground.org.choices import Mode
from niangjia.ground.people.actions import admitting
from niangjia.ground.people.actions.admitting import Newcomer
from niangjia.ground.people.choices import JoinMode
from niangjia.kit import vault
from niangjia.kit.declare import Asked, Outcome
from niangjia.kit.powers import SYSTEM, Actor, Refused
from niangjia.programmes.organising.actions.documents import issue, void_numbers
from niangjia.programmes.organising.actions.founding_parts import (
    blocked,
    day_of,
    end_file,
    record,
    save_row,
    undo_stages,
    write,
)
from niangjia.programmes.organising.actions.founding_refusals import FileClosed, NoReplier, TermsOverlap
from niangjia.programmes.organising.actions.terms import Seat, begin_term
from niangjia.programmes.organising.choices.founding import MEMBER_SEALED, SUBJECT, FileState, Post, Purpose, Stage
from niangjia.programmes.organising.models import Founding, FoundingMember, JoinCode, Registration, Term
from niangjia.programmes.organising.queries.founding import replier
from niangjia.programmes.organising.rules import founding as rules


class UnionStands(Refused):
    """The union came into being with the reply."""

    code = "organising.union_stands"
    text = _("批复已经生效：工会成立了，或者新一届开始了，不能撤销这次批复。")


def settle_founding(
    *, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime
) -> Mapping[int, Refused]:
    """Do what the reply means, file by file (each founds or changes one union), each in a savepoint of its own. Refuses by the
    matter's id: FileClosed, NotReady, NoReplier, TermsOverlap, and what org refuses of a new union (a namesake beside it)."""
    refused: dict[int, Refused] = {}
    for one in sorted(matters, key=lambda asked: asked.subject_id or 0):
        try:
            with transaction.atomic():
                _settle(actor, one, outcome, now)
        except Refused as refusal:
            refused[one.id] = refusal
    return refused


def _locked(one: Asked) -> Founding:
    rows = Founding.rows.select_for_update(of=("self",)).select_related("unit", "upper")
    row: Founding | None = rows.filter(pk=one.subject_id).first()
    if (
        row is None
        or row.state != FileState.OPEN
        or not rules.waits_for_reply(row.stage)
        or row.matter_code != one.code
    ):
        raise FileClosed
    return row


def _settle(actor: Actor, one: Asked, outcome: Outcome, now: datetime) -> None:
    row = _locked(one)
    if outcome == "refused":
        _refuse(actor, row, now)
        return
    stage = rules.ANSWERS[row.stage]
    blocked(row, row.stage)
    if stage == Stage.CLEARED:
        write(actor, row, stage, day_of(now), now)
        save_row(row)
        return
    upper = row.upper or replier(row.path)
    if upper is None:
        raise NoReplier
    title = rules.reply_title(row.purpose, stage, row.name)
    subject = (SUBJECT, row.pk, row.code)
    paper = issue(actor=actor, unit_id=upper.pk, title=title, subject=subject, on=day_of(now), now=now)
    if stage == Stage.REPLIED:
        row.reply_text, row.replied_on = paper.text, day_of(now)
        row.days = (row.replied_on - row.begun_on).days
        (_found if row.purpose == Purpose.FOUND else _renew)(actor, row, now)
    write(actor, row, stage, day_of(now), now, document=paper.text)
    if row.purpose == Purpose.TERM and stage == Stage.REPLIED and not _registered(row):
        row.state, row.ended_on, row.due_on = FileState.DONE, day_of(now), None
    save_row(row, "reply_text", "replied_on", "days", "unit", "path")


def _refuse(actor: Actor, row: Founding, now: datetime) -> None:
    """A request that was refused ends the file; a refused list or result goes back to those who prepare."""
    if row.stage == Stage.ASKED:
        with override(settings.LANGUAGE_CODE):
            end_file(row, FileState.REFUSED, _now("上级不同意，原因见审批"), now)
    else:
        undo_stages(actor, row, [row.stage], now)
    record(actor, "organising.file_refused", row)


def _registered(row: Founding) -> bool:
    """Whether the union is a legal person, so that the change has to be registered."""
    return Registration.rows.filter(unit_id=row.unit_id, ended_on__isnull=True).exists()


def _seats(row: Founding) -> list[Seat]:
    won = row.candidates.filter(elected=True).order_by("place")
    order = list(Post)
    return sorted((Seat(one.name, one.post, one.sex) for one in won), key=lambda seat: order.index(Post(seat.post)))


def _found(actor: Actor, row: Founding, now: datetime) -> None:
    """The union comes into being below the next higher one: in the tree, with its employers, members and first term. The tree is
    changed by the machine: whoever replies need not hold the power to edit unions, and the reply is in the trail as hers."""
    upper, day = row.upper, day_of(now)
    assert upper is not None
    with override(settings.LANGUAGE_CODE):
        mode = str(Mode(row.mode).label) if row.mode else ""
    details = UnitDetails(
        name=row.name, kind=row.kind, town=row.town, mode=mode, trade=row.trade, focus=row.focus, phone=row.phone,
        address=row.address, founded_on=day,
    )  # fmt: skip
    unit = org_actions.add_unit(actor=SYSTEM, parent_code=upper.code, details=details, now=now)
    for one in row.employers.select_related("employer"):
        org_actions.attach_employer(actor=SYSTEM, code=one.employer.code, unit_code=unit.code, on=day, now=now)
    row.unit, row.path = unit, unit.path
    if row.gather_code:
        JoinCode.rows.create(
            unit=unit, path=unit.path, code=row.gather_code, made_at=now, by_account_id=row.by_account_id
        )
    _admit(row, unit, now)
    since = row.held_on or day
    begin_term(
        actor,
        unit,
        since=since,
        years=row.years or 0,
        seats=_seats(row),
        number=1,
        reply_text=row.reply_text,
        file=row,
        now=now,
    )
    record(actor, "organising.union_founded", row, unit=unit.pk)


def _admit(row: Founding, unit: Any, now: datetime) -> None:
    """Those of the list whose number is known become members; the rest stay on the list and join by the union's code."""
    people = [one for one in row.people.order_by("place") if one.sealed]
    texts = vault.unseal_many([one.sealed for one in people], field=MEMBER_SEALED)
    told = {one.pk: json.loads(text) for one, text in zip(people, texts, strict=True)}
    newcomers = [_newcomer(one, told[one.pk], unit) for one in people if told[one.pk]["identity"]]
    if not newcomers:
        return
    admitted, refused = {}, {}
    for mode in (JoinMode.PHONE, JoinMode.DESK):
        some = [one for one in newcomers if one.verified == (mode == JoinMode.PHONE)]
        taken, held = admitting.admit(some, on=day_of(now), now=now, mode=mode) if some else ({}, {})
        admitted.update(taken)
        refused.update(held)
    with override(settings.LANGUAGE_CODE):
        for one in people:
            if one.pk in admitted:
                one.person_id, one.sealed, one.identity_index = admitted[one.pk].person_id, "", ""
            elif one.pk in refused:
                one.refusal = refused[one.pk].sentence[:200]
    FoundingMember.objects.bulk_update(people, ["person_id", "sealed", "identity_index", "refusal"], batch_size=1_000)


def _newcomer(one: FoundingMember, told: Mapping[str, Any], unit: Any) -> Newcomer:
    """Verified is who put herself on the list and confirmed her phone."""
    return Newcomer(
        one.pk, unit.pk, unit.path, one.name, told.get("document_kind", "resident"), told["identity"], told["phone"], one.workplace,
        occupation=told.get("occupation", ""), form=told.get("form", ""), verified=one.proved, account_id=one.account_id,
        consents=tuple(told.get("consents", ())),
    )  # fmt: skip


def _renew(actor: Actor, row: Founding, now: datetime) -> None:
    """The new term of a union that is there."""
    since = row.held_on or day_of(now)
    open_ = Term.rows.filter(unit_id=row.unit_id, ended_on__isnull=True).first()
    if open_ is not None and since <= open_.since:
        raise TermsOverlap(first=open_.since)
    unit = org.unit_by_id(row.unit_id)
    begin_term(
        actor, unit, since=since, years=row.years or 0, seats=_seats(row), reply_text=row.reply_text, file=row, now=now
    )
    record(actor, "organising.term_renewed", row)


def unsettle_founding(
    *, actor: Actor, matters: Sequence[Asked], outcome: Outcome, now: datetime
) -> Mapping[int, Refused]:
    """Take a reply back within ten seconds. A consent's number is void then; a reply that founded a union or began a term stays."""
    refused: dict[int, Refused] = {}
    for one in matters:
        row = Founding.rows.select_for_update(of=("self",)).filter(pk=one.subject_id).first()
        if row is None or row.matter_code != one.code or row.replied_on is not None:
            refused[one.id] = UnionStands()
        else:
            _reopen(actor, row, outcome, now)
    return refused


def _reopen(actor: Actor, row: Founding, outcome: Outcome, now: datetime) -> None:
    if outcome == "refused":
        back = row.stages.filter(undone_at__isnull=False, stage__in=list(rules.ANSWERS)).order_by("-pk").first()
        if row.state == FileState.OPEN and back is not None:
            row.stages.filter(pk=back.pk).update(undone_at=None, undone_by_id=None)
            row.stage, row.stage_on = back.stage, back.on
        row.state, row.ended_on, row.why_ended = FileState.OPEN, None, ""
        save_row(row, "why_ended")
    else:
        last = row.stages.filter(stage=row.stage, undone_at__isnull=True).first()
        if last is not None and last.document:
            with override(settings.LANGUAGE_CODE):
                words = _now("批复当场撤销")
            void_numbers(actor=actor, subject_kind=SUBJECT, subject_id=row.pk, text=last.document, words=words, now=now)
        undo_stages(actor, row, [row.stage], now)
    record(actor, "organising.reply_undone", row)
