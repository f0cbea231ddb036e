"""Joining a union in preparation: the code of its file, and people who put themselves on its list from the phone.

They stand on the list with what they told, sealed, until the reply that founds the union takes them in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from niangjia.ground.people.queries.newcomers import Record
from niangjia.kit import vault
from niangjia.kit.ids import new_code
from niangjia.kit.powers import Actor
from niangjia.programmes.organising.actions.founding import set_people
from niangjia.programmes.organising.actions.founding_parts import day_of, record
from niangjia.programmes.organising.actions.founding_refusals import AlreadyFounded, FileClosed, NoNameColumn
from niangjia.programmes.organising.actions.joining import account_for, judge, read_answers, request_digest
from niangjia.programmes.organising.actions.refusals import AlreadyApplied, KeyReused, NotOpen, NotTaking, PhoneUnproved
from niangjia.programmes.organising.choices.founding import MEMBER_SEALED, FileState, Purpose
from niangjia.programmes.organising.choices.joining import CHARTER_VERSION, IDENTITY, ApplicationState
from niangjia.programmes.organising.models import Application, Founding, FoundingMember
from niangjia.programmes.organising.policies import FORM
from niangjia.programmes.organising.queries.founding import file_row
from niangjia.programmes.organising.queries.gathering import gathered_row, open_files
from niangjia.programmes.organising.rules.founding import read_list
from niangjia.programmes.organising.rules.joining import Answers
from niangjia.programmes.organising.sheets import gathering as sheet

NOWHERE = 0
"""No union has this key: she is compared with all that there are."""


@transaction.atomic
def make_gather_code(*, actor: Actor, code: str, now: datetime) -> Founding:
    """A code for the poster of a union in preparation; the one before leads nowhere from then on.

    Raises FileNotFound, FileClosed, AlreadyFounded."""
    row = file_row(actor, code, power=FORM, lock=True)
    if row.state != FileState.OPEN or row.purpose != Purpose.FOUND:
        raise FileClosed
    if row.replied_on is not None:
        raise AlreadyFounded
    row.gather_code, row.gather_since = new_code(), day_of(now)
    row.save(update_fields=["gather_code", "gather_since"])
    record(actor, "organising.gather_code_made", row)
    return row


@transaction.atomic
def gather(
    *, actor: Actor, gather_code: str, answers: Answers, proved: bool, key: str, now: datetime
) -> FoundingMember:
    """Somebody puts herself on the list of a union in preparation. Whoever prepared her line already (the number, or the name alone) gets it
    filled in. The same answers under the same key give the same place.

    Raises NotTaking, Unfit, PhoneUnproved, TooYoung, NotThisName, MemberElsewhere, WasExpelled, AlreadyApplied, KeyReused."""
    answers = read_answers(answers, phone_needed=True)
    done = _under_key(key, gather_code, answers)
    if done is not None:
        return done
    if not proved:
        raise PhoneUnproved
    file = open_files().select_for_update(of=("self",)).filter(gather_code=gather_code).first()
    if file is None:
        raise NotTaking
    known = judge(NOWHERE, answers, now)
    index = vault.blind(answers.identity, field=IDENTITY)
    row = _place(file, answers, index)
    _fill(row, actor, answers, known, index, key, now)
    row.request = request_digest(gather_code, answers)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        done = _under_key(key, gather_code, answers)
        if done is not None:
            return done
        raise AlreadyApplied from None
    record(actor, "organising.gathered_by_phone", file)
    return row


def _place(file: Founding, answers: Answers, index: str) -> FoundingMember:
    """The line that is hers already, or a new one at the end. Raises AlreadyApplied where she stands on another list or asked elsewhere."""
    same = FoundingMember.objects.filter(
        identity_index=index, person__isnull=True, file__state=FileState.OPEN, file__replied_on__isnull=True
    ).first()
    asked = Application.rows.filter(identity_index=index, state=ApplicationState.OPEN).exists()
    if asked or (same is not None and (same.file_id != file.pk or same.code is not None)):
        raise AlreadyApplied
    if same is None:
        alike = list(file.people.filter(name=answers.name, sealed="", code__isnull=True)[:2])
        same = alike[0] if len(alike) == 1 else None
    last = file.people.aggregate(last=Max("place"))["last"] or 0
    return same or FoundingMember(file=file, place=last + 1)


def _fill(
    row: FoundingMember, actor: Actor, answers: Answers, known: Record, index: str, key: str, now: datetime
) -> None:
    told: dict[str, Any] = {**asdict(answers), "charter_version": CHARTER_VERSION}
    row.name, row.workplace = answers.name, answers.workplace
    if answers.document_kind == "resident":
        row.sex = "male" if int(answers.identity[16]) % 2 else "female"
    row.sealed = vault.seal(json.dumps(told, ensure_ascii=False), field=MEMBER_SEALED)
    row.identity_index, row.key, row.proved, row.asked_on = index, key, True, day_of(now)
    row.code = new_code()
    row.account_id = actor.account_id or account_for(actor, answers, known, now)


def _under_key(key: str, gather_code: str, answers: Answers) -> FoundingMember | None:
    row = FoundingMember.objects.filter(key=key).first()
    if row is not None and row.request != request_digest(gather_code, answers):
        raise KeyReused
    return row


@transaction.atomic
def leave_list(*, actor: Actor, code: str, now: datetime) -> None:
    """She does not want to be on the list any more: her line goes, with what she told. Raises GatheredNotFound, NotOpen."""
    row = gathered_row(actor, code, lock=True)
    file = Founding.rows.select_for_update(of=("self",)).get(pk=row.file_id)
    if file.replied_on is not None or file.state != FileState.OPEN:
        raise NotOpen
    row.delete()
    record(actor, "organising.gathered_left", file)


# ------------------------------------------------------------------ lists of the officer


@dataclass(frozen=True)
class Taken:
    """What became of a list: how many people stand on it now, and (row, sentence) of the rows that were not taken."""

    file: Founding
    number: int
    wrong: Sequence[tuple[int, str]] = ()


@transaction.atomic
def take_people(*, actor: Actor, code: str, text: str = "", data: bytes = b"", name: str = "", now: datetime) -> Taken:
    """Take a list of people who gather: a spreadsheet, a table pasted with its headings, or names one a line. Of a table all good rows go in
    and each wrong one is told. It replaces the list before, as `set_people` does.

    Raises as `set_people`, NoNameColumn, and Unreadable of kit/sheets."""
    if data or sheet.has_headings(text):
        found = sheet.read(data or text.encode(), name or "名单.csv")
        if found is None:
            raise NoNameColumn
        lines, wrong = found
    else:
        lines, wrong = read_list(text), []
    file = set_people(actor=actor, code=code, lines=lines, now=now)
    return Taken(file, file.people.count(), wrong)
