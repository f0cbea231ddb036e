"""G14 for organising: a base with applications and transfers in it, from before founding, grids and comparisons, comes up to date;
killed between two migrations, the next run goes on with what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import CreateModel
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from niangjia.engines.custody.queries import migrated
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import OPERATOR, Actor
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.models import Application, Transfer
from tests import factories as make
from tests.programmes.organising import joining

EARLIER = "0002_transfers"
NEWEST = "organising_founding"


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Before:
    """Who decides, what waits and what was decided; which columns there were, and their rows."""

    chair: Actor
    open: str
    taken: str
    names: dict[str, list[str]]
    rows: dict[str, list[tuple[Any, ...]]]


KEPT = (
    "organising_application",
    "organising_transfer",
    "organising_joincode",
    "people_membership",
    "approvals_matter",
    "org_unit",
)


def rows(names: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of some tables in some columns."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in names.items():
            listed = ", ".join(f'"{one}"' for one in columns)
            cursor.execute(f'SELECT {listed} FROM "{table}" ORDER BY id')
            found[table] = cursor.fetchall()
    return found


def columns_then() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        told = connection.introspection.get_table_description
        return {table: sorted(one.name for one in told(cursor, table)) for table in KEPT}


def tables() -> set[str]:
    return set(connection.introspection.table_names())


@pytest.fixture
def earlier(transactional_db: Any) -> Iterator[Before]:
    """One who waits, one who was taken in, one who is to come from another union; then the base of that time."""
    town = make.town(make.county())
    union, other = make.union(town), make.union(town, "东厂工会")
    joining.taking(union)
    chair = make.officer(union, Role.CHAIR)
    waits, taken = joining.apply(union), joining.apply(union)
    joining.approve(chair, taken)
    number = make.identity()
    make.join(make.person("转来的人", number=number), other)
    actions.ask_transfer_for(actor=OPERATOR, unit_code=union.code, identity=number, now=timezone.now())
    call_command("migrate", "organising", EARLIER, verbosity=0)
    assert not migrated()
    assert NEWEST not in tables()
    here = columns_then()
    yield Before(chair, waits.code, taken.code, here, rows(here))
    call_command("migrate", verbosity=0)


def as_before(before: Before) -> None:
    """Every row is as it was, and what waited can be decided."""
    assert migrated()
    assert rows(before.names) == before.rows
    waits = Application.rows.get(code=before.open)
    joining.approve(before.chair, waits)
    assert waits.state == Application.rows.get(code=before.taken).state == "joined"
    assert Transfer.rows.count() == 1
    assert queries.files(before.chair, queries.FileFilter())[0] == []  # what came with the upgrade answers


def steps_left() -> list[tuple[str, str]]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(one.app_label, one.name) for one, _back in plan]


def dying_after(real: Any, calls: int) -> Any:
    """The same, but for the end of the process after so many calls."""
    count = [0]

    def dies(self: Any, *args: Any, **given: Any) -> Any:
        real(self, *args, **given)
        count[0] += 1
        if count[0] == calls:
            raise Killed

    return dies


def killed(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, calls: int) -> None:
    """A run that dies in the middle."""
    with monkeypatch.context() as put:
        put.setattr(owner, name, dying_after(getattr(owner, name), calls))
        with pytest.raises(Killed):
            call_command("migrate", verbosity=0)
    connection.close()


def test_killed_inside_and_between_migrations_the_next_run_finishes(
    earlier: Before, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed inside one, nothing of it stays; killed after each in turn, what is done stays done; in the end nothing is lost."""
    there, left = tables(), steps_left()
    assert len([one for one in left if one[0] == "organising"]) >= 4
    killed(monkeypatch, CreateModel, "database_forwards", 3)
    assert (tables(), steps_left()) == (there, left)
    while left:
        killed(monkeypatch, MigrationExecutor, "apply_migration", 1)
        assert steps_left() == left[1:]
        left = left[1:]
    call_command("migrate", verbosity=0)
    as_before(earlier)
