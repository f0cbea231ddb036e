"""The recovery code: made, shown once, proved, and used when the key file is gone."""

from __future__ import annotations

from django.db import transaction

from niangjia.engines.custody.actions.refusals import CodeLength, CopyDamaged, MistypedCode, NoRecoveryYet, OtherCode
from niangjia.ground.audit import actions as audit
from niangjia.kit import vault
from niangjia.kit.powers import Actor, Refused
from niangjia.kit.vault import Broken, Mistyped, NoRecovery, WrongCode


@transaction.atomic
def make_recovery(*, actor: Actor) -> str:
    """A new recovery code; it is given back here and never again. The wrapped copy of the keys is written with it."""
    code = vault.make_recovery()
    audit.record(actor=actor, verb="custody.recovery_made", facts={"id": vault.wrapped()["id"]})
    return code


def check_recovery(*, actor: Actor, code: str) -> tuple[bool, int]:
    """Open the wrapped copy with a typed code: whether it holds the keys of today, and how many. Nothing is recorded.

    Raises NoRecoveryYet, MistypedCode, OtherCode, CopyDamaged.
    """
    try:
        found = vault.open_copy(code)
    except (Mistyped, WrongCode, Broken, NoRecovery) as fault:
        raise refusal(fault) from fault
    return found == vault.key_content(), len(found["keys"])


@transaction.atomic
def return_keys(*, actor: Actor, code: str) -> int:
    """Put the key file back out of its wrapped copy; returns how many keys. One that is there is kept beside it.

    Raises NoRecoveryYet, MistypedCode, OtherCode, CopyDamaged.
    """
    try:
        found = vault.open_copy(code)
    except (Mistyped, WrongCode, Broken, NoRecovery) as fault:
        raise refusal(fault) from fault
    vault.take_over(found)
    audit.record(actor=actor, verb="custody.keys_returned", facts={"keys": sorted(found["keys"])})
    return len(found["keys"])


def refusal(fault: Exception, held: str = "") -> Refused:
    """What went wrong with a code or a wrapped key, in words."""
    if isinstance(fault, Mistyped):
        return MistypedCode(group=fault.group) if fault.group else CodeLength()
    if isinstance(fault, WrongCode):
        return OtherCode(id=held or vault.copy_id())
    if isinstance(fault, NoRecovery):
        return NoRecoveryYet()
    return CopyDamaged(member="keys")
