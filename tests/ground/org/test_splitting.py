"""Splitting a unit, and taking that back: what goes along, what is refused, that sums agree and nothing is left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.engines.approvals.models import Matter, Stand
from niangjia.engines.worklists.models import Task
from niangjia.ground.audit.models import Entry
from niangjia.ground.org import actions, queries
from niangjia.ground.org.actions import Portion, UnitDetails
from niangjia.ground.org.choices import UnitKind
from niangjia.ground.org.models import Attachment, Placement, Reshaping, Unit
from niangjia.ground.people.models import Employment, Membership
from niangjia.programmes.organising.models import Transfer
from tests import factories as make
from tests.ground.org.test_merging import LOOSE, TABLES, rows_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def everything(*, without: int = 0) -> dict[str, list[dict[str, Any]]]:
    """Every row of what a split touches; `without` the unit that it made, which stays and is empty."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model in (*TABLES, Transfer):
        rows = rows_of(model).order_by("pk").values()
        found[model.__name__] = [
            {name: value for name, value in row.items() if name not in LOOSE | {"numchild"}}
            for row in rows
            if not (model is Unit and row["id"] == without) and not (model is Placement and row["unit_id"] == without)
        ]
    return found


@pytest.fixture
def root():
    return make.county()


@pytest.fixture
def officer(root):
    return make.officer(root)


@pytest.fixture
def world(root):
    """A union of two firms with two sections; two work at the firm that goes, one elsewhere, one retired; work is open."""

    class World:
        town = make.town(root, "东镇总工会")
        union = make.union(town, "园区联合工会", kind=UnitKind.JOINT)
        going = make.unit(union, "一车间分工会", kind=UnitKind.SECTION, town="东镇")
        staying = make.unit(union, "二车间分工会", kind=UnitKind.SECTION, town="东镇")
        firm, other = make.employer(union, workers=30), make.employer(union, workers=70)
        first, second = make.join(make.person(), union), make.join(make.person(), union)
        third = make.join(make.person("楼月仙"), union, card_number="C3")
        fourth = make.join(make.person(), union, state="retired")
        inside = make.join(make.person(), going)
        for one in (first, second):
            Employment.objects.create(person=one.person, employer=firm)
        Employment.objects.create(person=third.person, workplace="老厂区")
        west = make.union(make.town(root, "西镇总工会"), "西镇工会")
        transfer = Transfer.rows.create(
            unit=west, path=west.path, other_unit=union, other_path=union.path, person=first.person, asked_on=TODAY
        )
        matter = Matter.rows.create(
            kind="k.k", unit=west, path=west.path, other_unit=union, other_path=union.path, title="转会",
            begun_at=timezone.now(), person=first.person,
        )  # fmt: skip
        stand = Stand.rows.create(
            matter=matter, kind="k.k", position=1, name="ask", power="org.edit", unit=union, path=union.path, days=3
        )
        task = Task.rows.create(
            kind="t.t", subject_kind="org.employer", subject_id=firm.pk, unit=union, path=union.path, title="回访",
            due_on=TODAY, opened_at=timezone.now(),
        )  # fmt: skip

    return World


def given(world, **more: Any) -> dict[str, Any]:
    here = Unit.objects.get(pk=world.union.pk)
    portion = Portion(
        [world.going.code], [world.firm.code], {"with_employers": True, "codes": [world.third.person.code]}
    )
    return {
        "code": here.code, "revision": here.revision, "details": UnitDetails("新园联合工会", kind=UnitKind.JOINT),
        "portion": portion, "on": TODAY - DAY, "now": timezone.now(), **more,
    }  # fmt: skip


