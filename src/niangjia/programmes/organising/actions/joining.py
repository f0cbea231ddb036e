"""Joining: the code of a union, an application by the worker or for her, mending it, taking it back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.engines.approvals.choices import MatterState
from niangjia.ground.access import actions as access
from niangjia.ground.access import queries as accounts
from niangjia.ground.access.actions import workers
from niangjia.ground.access.choices import AccountKind
from niangjia.ground.access.queries import logins
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people import queries as people
from niangjia.ground.people.choices import Purpose, WorkForm
from niangjia.ground.people.queries.newcomers import Record, record_of
from niangjia.kit import vault
from niangjia.kit.ids import identity_birthday, read_identity, read_phone
from niangjia.kit.powers import SYSTEM, Actor, Reason, subtree_range
from niangjia.programmes.organising import rules
from niangjia.programmes.organising.actions.refusals import (
    AlreadyApplied,
    KeyReused,
    MemberElsewhere,
    MemberHere,
    NotOpen,
    NotTaking,
    NotThisName,
    NotToMend,
    PhoneUnproved,
    TooYoung,
    Unfit,
    WasExpelled,
)
from niangjia.programmes.organising.choices.joining import (
    CHARTER_VERSION,
    IDENTITY,
    JOINING,
    PHONE,
    SEALED,
    SUBJECT,
    ApplicationState,
    WhyActing,
)
from niangjia.programmes.organising.models import Application, JoinCode
from niangjia.programmes.organising.policies import APPLY
from niangjia.programmes.organising.queries.joining import application_row, told
from niangjia.programmes.organising.rules.joining import Answers

# ------------------------------------------------------------------ the code of a union


@transaction.atomic
def make_code(*, actor: Actor, unit_code: str, now: datetime) -> JoinCode:
    """A new code for a union's poster; the one before leads nowhere from then on. Raises UnitNotFound, NotTaking."""
    unit = org.unit(actor, unit_code, power=APPLY)
    if unit.dissolved_on is not None:
        raise NotTaking
    JoinCode.rows.filter(unit=unit, ended_at__isnull=True).update(ended_at=now)
    made: JoinCode = JoinCode.rows.create(unit=unit, path=unit.path, made_at=now, by_account_id=actor.account_id)
    audit.record(actor=actor, verb="organising.code_made", subject=("organising.code", made.pk), path=unit.path)
    return made


# ------------------------------------------------------------------ asking


@transaction.atomic
def apply(*, actor: Actor, unit_code: str, answers: Answers, proved: bool, key: str, now: datetime) -> Application:
    """A worker asks to join. `proved`: the front saw the code that was sent to her phone. She gets an account by which
    she follows it, if she has none. The same answers under the same key give the same application.

    Raises NotTaking, Unfit, PhoneUnproved, TooYoung, NotThisName, MemberHere, MemberElsewhere, WasExpelled,
    AlreadyApplied, KeyReused.
    """
    answers = read_answers(answers, phone_needed=True)
    done = _under_key(key, unit_code, answers)
    if done is not None:
        return done
    if not proved:
        raise PhoneUnproved
    unit = _taking(unit_code)
    record = judge(unit.pk, answers, now)
    account = actor.account_id or account_for(actor, answers, record, now)
    return _ask(replace(actor, account_id=account), unit, answers, key, now, account_id=account, proved=True)


@transaction.atomic
def apply_for(*, actor: Actor, unit_code: str, answers: Answers, why: str, key: str, now: datetime) -> Application:
    """An officer enters the application of somebody who cannot do it herself; who and why are kept, and somebody else
    decides. Her phone is optional and not confirmed.

    Raises UnitNotFound, NotTaking, Unfit, TooYoung, NotThisName, MemberHere, MemberElsewhere, WasExpelled,
    AlreadyApplied, KeyReused.
    """
    unit = org.unit(actor, unit_code, power=APPLY)
    answers = read_answers(answers, phone_needed=False)
    if why not in WhyActing.values:
        raise Unfit(Reason("join.why", "why"))
    done = _under_key(key, unit_code, answers)
    if done is not None:
        return done
    if unit.dissolved_on is not None:
        raise NotTaking
    judge(unit.pk, answers, now)
    return _ask(actor, unit, answers, key, now, by_account_id=actor.account_id, why=why)


