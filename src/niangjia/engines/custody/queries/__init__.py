"""What can be asked: whether copies can be made, and how the house is."""

from __future__ import annotations

from niangjia.engines.custody.queries.house import health, last_copy, migrated, signs
from niangjia.kit import vault
from niangjia.kit.powers import Actor

__all__ = ["has_recovery", "health", "last_copy", "migrated", "signs"]


def has_recovery(actor: Actor) -> bool:
    """Whether a recovery code was made, so that copies can be."""
    return vault.has_recovery()