def test_what_was_chosen_goes_and_the_rest_stays(officer, world):
    made = actions.split_unit(actor=officer, document="永总工〔2026〕9号", **given(world))
    new = made.into
    new.refresh_from_db()
    world.union.refresh_from_db()
    assert (new.path[:-4], new.founded_on, new.town, new.numchild, world.union.numchild) == (
        world.town.path, TODAY - DAY, "东镇", 1, 1,
    )  # fmt: skip
    assert Unit.objects.get(pk=world.going.pk).path[:-4] == new.path
    assert set(Membership.rows.filter(unit=new, left_on__isnull=True).values_list("person", flat=True)) == {
        world.first.person_id, world.second.person_id, world.third.person_id,
    }  # fmt: skip
    assert Membership.rows.filter(unit=world.union, left_on__isnull=True).get().person_id == world.fourth.person_id
    assert Membership.rows.get(person=world.third.person, left_on__isnull=True).card_number == "C3"
    assert Membership.rows.get(pk=world.inside.pk).path == Unit.objects.get(pk=world.going.pk).path
    assert dict(Attachment.objects.filter(valid_to__isnull=True).values_list("employer", "unit")) == {
        world.firm.pk: new.pk, world.other.pk: world.union.pk,
    }  # fmt: skip
    for row, name in (
        (world.transfer, "other_unit_id"),
        (world.matter, "other_unit_id"),
        (world.stand, "unit_id"),
        (world.task, "unit_id"),
    ):
        row.refresh_from_db()
        assert getattr(row, name) == new.pk
    assert (made.document, Unit.objects.find_problems()) == ("永总工〔2026〕9号", ([], [], [], [], []))
    assert list(Entry.objects.filter(verb="org.unit_split").values_list("subject_id", flat=True)) == [world.union.pk]


def test_taken_back_as_if_it_had_not_been(officer, world):
    before = everything()
    made = actions.split_unit(actor=officer, **given(world))
    actions.undo_reshaping(actor=officer, code=made.code, now=timezone.now())
    assert everything(without=made.into_id) == before
    gone = Unit.objects.get(pk=made.into_id)
    assert (gone.dissolved_on, gone.founded_on, Unit.objects.find_problems()) == (TODAY - DAY, TODAY - DAY, ([],) * 5)
    with pytest.raises(actions.UndoTooLate):
        actions.undo_split(actor=officer, code=made.code, now=timezone.now())
    with pytest.raises(actions.SplitWasUndone):
        actions.restore_unit(actor=officer, code=gone.code, revision=gone.revision, now=timezone.now())
    again = actions.split_unit(actor=officer, **given(world))
    assert again.into.path > gone.path


def relied_member(made, world):
    Membership.rows.filter(person=world.first.person, left_on__isnull=True).update(state="retired")


def relied_newcomer(made, world):
    make.join(make.person(), made.into)


def relied_below(made, world):
    make.unit(made.into, "三车间分工会", kind=UnitKind.SECTION)


def relied_employer(made, world):
    make.employer(made.into)


def relied_unit(made, world):
    Unit.objects.filter(pk=made.into_id).update(revision=9)


@pytest.mark.parametrize("relied", [relied_member, relied_newcomer, relied_below, relied_employer, relied_unit])
def test_not_taken_back_once_something_relied_on_it(officer, world, relied):
    made = actions.split_unit(actor=officer, **given(world))
    relied(made, world)
    before = everything()
    with pytest.raises(actions.ReliedOn):
        actions.undo_split(actor=officer, code=made.code, now=timezone.now())
    assert (everything(), Reshaping.objects.get().undone_at) == (before, None)


