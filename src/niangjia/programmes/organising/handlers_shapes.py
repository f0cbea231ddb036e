"""Who hears of an employer that went to another union: the members who went along, and those who keep both unions' rosters."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.approvals.queries import nearest_holders
from niangjia.engines.messaging import actions as messaging
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import events
from niangjia.programmes.organising.models import EmployerMove

KEEPERS = "people.edit"


def tell_moved(event: events.EmployerMoved) -> None:
    """The members are told that their membership went along; both unions that it happened."""
    _tell(event.move_id, _("您所在的单位改归另一家工会，您的会籍随单位转过去了"), _("有单位改归工会，会员名册有变化"))


def tell_moved_back(event: events.EmployerMoveTakenBack) -> None:
    """What they were told does not hold any more."""
    _tell(event.move_id, _("更正：会籍转移已撤回，您还在原来的工会"), _("更正：单位改归工会已撤回"))


def _tell(move_id: int, hers: str, theirs: str) -> None:
    row = EmployerMove.rows.get(pk=move_id)
    now = timezone.now()
    people = [int(key) for key in row.kept["passed"]]
    if people:
        messaging.send(actor=SYSTEM, topic="organising.employer_moved", title=hers, persons=people, now=now)
    staff = sorted({key for path in (row.path, row.other_path) for key in nearest_holders(KEEPERS, path)})
    if staff:
        messaging.send(actor=SYSTEM, topic="organising.employer_moved", title=theirs, accounts=staff, now=now)
