"""What a move of a unit would do, before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import UnitKind
from niangjia.ground.org.models import Attachment, Unit
from niangjia.ground.org.queries.tree import subtree, unit
from niangjia.ground.org.reasons import SENTENCES
from niangjia.ground.org.rules import MAX_DEPTH, is_below, may_hang
from niangjia.kit.declare import contributions
from niangjia.kit.powers import Actor, Reason
from niangjia.kit.rows import counts


@dataclass(frozen=True)
class MovePreview:
    """A unit, its new parent, (label, count) of everything that goes with it, and why it may not go ("" if it may)."""

    unit: Unit
    parent: Unit
    rows: list[tuple[Any, int]]
    refusal: str


def told(topic: str, **facts: Any) -> list[tuple[Any, Any]]:
    """What modules add to a preview: (label, a number or the rows to be counted)."""
    return [row for part in contributions(topic) if part.preview for row in part.preview(**facts)]


def added(found: Sequence[tuple[Any, Any]]) -> list[tuple[Any, int]]:
    """Counted in one statement, the same labels added up, in their order."""
    sums: Counter[Any] = Counter()
    for (label, _rows), number in zip(found, counts([one for _label, one in found]), strict=True):
        sums[label] += number
    return list(sums.items())


def preview_move(actor: Actor, code: str, parent_code: str) -> MovePreview:
    """Exactly what would move. Raises UnitNotFound for units out of reach."""
    here, parent = unit(actor, code, power="org.edit"), unit(actor, parent_code, power="org.edit")
    rows = added(told("unit.move", path=here.path))
    reason = move_reason(here, parent)
    return MovePreview(here, parent, rows, reason.worded(SENTENCES) if reason else "")


def move_reason(here: Unit, parent: Unit) -> Reason | None:
    """Why a unit may not be hung under another one, if it may not."""
    if is_below(parent.path, here.path):
        return Reason("org.into_itself", "parent", {"unit": here.name})
    if parent.path == here.path[: -Unit.steplen]:
        return Reason("org.already_there", "parent", {"parent": parent.name})
    if parent.dissolved_on is not None:
        return Reason("org.parent_dissolved", "parent", {"parent": parent.name})
    if parent.depth + MAX_BRANCH > MAX_DEPTH:
        return Reason("org.too_deep", "parent")
    return hang_reason(here.kind, here.level, parent)


MAX_BRANCH = 12
"""Storeys that a branch may have below the point where it is hung; real trees have eight in all."""


def hang_reason(kind: str, level: str, parent: Unit) -> Reason | None:
    """Why a kind of unit may not hang under a parent, if it may not."""
    if may_hang(kind, level, parent.kind, parent.level):
        return None
    return Reason("org.may_not_hang", "kind", {"kind": UnitKind(kind).label, "parent": parent.name})


def units_below(*, path: str | Sequence[str]) -> list[tuple[Any, Any]]:
    """The module's own part of the preview: the units themselves, and the employers attached to them today."""
    attached = Attachment.objects.filter(subtree(path, "unit__path"), valid_to__isnull=True)
    return [
        (_("工会（连同下级）"), Unit.objects.filter(subtree(path))),
        (_("所属单位"), attached),
    ]