def test_taken_back_on_the_same_day_only_and_by_whom(officer, world):
    made = actions.split_unit(actor=officer, **given(world))
    before = everything()
    with pytest.raises(queries.UnitNotFound):
        actions.undo_split(actor=make.officer(make.county("义乌市总工会")), code=made.code, now=timezone.now())
    with pytest.raises(actions.MayNotReshape):
        actions.undo_split(actor=make.officer(world.union), code=made.code, now=timezone.now())
    with time_machine.travel(timezone.now() + DAY), pytest.raises(actions.UndoTooLate):
        actions.undo_split(actor=officer, code=made.code, now=timezone.now())
    assert everything()["Membership"] == before["Membership"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"portion": Portion()}, "org.split_nothing"),
        ({"details": UnitDetails("新镇总工会", kind=UnitKind.FEDERATION)}, "org.split_kinds"),
        ({"details": UnitDetails("园区联合工会", kind=UnitKind.JOINT)}, "org.same_name"),
        ({"details": UnitDetails("新园", kind=UnitKind.JOINT)}, "org.name_without_union"),
        ({"details": UnitDetails("新园工会联合会", kind=UnitKind.ASSOCIATION)}, "org.split_child"),
    ],
)
def test_refuses_what_does_not_fit(officer, world, change, code):
    before = everything()
    with pytest.raises(actions.Unfit) as refused:
        actions.split_unit(actor=officer, **given(world, **change))
    assert code in [reason.code for reason in refused.value.reasons]
    assert (everything(), Reshaping.objects.count()) == (before, 0)


def test_days_revision_and_who(officer, world):
    with pytest.raises(actions.FutureDay):
        actions.split_unit(actor=officer, **given(world, on=TODAY + DAY))
    Unit.objects.filter(pk=world.union.pk).update(founded_on=TODAY)
    with pytest.raises(actions.WrongDay):
        actions.split_unit(actor=officer, **given(world))
    with pytest.raises(actions.ChangedMeanwhile):
        actions.split_unit(actor=officer, **given(world, revision=7, on=TODAY))
    with pytest.raises(actions.MayNotReshape):
        actions.split_unit(actor=make.officer(world.union), **given(world, on=TODAY))
    assert Reshaping.objects.count() == 0


def test_the_preview_says_what_the_act_does_and_costs_the_same_at_any_size(officer, world):
    costs = []
    for more in (1, 3, 30):
        for _ in range(more):
            section = make.unit(world.union, kind=UnitKind.SECTION)
            firm = make.employer(world.union)
            her = make.join(make.person(), world.union)
            Employment.objects.create(person=her.person, employer=firm)
            make.join(make.person(), section)
        mine = Unit.objects.filter(path__startswith=world.union.path, depth=4)
        portion = Portion(
            list(mine.values_list("code", flat=True)),
            list(Attachment.objects.filter(unit=world.union).values_list("employer__code", flat=True)),
            {"with_employers": True},
        )
        with CaptureQueriesContext(connection) as asked:
            preview = queries.preview_split(officer, world.union.code, portion)
        costs.append(len(asked))
    assert len(set(costs)) == 1
    told = {str(label): number for label, number in preview.rows}
    made = actions.split_unit(actor=officer, **given(world, portion=portion))
    assert told["工会（连同下级）"] == len(made.parts.filter(part="moved")) == 36
    assert told["会籍转到新工会的会员"] == Membership.rows.filter(unit=made.into).count() == preview.members == 36
    assert told["直接归到新工会的单位"] == Attachment.objects.filter(unit=made.into).count() == 36
    assert (told["随会员转到新工会的审批"], told["由新工会接着办的转会"]) == (1, 1)


def test_a_federation_gives_towns_and_the_town_name_follows(officer, root):
    zone = make.town(root, "开发区总工会", level="zone")
    one, two = make.union(zone, "甲工会"), make.union(zone, "乙工会")
    section = make.unit(one, "一分会", kind=UnitKind.SECTION, town="开发区")
    here = Unit.objects.get(pk=zone.pk)
    details = UnitDetails("高新区总工会", kind=UnitKind.FEDERATION, town="高新区")
    made = actions.split_unit(
        actor=officer, code=here.code, revision=here.revision, details=details, portion=Portion([one.code]), on=TODAY,
        now=timezone.now(),
    )  # fmt: skip
    towns = dict(Unit.objects.values_list("pk", "town"))
    assert (towns[one.pk], towns[section.pk], towns[two.pk]) == ("高新区", "高新区", "开发区")
    assert made.into.level == "zone"
    actions.undo_split(actor=officer, code=made.code, now=timezone.now())
    assert Unit.objects.get(pk=section.pk).town == "开发区"
