"""Jobs of evidence: a stack that files itself, and the round of every night."""

from __future__ import annotations

from django.utils import timezone

from niangjia.engines.evidence import actions
from niangjia.engines.evidence.contents import Unfit
from niangjia.kit.jobs import job
from niangjia.kit.powers import SYSTEM
from niangjia.kit.vault import Broken


@job("evidence.read_stack", queue="slow")
def read_stack(*, stack: str, **_newer: object) -> None:
    """File what is left of a stack; taken up again it goes on where it stood."""
    now = timezone.now()
    try:
        actions.read_stack(actor=SYSTEM, code=stack, now=now)
    except (FileNotFoundError, Broken, Unfit):
        actions.fail_stack(actor=SYSTEM, code=stack, now=now)


@job("evidence.nightly")
def nightly(**_newer: object) -> None:
    """Mark what has expired, take away what nobody keeps."""
    now = timezone.now()
    actions.expire(actor=SYSTEM, now=now)
    actions.sweep(actor=SYSTEM, now=now)
