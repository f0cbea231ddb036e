"""The tree under random acts, against a plain model: parents by id, and a snapshot of every day that passed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.ground.org import actions, queries
from niangjia.ground.org.actions import UnitDetails
from niangjia.ground.org.choices import UnitKind
from niangjia.ground.org.models import Placement, Reshaping, Unit
from niangjia.ground.people.models import Membership, Person
from niangjia.kit.powers import OPERATOR, Refused
from tests import factories as make

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)


def parents() -> dict[int, int | None]:
    """Parent of every unit by key, read from the paths alone."""
    by_path = dict(Unit.objects.values_list("path", "pk"))
    return {pk: by_path.get(path[:-4]) for path, pk in by_path.items()}


def act(data: st.DataObject, model: dict[int, int | None]) -> None:
    """One random act, done to the tree and, if it was not refused, to the model."""
    what = data.draw(st.sampled_from(["add", "add", "move", "move", "move", "dissolve", "restore"]))
    here = Unit.objects.get(pk=data.draw(st.sampled_from(sorted(model))))
    now = timezone.now()
    given = {"actor": OPERATOR, "code": here.code, "revision": here.revision, "now": now}
    if what == "add":
        details = UnitDetails(name=f"第{len(model)}工会联合会", kind=UnitKind.ASSOCIATION)
        made = actions.add_unit(actor=OPERATOR, parent_code=here.code, details=details, now=now)
        model[made.pk] = here.pk
        person = Person.objects.create(name="测试")
        Membership.rows.create(person=person, unit=made, path=made.path)
    elif what == "move":
        parent = Unit.objects.get(pk=data.draw(st.sampled_from(sorted(model))))
        actions.move_unit(**given, parent_code=parent.code, on=timezone.localdate())
        model[here.pk] = parent.pk
    elif what == "dissolve":
        actions.dissolve_unit(**given, on=timezone.localdate())
    else:
        actions.restore_unit(**given)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_random_acts(data):
    for rows in (Reshaping.objects, Membership.rows, Person.objects, Placement.objects, Unit.objects):
        rows.all().delete()
    root = make.county()
    model: dict[int, int | None] = {root.pk: None}
    days: dict[date, dict[int, str]] = {}
    for number in range(data.draw(st.integers(1, 6))):
        day = FIRST + timedelta(days=7 * number)
        with time_machine.travel(f"{day}T04:00:00Z", tick=False):
            for _ in range(data.draw(st.integers(1, 5))):
                before = dict(model), list(Unit.objects.order_by("pk").values_list())
                try:
                    act(data, model)
                except Refused:
                    assert (model, list(Unit.objects.order_by("pk").values_list())) == before
        assert parents() == model
        days[day] = dict(Unit.objects.values_list("pk", "path"))
        assert dict(Membership.rows.values_list("unit_id", "path")).items() <= days[day].items()
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    for day, then in days.items():  # history stays what it was; later units count as there since ever
        placed = dict(queries.placed_on(day).values_list("unit_id", "path"))
        assert {pk: path for pk, path in placed.items() if pk in then} == then
        assert set(placed) == set(model)
    owners: dict[str, int] = {}
    for path, unit_id in Placement.objects.values_list("path", "unit_id"):
        assert owners.setdefault(path, unit_id) == unit_id, "a path was given to two units"
