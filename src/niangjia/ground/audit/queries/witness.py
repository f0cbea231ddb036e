"""One entry as a witness: what the trail says about a record, and whether the chain still vouches for those words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from niangjia.ground.audit.models import Entry, Seal
from niangjia.ground.audit.queries.chain import line_sql
from niangjia.ground.audit.rules import GENESIS, link


@dataclass(frozen=True)
class Witness:
    """The first entry of an act on a record. `sealed`: it has its link; `holds`: it says what was sealed.

    `holds` looks at one link only: a chain that was computed anew is found by `verify` with an anchor from outside.
    """

    entry_id: int
    facts: dict[str, Any]
    sealed: bool
    holds: bool


def witness(*, verb: str, subject: tuple[str, int]) -> Witness | None:
    """What the trail says of one act on one record; None if it says nothing."""
    entry = Entry.objects.filter(verb=verb, subject_kind=subject[0], subject_id=subject[1]).order_by("id").first()
    if entry is None:
        return None
    seal = Seal.objects.filter(entry_id=entry.pk).first()
    if seal is None:
        return Witness(entry.pk, json.loads(entry.facts), sealed=False, holds=True)
    before = Seal.objects.filter(seq=seal.seq - 1).values_list("digest", flat=True).first()
    previous = before if before is not None else GENESIS
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {line_sql()} FROM audit_entry e WHERE e.id = %s", [entry.pk])  # noqa: S608
        holds = link(previous, seal.seq, cursor.fetchone()[0]) == seal.digest
    return Witness(entry.pk, json.loads(entry.facts), sealed=True, holds=holds)
