"""The demonstration county's census: most of the first unions have been counted this year; a union in preparation takes people by its code."""

from __future__ import annotations

import random
from datetime import datetime

from django.utils import timezone

from niangjia.engines.scorecards import actions as scorecards
from niangjia.engines.scorecards import queries as cards
from niangjia.ground.access import queries as accounts
from niangjia.kit.powers import OPERATOR
from niangjia.programmes.organising import actions, queries

CARD = "organising.census"
COUNTED = 12


def seed_census(opened: dict[str, int], now: datetime) -> None:
    """By the hand of the organiser, with what the house knows and invented answers to the rest."""
    dice, on = random.Random(7), timezone.localdate(now)  # noqa: S311  invented answers need no secrets
    who = accounts.actor_for(opened["zuzhi"])
    for one in queries.census(OPERATOR, queries.CensusFilter(), on=on, size=COUNTED).rows:
        known = {code: value for code, (value, _said) in queries.census_known(one.pk, on).items() if value is not None}
        good = dice.choice((0.98, 0.85, 0.55))
        items = [item for item in cards.declared(CARD).items if item.type == "yes"]
        answers = {item.code: "1" if dice.random() < good else "0" for item in items}
        answers |= {code: {True: "1", False: "0"}.get(value, str(value)) for code, value in known.items()}
        answers["activities"] = str(dice.randrange(0, 8))
        scorecards.fill(
            actor=who, kind=CARD, subject_id=one.pk, subject_code=one.code, unit_id=one.pk, title=one.name, answers=answers, now=now
        )  # fmt: skip
    lines, _page = queries.files(who, queries.FileFilter(purpose="found"), size=1)
    for line in lines:
        actions.make_gather_code(actor=who, code=line.row.code, now=now)