@transaction.atomic
def mend(*, actor: Actor, code: str, answers: Answers, proved: bool, now: datetime) -> Application:
    """Ask again after the application came back. `proved`: the phone, if it is another one, was confirmed.

    Raises ApplicationNotFound, NotOpen, NotToMend, Unfit, PhoneUnproved, and as `apply`.
    """
    row = _open(actor, code)
    page = matters.matter(SYSTEM, row.matter_code, now=now)
    if page.state != MatterState.RETURNED:
        raise NotToMend
    answers = read_answers(answers, phone_needed=not row.why)
    if not row.why and not proved and vault.blind(answers.phone, field=PHONE) != row.phone_index:
        raise PhoneUnproved
    judge(row.unit_id, answers, now)
    _fill(row, answers, proved=row.proved or proved)
    row.asked_on = _day(now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise AlreadyApplied from None
    acting = _acting(actor, row)
    approvals.resubmit(actor=acting, code=row.matter_code, revision=page.revision, now=now, title=_title(answers.name))
    _record(actor, "organising.application_mended", row)
    return row


@transaction.atomic
def withdraw(*, actor: Actor, code: str, now: datetime) -> Application:
    """She does not want it any more; what she told is overwritten. Raises ApplicationNotFound, NotOpen."""
    row = _open(actor, code)
    page = matters.matter(SYSTEM, row.matter_code, now=now)
    approvals.withdraw(actor=_acting(actor, row), code=row.matter_code, revision=page.revision, now=now)
    _close([row.pk])
    _record(actor, "organising.application_withdrawn", row)
    row.refresh_from_db()
    return row


@transaction.atomic
def close_withdrawn(*, actor: Actor, codes: list[str]) -> None:
    """Matters were withdrawn from their own page: so are the applications. Run again it finds nothing."""
    rows = Application.rows.filter(code__in=codes, state=ApplicationState.OPEN)
    _close(list(rows.values_list("pk", flat=True)))


# ------------------------------------------------------------------ parts


def _close(keys: list[int]) -> None:
    Application.rows.filter(pk__in=keys).update(
        state=ApplicationState.WITHDRAWN, sealed="", identity_index="", phone_index=""
    )
    approvals.blank(actor=SYSTEM, kind=JOINING, subjects=keys)


def read_answers(answers: Answers, *, phone_needed: bool) -> Answers:
    """The answers tidied, numbers as they are kept. Raises Unfit."""
    found = rules.answer_reasons(answers)
    number = read_identity(answers.identity, kind=answers.document_kind)
    if number.error or not number.value:
        known = number.error if number.error in Unfit.sentences else "join.identity"
        found.append(Reason(known or "join.identity", "identity", number.values))
    phone = read_phone(answers.phone) if answers.phone or phone_needed else None
    if phone is not None and (phone.error or not phone.value):
        found.append(Reason("join.phone", "phone"))
    if answers.form and answers.form not in WorkForm.values:
        found.append(Reason("join.form", "form"))
    Unfit.if_any(found)
    return replace(
        answers,
        name=" ".join(answers.name.split()),
        identity=number.value or "",
        phone=(phone.value or "") if phone else "",
        workplace=answers.workplace.strip(),
        occupation=answers.occupation.strip(),
        consents=tuple(one for one in dict.fromkeys(answers.consents) if one in Purpose.values),
    )


def judge(unit_id: int, answers: Answers, now: datetime) -> Record:
    """Whether she may ask at all: old enough, and nothing on record that forbids it."""
    resident = answers.document_kind == "resident"
    born = identity_birthday(answers.identity) if resident else None
    if rules.age_verdict(born, _day(now)) == "failed":
        raise TooYoung
    record = record_of(identity=answers.identity, name=answers.name, phone=answers.phone)
    if record.state in {"other_name", "gone"}:
        raise NotThisName
    if record.state == "expelled":
        raise WasExpelled
    if record.state == "member":
        raise (
            MemberHere if record.unit_id == unit_id else MemberElsewhere(unit=record.unit_name, known=record.same_phone)
        )
    return record


def _taking(unit_code: str) -> Any:
    """The union, if it takes applications."""
    row = JoinCode.rows.select_related("unit").filter(unit__code=unit_code, ended_at__isnull=True).first()
    if row is None or row.unit.dissolved_on is not None:
        raise NotTaking
    return row.unit


def account_for(actor: Actor, answers: Answers, record: Record, now: datetime) -> int:
    """The account that the proved phone opens: her own, or a new one where the phone was somebody else's before."""
    known = accounts.account_by_phone(answers.phone)
    if known is not None and known.kind != AccountKind.WORKER:
        return known.pk
    if known is not None and logins.is_in_use(known, now=now):
        tied = people.person_of(known.pk)
        if tied is None or tied == record.person_id:
            return known.pk
    if known is not None:
        workers.release_phone(actor=actor, phone=answers.phone)
    return access.open_worker_account(actor=SYSTEM, phone=answers.phone, name=answers.name, now=now).pk


def _ask(actor: Actor, unit: Any, answers: Answers, key: str, now: datetime, **facts: Any) -> Application:
    """The row and its matter."""
    path = org.held_paths([unit.pk])[unit.pk]
    row = Application(
        unit=unit, path=path, key=key, request=request_digest(unit.code, answers), asked_on=_day(now), **facts
    )
    _fill(row, answers, proved=facts.get("proved", False))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        done = _under_key(key, unit.code, answers)
        if done is not None:
            return done
        raise AlreadyApplied from None
    matter = approvals.ask(
        actor=actor,
        kind=JOINING,
        unit_id=unit.pk,
        title=_title(answers.name),
        now=now,
        subject=(SUBJECT, row.pk, row.code),
    )
    row.matter_code = matter.code
    row.save(update_fields=["matter_code"])
    _record(actor, "organising.applied_for" if row.why else "organising.applied", row)
    return row


def _fill(row: Application, answers: Answers, *, proved: bool) -> None:
    """What was told, sealed, with the indexes that find it."""
    row.sealed = vault.seal(json.dumps(asdict(answers), ensure_ascii=False), field=SEALED)
    row.identity_index = vault.blind(answers.identity, field=IDENTITY)
    row.phone_index = vault.blind(answers.phone, field=PHONE)
    row.proved, row.charter, row.consents = proved, CHARTER_VERSION, list(answers.consents)


def _under_key(key: str, unit_code: str, answers: Answers) -> Application | None:
    row: Application | None = Application.rows.filter(key=key).first()
    if row is not None and row.request != request_digest(unit_code, answers):
        raise KeyReused
    return row


def request_digest(unit_code: str, answers: Answers) -> str:
    """What a key stands for: keyed, for it covers a number."""
    text = json.dumps({"unit": unit_code, **asdict(answers)}, sort_keys=True, ensure_ascii=False)
    return vault.blind(hashlib.sha256(text.encode()).hexdigest(), field=SEALED)


def _open(actor: Actor, code: str) -> Application:
    """The application, locked, of whom may speak for it."""
    row = application_row(actor, code, lock=True)
    if row.state != ApplicationState.OPEN:
        raise NotOpen
    return row


def _acting(actor: Actor, row: Application) -> Actor:
    """Who speaks to approvals: the account that asked, for its holder came by the record that asking left."""
    return actor if actor.account_id in {row.account_id, row.by_account_id} else replace(actor)


def _title(name: str) -> str:
    return _now("%(name)s的入会申请") % {"name": name}


def _day(now: datetime) -> date:
    return timezone.localtime(now).date()


def _record(actor: Actor, verb: str, row: Application) -> None:
    facts = {"unit": row.unit_id, **({"why": row.why} if row.why else {})}
    audit.record(actor=actor, verb=verb, subject=(SUBJECT, row.pk), path=row.path, facts=facts)


# ------------------------------------------------------------------ what other modules' acts do


def follow_move(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    for table in (Application, JoinCode):
        table.rows.filter(path__gte=low, path__lt=high).update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def follow_merge(*, actor: Actor, keeper_id: int, other_id: int) -> list[int]:
    """Two records are one person: the applications of the other come to the keeper. Returns what moved."""
    rows = Application.rows.filter(person_id=other_id)
    moved = list(rows.values_list("pk", flat=True))
    rows.update(person_id=keeper_id)
    return moved


def follow_unmerge(*, actor: Actor, keeper_id: int, other_id: int, moved: list[int]) -> None:
    """They were two after all."""
    Application.rows.filter(pk__in=moved, person_id=keeper_id).update(person_id=other_id)


def forget(*, actor: Actor, person_id: int) -> None:
    """A person is erased: what she told goes; that she asked and what was decided stays."""
    Application.rows.filter(person_id=person_id).update(sealed="", identity_index="", phone_index="")


def hand_out(*, actor: Actor, person_id: int) -> list[tuple[Any, list[Any], list[tuple[Any, ...]]]]:
    """A person's applications with what she told, for the export of her own data."""
    rows = list(Application.rows.filter(person_id=person_id).select_related("unit").order_by("pk"))
    lines = [
        (row.asked_on, row.unit.name, ApplicationState(row.state).label, one.workplace, one.occupation, one.charter)
        for row, one in zip(rows, told(rows), strict=True)
    ]
    return [(_("入会申请"), [_("日期"), _("工会"), _("状态"), _("工作单位"), _("职业"), _("同意章程")], lines)]
