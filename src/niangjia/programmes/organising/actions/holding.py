"""A union without employers: its members pass to the union above, which keeps their membership, and come back from there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people import actions as people
from niangjia.ground.people.queries.newcomers import homes_of
from niangjia.kit.powers import SYSTEM, Actor, Refused
from niangjia.programmes.organising.choices.transfers import TransferState
from niangjia.programmes.organising.models import Transfer
from niangjia.programmes.organising.queries.holding import EDIT, holding


class StillInBusiness(Refused):
    """An employer of the union is in business: its members are kept where they are."""

    code = "organising.still_in_business"
    text = _("名下还有在业的单位，会籍留在这家工会。单位注销了的，请先在单位页面登记注销。")


class NobodyAbove(Refused):
    """There is no union above, or nobody to pass on."""

    code = "organising.nobody_above"
    text = _("没有要转的会员，或者没有上级工会可以代管。")


@transaction.atomic
def pass_members_up(*, actor: Actor, unit_code: str, now: datetime) -> int:
    """All employers of a union have closed: the union above keeps its members from today (retired ones stay retired); how many.

    工会会员会籍管理办法: 单位关闭、破产的，会籍由上级工会保留. Raises UnitNotFound, StillInBusiness, NobodyAbove.
    """
    it = holding(actor, unit_code)
    if it.open_employers:
        raise StillInBusiness
    if not it.members or not it.above:
        raise NobodyAbove
    unit = org.unit(actor, unit_code, power=EDIT)
    number = people.hold_members(actor=actor, unit_id=unit.pk, on=timezone.localdate(now))
    leaving = Transfer.rows.filter(other_unit=unit, state=TransferState.OPEN).exclude(unit=it.above)
    leaving.update(other_unit=it.above, other_path=it.above.path)
    facts = {"members": number}
    audit.record(
        actor=actor, verb="organising.members_passed_up", subject=("org.unit", unit.pk), path=unit.path, facts=facts
    )
    return number


@transaction.atomic
def take_members_back(*, actor: Actor, unit_code: str, now: datetime) -> int:
    """The members whom the union above keeps for this one are its own again, as if nothing had been; how many.

    Raises UnitNotFound, NobodyAbove (nobody is kept for it).
    """
    unit = org.unit(actor, unit_code, power=EDIT)
    number = people.return_members(actor=SYSTEM, unit_id=unit.pk)
    if not number:
        raise NobodyAbove
    above = org.parent_of(unit)
    open_ones = Transfer.rows.filter(other_unit=above, state=TransferState.OPEN)
    homes = homes_of(open_ones.values_list("person_id", flat=True))
    back = [person for person, home in homes.items() if home == unit.pk]
    open_ones.filter(person_id__in=back).exclude(unit=unit).update(other_unit=unit, other_path=unit.path)
    facts = {"members": number}
    audit.record(
        actor=actor, verb="organising.members_taken_back", subject=("org.unit", unit.pk), path=unit.path, facts=facts
    )
    return number
