"""A small tree of unions for the sheets of organising."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories


@pytest.fixture
def tree():
    root = factories.county("上虞区总工会")
    town = factories.town(root, "百官街道总工会")
    return {
        "root": root,
        "town": town,
        "one": factories.unit(town, "第一工会", founded_on=date(2010, 5, 1)),
        "two": factories.unit(town, "第二工会"),
        "far": factories.unit(factories.town(root, "曹娥街道总工会"), "远工会"),
    }
