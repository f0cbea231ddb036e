"""Making a copy of everything, while the house goes on working."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

import niangjia
from niangjia.engines.custody import files, totals
from niangjia.engines.custody.actions.refusals import NoRecoveryYet
from niangjia.ground.audit import actions as audit
from niangjia.kit import copies, vault
from niangjia.kit.powers import Actor

FORMAT = 1
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


@dataclass(frozen=True)
class Copy:
    """A finished copy: its size, its control totals, and how many files of the data folder it holds."""

    size: int
    totals: dict[str, Any]
    files: int


def back_up(*, actor: Actor, target: Path, now: datetime) -> Copy:
    """Write a copy to `target`, whole or not at all. Raises NoRecoveryYet.

    The trail is sealed first, so that its head covers what was done until now.
    The base is seen at one moment; the files are taken after it, so that every file that a row speaks of is there, and
    the keys last, so that every file opens.
    """
    if not vault.has_recovery():
        raise NoRecoveryYet
    audit.seal_pending(actor=actor)
    engine = copies.base()
    preface = {
        "niangjia": "copy", "format": FORMAT, "version": niangjia.__version__, "base": engine.vendor,
        "made_at": timezone.localtime(now).isoformat(timespec="seconds"), "wrapped": vault.wrapped(),
    }  # fmt: skip
    with (
        engine.snapshot(Path(settings.DATA)) as seen,
        copies.create(target, preface=preface, keys=vault.copy_ring()) as out,
    ):
        counted = totals.count(seen.ask)
        facts, migrations = seen.facts(), [list(row) for row in seen.ask(MIGRATIONS)]
        for name, source, size in seen.pieces():
            out.add(name, source, size)
        taken = 0
        for name, source, size in files.kept():
            out.add(name, source, size)
            taken += 1
        out.add_bytes("keys.json", json.dumps(vault.key_content()).encode("ascii"))
        out.close({"preface": preface, "migrations": migrations, "totals": counted, "facts": facts})
    size = target.stat().st_size
    with transaction.atomic():
        audit.record(
            actor=actor, verb="custody.backed_up", facts={"size": size, "files": taken, "key": vault.copy_id()}
        )
    return Copy(size, counted, taken)
