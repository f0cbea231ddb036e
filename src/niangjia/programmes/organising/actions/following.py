"""What other modules' acts do to the records of the field: branches that move, unions that merge, persons who are merged, erased,
and handed out. Parts of their acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import Actor, subtree_range
from niangjia.programmes.organising.choices.officers import OfficerKind, Way
from niangjia.programmes.organising.models import (
    Attendance,
    Decision,
    Drive,
    Finding,
    Grid,
    GridPlace,
    GroupMessage,
    GroupReceiver,
    Liaison,
    Meeting,
    Officer,
    Post,
    Round,
    Training,
    Visit,
)

PLACED = (
    Grid,
    GridPlace,
    Drive,
    Round,
    Finding,
    Officer,
    Post,
    Training,
    Visit,
    GroupMessage,
    Liaison,
    Meeting,
    Decision,
)
OPEN: tuple[tuple[Any, Q], ...] = (
    (Grid, Q(ended_on__isnull=True)),
    (GridPlace, Q(valid_to__isnull=True)),
    (Drive, Q(ended_on__isnull=True, cancelled_at__isnull=True)),
    (Officer, Q(removed_at__isnull=True)),
    (Post, Q(until__isnull=True)),
    (Liaison, Q(until__isnull=True)),
    (Finding, Q(due_on__isnull=False, closed_on__isnull=True)),
    (Visit, Q(due_on__isnull=False, closed_on__isnull=True)),
    (Decision, Q(closed_on__isnull=True)),
)
"""What of a union that ends in another one is the receiver's from then on; what is done stays where it was."""
PERSONS: tuple[Any, ...] = (Officer, Attendance, GroupReceiver)
GONE = "——"


@transaction.atomic
def follow_field(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    for table in PLACED:
        table.rows.filter(path__gte=low, path__lt=high).update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def field_at(*, unit_ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a merge."""
    return [
        (_("网格"), Grid.rows.filter(unit__in=list(unit_ids), ended_on__isnull=True)),
        (_("在任的干部职务"), Post.rows.filter(unit__in=list(unit_ids), until__isnull=True)),
        (_("共建联络员"), Liaison.rows.filter(unit__in=list(unit_ids), until__isnull=True)),
    ]


@transaction.atomic
def follow_field_unit(
    *, actor: Actor, unit_id: int, into_id: int, path: str, on: date, now: datetime, **_more: Any
) -> dict[str, list[int]]:
    """What is open of a merged union is the receiver's; as a union in a grid it leaves it. Returns what changed."""
    kept: dict[str, list[int]] = {}
    for table, is_open in OPEN:
        keys = list(table.rows.filter(is_open, unit_id=unit_id).order_by("pk").values_list("pk", flat=True))
        table.rows.filter(pk__in=keys).update(unit_id=into_id, path=path)
        kept[table.__name__] = keys
    held = GridPlace.rows.filter(member_unit_id=unit_id, valid_to__isnull=True, valid_from__lte=on)
    kept["left"] = list(held.values_list("pk", flat=True))
    GridPlace.rows.filter(pk__in=kept["left"]).update(valid_to=on)
    return kept


@transaction.atomic
def return_field_unit(
    *, actor: Actor, unit_id: int, path: str, kept: dict[str, list[int]] | None, **_more: Any
) -> None:
    """A merge is taken back: what was the union's is its own again, and it is in its grid unless another one took it."""
    kept = kept or {}
    for table, _open in OPEN:
        table.rows.filter(pk__in=kept.get(table.__name__, [])).update(unit_id=unit_id, path=path)
    if not GridPlace.rows.filter(member_unit_id=unit_id, valid_to__isnull=True).exists():
        GridPlace.rows.filter(pk__in=kept.get("left", [])[:1]).update(valid_to=None)


# ------------------------------------------------------------------ persons


@transaction.atomic
def follow_field_person(*, actor: Actor, keeper_id: int, other_id: int) -> dict[str, list[int]]:
    """Two records are one person: what names the other names the keeper; who was there twice at one training stays so."""
    moved = {}
    for table in PERSONS:
        rows = _rows(table).filter(person_id=other_id)
        moved[table.__name__] = list(rows.values_list("pk", flat=True))
        rows.update(person_id=keeper_id)
    return moved


@transaction.atomic
def return_field_person(
    *, actor: Actor, keeper_id: int, other_id: int, moved: dict[str, list[int]] | None, **_more: Any
) -> None:
    """They were two after all."""
    for table in PERSONS:
        keys = (moved or {}).get(table.__name__, [])
        _rows(table).filter(pk__in=keys, person_id=keeper_id).update(person_id=other_id)


@transaction.atomic
def forget_field_person(*, actor: Actor, person_id: int) -> None:
    """A person is erased: her name and phone go from the register, from the lists of trainings and messages; that somebody
    served, was there or was written to stays."""
    Officer.rows.filter(person_id=person_id).update(
        name=GONE, phone_sealed="", phone_index="", note="", person_id=None, account_id=None
    )
    Attendance.objects.filter(person_id=person_id).update(name=GONE, person_id=None)
    GroupReceiver.objects.filter(person_id=person_id).delete()


def hand_out_field(*, actor: Actor, person_id: int) -> list[tuple[Any, list[Any], list[tuple[Any, ...]]]]:
    """A person's posts and trainings, for the export of her own data."""
    posts = Post.rows.filter(officer__person_id=person_id).select_related("unit").order_by("since", "pk")
    there = Attendance.objects.filter(person_id=person_id).select_related("training").order_by("training__since", "pk")
    return [
        (
            _("工会任职"),
            [_("工会"), _("类别"), _("职务"), _("从"), _("到")],
            [(one.unit.name, OfficerKind(one.kind).label, one.title, one.since, one.until) for one in posts],
        ),
        (
            _("参加的培训"),
            [_("培训名称"), _("开始"), _("学时"), _("怎么登记的")],
            [(one.training.title, one.training.since, one.training.hours, Way(one.way).label) for one in there],
        ),
    ]


def _rows(table: Any) -> Any:
    return table.rows if hasattr(table, "rows") else table.objects
