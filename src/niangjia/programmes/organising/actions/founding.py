"""A founding file and a term election: beginning one, and filling in what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import UnitKind
from niangjia.ground.people import queries as people
from niangjia.ground.people.queries.conditions import Filters
from niangjia.kit import vault
from niangjia.kit.ids import read_identity
from niangjia.kit.powers import SYSTEM, Actor
from niangjia.programmes.organising.actions.founding_parts import day_of, done_stages, record, save_row, workable
from niangjia.programmes.organising.actions.founding_refusals import (
    AlreadyFounded,
    FileClosed,
    FileKeyReused,
    HasUnion,
    ListedTwice,
    NameMissing,
    NoReplier,
    NotNextStage,
    NotReplying,
    OtherFile,
    Unreadable,
)
from niangjia.programmes.organising.choices.founding import MEMBER_SEALED, FileState, Purpose, Stage
from niangjia.programmes.organising.choices.joining import IDENTITY
from niangjia.programmes.organising.models import Candidate, Founding, FoundingEmployer, FoundingMember, Term
from niangjia.programmes.organising.policies import FORM
from niangjia.programmes.organising.queries.founding import REPLIES, replier, stage_label
from niangjia.programmes.organising.rules import OWN_KINDS, elections
from niangjia.programmes.organising.rules import founding as rules


@dataclass(frozen=True)
class FileDetails:
    """What a person enters about a union that is to be formed, or an election."""

    name: str = ""
    kind: str = UnitKind.GRASSROOTS
    mode: str = ""
    area: str = ""
    trade: str = ""
    focus: str = ""
    town: str = ""
    address: str = ""
    phone: str = ""
    party: str = ""
    head: str = ""
    workers: int | None = None


# ------------------------------------------------------------------ beginning


@transaction.atomic
def start_founding(
    *, actor: Actor, upper_code: str, details: FileDetails, employer_codes: Sequence[str] = (), key: str, now: datetime
) -> Founding:
    """Open the file of a union that is to be formed below `upper`, the next higher union. The same facts under the same key give the
    same file. Raises UnitNotFound, EmployerNotFound, NotReplying, HasUnion, OtherFile, NameMissing, FileKeyReused."""
    request = _digest(upper_code, asdict(details), list(employer_codes))
    done = _under_key(key, request)
    if done is not None:
        return done
    upper = org.unit(actor, upper_code, power=FORM)
    if upper.kind not in REPLIES or upper.dissolved_on is not None:
        raise NotReplying(name=upper.name)
    details = _tidied(details)
    employers = [org.employer(actor, code) for code in dict.fromkeys(employer_codes)]
    _free(employers, details)
    row = Founding(
        purpose=Purpose.FOUND, unit=upper, upper=upper, path=org.held_paths([upper.pk])[upper.pk], begun_on=day_of(now),
        by_account_id=actor.account_id, key=key, request=request, **asdict(details),
    )  # fmt: skip
    made = _saved(row, request)
    if made is row:
        FoundingEmployer.objects.bulk_create([FoundingEmployer(file=row, employer=one) for one in employers])
        record(actor, "organising.founding_begun", row, employers=len(employers))
    return made


@transaction.atomic
def start_election(*, actor: Actor, unit_code: str, key: str, now: datetime) -> Founding:
    """Open the file of a term election, filled from the union's record: members, employers, the names of the term that ends.

    Raises UnitNotFound, NoReplier, OtherFile, FileKeyReused."""
    unit = org.unit(actor, unit_code, power=FORM)
    request = _digest(unit_code, "term")
    done = _under_key(key, request)
    if done is not None:
        return done
    if unit.dissolved_on is not None:
        raise FileClosed
    if replier(unit.path) is None:
        raise NoReplier
    if Founding.rows.filter(unit=unit, purpose=Purpose.TERM, state=FileState.OPEN).exists():
        raise OtherFile(name=unit.name)
    term = Term.rows.filter(unit=unit, ended_on__isnull=True).first()
    members = people.count_members(SYSTEM, unit=unit, exact=True).number
    women = people.count_members(SYSTEM, unit=unit, filters=Filters(gender="female"), exact=True).number
    row = Founding(
        purpose=Purpose.TERM, unit=unit, path=org.held_paths([unit.pk])[unit.pk], name=unit.name, kind=unit.kind, town=unit.town,
        trade=unit.trade, focus=unit.focus, address=unit.address, phone=unit.phone, members=members, women=women, begun_on=day_of(now),
        years=term.years if term else None, by_account_id=actor.account_id, key=key, request=request,
    )  # fmt: skip
    suggest_seats(row)
    made = _saved(row, request)
    if made is row:
        _carry_names(row, term)
        record(actor, "organising.election_begun", row)
    return made


def suggest_seats(row: Founding) -> None:
    """Seats by the rulebook, the fewest, as a first proposal."""
    book = rule_at("organising.founding", row.begun_on, row.path)
    row.committee_seats = row.committee_seats or elections.committee_size(book, row.members or 0).low
    row.review_seats = row.review_seats or 1
    row.women_seats = row.women_seats or 1
    row.meeting = row.meeting or elections.meeting_form(book, row.members or 0)


def _carry_names(row: Founding, term: Term | None) -> None:
    """The names of the term that ends, as the first list of candidates."""
    if term is None:
        return
    seats = list(term.seats.filter(until__isnull=True).order_by("pk"))
    Candidate.objects.bulk_create(
        [
            Candidate(file=row, place=place, name=one.name, sex=one.sex, post=one.post)
            for place, one in enumerate(seats, 1)
        ]
    )


def _tidied(details: FileDetails) -> FileDetails:
    """Entered text without spaces at its ends. Raises NameMissing."""
    entered: dict[str, Any] = {
        name: " ".join(value.split()) if isinstance(value, str) else value for name, value in asdict(details).items()
    }
    if "工会" not in entered["name"] or len(entered["name"]) > 120:
        raise NameMissing
    return FileDetails(**entered)


def _free(employers: Sequence[Any], details: FileDetails) -> None:
    """None of them has a union of its own, and none stands on another open file."""
    held = {one.pk: one for one in employers}
    open_ = (
        FoundingEmployer.objects.filter(employer__in=held, file__state=FileState.OPEN)
        .select_related("employer")
        .first()
    )
    if open_ is not None:
        raise OtherFile(name=open_.employer.name)
    paths = org.employer_units(list(held))
    for unit in org.units_at(paths.values()):
        if unit.kind in OWN_KINDS and details.kind != UnitKind.ASSOCIATION:
            mine = next(one for key, one in held.items() if paths.get(key) == unit.path)
            raise HasUnion(name=mine.name, union=unit.name)


def _saved(row: Founding, request: str) -> Founding:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        done = _under_key(row.key, request)
        if done is None:
            raise OtherFile(name=row.name) from None
        return done
    return row


def _under_key(key: str, request: str) -> Founding | None:
    row: Founding | None = Founding.rows.filter(key=key).first()
    if row is not None and row.request != request:
        raise FileKeyReused
    return row


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


# ------------------------------------------------------------------ filling in


@transaction.atomic
def edit_file(*, actor: Actor, code: str, revision: int, details: FileDetails, now: datetime) -> Founding:
    """Change what the file says of the union. Raises FileNotFound, FileClosed, LiesAbove, FileChanged, NameMissing, AlreadyFounded."""
    row = workable(actor, code, now, revision)
    if row.replied_on is not None:
        raise AlreadyFounded
    if row.purpose == Purpose.TERM:
        details = replace(details, name=row.name, kind=row.kind, mode=row.mode, area=row.area)
    details = _tidied(details)
    for name, value in asdict(details).items():
        setattr(row, name, value)
    save_row(row, *asdict(details))
    record(actor, "organising.file_edited", row)
    return row


@transaction.atomic
def set_people(*, actor: Actor, code: str, lines: Sequence[rules.Typed], now: datetime) -> Founding:
    """Keep the list of people who gather; numbers and phones are sealed. It replaces the list before, but for those who put themselves on
    it from the phone: they stay, and a line with their number is not written a second time.

    Raises FileNotFound, FileClosed, LiesAbove, AlreadyFounded, Unreadable, ListedTwice."""
    row = workable(actor, code, now)
    if row.replied_on is not None:
        raise AlreadyFounded
    indexes = _numbers(lines)
    row.people.filter(code__isnull=True).delete()
    own = set(row.people.exclude(identity_index="").values_list("identity_index", flat=True))
    listed = [(one, index) for one, index in zip(lines, indexes, strict=True) if not index or index not in own]
    _write_people(row, listed)
    save_row(row)
    record(actor, "organising.people_listed", row, number=len(listed))
    return row


def _numbers(lines: Sequence[rules.Typed]) -> list[str]:
    """The blind index of each line's number. Raises Unreadable, ListedTwice."""
    for number, one in enumerate(lines, 1):
        if one.trouble or (one.identity and read_identity(one.identity, kind=one.document_kind).error):
            raise Unreadable(line=number, word=one.trouble or one.name)
    known = iter(vault.blind_many([one.identity for one in lines if one.identity], field=IDENTITY))
    indexes, seen = [next(known) if one.identity else "" for one in lines], set()
    for number, (one, index) in enumerate(zip(lines, indexes, strict=True), 1):
        if index and index in seen:
            raise ListedTwice(line=number, word=one.name)
        seen.add(index)
    return indexes


