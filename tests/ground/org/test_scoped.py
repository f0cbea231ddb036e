"""A table of a unit is closed: every way of reading refuses until somebody says for whom and with which power."""

from __future__ import annotations

import pytest
from django.db.models import Count

from niangjia.ground.access.models import Appointment
from niangjia.ground.org.choices import Role
from niangjia.ground.org.scoped import ScopedManager, Unscoped
from niangjia.kit.powers import SYSTEM, UnknownPower
from tests import factories as make

pytestmark = pytest.mark.django_db

WAYS = {
    "all": lambda m: list(m.all()),
    "get": lambda m: m.get(pk=1),
    "filter": lambda m: list(m.filter(pk=1)),
    "exclude": lambda m: list(m.exclude(pk=2)),
    "first": lambda m: m.first(),
    "last": lambda m: m.last(),
    "latest": lambda m: m.latest("pk"),
    "earliest": lambda m: m.earliest("pk"),
    "count": lambda m: m.count(),
    "exists": lambda m: m.exists(),
    "contains": lambda m: m.contains(Appointment(pk=1)),
    "values": lambda m: list(m.values()),
    "values_list": lambda m: list(m.values_list()),
    "aggregate": lambda m: m.aggregate(n=Count("pk")),
    "annotate": lambda m: list(m.annotate(n=Count("pk"))),
    "alias": lambda m: list(m.alias(n=Count("pk"))),
    "order_by": lambda m: list(m.order_by("pk")),
    "distinct": lambda m: list(m.distinct()),
    "iterator": lambda m: list(m.iterator()),
    "in_bulk": lambda m: m.in_bulk([1]),
    "raw": lambda m: list(m.raw("SELECT * FROM access_appointment")),
    "only": lambda m: list(m.only("pk")),
    "defer": lambda m: list(m.defer("document")),
    "select_related": lambda m: list(m.select_related("unit")),
    "prefetch_related": lambda m: list(m.prefetch_related("delegations")),
    "select_for_update": lambda m: list(m.select_for_update()),
    "dates": lambda m: list(m.dates("since", "year")),
    "union": lambda m: list(m.union(Appointment.rows.all())),
    "using": lambda m: list(m.using("default")),
    "none": lambda m: m.none().count(),
    "reverse": lambda m: list(m.reverse()),
    "explain": lambda m: m.explain(),
    "update": lambda m: m.update(document="x"),
    "delete": lambda m: m.all().delete(),
    "create": lambda m: m.create(role=Role.OFFICER),
    "bulk_create": lambda m: m.bulk_create([]),
    "bulk_update": lambda m: m.bulk_update([Appointment(pk=1, document="x")], ["document"]),
    "get_or_create": lambda m: m.get_or_create(pk=1),
    "update_or_create": lambda m: m.update_or_create(pk=1, defaults={"document": "x"}),
    "complex_filter": lambda m: list(m.complex_filter({})),
    "extra": lambda m: list(m.extra(where=["1=1"])),
}


@pytest.fixture
def row():
    return make.appoint(make.account(), Role.OFFICER, make.county())


@pytest.mark.parametrize("way", WAYS)
def test_refuses_unscoped(row, way):
    before = list(Appointment.rows.values_list())
    with pytest.raises(Unscoped):
        WAYS[way](Appointment.objects)
    assert list(Appointment.rows.values_list()) == before


def test_the_list_of_ways_is_complete():
    """Every public method that a manager takes from a queryset is on the list; a new one in Django shows here."""
    public = {
        name
        for name in dir(ScopedManager)
        if not name.startswith("_") and name not in {"visible_to", "get_queryset", "from_queryset", "db_manager", "db"}
    }
    constant = {"auto_created", "check", "contribute_to_class", "creation_counter", "deconstruct", "use_in_migrations"}
    asynchronous = {name for name in public if name.startswith("a") and name[1:] in public}
    assert public - constant - asynchronous - {"datetimes", "difference", "intersection", "resolve_expression"} <= set(
        WAYS
    )


def test_a_manager_with_the_guard_off_would_be_noticed(row, monkeypatch):
    """Control: with Django's own `get_queryset` nothing is refused."""
    monkeypatch.delattr(ScopedManager, "get_queryset")
    assert Appointment.objects.count() == 1


def test_what_must_go_on_working(row):
    """Validation, refreshing and forward keys go through `rows`, which is the base manager."""
    row.refresh_from_db()
    row.full_clean(exclude=["made_by", "ended_by"])
    loan = make.deputy(row, make.account())
    assert type(loan).objects.get(pk=loan.pk).appointment == row
    assert Appointment._base_manager.name == "rows"
    assert Appointment._default_manager.name == "rows"


def test_visible_to(row):
    assert list(Appointment.objects.visible_to(SYSTEM, "access.view")) == [row]
    assert list(Appointment.objects.visible_to(make.officer(row.unit), "access.view")) == []
    assert row in Appointment.objects.visible_to(make.officer(row.unit, Role.AUDIT_ADMIN), "access.view")
    with pytest.raises(UnknownPower):
        Appointment.objects.visible_to(SYSTEM, "access.everything")
