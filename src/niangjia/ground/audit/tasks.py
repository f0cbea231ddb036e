"""Jobs of the trail: the sealer's beat and the day's anchor."""

from __future__ import annotations

from niangjia.ground.audit import actions
from niangjia.kit.jobs import job
from niangjia.kit.powers import SYSTEM

_mark = actions.Mark()


@job("audit.seal", queue="seal")
def seal() -> None:
    """Seal what was committed since the last beat."""
    actions.seal_pending(actor=SYSTEM, mark=_mark)


@job("audit.anchor")
def anchor() -> None:
    """Keep the day's head."""
    actions.anchor(actor=SYSTEM)
