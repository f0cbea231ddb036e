"""Taking back an act on the shape of the tree, whatever it was."""

from __future__ import annotations

from datetime import datetime

from niangjia.ground.org.actions.merging import undo_merge
from niangjia.ground.org.actions.splitting import undo_split
from niangjia.ground.org.choices import Shape
from niangjia.ground.org.models import Reshaping
from niangjia.kit.powers import Actor


def undo_reshaping(*, actor: Actor, code: str, now: datetime) -> Reshaping:
    """Take a merge or a split back as if it had not been. Raises what `undo_merge` and `undo_split` raise."""
    if Reshaping.objects.filter(code=code, kind=Shape.SPLIT).exists():
        return undo_split(actor=actor, code=code, now=now)
    return undo_merge(actor=actor, code=code, now=now)
