"""A county to copy, made once: making one costs more than all that a drill does with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.engines.custody.houses import House


@pytest.fixture(scope="session")
def county_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with the demonstration county, so that every module has something in it. Not to be changed: copies are."""
    made = House(tmp_path_factory.mktemp("county"))
    made.did("prepare")
    made.did("demo", "--people", "60")
    yield made
    made.close()
