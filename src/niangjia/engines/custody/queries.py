"""What can be asked."""

from __future__ import annotations

from niangjia.kit import vault
from niangjia.kit.powers import Actor


def has_recovery(actor: Actor) -> bool:
    """Whether a recovery code was made, so that copies can be."""
    return vault.has_recovery()
