"""Merging units, and taking that back: what goes along, what is refused, and that nothing is left behind either way."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from niangjia.engines.approvals.models import Matter, Stand
from niangjia.engines.worklists.models import Task
from niangjia.ground.access.models import Account, Appointment, Kept
from niangjia.ground.audit.models import Entry
from niangjia.ground.org import actions, queries
from niangjia.ground.org.actions import UnitDetails
from niangjia.ground.org.choices import Role, UnitKind
from niangjia.ground.org.models import Attachment, Placement, Reshaped, Reshaping, Unit
from niangjia.ground.people.models import Membership
from niangjia.kit import declare
from niangjia.kit.declare import Contribution
from niangjia.kit.powers import OPERATOR
from niangjia.programmes.organising.models.joining import Application, JoinCode
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
TABLES = (
    Unit,
    Placement,
    Attachment,
    Membership,
    Appointment,
    Account,
    Kept,
    Matter,
    Stand,
    Task,
    Application,
    JoinCode,
)
LOOSE = {"revision", "ended_by_id"}


def now() -> datetime:
    return timezone.now()


def rows_of(model):
    return getattr(model, "rows", None) or model._base_manager


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row of what a merge touches, without the revisions that it counts on."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in LOOSE}
            for row in rows_of(model).order_by("pk").values()
        ]
        for model in TABLES
    }


def merge(actor, *gone, into, on=TODAY, **more):
    revisions = {one.code: Unit.objects.get(pk=one.pk).revision for one in (*gone, into)}
    return actions.merge_units(
        actor=actor,
        codes=[one.code for one in gone],
        into_code=into.code,
        on=on,
        revisions=revisions,
        now=now(),
        **more,
    )


@pytest.fixture
def root():
    return make.county()


@pytest.fixture
def officer(root):
    return make.officer(root)


@pytest.fixture
def world(root):
    """Two towns; the east one with a union, its section, members at each, employers, work, an account and its filter."""

    class World:
        east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
        one = make.union(east, "恒达工会")
        section = make.unit(one, "恒达一分会", kind=UnitKind.SECTION, town="东镇")
        closed = make.union(east, "早年工会", dissolved_on=date(2015, 5, 1))
        other = make.union(west, "西镇工会")
        direct = make.join(make.person(), east, card_number="E1", state="retired")
        below, deep, far = (
            make.join(make.person(), one),
            make.join(make.person(), section),
            make.join(make.person(), other),
        )
        firm, later = make.employer(east, workers=30), make.employer(one, workers=70)
        clerk = make.account(unit=east)
        post = make.appoint(clerk, Role.OFFICER, east)
        lent = Kept.objects.create(account=clerk, topic="members", name="女工", shared_unit=east)
        task = Task.rows.create(
            kind="t.t",
            subject_kind="org.unit",
            subject_id=1,
            unit=east,
            path=east.path,
            title="回访",
            due_on=TODAY,
            opened_at=now(),
        )
        poster = JoinCode.rows.create(unit=east, path=east.path, made_at=now())
        asked = Application.rows.create(
            unit=east, path=east.path, charter="1", key="k", request="r", identity_index="i", asked_on=TODAY
        )
        matter = Matter.rows.create(kind="k.k", unit=east, path=east.path, title="入会", begun_at=now())
        stand = Stand.rows.create(
            matter=matter, kind="k.k", position=1, name="ask", power="org.edit", unit=east, path=east.path, days=3
        )

    return World


# ------------------------------------------------------------------ what goes along


def test_everything_of_a_town_comes_to_the_receiver(officer, world):
    on = TODAY - DAY
    preview = queries.preview_merge(officer, [world.east.code], world.west.code)
    assert (preview.refusal, {str(label): number for label, number in preview.rows if number}) == (
        "",
        {
            "工会（连同下级）": 4,
            "所属单位": 2,
            "会员": 3,
            "在办的审批": 1,
            "工作清单里的事": 1,
            "会籍转到接收工会的会员": 1,
            "当天结束的任职": 1,
            "改由接收工会管理的账号": 1,
            "共享给接收工会的常用筛选": 1,
            "改由接收工会办的审批": 1,
            "改由接收工会办的入会申请": 1,
            "不再收申请的入会码": 1,
        },
    )
    made = merge(officer, world.east, into=world.west, on=on, document=" 永工〔2026〕 7 号 ")
    for one in (world.east, world.west, world.one, world.section, world.closed):
        one.refresh_from_db()
    west = world.west.path
    assert (world.east.dissolved_on, world.east.path[:-4], world.east.numchild) == (on, west, 0)
    assert (world.one.path[:-4], world.one.town, world.one.dissolved_on) == (west, "西镇", None)
    assert (world.section.path[:-4], world.section.town) == (world.one.path, "西镇")
    assert world.closed.path[:-4] == west
    assert (world.west.numchild, Unit.objects.find_problems()) == (4, ([], [], [], [], []))
    hers = Membership.rows.filter(person=world.direct.person).order_by("pk")
    assert [(m.unit_id, m.state, m.card_number, m.joined_on, m.left_on, m.mode) for m in hers] == [
        (world.east.pk, "retired", "E1", date(2020, 1, 1), on, "desk"),
        (world.west.pk, "retired", "E1", on, None, "transfer"),
    ]
    assert dict(Membership.rows.filter(left_on__isnull=True).values_list("person_id", "path")) == {
        world.direct.person_id: west,
        world.below.person_id: world.one.path,
        world.deep.person_id: world.section.path,
        world.far.person_id: world.other.path,
    }
    assert list(Attachment.objects.filter(employer=world.firm).order_by("pk").values_list("unit", "valid_to")) == [
        (world.east.pk, on),
        (world.west.pk, None),
    ]
    assert list(Attachment.objects.filter(employer=world.later).values_list("unit", "valid_to")) == [
        (world.one.pk, None)
    ]
    world.matter.refresh_from_db()
    world.stand.refresh_from_db()
    world.task.refresh_from_db()
    assert world.task.unit_id == world.west.pk
    assert Application.rows.values_list("unit", "path").get() == (world.west.pk, west)
    assert (JoinCode.rows.get().ended_at is not None, JoinCode.rows.get().path) == (True, world.east.path)
    assert (world.matter.unit_id, world.matter.path, world.stand.path, world.task.path) == (
        world.west.pk,
        west,
        west,
        west,
    )
    assert Appointment.rows.get(pk=world.post.pk).until == TODAY
    assert (Account.objects.get(pk=world.clerk.pk).unit_id, Kept.objects.get().shared_unit_id) == (world.west.pk,) * 2
    assert (made.document, made.on, made.into) == ("永工〔2026〕 7 号", on, world.west)
    assert queries.merged_into([world.east.pk, world.one.pk]) == {world.east.pk: ("西镇总工会", world.west.code, on)}
    assert list(Entry.objects.filter(verb__startswith="org.").values_list("verb", "subject_id", "path")) == [
        ("org.units_merged", world.west.pk, west)
    ]


def test_placements_keep_where_everything_stood(officer, world):
    merge(officer, world.east, into=world.west, on=TODAY - DAY)
    before = dict(queries.placed_on(TODAY - 2 * DAY).values_list("unit_id", "path"))
    after = dict(queries.placed_on(TODAY).values_list("unit_id", "path"))
    assert before[world.one.pk] == world.one.path
    assert after == dict(Unit.objects.values_list("pk", "path"))


def test_several_at_once_and_a_section_into_the_union_above(officer, world):
    second = make.union(world.west, "第二工会")
    hers = make.join(make.person(), second)
    merge(officer, world.one, second, into=world.other)
    inner = merge(officer, Unit.objects.get(pk=world.section.pk), into=world.other)
    world.section.refresh_from_db()
    world.other.refresh_from_db()
    assert world.section.dissolved_on == TODAY
    assert set(Membership.rows.filter(unit=world.other, left_on__isnull=True).values_list("person_id", flat=True)) == {
        hers.person_id,
        world.below.person_id,
        world.deep.person_id,
        world.far.person_id,
    }
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    actions.undo_merge(actor=officer, code=inner.code, now=now())
    assert Membership.rows.get(person=world.deep.person, left_on__isnull=True).unit_id == world.section.pk


def test_a_member_who_joined_after_the_day_goes_on_from_her_own_day(officer, world):
    late = make.join(make.person(), world.one, on=TODAY)
    merge(officer, world.one, into=world.other, on=TODAY - 5 * DAY)
    rows = Membership.rows.filter(person=late.person).order_by("pk")
    assert [(row.joined_on, row.left_on) for row in rows] == [(TODAY, TODAY), (TODAY, None)]


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("gone", "into", "code"),
    [
        ("east", "east", "org.merge_itself"),
        ("east", "one", "org.merge_below"),
        ("east", "other", "org.merge_kinds"),
        ("one", "west", "org.merge_kinds"),
    ],
)
def test_refuses_what_does_not_fit(officer, world, gone, into, code):
    before = everything()
    with pytest.raises(actions.Unfit) as refused:
        merge(officer, getattr(world, gone), into=getattr(world, into))
    assert refused.value.reasons[0].code == code
    assert (everything(), Reshaping.objects.count()) == (before, 0)


def test_refuses_namesakes_and_nested_ones(officer, world):
    make.union(world.west, "恒达工会")
    before = everything()
    with pytest.raises(actions.Unfit) as refused:
        merge(officer, world.east, into=world.west)
    assert refused.value.sentence == "合并以后会有两家“恒达工会”在一起，请先把其中一家改名。"
    third = make.town(Unit.objects.get(depth=1), "北镇总工会")
    with pytest.raises(actions.Unfit) as refused:
        merge(officer, world.section, world.one, into=world.other)
    assert [reason.code for reason in refused.value.reasons] == ["org.merge_nested"]
    Unit.objects.filter(pk=third.pk).delete()
    assert everything() == before


def test_only_who_answers_for_the_units_above(world):
    before = everything()
    east = make.officer(world.east)
    with pytest.raises(queries.UnitNotFound):
        merge(east, world.one, into=world.other)
    with pytest.raises(actions.MayNotReshape):
        merge(east, world.east, into=world.one)
    added = everything()
    assert {name: rows for name, rows in added.items() if name not in {"Account", "Appointment"}} == {
        name: rows for name, rows in before.items() if name not in {"Account", "Appointment"}
    }


def test_days_and_revisions(officer, world):
    before = everything()
    with pytest.raises(actions.FutureDay):
        merge(officer, world.one, into=world.other, on=TODAY + DAY)
    Unit.objects.filter(pk=world.other.pk).update(founded_on=TODAY - DAY)
    with pytest.raises(actions.WrongDay) as refused:
        merge(officer, world.one, into=world.other, on=TODAY - 2 * DAY)
    assert refused.value.values["first"] == TODAY - DAY
    Unit.objects.filter(pk=world.other.pk).update(founded_on=None)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.merge_units(
            actor=officer, codes=[world.one.code], into_code=world.other.code, on=TODAY,
            revisions={world.one.code: 7, world.other.code: 1}, now=now(),
        )  # fmt: skip
    assert everything() == before


def test_a_merged_unit_is_not_restored_by_itself(officer, world):
    merge(officer, world.one, into=world.other)
    here = Unit.objects.get(pk=world.one.pk)
    with pytest.raises(actions.WasMerged) as refused:
        actions.restore_unit(actor=officer, code=here.code, revision=here.revision, now=now())
    assert "已并入“西镇工会”" in refused.value.sentence
    assert Unit.objects.get(pk=world.one.pk).dissolved_on == TODAY


def test_one_transaction(officer, world, monkeypatch):
    """A module that fails takes all of it back."""

    def boom(**_facts):
        raise RuntimeError

    planted = Contribution("unit.merge", "test", "x", move=boom, order=999)
    monkeypatch.setitem(declare._contributions, "unit.merge", [*declare._contributions["unit.merge"], planted])
    before = everything()
    with pytest.raises(RuntimeError):
        merge(officer, world.east, into=world.west)
    assert (everything(), Reshaping.objects.count(), Entry.objects.count()) == (before, 0, 0)


# ------------------------------------------------------------------ taking back


def test_taken_back_as_if_it_had_not_been(officer, world):
    before = everything()
    made = merge(officer, world.east, into=world.west, on=TODAY - DAY)
    done = actions.undo_merge(actor=officer, code=made.code, now=now())
    assert everything() == before
    assert (done.undone_at is not None, Unit.objects.find_problems()) == (True, ([], [], [], [], []))
    assert queries.merged_into([world.east.pk]) == {}
    with pytest.raises(actions.UndoTooLate):
        actions.undo_merge(actor=officer, code=made.code, now=now())


def test_what_was_moved_that_very_day_stays_moved(officer, world):
    """The section moved within the branch on the day of the merge: its place before that is not what comes back."""
    here = Unit.objects.get(pk=world.section.pk)
    mill = make.union(world.east, "纺织工会")
    actions.move_unit(actor=officer, code=here.code, revision=1, parent_code=mill.code, on=TODAY, now=now())
    before = everything()
    made = merge(officer, world.east, into=world.west)
    actions.undo_merge(actor=officer, code=made.code, now=now())
    assert everything() == before


def test_a_path_of_an_hour_is_never_given_again(officer, world):
    made = merge(officer, world.east, into=world.west)
    lent = set(Reshaped.objects.exclude(part="into").values_list("new_path", flat=True))
    actions.undo_merge(actor=officer, code=made.code, now=now())
    added = actions.add_unit(
        actor=officer, parent_code=world.west.code, details=UnitDetails(name="新来工会"), now=now()
    )
    assert added.path > max(lent)


def test_a_unit_added_below_since_comes_along(officer, world):
    made = merge(officer, world.east, into=world.west)
    added = actions.add_unit(
        actor=officer,
        parent_code=world.one.code,
        details=UnitDetails(name="恒达二分工会", kind=UnitKind.SECTION),
        now=now(),
    )
    actions.undo_merge(actor=officer, code=made.code, now=now())
    added.refresh_from_db()
    assert added.path[:-4] == Unit.objects.get(pk=world.one.pk).path == world.one.path
    assert list(Placement.objects.filter(unit=added).values_list("path", "valid_to")) == [(added.path, None)]


@pytest.mark.parametrize("relied", ["member", "employer", "unit", "deeper", "matter"])
def test_not_taken_back_once_something_relied_on_it(officer, world, relied):
    made = merge(officer, world.east, into=world.west, on=TODAY - DAY)
    if relied == "member":
        Membership.rows.filter(person=world.direct.person, left_on__isnull=True).update(state="active")
    elif relied == "employer":
        Attachment.objects.filter(employer=world.firm, valid_to__isnull=True).update(valid_to=TODAY)
    elif relied == "unit":
        Unit.objects.filter(pk=world.west.pk).update(revision=9)
    elif relied == "deeper":
        there = Unit.objects.get(pk=world.section.pk)
        actions.move_unit(
            actor=OPERATOR, code=there.code, revision=1, parent_code=world.other.code, on=TODAY, now=now()
        )
    else:
        Matter.rows.filter(pk=world.matter.pk).update(revision=2)
    before = everything()
    with pytest.raises(actions.ReliedOn):
        actions.undo_merge(actor=officer, code=made.code, now=now())
    assert (everything(), Reshaping.objects.get(kind="merge").undone_at) == (before, None)


def test_taken_back_on_the_same_day_only_and_by_whom(officer, world):
    made = merge(officer, world.east, into=world.west)
    below = make.officer(world.west)
    before = everything()
    with pytest.raises(actions.MayNotReshape):
        actions.undo_merge(actor=below, code=made.code, now=now())
    with time_machine.travel(now() + DAY), pytest.raises(actions.UndoTooLate):
        actions.undo_merge(actor=officer, code=made.code, now=now())
    with pytest.raises(actions.ReshapingNotFound):
        actions.undo_merge(actor=officer, code="nothing", now=now())
    assert everything() == before
