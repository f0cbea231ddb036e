"""What happens to matters under way when a union ends in another one, and when that is taken back. Parts of org's act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals.choices import LIVING, StandState
from niangjia.engines.approvals.models import Matter, Stand
from niangjia.kit.powers import Actor
from niangjia.kit.rows import among

WAITING = (StandState.TO_COME, StandState.OPEN)


def at_unit(*, unit_ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a merge: matters of the unions themselves that change their union."""
    return [(_("改由接收工会办的审批"), Matter.rows.filter(unit__in=list(unit_ids), state__in=LIVING))]


@transaction.atomic
def follow_unit(*, actor: Actor, unit_id: int, into_id: int, path: str, **_more: Any) -> dict[str, list[Any]]:
    """Matters under way at a merged union, and the stops that wait there, are the receiver's. Returns what changed."""
    matters = Matter.rows.filter(unit_id=unit_id, state__in=LIVING)
    others = Matter.rows.filter(other_unit_id=unit_id, state__in=LIVING)
    stands = Stand.rows.filter(unit_id=unit_id, state__in=WAITING)
    kept: dict[str, list[Any]] = {
        "matters": list(matters.order_by("pk").values_list("pk", "revision")),
        "others": list(others.order_by("pk").values_list("pk", flat=True)),
        "stands": list(stands.order_by("pk").values_list("pk", flat=True)),
    }
    Matter.rows.filter(pk__in=[pk for pk, _revision in kept["matters"]]).update(unit_id=into_id, path=path)
    Matter.rows.filter(pk__in=kept["others"]).update(other_unit_id=into_id, other_path=path)
    Stand.rows.filter(pk__in=kept["stands"]).update(unit_id=into_id, path=path)
    return kept


def worked_on(*, unit_id: int, into_id: int, kept: dict[str, list[Any]] | None) -> list[tuple[Any, int]]:
    """Matters that a merge carried and that were worked on since: the merge cannot be taken back."""
    was = dict((kept or {}).get("matters", []))
    same = dict(Matter.rows.filter(pk__in=was, unit_id=into_id).values_list("pk", "revision"))
    stands = (kept or {}).get("stands", [])
    still = Stand.rows.filter(pk__in=stands, unit_id=into_id, state__in=WAITING).count()
    changed = sum(1 for pk, revision in was.items() if same.get(pk) != revision)
    return [(_("随同过去的审批已经办了，件数"), max(changed, len(stands) - still))]


@transaction.atomic
def return_unit(*, actor: Actor, unit_id: int, path: str, kept: dict[str, list[Any]] | None, **_more: Any) -> None:
    """A merge is taken back: its matters and stops are the union's own again."""
    kept = kept or {"matters": [], "others": [], "stands": []}
    Matter.rows.filter(pk__in=[pk for pk, _revision in kept["matters"]]).update(unit_id=unit_id, path=path)
    Matter.rows.filter(pk__in=kept["others"]).update(other_unit_id=unit_id, other_path=path)
    Stand.rows.filter(pk__in=kept["stands"]).update(unit_id=unit_id, path=path)


def about(*, unit_id: int, people: Sequence[int], employers: Sequence[int]) -> list[tuple[Any, int]]:
    """The module's part of the preview of a split: matters of the members who go along."""
    return [(_("随会员转到新工会的审批"), _of(unit_id, people).count())]


def _of(unit_id: int, people: Sequence[int]) -> QuerySet[Matter]:
    rows: QuerySet[Matter] = Matter.rows.filter(state__in=LIVING, person__in=among(people))
    return rows.filter(Q(unit_id=unit_id) | Q(other_unit_id=unit_id))


@transaction.atomic
def follow_people(
    *, actor: Actor, unit_id: int, into_id: int, path: str, people: Sequence[int], **_more: Any
) -> dict[str, list[Any]]:
    """Matters under way of the members who go along, and the stops that wait at the old union for them, are the new
    union's. Returns what changed, as `follow_unit` does: `worked_on` and `return_unit` take it."""
    mine = _of(unit_id, people)
    stands = Stand.rows.filter(unit_id=unit_id, state__in=WAITING, matter__in=mine)
    kept: dict[str, list[Any]] = {
        "matters": list(mine.filter(unit_id=unit_id).order_by("pk").values_list("pk", "revision")),
        "others": list(mine.filter(other_unit_id=unit_id).order_by("pk").values_list("pk", flat=True)),
        "stands": list(stands.order_by("pk").values_list("pk", flat=True)),
    }
    Stand.rows.filter(pk__in=kept["stands"]).update(unit_id=into_id, path=path)
    Matter.rows.filter(pk__in=kept["others"]).update(other_unit_id=into_id, other_path=path)
    Matter.rows.filter(pk__in=[pk for pk, _revision in kept["matters"]]).update(unit_id=into_id, path=path)
    return kept
