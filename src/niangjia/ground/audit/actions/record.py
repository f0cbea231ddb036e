"""Writing entries, inside the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from niangjia.ground.audit.models import Entry
from niangjia.ground.audit.rules import SEP, NotAFact, facts_text
from niangjia.kit.powers import Actor, giver

_NO_FACTS: Mapping[str, Any] = {}


def record(
    *,
    actor: Actor,
    verb: str,
    subject: tuple[str, int] | None = None,
    path: str = "",
    look: bool = False,
    facts: Mapping[str, Any] = _NO_FACTS,
) -> Entry:
    """Record one act, or one sensitive look, of `actor` in the transaction that is open.

    `verb` is `module.past_tense`; `subject` a record's kind and key, `path` the place of its unit; `facts` hold ids, codes,
    counts and digests, never personal values. Raises NotAFact.
    """
    kind, key = subject or ("", None)
    entry = Entry(
        subject_kind=kind,
        subject_id=key,
        path=path,
        facts=facts_text(facts),
        for_account_id=giver(actor, path),
        **_who(actor, verb, look),
    )
    _check(entry)
    entry.save(force_insert=True)
    return entry


def record_many(
    *,
    actor: Actor,
    verb: str,
    subject_kind: str,
    subjects: Iterable[tuple[int, str]],
    look: bool = False,
    facts: Mapping[str, Any] = _NO_FACTS,
) -> int:
    """Record the same act about many subjects, `(id, path)` each, in one statement where the database can; how many."""
    common = {"subject_kind": subject_kind, "facts": facts_text(facts), **_who(actor, verb, look)}
    entries = [Entry(subject_id=key, path=path, for_account_id=giver(actor, path), **common) for key, path in subjects]
    for entry in entries[:1]:
        _check(entry)
    Entry.objects.bulk_create(entries)
    return len(entries)


def _who(actor: Actor, verb: str, look: bool) -> dict[str, Any]:
    return {
        "at": timezone.now(),
        "actor_kind": actor.kind.value,
        "account_id": actor.account_id,
        "origin": actor.origin,
        "verb": verb,
        "look": look,
    }


def _check(entry: Entry) -> None:
    """The separator of the chain's lines may stand in no text; JSON escapes it, so facts need no look."""
    if any(SEP in text for text in (entry.verb, entry.subject_kind, entry.path, entry.origin)):
        raise NotAFact("a text holds the separator")