def _write_people(row: Founding, listed: Sequence[tuple[rules.Typed, str]]) -> None:
    """Write lines after those that stand there."""
    texts = [
        json.dumps({"identity": one.identity, "phone": one.phone, "document_kind": one.document_kind})
        if one.identity or one.phone
        else ""
        for one, _index in listed
    ]
    sealed = iter(vault.seal_many([text for text in texts if text], field=MEMBER_SEALED))
    last = row.people.aggregate(last=Max("place"))["last"] or 0
    FoundingMember.objects.bulk_create(
        [
            FoundingMember(
                file=row, place=place, name=one.name, sex=one.sex, workplace=one.workplace, sealed=next(sealed) if text else "",
                identity_index=index,
            )
            for place, ((one, index), text) in enumerate(zip(listed, texts, strict=True), last + 1)
        ],
        batch_size=1_000,
    )  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A candidate as entered."""

    name: str
    post: str
    sex: str = ""
    relation: str = "none"
    duty: str = ""


@transaction.atomic
def set_candidates(
    *,
    actor: Actor,
    code: str,
    candidates: Sequence[Standing],
    seats: tuple[int, int, int],
    party: str = "",
    now: datetime,
) -> Founding:
    """Keep who stands for what, and how many seats each body has (committee, fund review, women). It replaces the list before.

    Raises FileNotFound, FileClosed, LiesAbove, NotNextStage (they are agreed to already: take that back first)."""
    row = workable(actor, code, now)
    done = done_stages(row)
    if Stage.CLEARED in done:
        following = rules.next_stage(row.purpose, done)
        raise NotNextStage(stage=stage_label(row.purpose, following or ""))
    row.candidates.all().delete()
    Candidate.objects.bulk_create(
        [Candidate(file=row, place=place, **asdict(one)) for place, one in enumerate(candidates, 1)]
    )
    row.committee_seats, row.review_seats, row.women_seats = (number or None for number in seats)
    row.party = party.strip() or row.party
    save_row(row, "committee_seats", "review_seats", "women_seats", "party")
    record(actor, "organising.candidates_listed", row, number=len(candidates))
    return row
