"""A small county with one person in each office, and a browser for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from niangjia.ground.access.models import Account
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Employer, Unit
from niangjia.ground.people.models import Person
from tests import factories as make


@dataclass
class House:
    """What the tests walk through."""

    county: Unit
    town: Unit
    union: Unit
    other: Unit
    employer: Employer
    person: Person
    accounts: dict[str, Account] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """A browser in which the holder of a role is logged in."""
        browser = Client()
        browser.force_login(self.accounts[role], backend="django.contrib.auth.backends.ModelBackend")
        return browser


@pytest.fixture
def house(db: Any) -> House:
    county = make.county()
    town = make.town(county)
    union = make.union(town, "恒达五金有限公司工会委员会")
    other = make.union(make.town(county, "古山镇总工会"), "鑫盛工具有限公司工会委员会")
    employer = make.employer(union, workers=120, name="恒达五金有限公司")
    person = make.person("王桂兰")
    make.join(person, union)
    made = House(county, town, union, other, employer, person)
    for role in Role:
        who = make.account(f"{role.label}", unit=county)
        make.appoint(who, role, county)
        made.accounts[role] = who
    chair = make.account("别处主席", unit=other)
    make.appoint(chair, Role.CHAIR, other)
    made.accounts["elsewhere"] = chair
    made.accounts["nobody"] = make.account("没有任职", unit=county)
    made.accounts["worker"] = make.account("职工", kind="worker")
    return made


@pytest.fixture
def desk(house: House) -> Client:
    """The organiser of the county at her desk."""
    return house.client(Role.ORGANISER)
