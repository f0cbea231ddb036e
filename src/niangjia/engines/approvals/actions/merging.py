"""What happens to matters under way when a union ends in another one, and when that is taken back. Parts of org's act."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals.choices import LIVING, StandState
from niangjia.engines.approvals.models import Matter, Stand
from niangjia.kit.powers import Actor

WAITING = (StandState.TO_COME, StandState.OPEN)


def at_unit(*, unit_id: int, path: str) -> list[tuple[Any, int]]:
    """The module's part of the preview of a merge: matters of the union itself that change their union."""
    return [(_("改由接收工会办的审批"), Matter.rows.filter(unit_id=unit_id, state__in=LIVING).count())]


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
