"""Pure decisions about people: which moves a membership allows, ages, likeness of names, how a search is read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from niangjia.ground.people.choices import DocumentKind, Education, Gender, LeavingReason, MemberState
from niangjia.kit.powers import Reason

NEXT: dict[str, frozenset[str]] = {
    MemberState.ACTIVE: frozenset({MemberState.RETIRED, MemberState.UNEMPLOYED, MemberState.HELD}),
    MemberState.RETIRED: frozenset({MemberState.ACTIVE}),
    MemberState.UNEMPLOYED: frozenset({MemberState.ACTIVE, MemberState.RETIRED, MemberState.HELD}),
    MemberState.HELD: frozenset({MemberState.ACTIVE, MemberState.RETIRED, MemberState.UNEMPLOYED}),
}
"""States a membership in force may pass to (会员会籍管理办法 2016: retired and unemployed members are kept)."""

ENDINGS = frozenset({LeavingReason.LEFT, LeavingReason.LAPSED, LeavingReason.EXPELLED, LeavingReason.DIED})
"""Reasons for which a person may leave; transfer, merge and undo have acts of their own."""

EARLIEST = date(1900, 1, 1)
"""Before this day nothing is believed."""

ACTIVE_DAYS = 365
"""An act of one's own within so many days makes a person active (settled question 8)."""


@dataclass(frozen=True)
class PersonDetails:
    """What is entered about a person. When editing, `identity` and `phone` None mean: as they are (the form shows them
    masked). Nation and political status are optional and never an input to a decision."""

    name: str
    document_kind: str = DocumentKind.RESIDENT
    identity: str | None = None
    phone: str | None = None
    gender: str = ""
    born_on: date | None = None
    education: str = ""
    native_place: str = ""
    nation: str = ""
    politics: str = ""


@dataclass(frozen=True)
class WorkDetails:
    """What is entered about work. `employer_code` once the workplace was matched with the register."""

    workplace: str = ""
    occupation: str = ""
    form: str = ""
    employer_code: str = ""

    def empty(self) -> bool:
        """Whether nothing was entered."""
        return not (self.workplace or self.occupation or self.form or self.employer_code)


def person_reasons(details: PersonDetails, *, today: date) -> list[Reason]:
    """What is wrong with what was entered, field by field; numbers are read by kit/ids."""
    found = []
    if not details.name.strip():
        found.append(Reason("people.name_missing", "name"))
    elif len(details.name) > 60:
        found.append(Reason("people.name_too_long", "name", {"length": len(details.name)}))
    elif any(letter.isdigit() or ord(letter) < 32 for letter in details.name):
        found.append(Reason("people.name_unreadable", "name"))
    for name, kinds in (("gender", Gender), ("education", Education), ("document_kind", DocumentKind)):
        value = getattr(details, name)
        if value and value not in kinds.values:
            found.append(Reason("people.choice", name))
    if details.born_on and not EARLIEST <= details.born_on <= today:
        found.append(Reason("people.born_wrong", "born_on"))
    return found


def against_number(details: PersonDetails, *, born_on: date | None, gender: str) -> list[Reason]:
    """Contradictions between what was entered and what the identity number says."""
    found = []
    if born_on and details.born_on and details.born_on != born_on:
        found.append(Reason("people.born_differs", "born_on", {"born_on": born_on.isoformat()}))
    if gender and details.gender and details.gender != gender:
        found.append(Reason("people.gender_differs", "gender"))
    return found


def member_since(spans: Iterable[tuple[date | None, date | None]]) -> date | None:
    """The day since when a person has been a member without a gap; None: not a member, or since before our records.

    `spans` are (joined_on, left_on). A transfer joins on the day on which the membership before ended.
    """
    known = sorted(spans, key=lambda span: (span[0] or date.min, span[1] or date.max), reverse=True)
    since: date | None = None
    for number, (joined, left) in enumerate(known):
        if number == 0:
            if left is not None:
                return None
        elif left is None or since is None or left < since:
            break
        since = joined
        if since is None:
            break
    return since


def may_become(here: str, there: str) -> bool:
    """Whether a membership in force may pass from one state to another."""
    return there in NEXT.get(here, frozenset())


def dates_in_order(began: date | None, ends: date, today: date) -> bool:
    """Whether a membership may end on a day: not before it began, not after today."""
    return ends <= today and (began is None or ends >= began)


def may_begin(on: date | None, last_ended: date | None, today: date) -> bool:
    """Whether a membership may begin on a day: not in the future, not before the last one ended."""
    if on is None:
        return last_ended is None
    return on <= today and (last_ended is None or on >= last_ended)


def age_on(born: date, day: date) -> int:
    """Full years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def born_between(age_from: int | None, age_to: int | None, day: date) -> tuple[date | None, date | None]:
    """Birthdays of people who are at least `age_from` and at most `age_to` full years old on a day: (after, until).

    `after` is excluded, `until` counts.
    """
    after = years_before(day, age_to + 1) if age_to is not None else None
    until = years_before(day, age_from) if age_from is not None else None
    return after, until


def is_active(active_on: date | None, today: date) -> bool:
    """Whether somebody did an act of her own within twelve months."""
    return active_on is not None and (today - active_on).days <= ACTIVE_DAYS


def alike(one: str, two: str, *, pinyin_one: str = "", pinyin_two: str = "") -> bool:
    """Whether two names may be one name written twice: equal, sounding alike, or one character apart (added, lost or
    changed) with at least one in common. Spaces and name dots do not count."""
    one, two = bare_name(one), bare_name(two)
    if not one or not two:
        return False
    if one == two or (pinyin_one and pinyin_one == pinyin_two):
        return True
    if len(one) == len(two):
        return len(one) > 1 and sum(a != b for a, b in zip(one, two, strict=True)) == 1
    short, long = sorted((one, two), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


@dataclass(frozen=True)
class Standing:
    """How far a person has come: a member on the roster, confirmed by herself, using the platform."""

    registered: bool
    verified: bool
    active: bool


def standing(*, in_force: bool, verified_on: date | None, active_on: date | None, today: date) -> Standing:
    """The three steps, apart (settled question 8)."""
    return Standing(registered=in_force, verified=verified_on is not None, active=is_active(active_on, today))


_UNSPOKEN = frozenset(" \u3000\"'·•・．")


def bare_name(name: str) -> str:
    """A name as it is searched: small letters, without spaces, quotes and the dots of transcribed names."""
    return "".join(letter for letter in name.lower() if letter not in _UNSPOKEN and not letter.isspace())


def name_tokens(text: str) -> list[str]:
    """The tokens that every name holding the text has in the name index: the text itself if it is one or two
    characters, else its pairs of neighbours. Plain punctuation is in no token; whoever asks compares the name, too."""
    bare = bare_name(text)
    pieces = [bare] if len(bare) == 1 else [one + two for one, two in itertools.pairwise(bare)]
    return list(dict.fromkeys(piece for piece in pieces if all(not one.isascii() or one.isalnum() for one in piece)))
