"""A county with a town, an officer who prepares and one who replies, and a founding taken as far as a test wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Employer, Unit
from niangjia.kit.powers import SYSTEM, Actor
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions import FileDetails, Held, Standing
from niangjia.programmes.organising.models import Founding
from niangjia.programmes.organising.rules.founding import read_list
from tests import factories as make

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
NAME = "恒达五金有限公司工会委员会"
PEOPLE = tuple(
    Standing(name, post, sex)
    for name, post, sex in (
        ("应建伟", "chair", "male"),
        ("胡小兰", "vice", "female"),
        ("吕志强", "member", "male"),
        ("程立新", "member", "male"),
        ("施美华", "review_head", "female"),
        ("楼晓燕", "women_head", "female"),
    )
)
VOTES = {1: (38, None), 2: (36, None), 3: (33, None), 4: (12, None), 5: (39, None), 6: (37, None)}


@dataclass
class Place:
    """Where a union is formed."""

    county: Unit
    town: Unit
    employer: Employer
    preparer: Actor
    replier: Actor


def place(**fields: Any) -> Place:
    county = make.county()
    town = make.town(county)
    employer = make.employer(workers=60, name="恒达五金有限公司", town="芝英镇", **fields)
    return Place(county, town, employer, make.officer(county, Role.ORGANISER), make.officer(town, Role.OFFICER))


def started(at: Place, key: str = "k1", **details: Any) -> Founding:
    given = {"name": NAME, "mode": "alone", "town": "芝英镇", "trade": "五金制造", "party": "恒达五金党支部"} | details
    return actions.start_founding(
        actor=at.preparer,
        upper_code=at.town.code,
        details=FileDetails(**given),
        employer_codes=[at.employer.code],
        key=key,
        now=NOW,
    )


def reply(by: Actor, row: Founding, act: str = "approve", **more: Any) -> Founding:
    row.refresh_from_db()
    seen = matters.matter(SYSTEM, row.matter_code, now=NOW)
    given = {"reason": "candidates", "words": "请核对"} if act != "approve" else {}
    getattr(approvals, act)(actor=by, code=row.matter_code, revision=seen.revision, now=more.get("now", NOW), **given)
    row.refresh_from_db()
    return row


def typed(number: int = 40) -> str:
    return "\n".join(
        f"职工{chr(0x4E00 + place)}\t{'女' if place % 4 == 0 else '男'}\t{make.identity(date(1980, 1, 1) + timedelta(days=place))}\t恒达五金"
        for place in range(number)
    )


def prepared(at: Place, *, people: int = 40, key: str = "k1", candidates: tuple[Standing, ...] = PEOPLE) -> Founding:
    """Up to the candidates being listed."""
    row = started(at, key)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    reply(at.replier, row)
    actions.set_people(actor=at.preparer, code=row.code, lines=read_list(typed(people)), now=NOW)
    actions.record_gathered(actor=at.preparer, code=row.code, on=TODAY, members=60, women=12, now=NOW)
    return actions.set_candidates(actor=at.preparer, code=row.code, candidates=candidates, seats=(3, 1, 1), now=NOW)


def held(**changes: Any) -> Held:
    return Held(
        **{"on": TODAY, "meeting": "members", "years": 3, "should_attend": 60, "attended": 42, "votes": VOTES} | changes
    )


def elected(at: Place, **more: Any) -> Founding:
    """Up to the election."""
    row = prepared(at, **more)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    reply(at.replier, row)
    return actions.record_held(actor=at.preparer, code=row.code, held=held(), now=NOW)


def founded(at: Place, **more: Any) -> Founding:
    """Up to the reply."""
    row = elected(at, **more)
    actions.ask_above(actor=at.preparer, code=row.code, on=TODAY, now=NOW)
    return reply(at.replier, row)


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)
