"""What the clock and other modules' acts do to matters: reminders, moves of units, merges, erasure, a person's own copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import events
from niangjia.engines.approvals.choices import CHUNK, FACTS, LIVING, WORDS, Act, BatchState, MatterState, StandState
from niangjia.engines.approvals.models import Batch, BatchRow, Matter, Move, Route, Stand
from niangjia.engines.approvals.queries.tellings import kind_title, reason_text
from niangjia.ground.org import queries as org
from niangjia.kit import bus, vault
from niangjia.kit.calendar import add_working_days
from niangjia.kit.powers import Actor, subtree_range

ERASED = _("（已删除）")


def remind(*, actor: Actor, today: date) -> int:
    """Announce, once each, the open stops that are due on the next working day (or sooner) and those that are overdue;
    how many. In chunks; run again it finds nothing new."""
    return _tell("due_told", events.StopDue, today) + _tell("overdue_told", events.StopOverdue, today)


def _tell(flag: str, event: Any, today: date) -> int:
    told, last = 0, add_working_days(today, 1)
    while True:
        with transaction.atomic():
            rows = Stand.rows.filter(**{flag: False}, state=StandState.OPEN)
            if event is events.StopDue:
                rows = rows.filter(due_on__gte=today, due_on__lte=last)
            else:
                rows = rows.filter(due_on__lt=today)
            some = list(rows.order_by("due_on", "pk").values_list("pk", "kind", "matter_id", "due_on")[:CHUNK])
            if not some:
                return told
            Stand.rows.filter(pk__in=[row[0] for row in some]).update(**{flag: True})
            _announce(event, some)
            told += len(some)


def _announce(event: Any, rows: list[tuple[int, str, int, date | None]]) -> None:
    groups: dict[tuple[str, date | None], list[int]] = {}
    for _key, kind, matter, due_on in rows:
        groups.setdefault((kind, due_on if event is events.StopDue else None), []).append(matter)
    for (kind, day), matters in groups.items():
        more = {"on": day} if day else {}
        bus.publish(event(kind=kind, matters=tuple(matters), **more))


# ------------------------------------------------------------------ what other modules' acts do


def below(*, path: str | Sequence[str]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a move: matters under way in the branch."""
    return [(_("在办的审批"), Matter.rows.filter(org.subtree(path), state__in=LIVING))]


@transaction.atomic
def follow_move(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch. The stops of matters under way stay at the units where they were planned."""
    low, high = subtree_range(old)
    for table in (Matter, Stand, Route):
        table.rows.filter(path__gte=low, path__lt=high).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Matter.rows.filter(other_path__gte=low, other_path__lt=high).update(
        other_path=Concat(Value(new), Substr("other_path", len(old) + 1))
    )


def follow_merge(*, actor: Actor, keeper_id: int, other_id: int) -> dict[str, list[int]]:
    """Two records are one person: the matters of the other come to the keeper. Returns what moved."""
    moved = {}
    for field in ("person_id", "by_person_id"):
        rows = Matter.rows.filter(**{field: other_id})
        moved[field] = list(rows.values_list("pk", flat=True))
        rows.update(**{field: keeper_id})
    return moved


def follow_unmerge(*, actor: Actor, keeper_id: int, other_id: int, moved: dict[str, list[int]]) -> None:
    """They were two after all: what moved goes back."""
    for field, keys in moved.items():
        Matter.rows.filter(pk__in=keys, **{field: keeper_id}).update(**{field: other_id})


def name_persons(*, actor: Actor, persons: Mapping[int, int | None]) -> None:
    """Whose matters they are has come to light (or is open again: None), by the matter's key. Part of a kind's `settle`."""
    given = [Matter(pk=matter, person_id=person) for matter, person in persons.items()]
    Matter.rows.bulk_update(given, ["person_id"], batch_size=CHUNK)


def blank(*, actor: Actor, kind: str, subjects: Sequence[int]) -> None:
    """What was asked about some records is kept no longer: titles, private facts and words of their matters go, as when a person is
    erased. Called by the programme that owns the kind, once its own days of keeping are over."""
    _blank(Matter.rows.filter(kind=kind, subject_id__in=list(subjects)))


def forget(*, actor: Actor, person_id: int) -> None:
    """A person is erased: titles, private facts and words of her matters go; what was asked and decided stays without her
    values. The programmes that own the kinds withdraw what is under way before."""
    _blank(Matter.rows.filter(person_id=person_id))


def _blank(mine: Any) -> None:
    keys = list(mine.values_list("pk", flat=True))
    Move.objects.filter(matter__in=keys).update(words_sealed="")
    Stand.rows.filter(matter__in=keys).update(words_sealed="")
    BatchRow.objects.filter(matter__in=keys).update(why="")
    for kind in set(mine.values_list("kind", flat=True)):
        mine.filter(kind=kind).update(title=f"{kind_title(kind)}{ERASED}"[:120], sealed="")


def hand_out(*, actor: Actor, person_id: int) -> list[tuple[Any, list[Any], list[tuple[Any, ...]]]]:
    """A person's matters with what was written about them, for the export of her own data."""
    mine = Matter.rows.filter(person_id=person_id).select_related("unit").order_by("pk")
    matters = [
        (one.asked_at, kind_title(one.kind), one.title, one.unit.name, MatterState(one.state).label, one.decided_at)
        for one in mine
    ]
    moves = list(Move.objects.filter(matter__in=mine.values("pk")).select_related("matter").order_by("pk"))
    words = vault.unseal_many([one.words_sealed for one in moves], field=WORDS)
    lines = [
        (one.at, one.matter.title, Act(one.act).label, reason_text(one.matter.kind, one.reason), text)
        for one, text in zip(moves, words, strict=True)
    ]
    private = vault.unseal_many([one.sealed for one in mine], field=FACTS)
    given = [(one.title, text) for one, text in zip(mine, private, strict=True) if text]
    return [
        (_("申请"), [_("时间"), _("事项"), _("内容"), _("工会"), _("状态"), _("办结时间")], matters),
        (_("申请的办理经过"), [_("时间"), _("事项"), _("办理"), _("原因"), _("说明")], lines),
        (_("申请时填写的内容"), [_("事项"), _("内容")], given),
    ]


def prune(*, actor: Actor, before: datetime) -> int:
    """Drop previews that nobody confirmed; how many."""
    old = Batch.objects.filter(state=BatchState.FROZEN, made_at__lt=before)
    BatchRow.objects.filter(batch__in=old.values("pk")).delete()
    return old.delete()[0]
