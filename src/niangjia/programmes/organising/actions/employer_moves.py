"""An employer goes to another union from a day on, and those of its workers who are members of the old one with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import actions as org
from niangjia.ground.org import queries as tree
from niangjia.ground.people.actions import passing
from niangjia.ground.people.actions.passing import Passed, Passing
from niangjia.ground.people.actions.upheaval import unchanged
from niangjia.kit import bus
from niangjia.kit.powers import Actor, NotAllowed, subtree_range
from niangjia.programmes.organising import events
from niangjia.programmes.organising.actions.refusals import OtherPeopleNow, SameUnion
from niangjia.programmes.organising.choices.shapes import MOVE, Going
from niangjia.programmes.organising.models import EmployerMove
from niangjia.programmes.organising.queries.shapes import may_move, move_row, plan_move


class MayNotMove(NotAllowed):
    """Both unions have to be the actor's."""

    code = "organising.may_not_move"
    text = _("只有同时负责两家工会的人才能办，请联系上级工会。")


@transaction.atomic
def move_employer(
    *, actor: Actor, code: str, unit_code: str, on: date, digest: str, document: str = "", with_retired: bool = False,
    now: datetime,
) -> EmployerMove:  # fmt: skip
    """Hang an employer on another union from a day on; the members who go along (see `rules.shapes.going`) change theirs
    that day. `digest`: of those whom the preview showed.

    Raises EmployerNotFound, UnitNotFound, MoveNotFound, MayNotEdit, MayNotMove, SameUnion, OtherPeopleNow, FutureDay, WrongDay.
    """
    tree.lock_tree()
    plan = plan_move(actor, code, unit_code, with_retired=with_retired)
    if plan.into.pk == plan.old.pk:
        raise SameUnion(name=plan.old.name)
    if plan.digest != digest:
        raise OtherPeopleNow
    before = tree.open_attachment(plan.employer.pk)
    org.attach_employer(actor=actor, code=code, unit_code=unit_code, on=on, now=now)
    row = EmployerMove(
        unit=plan.into, path=plan.into.path, other_unit=plan.old, other_path=plan.old.path, employer=plan.employer, on=on,
        document=" ".join(document.split()), made_at=now, by_account_id=actor.account_id,
    )  # fmt: skip
    if not may_move(actor, row):
        raise MayNotMove
    ones = [
        Passing(one.person_id, one.person_id, plan.old.pk, plan.into.pk, plan.into.path)
        for one in plan.group(Going.GOES)
    ]
    passed, _held = passing.pass_on(ones, on=on)
    row.members = len(passed)
    row.kept = {"attachment": before, "passed": {str(key): [one.old_id, one.new_id] for key, one in passed.items()}}
    row.save(force_insert=True)
    _record(actor, "organising.employer_moved", row)
    bus.publish(events.EmployerMoved(row.pk))
    return row


@transaction.atomic
def undo_employer_move(*, actor: Actor, code: str, now: datetime) -> EmployerMove:
    """Take it back as if it had not been, on the day of the act and as long as nothing was built on it.

    Raises MoveNotFound, MayNotMove, org.UndoTooLate, org.ReliedOn.
    """
    tree.lock_tree()
    row: EmployerMove = EmployerMove.rows.select_for_update(of=("self",)).get(pk=move_row(actor, code).pk)
    if not may_move(actor, row):
        raise MayNotMove
    if row.undone_at is not None or timezone.localdate(row.made_at) != timezone.localdate(now):
        raise org.UndoTooLate
    passed = {int(key): Passed(*ids) for key, ids in row.kept["passed"].items()}
    if unchanged([(one.old_id, one.new_id) for one in passed.values()], row.unit_id) != len(passed):
        raise org.ReliedOn(what=_now("随同转会的会员又有变动"))
    org.take_attachment_back(
        actor=actor, employer_id=row.employer_id, unit_id=row.unit_id, before=row.kept["attachment"], on=row.on, now=now
    )
    passing.take_back(passed)
    row.undone_at, row.undone_by_id = now, actor.account_id
    row.save(update_fields=["undone_at", "undone_by_id"])
    _record(actor, "organising.employer_move_undone", row)
    bus.publish(events.EmployerMoveTakenBack(row.pk))
    return row


@transaction.atomic
def follow_move_of_moves(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    for name in ("path", "other_path"):
        rows = EmployerMove.rows.filter(**{f"{name}__gte": low, f"{name}__lt": high})
        rows.update(**{name: Concat(Value(new), Substr(name, len(old) + 1))})


def _record(actor: Actor, verb: str, row: EmployerMove) -> None:
    facts: dict[str, Any] = {"employer": row.employer_id, "from": row.other_unit_id, "members": row.members}
    audit.record(
        actor=actor, verb=verb, subject=(MOVE, row.pk), path=row.path, facts={**facts, "on": row.on.isoformat()}
    )
