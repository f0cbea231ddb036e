"""Taking many people into their unions at once, when applications to join were agreed to, and taking it back.

Set-based: unknown people are put on record, known ones are found by their number; membership, work, log-in and consents
follow. Nothing here asks for an actor: the programme that calls has judged who may decide. All of it runs in the caller's
transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

from niangjia.ground.people import events
from niangjia.ground.people.actions import bulk, names
from niangjia.ground.people.actions.refusals import AlreadyMember, NameDiffers, PersonDied, WasExpelled
from niangjia.ground.people.choices import JoinMode
from niangjia.ground.people.models import IDENTITY, PHONE, Consent, Membership, Person, PersonAccount
from niangjia.ground.people.reasons import CONSENT_VERSION
from niangjia.ground.people.rules import bare_name
from niangjia.kit import bus, rows, vault
from niangjia.kit.ids import identity_birthday, identity_gender, new_codes
from niangjia.kit.powers import Refused

BATCH = 1_000


@dataclass(frozen=True)
class Newcomer:
    """Somebody whose application was agreed to. `key` is the application's; `verified`: she confirmed number and phone
    herself; `account_id` the account with which she asked."""

    key: int
    unit_id: int
    path: str
    name: str
    document_kind: str
    identity: str
    phone: str
    workplace: str = ""
    occupation: str = ""
    form: str = ""
    verified: bool = False
    account_id: int | None = None
    consents: Sequence[str] = ()


@dataclass(frozen=True)
class Admission:
    """What was written for a newcomer, so that it can be taken back: keys and days, no values."""

    person_id: int
    membership_id: int
    employment_id: int | None = None
    made: bool = False
    linked: bool = False
    phone_filled: bool = False
    verified_before: str | None = None
    active_before: str | None = None
    consents: Sequence[int] = field(default_factory=tuple)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Admission:
        """As it was kept by the caller."""
        return cls(**kept)


def admit(
    newcomers: Sequence[Newcomer], *, on: date, now: datetime, mode: JoinMode = JoinMode.PHONE
) -> tuple[dict[int, Admission], dict[int, Refused]]:
    """Take people in from a day on; `mode` says how their record came to be. By key: what was written, and why the others were not (nothing was written for
    them): AlreadyMember, NameDiffers, PersonDied, WasExpelled."""
    indexes = vault.blind_many([one.identity for one in newcomers], field=IDENTITY)
    known, refused = _known(newcomers, indexes)
    fresh: list[tuple[Newcomer, str]] = []
    back: list[tuple[Newcomer, str]] = []
    seen: set[str] = set()
    for one, index in zip(newcomers, indexes, strict=True):
        if one.key in refused:
            continue
        if index in seen:
            refused[one.key] = NameDiffers()
            continue
        seen.add(index)
        (back if one.key in known else fresh).append((one, index))
    persons = {**_put_on_record(fresh, on=on), **{one.key: known[one.key]["person_id"] for one, _ in back}}
    going = [one for one, _ in (*fresh, *back)]
    memberships = _join(going, persons, on=on, mode=mode)
    work = _employ(going, persons, known, on=on)
    filled = _complete([one for one, _ in back], known, on=on)
    linked = _link(going, persons)
    agreed = _agree(going, persons, now=now)
    admitted = {}
    for one in going:
        before = known.get(one.key)
        admitted[one.key] = Admission(
            person_id=persons[one.key],
            membership_id=memberships[one.key],
            employment_id=work.get(one.key),
            made=before is None,
            linked=one.key in linked,
            phone_filled=one.key in filled,
            verified_before=before["verified_on"] if before else None,
            active_before=before["active_on"] if before else None,
            consents=agreed.get(one.key, ()),
        )
        bus.publish(events.MembershipStarted(memberships[one.key], persons[one.key], one.unit_id, on))
    return admitted, refused


# ------------------------------------------------------------------ who is known


def _known(
    newcomers: Sequence[Newcomer], indexes: Sequence[str]
) -> tuple[dict[int, dict[str, Any]], dict[int, Refused]]:
    """By key: what is on record of those who are known, and why some of these cannot be taken in."""
    held = dict(bulk.holders(indexes).select("identity_index", "person_id").rows())
    state = {row["person_id"]: row for row in bulk.states(list(set(held.values())), lock=True).to_dicts()}
    expelled = {row["person_id"] for row in bulk.last_leavings(list(state)).to_dicts() if row["expelled"]}
    units = dict(
        Membership.rows.filter(pk__in=[row["membership_id"] for row in state.values() if row["membership_id"]])
        .values_list("person_id", "unit__name")
    )  # fmt: skip
    days = {
        key: (verified, active)
        for key, verified, active in Person.objects.filter(pk__in=state).values_list("pk", "verified_on", "active_on")
    }
    known: dict[int, dict[str, Any]] = {}
    refused: dict[int, Refused] = {}
    for one, index in zip(newcomers, indexes, strict=True):
        row = state.get(held.get(index, 0))
        if row is None:
            continue
        person = row["person_id"]
        if bare_name(row["name"]) != bare_name(one.name):
            refused[one.key] = NameDiffers()
        elif row["gone"]:
            refused[one.key] = PersonDied()
        elif row["membership_id"]:
            refused[one.key] = AlreadyMember(unit=units.get(person, ""))
        elif person in expelled:
            refused[one.key] = WasExpelled()
        else:
            verified, active = days[person]
            known[one.key] = {**row, "verified_on": _iso(verified), "active_on": _iso(active)}
    return known, refused


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# ------------------------------------------------------------------ writing


def _put_on_record(fresh: Sequence[tuple[Newcomer, str]], *, on: date) -> dict[int, int]:
    """Persons for those who were unknown: their ids by key."""
    fresh = sorted(fresh, key=lambda pair: pair[1])  # keeps the pages of the index together
    if not fresh:
        return {}
    ids = rows.reserve("people_person", len(fresh))
    ones = [one for one, _ in fresh]
    phones = [one.phone for one in ones]
    born = [identity_birthday(one.identity) if one.document_kind == "resident" else None for one in ones]
    frame = pl.DataFrame(
        {
            "id": ids,
            "code": sorted(new_codes(len(fresh))),
            "name": [one.name for one in ones],
            "pinyin": [names.pinyin_of(one.name) for one in ones],
            "born_on": [_iso(day) for day in born],
            "gender": [
                identity_gender(one.identity) if day else "" for one, day in zip(ones, born, strict=True)
            ],
            "document_kind": [one.document_kind for one in ones],
            "identity_sealed": vault.seal_many([one.identity for one in ones], field=IDENTITY),
            "identity_index": [index for _, index in fresh],
            "phone_sealed": vault.seal_many(phones, field=PHONE),
            "phone_index": vault.blind_many(phones, field=PHONE),
            "verified_on": [on.isoformat() if one.verified else None for one in ones],
            "active_on": [on.isoformat() if one.verified else None for one in ones],
        },
        schema_overrides={"born_on": pl.String, "verified_on": pl.String, "active_on": pl.String},
    )  # fmt: skip
    rows.insert_rows(Person, frame)
    names.index_names([(key, one.name) for key, one in zip(ids, ones, strict=True)])
    return {one.key: key for key, one in zip(ids, ones, strict=True)}


def _join(going: Sequence[Newcomer], persons: Mapping[int, int], *, on: date, mode: JoinMode) -> dict[int, int]:
    """Memberships: their ids by key."""
    going = sorted(going, key=lambda one: (one.path, names.pinyin_of(one.name)))
    if not going:
        return {}
    frame = pl.DataFrame(
        {
            "person_id": [persons[one.key] for one in going],
            "pinyin": [names.pinyin_of(one.name) for one in going],
            "unit_id": [one.unit_id for one in going],
            "path": [one.path for one in going],
            "joined_on": [on.isoformat()] * len(going),
            "card_number": [""] * len(going),
        }
    )
    ids = bulk.join(frame, mode=mode, origin="application")
    return {one.key: key for one, key in zip(going, ids, strict=True)}


def _employ(
    going: Sequence[Newcomer], persons: Mapping[int, int], known: Mapping[int, Mapping[str, Any]], *, on: date
) -> dict[int, int]:
    """Work of those who told it and have none open: ids by key."""
    some = [
        one
        for one in going
        if (one.workplace or one.occupation or one.form) and not (known.get(one.key) or {}).get("employment_id")
    ]
    if not some:
        return {}
    frame = pl.DataFrame(
        {
            "person_id": [persons[one.key] for one in some],
            "workplace": [one.workplace for one in some],
            "occupation": [one.occupation for one in some],
            "form": [one.form for one in some],
        }
    )
    ids = bulk.employ(frame, since=on.isoformat())
    return {one.key: key for one, key in zip(some, ids, strict=True)}


def _complete(back: Sequence[Newcomer], known: Mapping[int, Mapping[str, Any]], *, on: date) -> set[int]:
    """What was empty on the record of those who come back is filled in; keys of those whose phone was."""
    filled, given = set(), []
    for one in back:
        row = known[one.key]
        phone, index = row["phone_sealed"] or "", row["phone_index"] or ""
        if one.phone and not index:
            phone, index = vault.seal(one.phone, field=PHONE), vault.blind(one.phone, field=PHONE)
            filled.add(one.key)
        given.append(
            {
                "id": row["person_id"],
                "phone_sealed": phone,
                "phone_index": index,
                "verified_on": on.isoformat() if one.verified else row["verified_on"],
                "active_on": on.isoformat() if one.verified else row["active_on"],
                "revision": row["revision"] + 1,
            }
        )
    if given:
        rows.update("people_person", pl.DataFrame(given, schema_overrides=_TEXT))
    return filled


_TEXT = {"verified_on": pl.String, "active_on": pl.String}


def _link(going: Sequence[Newcomer], persons: Mapping[int, int]) -> set[int]:
    """Tie the accounts with which they asked to their records, where neither is tied yet; keys of those."""
    asked = {one.key: one.account_id for one in going if one.account_id}
    taken = set(PersonAccount.objects.filter(account_id__in=asked.values()).values_list("account_id", flat=True))
    tied = set(
        PersonAccount.objects.filter(person_id__in=[persons[key] for key in asked]).values_list("person_id", flat=True)
    )
    links = {}
    for key, account in asked.items():
        if account not in taken and persons[key] not in tied:
            links[key] = PersonAccount(person_id=persons[key], account_id=account)
            taken.add(account)
    PersonAccount.objects.bulk_create(links.values(), batch_size=BATCH)
    return set(links)


def _agree(going: Sequence[Newcomer], persons: Mapping[int, int], *, now: datetime) -> dict[int, tuple[int, ...]]:
    """Consents that were given in the application: ids by key."""
    wanted = [(one, purpose) for one in going for purpose in one.consents]
    if not wanted:
        return {}
    there = set(
        Consent.objects.filter(
            person_id__in=[persons[one.key] for one, _ in wanted], withdrawn_at__isnull=True
        ).values_list("person_id", "purpose")
    )
    made = [
        (
            one.key,
            Consent(
                person_id=persons[one.key],
                purpose=purpose,
                version=CONSENT_VERSION,
                given_at=now,
                by_account_id=one.account_id,
            ),
        )
        for one, purpose in wanted
        if (persons[one.key], purpose) not in there
    ]
    Consent.objects.bulk_create([row for _, row in made], batch_size=BATCH)
    found: dict[int, tuple[int, ...]] = {}
    for key, row in made:
        found[key] = (*found.get(key, ()), row.pk)
    return found


# ------------------------------------------------------------------ taking it back


def unadmit(admissions: Mapping[int, Admission]) -> set[int]:
    """Take back what was written a moment ago; keys of those that have to stay, for something else has come to rely on
    the record meanwhile. The caller has let go of its own links to the persons."""
    made = {one.person_id: key for key, one in admissions.items() if one.made}
    links, agreed = _untie(list(admissions.values()))
    held = {made[person] for person in bulk.relied_upon(list(made))}
    held |= _moved_on({key: one for key, one in admissions.items() if key not in held})
    staying = {admissions[key].person_id for key in held}
    PersonAccount.objects.bulk_create([one for one in links if one.person_id in staying])
    Consent.objects.bulk_create([one for one in agreed if one.person_id in staying])
    going = {key: one for key, one in admissions.items() if key not in held}
    bulk.remove_employments([one.employment_id for one in going.values() if one.employment_id])
    bulk.remove_memberships([one.membership_id for one in going.values()])
    _unmake([one.person_id for one in going.values() if one.made])
    _restore([one for one in going.values() if not one.made])
    return held


def _untie(admissions: Sequence[Admission]) -> tuple[list[PersonAccount], list[Consent]]:
    """Links and consents that came with the admissions are taken away; returned, for those that have to stay."""
    links = PersonAccount.objects.filter(person_id__in=[one.person_id for one in admissions if one.linked])
    agreed = Consent.objects.filter(pk__in=[key for one in admissions for key in one.consents])
    kept = (list(links), list(agreed))
    links.delete()
    agreed.delete()
    return kept


def _moved_on(admissions: Mapping[int, Admission]) -> set[int]:
    """Keys of those whose membership ended, or whose record got further memberships or work meanwhile."""
    living = set(
        Membership.rows.filter(
            pk__in=[one.membership_id for one in admissions.values()], left_on__isnull=True
        ).values_list("pk", flat=True)
    )
    return {key for key, one in admissions.items() if one.membership_id not in living}


def _unmake(ids: Sequence[int]) -> None:
    named = list(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    bulk.unenrol(pl.DataFrame(named, schema={"person_id": pl.Int64, "name": pl.String}, orient="row"))


def _restore(kept: Sequence[Admission]) -> None:
    """Days, and the phone that was filled in, of those who were on record before."""
    for one in kept:
        values: dict[str, Any] = {"verified_on": one.verified_before, "active_on": one.active_before}
        if one.phone_filled:
            values |= {"phone_sealed": "", "phone_index": ""}
        Person.objects.filter(pk=one.person_id).update(**values)


__all__ = ["Admission", "Newcomer", "admit", "unadmit"]
