"""G14 at small scale: an earlier schema with rows in it comes up to date; killed at any step, the next run finishes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor

from niangjia.engines.custody.queries import migrated
from niangjia.fronts.cli import prepare
from niangjia.ground.access.models import Account, Appointment
from niangjia.ground.access.queries import actor_for
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import holds
from tests import factories as make

EARLIER = "0002_account_home_unit"


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def earlier(transactional_db: Any) -> Iterator[int]:
    """The base as it was before appointments had codes and programs had keys, with somebody in it."""
    county = make.county()
    who = make.account(unit=county)
    make.appoint(who, Role.ORGANISER, county)
    make.deputy(make.appoint(make.account(), Role.CHAIR, county), who)
    call_command("migrate", "access", EARLIER, verbosity=0)
    assert not migrated()
    yield who.pk
    call_command("migrate", verbosity=0)


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {one.name for one in connection.introspection.get_table_description(cursor, table)}


def test_rows_come_along(earlier: int) -> None:
    assert "code" not in columns("access_appointment")
    call_command("migrate", verbosity=0)
    assert migrated()
    codes = list(Appointment.rows.values_list("code", flat=True))
    assert len(set(codes)) == len(codes) == 2
    assert all(codes)
    assert holds(actor_for(earlier), "org.edit")
    assert Account.objects.count() == 2


STEPS = [migrations.AddField, migrations.RunPython, migrations.AlterField, migrations.CreateModel]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_killed_at_a_step_the_next_run_finishes(step: Any, earlier: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real = step.database_forwards

    def dies(self: Any, *args: Any, **given: Any) -> None:
        real(self, *args, **given)
        raise Killed

    with monkeypatch.context() as put:
        put.setattr(step, "database_forwards", dies)
        with pytest.raises(Killed):
            call_command("migrate", verbosity=0)
    connection.close()
    assert not migrated()
    call_command("migrate", verbosity=0)
    assert migrated()
    assert Appointment.rows.exclude(code="").count() == 2
    assert holds(actor_for(earlier), "org.edit")


def test_nobody_is_served_from_an_earlier_base(earlier: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        prepare.must_be_ready()
    assert left.value.code == 2
    assert "niangjia prepare" in capsys.readouterr().err


def test_an_up_to_date_base_is_served(transactional_db: Any) -> None:
    prepare.must_be_ready()
    assert MigrationExecutor(connection).loader.graph.leaf_nodes()
