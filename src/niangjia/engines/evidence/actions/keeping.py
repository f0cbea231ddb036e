"""What happens to files by the clock and by other modules' acts: expiry, sweeping, consent, moves, merges, export, erasure."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.evidence import events, queries, store
from niangjia.engines.evidence.actions.files import kept_until, take_away
from niangjia.engines.evidence.choices import NAME, FileState, PageState, StackState
from niangjia.engines.evidence.models import File, Stack, TrayPage
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.kit import bus, vault
from niangjia.kit.declare import evidence_kinds
from niangjia.kit.powers import Actor

MOST = 500
ORPHAN = timedelta(days=1)
"""Content without a row is taken for the rest of an act that failed after so long."""
PERSON = "people.person"


@transaction.atomic
def expire(*, actor: Actor, now: datetime) -> int:
    """Mark files whose day is over; they stay readable. How many. Run every night."""
    today = timezone.localdate(now)
    due = File.rows.select_for_update(of=("self",)).filter(state=FileState.KEPT, expires_on__lte=today).order_by("pk")
    by_kind: dict[str, list[tuple[int, int, str]]] = {}
    for key, kind, subject, path in due.values_list("pk", "kind", "subject_id", "path"):
        by_kind.setdefault(kind, []).append((key, subject, path))
    for kind, found in by_kind.items():
        for start in range(0, len(found), MOST):
            some = found[start : start + MOST]
            keys, subjects = tuple(one[0] for one in some), tuple(one[1] for one in some)
            File.rows.filter(pk__in=keys).update(state=FileState.EXPIRED)
            bus.publish(events.EvidenceExpired(kind, keys, subjects))
            audit.record_many(
                actor=actor,
                verb="evidence.expired",
                subject_kind="evidence.file",
                subjects=[(one[0], one[2]) for one in some],
            )
    return sum(map(len, by_kind.values()))


@transaction.atomic
def sweep(*, actor: Actor, now: datetime) -> int:
    """Remove content that no row keeps: what a failed act left behind; how many. Run every night."""
    long_ago = time.time() - ORPHAN.total_seconds()
    found = [code for code, changed in store.codes() if changed < long_ago]
    held: set[str] = set()
    for start in range(0, len(found), MOST):
        some = found[start : start + MOST]
        held.update(File.rows.filter(code__in=some).exclude(state=FileState.REMOVED).values_list("code", flat=True))
        held.update(TrayPage.objects.filter(code__in=some, state=PageState.WAITING).values_list("code", flat=True))
        held.update(Stack.objects.filter(code__in=some, state=StackState.READING).values_list("code", flat=True))
    loose = [code for code in found if code not in held]
    for code in loose:
        store.remove(code)
    if loose:
        audit.record(actor=actor, verb="evidence.swept", facts={"files": len(loose)})
    return len(loose)


@transaction.atomic
def consent_withdrawn(*, actor: Actor, person_id: int, purpose: str, now: datetime) -> int:
    """A person took a consent back: what was held by it alone goes, unless a law keeps it; how many went."""
    rows = (
        File.rows.select_for_update(of=("self",))
        .filter(person_id=person_id, consent=purpose)
        .exclude(state=FileState.REMOVED)
    )
    today, gone = timezone.localdate(now), 0
    for one in rows.order_by("pk"):
        until = kept_until(one) if one.kind in evidence_kinds() else None
        if until is None or until <= today:
            take_away(actor, one, _("本人收回了同意"), now)
            gone += 1
    return gone


# ------------------------------------------------------------------ contributions


@transaction.atomic
def follow_move(*, actor: Actor, old: str, new: str, on: date) -> int:
    """Repeat the new paths of a moved branch on files, stacks and the tray; how many files. Part of org's act."""
    step = Concat(Value(new), Substr("path", len(old) + 1))
    for rows in (Stack.objects, TrayPage.objects):
        rows.filter(org.subtree(old)).update(path=step)
    return File.rows.filter(org.subtree(old)).update(path=step)


def _hers(person_id: int) -> Any:
    return File.rows.filter(person_id=person_id)


def follow_merge(*, actor: Actor, keeper_id: int, other_id: int) -> dict[str, list[int]]:
    """Two records are one person: papers about the other are about the keeper. Returns what moved."""
    about = list(_hers(other_id).values_list("pk", flat=True))
    of = list(File.rows.filter(subject_kind=PERSON, subject_id=other_id).values_list("pk", flat=True))
    File.rows.filter(pk__in=about).update(person_id=keeper_id)
    File.rows.filter(pk__in=of).update(subject_id=keeper_id)
    return {"about": about, "of": of}


def follow_unmerge(*, actor: Actor, keeper_id: int, other_id: int, moved: dict[str, list[int]]) -> None:
    """They were two after all: what moved goes back."""
    _hers(keeper_id).filter(pk__in=moved["about"]).update(person_id=other_id)
    File.rows.filter(subject_kind=PERSON, subject_id=keeper_id, pk__in=moved["of"]).update(subject_id=other_id)


def hand_out(*, actor: Actor, person_id: int) -> list[tuple[Any, list[Any], list[tuple[Any, ...]]]]:
    """What is held of a person's papers, for the export of her own data; the papers themselves are opened on her page."""
    rows = list(_hers(person_id).exclude(state=FileState.REMOVED).order_by("pk"))
    names = vault.unseal_many([one.name_sealed for one in rows], field=NAME)
    kinds = evidence_kinds()
    lines = [
        (
            kinds[one.kind].title if one.kind in kinds else one.kind,
            name,
            one.at,
            one.dated_on,
            one.expires_on,
            one.get_origin_display(),
        )
        for one, name in zip(rows, names, strict=True)
    ]
    return [(_("材料和照片"), [_("种类"), _("名称"), _("上传时间"), _("材料日期"), _("有效期到"), _("来源")], lines)]


def must_keep(*, person_id: int, on: date) -> list[tuple[Any, int]]:
    """Papers that a law keeps beyond the wish to be erased: (sentence with reason and day, how many)."""
    found: dict[str, int] = {}
    for one in _hers(person_id).exclude(state=FileState.REMOVED):
        until = kept_until(one) if one.kind in evidence_kinds() else None
        if until is not None and until > on:
            kind = queries.declared(one.kind)
            told = _("%(title)s按%(law)s要保存到 %(until)s") % {
                "title": kind.title,
                "law": kind.keep_law,
                "until": until,
            }
            found[told] = found.get(told, 0) + 1
    return list(found.items())


@transaction.atomic
def forget(*, actor: Actor, person_id: int) -> None:
    """A person is erased: her papers go, content and names; that there were some stays."""
    rows = _hers(person_id).exclude(state=FileState.REMOVED)
    now = timezone.now()
    for code in rows.values_list("code", flat=True):
        transaction.on_commit(partial(store.remove, code))
    rows.update(state=FileState.REMOVED, removed_at=now, removed_words="", name_sealed="", digest="", came_as="")
