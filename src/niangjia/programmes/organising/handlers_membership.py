"""What organising does when approvals announce something about corrections: the member and the deciders are told."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.approvals import events
from niangjia.engines.approvals import queries as approvals
from niangjia.engines.messaging import actions as messaging
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.choices.changes import CHANGE


def tell_change_asked(event: events.MatterAsked) -> None:
    """A receipt."""
    if event.kind == CHANGE:
        _tell(event.matters, "organising.change_received", _("更正申请已收到，办好了会告诉您"))


def tell_change_made(event: events.MatterApproved) -> None:
    """It is put right."""
    if event.kind == CHANGE:
        _tell(event.matters, "organising.change_made", _("您的资料已经更正，在“我的资料”里能看到"))


def tell_change_returned(event: events.MatterReturned) -> None:
    """Something has to be mended."""
    if event.kind == CHANGE:
        _tell(event.matters, "organising.change_returned", _("更正申请退回来了，请打开“我的资料”改一处"))


def tell_change_refused(event: events.MatterRefused) -> None:
    """Not put right."""
    if event.kind == CHANGE:
        _tell(event.matters, "organising.change_refused", _("更正申请没有通过，原因在更正申请里"))


def tell_change_reopened(event: events.MatterReopened) -> None:
    """What was decided a moment ago was taken back."""
    if event.kind == CHANGE:
        _tell(event.matters, "organising.change_reopened", _("更正：您的更正申请还在审核，请以这一条为准"))


def close_withdrawn_change(event: events.MatterWithdrawn) -> None:
    """Withdrawn from the matter's own page."""
    if event.kind == CHANGE:
        codes = [one.subject_code for one in approvals.asked(event.matters)]
        actions.close_withdrawn_changes(actor=SYSTEM, codes=codes, now=timezone.now())


def _tell(matters: Iterable[int], topic: str, title: str) -> None:
    persons = [one.person_id for one in approvals.asked(matters) if one.person_id]
    messaging.send(actor=SYSTEM, topic=topic, title=title, persons=persons, now=timezone.now())
