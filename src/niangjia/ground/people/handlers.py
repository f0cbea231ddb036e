"""What people does when others announce something: event in, one action out."""

from niangjia.ground.org import events as org
from niangjia.ground.people import actions
from niangjia.kit.powers import SYSTEM


def hold_members(event: org.UnitDissolved) -> None:
    """A union closed: the one above holds its members."""
    actions.hold_members(actor=SYSTEM, unit_id=event.unit_id, on=event.on)


def return_members(event: org.UnitRestored) -> None:
    """The closing was taken back: so is the holding."""
    actions.return_members(actor=SYSTEM, unit_id=event.unit_id)


def end_work(event: org.EmployerClosed) -> None:
    """An employer closed: nobody works there any more."""
    actions.employer_closed(actor=SYSTEM, employer_id=event.employer_id, on=event.on)
