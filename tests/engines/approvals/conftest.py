"""A county with two towns, two unions, and those who decide there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.kit.powers import Actor
from tests import approving
from tests import factories as make


@dataclass
class Land:
    """Who is where. `chair` keeps `union`, `other_chair` keeps `other` in the other town."""

    county: Unit
    town: Unit
    union: Unit
    other: Unit
    organiser: Actor
    officer: Actor
    chair: Actor
    other_chair: Actor
    reader: Actor


@pytest.fixture(autouse=True)
def made_up_kinds() -> Iterator[None]:
    with approving.made_up():
        yield


@pytest.fixture
def land(db: Any) -> Land:
    county = make.county()
    town = make.town(county)
    union = make.union(town, "恒达五金工会")
    other = make.union(make.town(county, "古山镇总工会"), "鑫盛工具工会")
    return Land(
        county,
        town,
        union,
        other,
        make.officer(county, Role.ORGANISER),
        make.officer(town, Role.OFFICER),
        make.officer(union, Role.CHAIR),
        make.officer(other, Role.CHAIR),
        make.officer(union, Role.READER),
    )
