"""Jobs of imports. Each goes on from where the batch stands, so a job whose process died is simply run again.

`account_id` is who asked for the job (a colleague may carry on what another brought), `for_account_id`, found at that moment, on
whose behalf a deputy asked: the trail of the work says so, too.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from django.utils import timezone

from niangjia.engines.imports.actions import exports, work
from niangjia.engines.imports.choices import TRIES
from niangjia.ground.access.queries import actor_for
from niangjia.kit.jobs import job
from niangjia.kit.powers import Refused


@job("imports.read", queue="slow", retries=TRIES)
def read(*, batch: str, account_id: int | None = None, for_account_id: int | None = None) -> None:
    """Read a file that was kept, and hand its sheets on to be checked."""
    work.go_on(batch, account_id=account_id, for_account_id=for_account_id)


@job("imports.check", queue="slow", retries=TRIES)
def check(*, batch: str, account_id: int | None = None, for_account_id: int | None = None) -> None:
    """Judge the rows of a staged batch."""
    work.go_on(batch, account_id=account_id, for_account_id=for_account_id)


@job("imports.apply", queue="slow", retries=TRIES)
def apply(*, batch: str, account_id: int | None = None, for_account_id: int | None = None) -> None:
    """Write what is left of a confirmed batch."""
    work.go_on(batch, account_id=account_id, for_account_id=for_account_id)


@job("imports.take_back", queue="slow", retries=TRIES)
def take_back(*, batch: str, account_id: int | None = None, for_account_id: int | None = None) -> None:
    """Take back what a cancelled or undone batch wrote."""
    work.go_on(batch, account_id=account_id, for_account_id=for_account_id)


@job("imports.export", queue="slow", retries=0)
def export(*, export: str, account_id: int, for_account_id: int | None = None) -> None:
    """Write a long list that was ordered; a refusal (powers lost meanwhile) or a fault ends it with a sentence."""
    actor = replace(actor_for(account_id, origin=f"export {export}"), for_account_id=for_account_id)
    with suppress(Refused):
        exports.write(actor=actor, code=export, now=timezone.now())


@job("imports.expire_exports")
def expire_exports() -> None:
    """Remove exported files whose time is over."""
    exports.expire(now=timezone.now())
