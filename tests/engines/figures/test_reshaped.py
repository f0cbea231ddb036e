"""Random trees, random merges, moves and dissolutions: the tree as it was and the tree as it is hold the same in total."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories as make

from niangjia.engines.figures import queries as figures
from niangjia.engines.figures.choices import TreeView
from niangjia.ground.org import actions, queries
from niangjia.ground.org.actions import Portion, UnitDetails
from niangjia.ground.org.choices import UnitKind
from niangjia.ground.org.models import Attachment, Employer, Placement, Reshaping, Unit
from niangjia.ground.people import queries as people
from niangjia.ground.people.models import Membership, Person
from niangjia.kit.powers import OPERATOR, Refused

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)
CODES = ("people.members", "organising.employers_covered")


def plant(data: st.DataObject) -> Unit:
    """A county of two to four towns, unions below them, sections below some of these; people and employers anywhere."""
    for rows in (Membership.rows, Person.objects, Attachment.objects, Employer.objects, Reshaping.objects):
        rows.all().delete()
    Placement.objects.all().delete()
    Unit.objects.all().delete()
    root = make.county()
    number = 0
    for town in range(data.draw(st.integers(2, 4))):
        at = make.town(root, f"第{town}镇总工会")
        made = [at]
        for _ in range(data.draw(st.integers(0, 3))):
            number += 1
            made.append(make.union(at, f"第{number}工会"))
        for one in [*made[1:]]:
            if data.draw(st.booleans()):
                number += 1
                made.append(make.unit(one, f"第{number}分工会", kind=UnitKind.SECTION))
        for one in made:
            for _ in range(data.draw(st.integers(0, 2))):
                joined = FIRST + timedelta(days=data.draw(st.integers(-30, 40)))
                Membership.rows.create(
                    person=Person.objects.create(name="测试"),
                    unit=one,
                    path=one.path,
                    joined_on=joined,
                    card_number="7",
                )
            if one.kind != UnitKind.SECTION and data.draw(st.booleans()):
                Attachment.objects.create(employer=Employer.objects.create(name="测试"), unit=one)
    return root


def act(data: st.DataObject) -> None:
    """One random act on two random units, from the day or a few days before."""
    what = data.draw(st.sampled_from(["merge", "merge", "split", "split", "move", "dissolve", "undo"]))
    here, there = (Unit.objects.get(pk=data.draw(st.sampled_from(list(_keys())))) for _ in range(2))
    now, on = timezone.now(), timezone.localdate() - timedelta(days=data.draw(st.integers(0, 9)))
    given = {"actor": OPERATOR, "now": now}
    if what == "merge":
        revisions = {one.code: one.revision for one in (here, there)}
        actions.merge_units(**given, codes=[here.code], into_code=there.code, on=on, revisions=revisions)
    elif what == "move":
        actions.move_unit(**given, code=here.code, revision=here.revision, parent_code=there.code, on=on)
    elif what == "dissolve":
        actions.dissolve_unit(**given, code=here.code, revision=here.revision, on=on)
    elif what == "split":
        split(data, here, on, given)
    elif last := Reshaping.objects.filter(kind__in=["merge", "split"]).order_by("-pk").first():
        actions.undo_reshaping(**given, code=last.code)


def split(data: st.DataObject, here: Unit, on: date, given: dict[str, object]) -> None:
    """Some of what is a unit's own goes to a new one beside it."""
    units = [one.code for one in Unit.objects.filter(queries.subtree(here), depth=here.depth + 1)]
    firms = Employer.objects.filter(attachments__unit=here, attachments__valid_to__isnull=True)
    people = Person.objects.filter(memberships__unit=here, memberships__left_on__isnull=True)
    portion = Portion(
        data.draw(st.lists(st.sampled_from(units), unique=True)) if units else [],
        list(firms.values_list("code", flat=True))[:1],
        {"codes": list(people.order_by("pk").values_list("code", flat=True))[: data.draw(st.integers(0, 2))]},
    )
    ending = "总工会" if here.kind == UnitKind.FEDERATION else "分工会"
    details = UnitDetails(f"新{Unit.objects.count()}镇{ending}", kind=here.kind)
    actions.split_unit(**given, code=here.code, revision=here.revision, details=details, portion=portion, on=on)  # type: ignore[arg-type]


def _keys() -> list[int]:
    return list(Unit.objects.order_by("pk").values_list("pk", flat=True))


def counted(root: Unit, day: date, view: TreeView) -> dict[int, tuple[object, ...]]:
    shown = figures.table(OPERATOR, CODES, root.code, today=FIRST + timedelta(days=99), on=day, view=view)
    return {key: tuple(values) for key, values in shown.values.items()}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_views_hold_the_same(data):
    root = plant(data)
    everybody = Person.objects.count()
    for number in range(data.draw(st.integers(1, 5))):
        with time_machine.travel(f"{FIRST + timedelta(days=7 * number)}T04:00:00Z", tick=False):
            for _ in range(data.draw(st.integers(1, 3))):
                try:
                    act(data)
                except Refused:
                    continue
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert Membership.rows.filter(left_on__isnull=True).count() == everybody, (
        "everybody is a member of one union, always"
    )
    for day in (
        FIRST - timedelta(days=1),
        FIRST + timedelta(days=3),
        FIRST + timedelta(days=12),
        FIRST + timedelta(days=60),
    ):
        was, now = counted(root, day, TreeView.WAS), counted(root, day, TreeView.IS)
        joined = Membership.rows.filter(
            Q(joined_on__isnull=True) | Q(joined_on__lte=day), Q(left_on__isnull=True) | Q(left_on__gt=day)
        )
        assert was[root.pk] == now[root.pk], day
        assert was[root.pk][0] == joined.count()
        assert joined.values("person").distinct().count() == joined.count(), "nobody is counted twice"
        check_pages(root, day, was)


def check_pages(root: Unit, day: date, was: dict[int, tuple[object, ...]]) -> None:
    """A unit's page of then says what the figures of then say, and every unit of then hangs under one that was there."""
    placed = dict(queries.placed_on(day).values_list("unit_id", "path"))
    taken = set(placed.values())
    assert all(path == placed[root.pk] or path[:-4] in taken for path in placed.values()), "a unit without a parent"
    for key in list(placed)[:6]:
        here = Unit.objects.get(pk=key)
        page = queries.unit_page_on(OPERATOR, here.code, day)
        assert (people.members_on(here, day), page.employers) == was[key]


def test_the_past_of_a_merged_town_counts_with_the_receiver_as_the_tree_is():
    root = make.county()
    east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
    for at in (east, make.union(east), west):
        make.member(at)
        make.employer(at)
    on = timezone.localdate()
    before, day = counted(root, on - timedelta(days=1), TreeView.WAS), on - timedelta(days=1)
    revisions = {east.code: 1, west.code: 1}
    actions.merge_units(
        actor=OPERATOR, codes=[east.code], into_code=west.code, on=on, revisions=revisions, now=timezone.now()
    )
    was, now = counted(root, day, TreeView.WAS), counted(root, day, TreeView.IS)
    assert was == before
    assert (before[east.pk], before[west.pk], before[root.pk]) == ((2, 2), (1, 1), (3, 3))
    assert (now[east.pk], now[west.pk], now[root.pk]) == ((1, 1), (3, 3), (3, 3))
    assert counted(root, on, TreeView.WAS)[west.pk] == counted(root, on, TreeView.IS)[west.pk] == (3, 3)
