"""Two records, one human being: merged by a dated link, taken back as if it had not been.

Rows of the other record move to the one that stays, so that every list and figure sees one person; `Merge.before`
(sealed) remembers which rows moved, which were closed and which empty fields were filled. Taken back, everything that
moved returns, together with what has grown out of it since; what was done to the keeper's own rows stays hers.

Other modules take part by `person.merge`, `move(keeper_id=, other_id=) -> what moved`, and `person.unmerge`,
`move(keeper_id=, other_id=, moved=)`, under the same contribution name.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.ground.audit import actions as audit
from niangjia.ground.people import events
from niangjia.ground.people.actions.loading import day_of, path_of
from niangjia.ground.people.actions.refusals import CannotMerge, MayNotMerge, NotMerged
from niangjia.ground.people.choices import LeavingReason
from niangjia.ground.people.models import (
    Consent,
    Employment,
    Membership,
    Merge,
    NotDuplicate,
    Person,
    PersonAccount,
    Standing,
)
from niangjia.ground.people.policies import MERGE, VIEW
from niangjia.ground.people.queries.persons import PersonNotFound, one, visible
from niangjia.kit import bus, vault
from niangjia.kit.declare import contributions
from niangjia.kit.powers import Actor

FIELD = "people.merge"
FILLED = ("gender", "born_on", "education", "native_place", "nation", "politics", "phone_sealed", "phone_index",
          "verified_on", "active_on")  # fmt: skip
"""What the keeper takes over where she has nothing; numbers go together with their index."""

Before = dict[str, Any]


@transaction.atomic
def merge(
    *, actor: Actor, keeper_code: str, other_code: str, home: str = "keeper", reason: str = "", now: datetime
) -> Merge:
    """Join two records of one person. `home` says whose membership goes on if both have one in force; the other's ends
    today as "merged". Raises PersonNotFound, MayNotMerge, CannotMerge."""
    keeper, other = _both(actor, keeper_code, other_code)
    today = day_of(now)
    before: Before = {"rows": {}, "more": {}, "fields": _fill(keeper, other)}
    before["rows"]["membership"] = _move_dated(Membership, "left_on", keeper, other, home, today)
    before["rows"]["employment"] = _move_dated(Employment, "valid_to", keeper, other, "keeper", today)
    Membership.rows.filter(person=keeper).update(pinyin=keeper.pinyin)
    before["consents"] = _move_consents(keeper, other)
    before["standings"] = _move(Standing.objects.filter(person=other), keeper)
    before["login"] = _move_login(keeper, other)
    for part in contributions("person.merge"):
        if part.move is not None:
            before["more"][part.name] = part.move(keeper_id=keeper.pk, other_id=other.pk)
    other.merged_into = keeper
    other.revision += 1
    other.save(update_fields=["merged_into", "revision"])
    made = Merge.objects.create(
        keeper=keeper,
        other=other,
        at=now,
        by_account_id=actor.account_id,
        reason=reason[:200],
        before=vault.seal(json.dumps(before, default=str), field=FIELD),
    )
    _record(actor, "people.merged", made)
    bus.publish(events.PersonsMerged(made.pk, keeper.pk, other.pk))
    return made


@transaction.atomic
def unmerge(*, actor: Actor, other_code: str, now: datetime) -> Merge:
    """Make the merged record a person of its own again. Raises PersonNotFound, MayNotMerge, NotMerged."""
    found = Merge.objects.filter(other__code=other_code).order_by("undone_at", "-pk")
    made = found.filter(undone_at__isnull=True).first()
    if made is None:
        gone = found.filter(keeper__in=visible(actor, VIEW)).exists()
        raise NotMerged if gone else PersonNotFound
    keeper = _mine(actor, made.keeper)
    pair = {her.pk: her for her in Person.objects.select_for_update().filter(pk__in=(keeper.pk, made.other_id))}
    made = Merge.objects.select_for_update().get(pk=made.pk)
    if made.undone_at is not None:
        raise NotMerged
    keeper, other = pair[made.keeper_id], pair[made.other_id]
    before: Before = json.loads(vault.unseal(made.before, field=FIELD))
    other.merged_into = None
    _unfill(keeper, other, before["fields"])
    _return_dated(Membership, "left_on", keeper, other, before["rows"]["membership"])
    _return_dated(Employment, "valid_to", keeper, other, before["rows"]["employment"])
    Membership.rows.filter(person=other).update(pinyin=other.pinyin)
    Consent.objects.filter(pk__in=before["consents"], person=keeper).update(person=other)
    Standing.objects.filter(pk__in=before["standings"], person=keeper).update(person=other)
    PersonAccount.objects.filter(pk=before["login"], person=keeper).update(person=other)
    for part in contributions("person.unmerge"):
        if part.move is not None and part.name in before["more"]:
            part.move(keeper_id=keeper.pk, other_id=other.pk, moved=before["more"][part.name])
    made.undone_at = now
    made.save(update_fields=["undone_at"])
    _record(actor, "people.unmerged", made)
    bus.publish(events.PersonsUnmerged(made.pk, keeper.pk, other.pk))
    return made


@transaction.atomic
def not_duplicate(*, actor: Actor, first_code: str, second_code: str, now: datetime) -> None:
    """The two were looked at and are two people: the work-list stops showing them. Raises PersonNotFound, MayNotMerge,
    CannotMerge (one record twice)."""
    pair = sorted(her.pk for her in _both(actor, first_code, second_code))
    told, fresh = NotDuplicate.objects.get_or_create(
        first_id=pair[0], second_id=pair[1], defaults={"by_account_id": actor.account_id, "at": now}
    )
    if fresh:
        audit.record(
            actor=actor,
            verb="people.found_two",
            subject=("people.person", told.first_id),
            path=path_of(told.first),
            facts={"other": told.second_id},
        )


# ------------------------------------------------------------------ who


def _mine(actor: Actor, her: Person) -> Person:
    seen = one(actor, her.code)
    if not visible(actor, MERGE).filter(pk=seen.pk).exists():
        raise MayNotMerge
    return seen


def _both(actor: Actor, first_code: str, second_code: str) -> tuple[Person, Person]:
    """Both persons, locked in the order of their keys."""
    first, second = one(actor, first_code), one(actor, second_code)
    if first.pk == second.pk:
        raise CannotMerge(why=_("是同一份档案。"))
    _mine(actor, first)
    _mine(actor, second)
    keys = (first.pk, second.pk)
    locked = {her.pk: her for her in Person.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if any(her.merged_into_id or her.erased_at for her in locked.values()):
        raise CannotMerge(why=_("其中一份已经合并或删除，请刷新页面。"))
    return locked[first.pk], locked[second.pk]


def _record(actor: Actor, verb: str, made: Merge) -> None:
    """An entry for each of the two, so that both histories tell it."""
    path = path_of(made.keeper)
    audit.record_many(
        actor=actor,
        verb=verb,
        subject_kind="people.person",
        subjects=[(made.keeper_id, path), (made.other_id, path)],
        facts={"merge": made.pk, "keeper": made.keeper_id, "other": made.other_id},
    )


# ------------------------------------------------------------------ fields


def _fill(keeper: Person, other: Person) -> Before:
    """Fill the keeper's empty fields; {field: new value} and the other's number if the keeper took it over."""
    filled = {name: getattr(other, name) for name in FILLED if not getattr(keeper, name) and getattr(other, name)}
    if keeper.phone_index:
        filled = {name: value for name, value in filled.items() if not name.startswith("phone")}
    taken: dict[str, str] = {}
    if keeper.identity_index is None and other.identity_index is not None:
        taken = {name: getattr(other, name) for name in ("identity_sealed", "identity_index", "document_kind")}
        taken["keeper_kind"] = keeper.document_kind
        other.identity_sealed, other.identity_index = "", None
        other.save(update_fields=["identity_sealed", "identity_index"])
        keeper.identity_sealed, keeper.identity_index = taken["identity_sealed"], taken["identity_index"]
        keeper.document_kind = taken["document_kind"]
    for name, value in filled.items():
        setattr(keeper, name, value)
    keeper.revision += 1
    keeper.save()
    return {"filled": filled, "taken": taken}


def _unfill(keeper: Person, other: Person, fields: Before) -> None:
    """Empty again what was filled, unless it was changed since; give the number back if the keeper still has it."""
    filled = fields["filled"]
    for name, value in filled.items():
        # a number is told by its index: its ciphertext changes with the keys
        known, told = (
            (keeper.phone_index, filled.get("phone_index"))
            if name == "phone_sealed"
            else (getattr(keeper, name), value)
        )
        if str(known) == str(told):
            setattr(keeper, name, None if name.endswith("_on") else "")
    taken = fields["taken"]
    if taken and keeper.identity_index == taken["identity_index"]:
        keeper.identity_sealed, keeper.identity_index = "", None
        keeper.document_kind = taken["keeper_kind"]
    keeper.revision += 1
    keeper.save()
    if taken and not Person.objects.filter(identity_index=taken["identity_index"]).exists():
        other.identity_sealed, other.identity_index = taken["identity_sealed"], taken["identity_index"]
    other.revision += 1
    other.save()


# ------------------------------------------------------------------ dated rows


def _move_dated(
    model: type[Membership] | type[Employment], until: str, keeper: Person, other: Person, home: str, today: date
) -> Before:
    """Move dated rows; where both have an open one, that of `home` goes on and the other's is closed today.

    Remembers: `moved` and `own` keys, `closed` key with its owner, and whose open row went on (`line`).
    """
    rows = model._default_manager.select_for_update().order_by("pk")
    own, moved = list(rows.filter(person=keeper)), list(rows.filter(person=other))
    opened = {her: next((row for row in mine if getattr(row, until) is None), None)
              for her, mine in (("keeper", own), ("other", moved))}  # fmt: skip
    closed: Before | None = None
    line = "other" if opened["other"] and (opened["keeper"] is None or home == "other") else "keeper"
    if opened["keeper"] and opened["other"]:
        loser = "keeper" if line == "other" else "other"
        row = opened[loser]
        began = getattr(row, "joined_on" if until == "left_on" else "valid_from")
        setattr(row, until, max(today, began) if began else today)
        if isinstance(row, Membership):
            row.leaving = LeavingReason.MERGED
        row.save()  # type: ignore[union-attr]
        closed = {"pk": row.pk, "owner": loser}  # type: ignore[union-attr]
    model._default_manager.filter(pk__in=[row.pk for row in moved]).update(person=keeper)
    return {"own": [row.pk for row in own], "moved": [row.pk for row in moved], "closed": closed, "line": line}


def _return_dated(
    model: type[Membership] | type[Employment], until: str, keeper: Person, other: Person, kept: Before
) -> None:
    """Give moved rows back, with the rows that continued them; open again what the merge had closed."""
    hers = model._default_manager.filter(person=keeper)
    back = set(hers.filter(pk__in=kept["moved"]).values_list("pk", flat=True))
    if kept["line"] == "other":
        back |= set(hers.exclude(pk__in=[*kept["own"], *kept["moved"]]).values_list("pk", flat=True))
    model._default_manager.filter(pk__in=back).update(person=other)
    closed = kept["closed"]
    if closed is None:
        return
    owner = keeper if closed["owner"] == "keeper" else other
    if model._default_manager.filter(person=owner, **{f"{until}__isnull": True}).exists():
        return
    again: dict[str, Any] = {until: None}
    if model is Membership:
        again["leaving"] = ""
    model._default_manager.filter(pk=closed["pk"], person=owner).update(**again)


def _move(rows: Any, keeper: Person) -> list[int]:
    keys = list(rows.values_list("pk", flat=True))
    rows.update(person=keeper)
    return keys


def _move_consents(keeper: Person, other: Person) -> list[int]:
    """Consents move, but those in force for a purpose to which the keeper agreed herself stay where they are."""
    agreed = Consent.objects.filter(person=keeper, withdrawn_at__isnull=True).values_list("purpose", flat=True)
    double = Consent.objects.filter(person=other, withdrawn_at__isnull=True, purpose__in=list(agreed))
    return _move(Consent.objects.filter(person=other).exclude(pk__in=list(double.values_list("pk", flat=True))), keeper)


def _move_login(keeper: Person, other: Person) -> int | None:
    """The other's account opens the keeper's record, unless she has one of her own."""
    login = PersonAccount.objects.filter(person=other).first()
    if login is None or PersonAccount.objects.filter(person=keeper).exists():
        return None
    PersonAccount.objects.filter(pk=login.pk).update(person=keeper)
    return login.pk
