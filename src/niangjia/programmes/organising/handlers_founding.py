"""What organising does when something happens to founding files and terms: people are told, lists follow. Event in, act out."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.approvals import events
from niangjia.engines.approvals import queries as approvals
from niangjia.engines.messaging import actions as messaging
from niangjia.ground.org import events as org
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.choices.founding import FOUNDING, TERM_ELECTION
from niangjia.programmes.organising.queries.founding import askers
from niangjia.programmes.organising.queries.gathering import gathered_accounts

KINDS = (FOUNDING, TERM_ELECTION)


def tell_replied(event: events.MatterApproved) -> None:
    """The higher union agreed: whoever handed the file in goes on, and the lists follow a new term."""
    if event.kind in KINDS:
        _tell(event.matters, "organising.replied", _("%(kind)s批复了，可以接着办"), event.kind)
    if event.kind == TERM_ELECTION:
        actions.refresh_terms(actor=SYSTEM, now=timezone.now())


def tell_gathered(event: events.MatterApproved) -> None:
    """A union came into being: whoever put herself on its list from the phone hears whether she is a member."""
    if event.kind != FOUNDING:
        return
    for topic, title, accounts in (
        ("organising.gathered_in", _("工会成立了，您是会员了"), gathered_accounts(event.matters, joined=True)),
        (
            "organising.gathered_out",
            _("工会成立了，您的入会还差一步，请看原因"),
            gathered_accounts(event.matters, joined=False),
        ),
    ):
        if accounts:
            messaging.send(actor=SYSTEM, topic=topic, title=title, accounts=accounts, now=timezone.now())


def tell_sent_back(event: events.MatterReturned) -> None:
    """Something has to be mended."""
    if event.kind in KINDS:
        _tell(event.matters, "organising.file_returned", _("%(kind)s退回来了，原因在档案里"), event.kind)


def tell_not_agreed(event: events.MatterRefused) -> None:
    """The higher union did not agree."""
    if event.kind in KINDS:
        _tell(event.matters, "organising.file_refused", _("%(kind)s没有同意，原因在档案里"), event.kind)


def step_back_withdrawn(event: events.MatterWithdrawn) -> None:
    """Withdrawn from the matter's own page: the file goes a step back."""
    if event.kind in KINDS:
        codes = [one.code for one in approvals.asked(event.matters)]
        actions.step_back_withdrawn(actor=SYSTEM, matter_codes=codes, now=timezone.now())


def end_terms(event: org.UnitDissolved) -> None:
    """A union ended: so did its term."""
    actions.end_terms(actor=SYSTEM, unit_id=event.unit_id, on=event.on)


def return_terms(event: org.UnitRestored) -> None:
    """It did not end after all."""
    actions.return_terms(actor=SYSTEM, unit_id=event.unit_id)


def _tell(matters: Iterable[int], topic: str, title: str, kind: str) -> None:
    accounts = sorted(set(askers(approvals.asked(matters)).values()))
    if accounts:
        told = title % {"kind": approvals.kind_title(kind)}
        messaging.send(actor=SYSTEM, topic=topic, title=told, accounts=accounts, now=timezone.now())
