"""The demonstration county has unions on paper only; the detector has to find them and to leave the others alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from tests import factories as make

from niangjia.engines.scorecards.models import Sheet
from niangjia.fronts.cli import county as cli
from niangjia.fronts.cli import invented
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions

TOWNS = ["芝英镇", "古山镇", "龙山镇"]


def test_planted_shells_are_found_and_few_others(transactional_db: Any, capsys: Any) -> None:
    root = make.county()
    for name in TOWNS:
        make.town(root, f"{name}总工会")
    made = invented.make("永康市", "330784", TOWNS, 900, date(2026, 11, 20))
    planted = invented.plant_shells(made, "330784", TOWNS, date(2026, 11, 20), of_each=3)
    cli._take_in(made)
    actions.score_shells(actor=SYSTEM, now=timezone.now())
    graded = dict(Sheet.rows.filter(current=True).values_list("title", "grade"))
    found = {title for title, grade in graded.items() if grade == "shell"}
    others = set(graded) - planted.all
    alarms = found - planted.all
    with capsys.disabled():
        told = f"found {len(found & planted.all)} of {len(planted.all)}, false alarms {len(alarms)} of {len(others)}"
        print(f"\n  shells {told}")  # noqa: T201
    assert planted.all - found == set()
    assert len(alarms) <= len(others) * 0.1
