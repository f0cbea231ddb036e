"""The demonstration's founding files at different stages, and terms of most unions: some due, some overdue."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.fronts.cli import invented
from niangjia.ground.access import queries as accounts
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import UnitKind
from niangjia.kit.powers import OPERATOR, SYSTEM, Actor
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.actions import Certificate, FileDetails, Held, Seat, Standing

MOST = 300
"""Unions with a term on record: a demonstration of any size takes the same time."""


def seed_founding(opened: dict[str, int], made: invented.County, now: datetime) -> None:
    """Terms first, then three unions in preparation and one term election, by the hands of the organiser and the town's officer."""
    dice = random.Random(len(made.unions))  # noqa: S311  invented people need no secrets
    _terms(dice, now)
    hands = (accounts.actor_for(opened["zuzhi"]), accounts.actor_for(opened["zhenjie"]))
    town = str(made.unions[0][1])
    _files(dice, hands, town, now)
    actions.refresh_terms(actor=SYSTEM, now=now)


def _unions() -> Iterator[Any]:
    wanted, mark = org.UnitFilter(kinds=(UnitKind.GRASSROOTS, UnitKind.JOINT)), ""
    while True:
        page = org.units(OPERATOR, wanted, after=mark, size=100)
        yield from page.rows
        mark = page.after
        if not mark:
            return


def _terms(dice: random.Random, now: datetime) -> None:
    """Of most unions: nine of ten in force, some of them run out within months, some overdue; a third are legal persons."""
    today = timezone.localdate(now)
    for number, unit in enumerate(_unions()):
        if number >= MOST or dice.random() < 0.12:
            continue
        years = dice.choice((3, 3, 5))
        late = dice.random() < 0.12
        back = dice.randrange(365 * years + 20, 365 * years + 500) if late else dice.randrange(30, 365 * years)
        since = max(today - timedelta(days=back), unit.founded_on or date(2000, 1, 1))
        seats = [Seat(unit.chair_name, "chair")] if unit.chair_name else []
        seats += [Seat(invented.full_name(dice), post) for post in ("vice", "member", "review_head", "women_head")]
        actions.enter_term(
            actor=OPERATOR, unit_code=unit.code, since=since, years=years, seats=seats, number=dice.randrange(1, 6), now=now
        )  # fmt: skip
        if dice.random() < 0.3:
            paper = Certificate(
                f"浙工法证字第{number + 1001}号", "永康市总工会", since, since + timedelta(days=365 * years)
            )
            actions.enter_certificate(actor=OPERATOR, unit_code=unit.code, certificate=paper, now=now)


def _files(dice: random.Random, hands: tuple[Actor, Actor], town: str, now: datetime) -> None:
    """One waiting for the consent, one whose candidates are being found, one whose result waits for the reply, one election."""
    found = org.employers(
        OPERATOR, org.EmployerFilter(towns=(town.removesuffix("总工会"),), state="open"), size=100
    ).rows
    free = [one for one in found if "联合工会" in str(getattr(one, "unit_name", ""))][:3]
    for number, employer in enumerate(free):
        row = _begin(hands[0], employer, f"demo {number}", now)
        if row is not None:
            _go_on(dice, hands, row, number, now)
    union = next(
        (one for one in _unions() if one.town == town.removesuffix("总工会") and one.kind == UnitKind.GRASSROOTS), None
    )
    if union is not None:
        row = actions.start_election(actor=hands[0], unit_code=union.code, key="demo election", now=now)
        actions.ask_above(actor=hands[0], code=row.code, on=timezone.localdate(now), now=now)


def _begin(who: Actor, employer: Any, key: str, now: datetime) -> Any:
    told = queries.proposal(who, [employer.code])
    upper = next(
        (one for one in org.pick_units(who, told.upper, power="organising.form") if one.name == told.upper), None
    )
    if upper is None:
        return None
    details = FileDetails(
        name=told.name, mode="alone", trade=told.trade, town=told.town, address=told.address, workers=told.workers, party=f"{employer.name}党支部",
    )  # fmt: skip
    return actions.start_founding(
        actor=who, upper_code=upper.code, details=details, employer_codes=[employer.code], key=key, now=now
    )


def _go_on(dice: random.Random, hands: tuple[Actor, Actor], row: Any, steps: int, now: datetime) -> None:
    """As far as the number says: asked, candidates listed, result reported."""
    who, today = hands[0], timezone.localdate(now)
    actions.ask_above(actor=who, code=row.code, on=today, now=now)
    if steps == 0:
        return
    _agree(hands[1], row.code, now)
    names = [invented.full_name(dice) for _ in range(30)]
    lines = [f"{name} {dice.choice('男女')} {row.name.removesuffix('工会委员会')}" for name in names]
    actions.set_people(actor=who, code=row.code, lines=actions.read_list("\n".join(lines)), now=now)
    actions.record_gathered(actor=who, code=row.code, on=today, members=30, women=12, now=now)
    posts = ("chair", "vice", "member", "member", "review_head", "women_head", "women_member")
    people = [Standing(name, post, dice.choice(("male", "female"))) for name, post in zip(names, posts, strict=False)]
    actions.set_candidates(actor=who, code=row.code, candidates=people, seats=(3, 1, 2), now=now)
    if steps == 1:
        return
    actions.ask_above(actor=who, code=row.code, on=today, now=now)
    _agree(hands[1], row.code, now)
    votes: dict[int, tuple[int, int | None]] = {
        place: (count, None) for place, count in enumerate((27, 26, 24, 6, 28, 27, 25), 1)
    }
    actions.record_held(actor=who, code=row.code, held=Held(today, "members", 3, 30, 29, votes), now=now)
    actions.ask_above(actor=who, code=row.code, on=today, now=now)


def _agree(who: Actor, code: str, now: datetime) -> None:
    row = queries.file_row(OPERATOR, code)
    seen = matters.matter(SYSTEM, row.matter_code, now=now)
    approvals.approve(actor=who, code=row.matter_code, revision=seen.revision, now=now)
