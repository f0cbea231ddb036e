"""The registry: reconciling lines with our employers, deciding who is who, and taking a change over into our register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists import queries as tasks
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import actions as org
from niangjia.ground.org.actions import EmployerDetails
from niangjia.kit import bus, rows
from niangjia.kit.powers import Actor, NotAllowed, holds, subtree_range
from niangjia.programmes.organising import events
from niangjia.programmes.organising.actions.refusals import EntryChanged, NothingToApply
from niangjia.programmes.organising.choices.registry import (
    ENTRY,
    EntryState,
    RegistryList,
    RegistryOutcome,
    RegistryStatus,
)
from niangjia.programmes.organising.models import RegistryCandidate, RegistryEntry, RegistryRefusal
from niangjia.programmes.organising.queries.registry import DECIDE, candidate_of, entry_row, open_changes
from niangjia.programmes.organising.queries.registry_sets import candidates, changes, linked_by_code

TABLE = "organising_registryentry"


class MayNotDecide(NotAllowed):
    """The line lies with another federation."""

    code = "organising.may_not_decide"
    text = _("您可以查看这条登记，但不能认定。请联系它所在镇街的总工会。")


@dataclass(frozen=True)
class Reconciled:
    """What a reconciliation did: lines linked by credit code now, lines with candidates, lines without; tasks."""

    linked: int
    open: int
    none: int
    opened: int
    settled: int


@transaction.atomic
def reconcile_registry(*, actor: Actor, now: datetime) -> Reconciled:
    """Link lines by credit code, look for candidates for the rest, and bring the lists of changes up to date. Run again it
    finds nothing new; what people decided stays."""
    pairs = linked_by_code()
    stamp = rows.moment(now)
    linked = pl.DataFrame(pairs, schema={"id": pl.Int64, "employer_id": pl.Int64}, orient="row").with_columns(
        pl.lit(EntryState.LINKED.value).alias("state"), pl.lit(stamp).alias("linked_at")
    )
    rows.update(TABLE, linked)
    found = candidates(today=timezone.localdate(now))
    RegistryCandidate.objects.all().delete()
    ids = rows.reserve("organising_registrycandidate", len(found))
    frame = pl.DataFrame(found, schema=_CANDIDATES, orient="row").with_columns(pl.Series("id", ids, dtype=pl.Int64))
    rows.insert_rows(RegistryCandidate, frame)
    free = RegistryEntry.rows.exclude(state=EntryState.LINKED)
    waiting = rows.among(sorted({one[0] for one in found}))
    free.filter(state=EntryState.NONE, pk__in=waiting).update(state=EntryState.OPEN)
    free.filter(state=EntryState.OPEN).exclude(pk__in=waiting).update(state=EntryState.NONE)
    opened, settled = _sync(actor, now)
    done = Reconciled(
        len(pairs),
        free.filter(state=EntryState.OPEN).count(),
        free.filter(state=EntryState.NONE).count(),
        opened,
        settled,
    )
    audit.record(actor=actor, verb="organising.registry_reconciled", facts=vars(done))
    bus.publish(events.RegistryTakenIn(done.linked, done.open, done.none))
    return done


_CANDIDATES = {"entry_id": pl.Int64, "employer_id": pl.Int64, "score": pl.Int64, "reasons": pl.String}


def _sync(actor: Actor, now: datetime) -> tuple[int, int]:
    done = []
    for one, wanted in changes(today=timezone.localdate(now)).items():
        frame = pl.DataFrame(wanted, schema=_WANTED)
        done.append(worklists.sync(actor=actor, kind=one.value, wanted=frame, now=now))
    return sum(one.opened + one.returned for one in done), sum(one.settled for one in done)


_WANTED = {
    "subject_id": pl.Int64, "subject_code": pl.String, "unit_id": pl.Int64, "title": pl.String, "facts": pl.String,
}  # fmt: skip


# ------------------------------------------------------------------ who is who


@transaction.atomic
def link_entry(*, actor: Actor, code: str, employer_code: str, revision: int, now: datetime) -> RegistryEntry:
    """It is this employer of ours. Remembered for the lists to come. Raises EntryNotFound, MayNotDecide, EntryChanged."""
    row = _locked(actor, code, revision)
    chosen = candidate_of(row, employer_code)
    _linked(row, chosen.employer_id, actor, now)
    _record(actor, "organising.registry_linked", row, employer=chosen.employer_id, score=chosen.score)
    return row


@transaction.atomic
def refuse_candidate(*, actor: Actor, code: str, employer_code: str, revision: int, now: datetime) -> RegistryEntry:
    """It is not this one. Raises EntryNotFound, MayNotDecide, EntryChanged."""
    row = _locked(actor, code, revision)
    chosen = candidate_of(row, employer_code)
    _refuse(row, [chosen.employer_id], actor, now)
    _record(actor, "organising.registry_refused", row, employer=chosen.employer_id)
    return row


@transaction.atomic
def refuse_all(*, actor: Actor, code: str, revision: int, now: datetime) -> RegistryEntry:
    """It is none of them: the line is new to us. Raises EntryNotFound, MayNotDecide, EntryChanged."""
    row = _locked(actor, code, revision)
    known = list(RegistryCandidate.objects.filter(entry=row).values_list("employer_id", flat=True))
    _refuse(row, known, actor, now)
    _record(actor, "organising.registry_refused", row, employers=len(known))
    return row


@transaction.atomic
def reopen_entry(*, actor: Actor, code: str, revision: int, now: datetime) -> RegistryEntry:
    """A decision was wrong: the line waits for one again, with every candidate. Raises EntryNotFound, MayNotDecide, EntryChanged,
    NothingToApply (nobody decided; the credit code did)."""
    row = _locked(actor, code, revision)
    was = row.employer_id
    if row.state == EntryState.LINKED and row.linked_by_id is None:
        raise NothingToApply
    refused = list(RegistryRefusal.objects.filter(entry=row).values_list("employer_id", flat=True))
    RegistryRefusal.objects.filter(entry=row).delete()
    row.employer_id, row.linked_at, row.linked_by_id, row.state = None, None, None, EntryState.NONE
    row.save(update_fields=["employer_id", "linked_at", "linked_by_id", "state"])
    mine = [one for one in candidates(today=timezone.localdate(now)) if one[0] == row.pk]
    RegistryCandidate.objects.filter(entry=row).delete()
    keys = rows.reserve("organising_registrycandidate", len(mine))
    frame = pl.DataFrame(mine, schema=_CANDIDATES, orient="row").with_columns(pl.Series("id", keys, dtype=pl.Int64))
    rows.insert_rows(RegistryCandidate, frame)
    row.state = EntryState.OPEN if mine else EntryState.NONE
    _save(row, "state")
    _record(actor, "organising.registry_reopened", row, employer=was, refused=len(refused))
    return row


def _linked(row: RegistryEntry, employer_id: int, actor: Actor, now: datetime) -> None:
    row.state, row.employer_id, row.linked_at, row.linked_by_id = EntryState.LINKED, employer_id, now, actor.account_id
    RegistryCandidate.objects.filter(entry=row).delete()
    _save(row, "state", "employer_id", "linked_at", "linked_by_id")


def _refuse(row: RegistryEntry, employers: list[int], actor: Actor, now: datetime) -> None:
    made = [RegistryRefusal(entry=row, employer_id=key, by_account_id=actor.account_id, at=now) for key in employers]
    RegistryRefusal.objects.bulk_create(made, ignore_conflicts=True)
    RegistryCandidate.objects.filter(entry=row, employer__in=employers).delete()
    row.state = EntryState.OPEN if RegistryCandidate.objects.filter(entry=row).exists() else EntryState.NONE
    _save(row, "state")


# ------------------------------------------------------------------ taking a change over


@transaction.atomic
def apply_change(*, actor: Actor, code: str, change: str, on: date, now: datetime) -> RegistryEntry:
    """Take what the register says over into ours as a dated fact, through the acts of org; the task of it ends.

    `change` is one of `RegistryList`. Raises EntryNotFound, MayNotDecide, NothingToApply (it does not say so any more), and what
    the act of org raises.
    """
    row = _locked(actor, code)
    if change not in {one.value for one, _ours, _theirs in open_changes(row)}:
        raise NothingToApply
    {
        RegistryList.NEW: _take_in, RegistryList.CLOSED: _close, RegistryList.MOVED: _move, RegistryList.RENAMED: _rename,
        RegistryList.TRADE: _retrade, RegistryList.WORKERS: _recount,
    }[RegistryList(change)](actor, row, on, now)  # fmt: skip
    _record(actor, "organising.registry_applied", row, change=change, on=on.isoformat(), employer=row.employer_id)
    _finish(actor, row, change, now)
    return row


def _take_in(actor: Actor, row: RegistryEntry, on: date, now: datetime) -> None:
    details = EmployerDetails(
        name=row.name, credit_code=row.credit_code, trade=row.trade, town=row.town, address=row.address,
        founded_on=row.registered_on,
    )  # fmt: skip
    made = org.add_employer(actor=actor, details=details, workers=row.insured, since=row.registered_on, now=now)
    _linked(row, made.pk, actor, now)


def _close(actor: Actor, row: RegistryEntry, on: date, now: datetime) -> None:
    ours = _ours(row)
    org.close_employer(actor=actor, code=ours.code, revision=ours.revision, on=on, now=now)


def _move(actor: Actor, row: RegistryEntry, on: date, now: datetime) -> None:
    if row.status == RegistryStatus.AWAY:
        _close(actor, row, on, now)
    else:
        _edit(actor, row, now, town=row.town, address=row.address or _ours(row).address)


def _rename(actor: Actor, row: RegistryEntry, on: date, now: datetime) -> None:
    ours = _ours(row)
    org.rename_employer(actor=actor, code=ours.code, revision=ours.revision, name=row.name, on=on, now=now)


def _retrade(actor: Actor, row: RegistryEntry, on: date, now: datetime) -> None:
    _edit(actor, row, now, trade=row.trade)


def _recount(actor: Actor, row: RegistryEntry, on: date, now: datetime) -> None:
    org.count_workers(actor=actor, code=_ours(row).code, workers=row.insured or 0, on=on, now=now)


def _edit(actor: Actor, row: RegistryEntry, now: datetime, **given: Any) -> None:
    ours = _ours(row)
    known = EmployerDetails(
        name=ours.name, credit_code=ours.credit_code or "", trade=ours.trade, ownership=ours.ownership, town=ours.town,
        address=ours.address, founded_on=ours.founded_on,
    )  # fmt: skip
    details = replace(known, **given)
    org.edit_employer(actor=actor, code=ours.code, revision=ours.revision, details=details, now=now)


def _ours(row: RegistryEntry) -> Any:
    if row.employer is None:
        raise NothingToApply
    return row.employer


def _finish(actor: Actor, row: RegistryEntry, change: str, now: datetime) -> None:
    """The task of the change is done, if it is open and the actor works there; else the next update settles it."""
    for one in tasks.tasks_about(actor, ENTRY, row.pk):
        if one.kind == change and one.state == "open":
            worklists.finish(actor=actor, code=one.code, outcome=RegistryOutcome.APPLIED.value, now=now)


# ------------------------------------------------------------------ loading, following


def _locked(actor: Actor, code: str, revision: int | None = None) -> RegistryEntry:
    row: RegistryEntry = RegistryEntry.rows.select_for_update(of=("self",)).get(pk=entry_row(actor, code).pk)
    if not holds(actor, DECIDE, row.path):
        raise MayNotDecide
    if revision is not None and row.revision != revision:
        raise EntryChanged(name=row.name)
    return row


def _save(row: RegistryEntry, *fields: str) -> None:
    row.revision += 1
    row.save(update_fields=[*fields, "revision"])


def _record(actor: Actor, verb: str, row: RegistryEntry, **facts: Any) -> None:
    audit.record(actor=actor, verb=verb, subject=(ENTRY, row.pk), path=row.path, facts=facts)


@transaction.atomic
def follow_move_of_entries(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    lines = RegistryEntry.rows.filter(path__gte=low, path__lt=high)
    lines.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


@transaction.atomic
def follow_unit_of_entries(*, actor: Actor, unit_id: int, into_id: int, path: str, **_more: Any) -> list[int]:
    """Lines of a merged federation lie with the receiver; which. Part of org's act."""
    moved = list(RegistryEntry.rows.filter(unit_id=unit_id).order_by("pk").values_list("pk", flat=True))
    RegistryEntry.rows.filter(unit_id=unit_id).update(unit_id=into_id, path=path, revision=F("revision") + 1)
    return moved


@transaction.atomic
def return_unit_of_entries(*, actor: Actor, unit_id: int, path: str, kept: list[int] | None, **_more: Any) -> int:
    """A merge is taken back: its lines lie with the federation again; how many."""
    return RegistryEntry.rows.filter(pk__in=rows.among(kept or [])).update(unit_id=unit_id, path=path)
