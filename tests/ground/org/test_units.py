"""One unit by hand: adding, editing, moving, dissolving, restoring; every refusal leaves everything as it was."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from niangjia.ground.audit.models import Entry
from niangjia.ground.org import actions, queries
from niangjia.ground.org.actions import UnitDetails
from niangjia.ground.org.choices import Level, Role, UnitKind
from niangjia.ground.org.models import Attachment, Placement, Unit
from niangjia.kit import declare
from niangjia.kit.declare import Contribution
from niangjia.kit.powers import OPERATOR
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def now() -> datetime:
    return timezone.now()


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def everything() -> list[list[tuple[object, ...]]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Unit, Placement, Attachment, Entry)]


def details(unit: Unit, **changes: object) -> UnitDetails:
    from dataclasses import fields

    return UnitDetails(**{field.name: getattr(unit, field.name) for field in fields(UnitDetails)} | changes)


@pytest.fixture
def root():
    return make.county()


@pytest.fixture
def east(root):
    return make.town(root, "东镇总工会")


@pytest.fixture
def west(root):
    return make.town(root, "西镇总工会")


@pytest.fixture
def officer(root):
    return make.officer(root)


# ------------------------------------------------------------------ adding


def test_add(officer, east):
    made = actions.add_unit(
        actor=officer, parent_code=east.code, details=UnitDetails(name=" 恒达五金  工会 "), now=now()
    )
    assert (made.name, made.kind, made.town, made.depth) == ("恒达五金 工会", UnitKind.GRASSROOTS, "东镇", 3)
    assert made.path == east.path + "0001"
    assert list(Placement.objects.filter(unit=made).values_list("path", "valid_from", "valid_to")) == [
        (made.path, None, None)
    ]
    east.refresh_from_db()
    assert east.numchild == 1
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject_kind, entry.subject_id, entry.path, entry.account_id) == (
        "org.unit_added",
        "org.unit",
        made.pk,
        made.path,
        officer.account_id,
    )


def test_add_guesses_the_level_of_a_federation(officer, root):
    made = actions.add_unit(
        actor=officer,
        parent_code=root.code,
        details=UnitDetails(name="古山镇总工会", kind=UnitKind.FEDERATION),
        now=now(),
    )
    assert (made.level, made.town) == (Level.TOWN, "古山镇")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"name": ""}, ["org.name_missing"]),
        ({"name": "恒达五金"}, ["org.name_without_union"]),
        ({"name": "工会" * 61}, ["org.name_too_long"]),
        ({"name": "工会\u200b"}, ["org.name_unreadable"]),
        ({"name": "东镇工会", "kind": "federation"}, ["org.name_of_federation"]),
        ({"name": "某省总工会", "kind": "federation", "level": "province"}, ["org.may_not_hang"]),
        ({"name": "工会一组", "kind": "group"}, ["org.may_not_hang"]),
        ({"name": "甲工会", "kind": "sect"}, ["org.kind_unknown"]),
        ({"name": "甲工会", "level": "town"}, ["org.level_not_for_kind"]),
        ({"name": "甲工会", "founded_on": TODAY + DAY}, ["org.founded_in_future"]),
        ({"name": "甲工会", "credit_code": "123"}, ["org.credit_code"]),
        ({"name": "老工会"}, ["org.same_name"]),
    ],
)
def test_add_refuses_what_does_not_fit(officer, east, changes, codes):
    make.union(east, "老工会")
    before = everything()
    with pytest.raises(actions.Unfit) as refused:
        actions.add_unit(actor=officer, parent_code=east.code, details=UnitDetails(**changes), now=now())
    assert [reason.code for reason in refused.value.reasons] == codes
    assert all(refused.value.by_field[reason.field] for reason in refused.value.reasons)
    assert "{" not in refused.value.sentence
    assert everything() == before


def test_same_name_elsewhere_or_dissolved_is_no_hindrance(officer, east, west):
    make.union(west, "老工会")
    make.union(east, "老工会", dissolved_on=TODAY)
    assert actions.add_unit(actor=officer, parent_code=east.code, details=UnitDetails(name="老工会"), now=now()).pk


def test_add_needs_the_place_and_the_power(east, west):
    before_counts = Unit.objects.count()
    with pytest.raises(queries.UnitNotFound):
        actions.add_unit(actor=make.officer(west), parent_code=east.code, details=UnitDetails(name="甲工会"), now=now())
    with pytest.raises(actions.MayNotEdit):
        actions.add_unit(
            actor=make.officer(east, Role.READER), parent_code=east.code, details=UnitDetails(name="甲工会"), now=now()
        )
    assert (Unit.objects.count(), verbs()) == (before_counts, [])


# ------------------------------------------------------------------ editing


def test_edit_changes_only_what_changed(officer, east):
    here = make.union(east, "老工会")
    done = actions.edit_unit(
        actor=officer, code=here.code, revision=1, details=details(here, phone="0579-1", trade="门业"), now=now()
    )
    assert (done.phone, done.trade, done.revision) == ("0579-1", "门业", 2)
    assert json.loads(Entry.objects.get().facts) == {"fields": ["trade", "phone"], "revision": 2}


def test_edit_of_the_same_writes_nothing(officer, east):
    here = make.union(east, "老工会")
    before = everything()
    actions.edit_unit(actor=officer, code=here.code, revision=1, details=details(here), now=now())
    assert everything() == before


def test_edit_refuses_a_stale_form(officer, east):
    here = make.union(east, "老工会")
    actions.edit_unit(actor=officer, code=here.code, revision=1, details=details(here, phone="1"), now=now())
    before = everything()
    with pytest.raises(actions.ChangedMeanwhile) as refused:
        actions.edit_unit(actor=officer, code=here.code, revision=1, details=details(here, phone="2"), now=now())
    assert "老工会" in refused.value.sentence
    assert everything() == before


def test_edit_of_kind_looks_up_and_down(officer, east):
    here = make.union(east, "老工会")
    make.unit(here, "一分工会", kind=UnitKind.SECTION)
    before = everything()
    with pytest.raises(actions.Unfit) as refused:
        actions.edit_unit(actor=officer, code=here.code, revision=1, details=details(here, kind="group"), now=now())
    assert [reason.code for reason in refused.value.reasons] == ["org.may_not_hang", "org.children_would_not_fit"]
    assert everything() == before


# ------------------------------------------------------------------ moving


@pytest.fixture
def branch(east):
    """A branch of four storeys below the east."""
    park = make.unit(east, "园区工会联合会", kind=UnitKind.ASSOCIATION, town="东镇")
    shop = make.union(park, "百货工会", town="东镇")
    section = make.unit(shop, "一分工会", kind=UnitKind.SECTION, town="东镇")
    group = make.unit(section, "甲组工会小组", kind=UnitKind.GROUP, town="别处")
    return [park, shop, section, group]


def test_move_takes_the_whole_branch_along(officer, east, west, branch):
    park = branch[0]
    old = [unit.path for unit in branch]
    stranger = make.union(east, "不动工会")
    on = TODAY - 10 * DAY
    moved = actions.move_unit(actor=officer, code=park.code, revision=1, parent_code=west.code, on=on, now=now())
    for unit in [*branch, east, west]:
        unit.refresh_from_db()
    assert moved.path == west.path + "0001"
    assert [unit.path for unit in branch] == [moved.path + path[len(old[0]) :] for path in old]
    assert [unit.depth for unit in branch] == [3, 4, 5, 6]
    assert [unit.town for unit in branch] == ["西镇", "西镇", "西镇", "别处"]
    assert (east.numchild, west.numchild) == (1, 1)
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert Unit.objects.get(pk=stranger.pk).path == stranger.path
    ids = [unit.pk for unit in branch]
    for day, paths in ((on - DAY, old), (on, [unit.path for unit in branch]), (TODAY, [unit.path for unit in branch])):
        assert [queries.path_on(pk, day) for pk in ids] == paths
        assert queries.path_on(stranger.pk, day) == stranger.path
    assert json.loads(Entry.objects.get().facts) == {
        "from": east.pk,
        "to": west.pk,
        "old_path": old[0],
        "on": on.isoformat(),
    }


def test_move_back_gets_a_path_of_its_own(officer, east, west, branch):
    """A path is never given twice: what stood under the old one in history stays that."""
    park = branch[0]
    first = park.path
    actions.move_unit(actor=officer, code=park.code, revision=1, parent_code=west.code, on=TODAY - 9 * DAY, now=now())
    newcomer = actions.add_unit(actor=officer, parent_code=east.code, details=UnitDetails(name="新工会"), now=now())
    back = actions.move_unit(
        actor=officer, code=park.code, revision=2, parent_code=east.code, on=TODAY - 5 * DAY, now=now()
    )
    assert (first, newcomer.path, back.path) == (east.path + "0001", east.path + "0002", east.path + "0003")
    stays = queries.unit_page(officer, park.code).stays
    assert [(stay.parent, stay.valid_from, stay.valid_to) for stay in stays] == [
        ("东镇总工会", TODAY - 5 * DAY, None),
        ("西镇总工会", TODAY - 9 * DAY, TODAY - 5 * DAY),
        ("东镇总工会", None, TODAY - 9 * DAY),
    ]


def test_two_moves_on_one_day_leave_one_placement(officer, east, west, branch):
    park = branch[0]
    actions.move_unit(actor=officer, code=park.code, revision=1, parent_code=west.code, on=TODAY, now=now())
    actions.move_unit(actor=officer, code=park.code, revision=2, parent_code=east.code, on=TODAY, now=now())
    rows = list(Placement.objects.filter(unit=branch[1]).order_by("pk").values_list("path", "valid_from", "valid_to"))
    assert rows == [(branch[1].path, None, TODAY), (east.path + "0002" + branch[1].path[-4:], TODAY, None)]


def test_move_refuses_cycles_itself_and_where_it_is(officer, east, branch):
    park, shop, section, _ = branch
    before = everything()
    for here, parent, code in (
        (park, park, "org.into_itself"),
        (park, shop, "org.into_itself"),
        (park, section, "org.into_itself"),
        (park, east, "org.already_there"),
        (section, east, "org.may_not_hang"),
    ):
        with pytest.raises(actions.Unfit) as refused:
            actions.move_unit(actor=officer, code=here.code, revision=1, parent_code=parent.code, on=TODAY, now=now())
        assert refused.value.reasons[0].code == code
    assert everything() == before


def test_move_refuses_days_out_of_order(officer, east, west, branch):
    shop, park = branch[1], branch[0]
    actions.move_unit(actor=officer, code=shop.code, revision=1, parent_code=west.code, on=TODAY - 5 * DAY, now=now())
    actions.move_unit(actor=officer, code=shop.code, revision=2, parent_code=park.code, on=TODAY - 4 * DAY, now=now())
    before = everything()
    with pytest.raises(actions.WrongDay) as refused:  # a branch may not overtake the move of one of its own
        actions.move_unit(
            actor=officer, code=park.code, revision=1, parent_code=west.code, on=TODAY - 6 * DAY, now=now()
        )
    assert refused.value.values == {"first": TODAY - 4 * DAY}
    with pytest.raises(actions.FutureDay):
        actions.move_unit(actor=officer, code=park.code, revision=1, parent_code=west.code, on=TODAY + DAY, now=now())
    assert everything() == before


def test_move_is_for_those_above(east, west, branch):
    park = branch[0]
    before = everything()
    with pytest.raises(queries.UnitNotFound):
        actions.move_unit(
            actor=make.officer(east), code=park.code, revision=1, parent_code=west.code, on=TODAY, now=now()
        )
    with pytest.raises(actions.MayNotReshape):
        actions.move_unit(
            actor=make.officer(east), code=east.code, revision=1, parent_code=park.code, on=TODAY, now=now()
        )
    assert everything() == before


def test_move_asks_the_contributions_in_its_transaction(officer, east, west, branch, monkeypatch):
    park = branch[0]
    calls = []

    def boom(**facts):
        calls.append(facts)
        assert Unit.objects.get(pk=park.pk).path == facts["new"]
        raise RuntimeError

    planted = Contribution("unit.move", "test", "members", preview=lambda *, path: [("members", 7)], move=boom)
    monkeypatch.setitem(declare._contributions, "unit.move", [*declare._contributions["unit.move"][:1], planted])
    preview = queries.preview_move(officer, park.code, west.code)
    assert [(str(label), count) for label, count in preview.rows] == [
        ("工会（连同下级）", 4),
        ("所属单位", 0),
        ("members", 7),
    ]
    assert preview.refusal == ""
    before = everything()
    with pytest.raises(RuntimeError):
        actions.move_unit(actor=officer, code=park.code, revision=1, parent_code=west.code, on=TODAY, now=now())
    assert calls == [{"old": park.path, "new": west.path + "0001", "on": TODAY}]
    assert everything() == before


# ------------------------------------------------------------------ dissolving and restoring


def test_dissolve_and_restore(officer, east, west):
    here = make.union(east, "老工会")
    kept, gone = make.employer(here), make.employer(here)
    on = TODAY - 3 * DAY
    done = actions.dissolve_unit(actor=officer, code=here.code, revision=1, on=on, now=now())
    assert (done.dissolved_on, done.revision) == (on, 2)
    assert queries.employer_units([kept.pk, gone.pk]) == {}
    actions.attach_employer(actor=officer, code=gone.code, unit_code=west.code, on=TODAY - DAY, now=now())
    back = actions.restore_unit(actor=officer, code=here.code, revision=2, now=now())
    assert (back.dissolved_on, back.revision) == (None, 3)
    assert queries.employer_units([kept.pk, gone.pk]) == {kept.pk: here.path, gone.pk: west.path}
    assert verbs() == ["org.unit_dissolved", "org.employer_attached", "org.unit_restored"]


def test_dissolve_refuses(officer, root, east):
    here = make.union(east, "老工会", founded_on=TODAY - 9 * DAY)
    before = everything()
    with pytest.raises(actions.StillHasUnits) as refused:
        actions.dissolve_unit(actor=officer, code=east.code, revision=1, on=TODAY, now=now())
    assert refused.value.values == {"name": "东镇总工会", "count": 1, "example": "老工会"}
    with pytest.raises(actions.WrongDay):
        actions.dissolve_unit(actor=officer, code=here.code, revision=1, on=TODAY - 10 * DAY, now=now())
    with pytest.raises(actions.FutureDay):
        actions.dissolve_unit(actor=officer, code=here.code, revision=1, on=TODAY + DAY, now=now())
    with pytest.raises(actions.ChangedMeanwhile):
        actions.dissolve_unit(actor=officer, code=here.code, revision=2, on=TODAY, now=now())
    with pytest.raises(actions.NotDissolved):
        actions.restore_unit(actor=officer, code=here.code, revision=1, now=now())
    with pytest.raises(actions.MayNotReshape):  # a root: from the terminal only
        actions.dissolve_unit(actor=officer, code=root.code, revision=1, on=TODAY, now=now())
    assert everything() == before


def test_a_dissolved_unit_takes_nothing_new(officer, east, west):
    here = make.union(east, "老工会", dissolved_on=TODAY)
    other, firm = make.union(west, "别的工会"), make.employer(west)
    before = everything()
    for act in (
        lambda: actions.edit_unit(
            actor=officer, code=here.code, revision=1, details=details(here, phone="1"), now=now()
        ),
        lambda: actions.add_unit(
            actor=officer, parent_code=here.code, details=UnitDetails(name="分工会", kind="section"), now=now()
        ),
        lambda: actions.move_unit(
            actor=officer, code=other.code, revision=1, parent_code=here.code, on=TODAY, now=now()
        ),
        lambda: actions.attach_employer(actor=officer, code=firm.code, unit_code=here.code, on=TODAY, now=now()),
        lambda: actions.dissolve_unit(actor=officer, code=here.code, revision=1, on=TODAY, now=now()),
    ):
        with pytest.raises(actions.AlreadyDissolved):
            act()
    assert everything() == before


def test_restore_refuses_under_a_dissolved_unit_or_a_taken_name(officer, east):
    here = make.union(east, "老工会", dissolved_on=TODAY)
    make.union(east, "老工会")
    before = everything()
    with pytest.raises(actions.Unfit) as refused:
        actions.restore_unit(actor=officer, code=here.code, revision=1, now=now())
    assert [reason.code for reason in refused.value.reasons] == ["org.same_name"]
    assert everything() == before


# ------------------------------------------------------------------ founding

NAMES = {"33": "浙江省", "3306": "绍兴市", "330604": "上虞区", "3307": "金华市", "330784": "永康市"}


def test_found_county():
    towns = {"330784001": "东城街道", "330784115": "芝英镇", "330784400": "永康经济开发区"}
    made = actions.found_county(actor=OPERATOR, county_code="330784", names=NAMES, towns=towns, now=now())
    assert (made.name, made.short_name, made.level, made.region_code, made.depth) == (
        "永康市总工会",
        "永康市",
        "county",
        "330784",
        1,
    )
    rows = Unit.objects.exclude(pk=made.pk).values_list("name", "short_name", "seal_name", "level", "town", "path")
    assert list(rows) == [
        ("东城街道总工会", "东城街道", "永康市东城街道总工会", "town", "东城街道", made.path + "0001"),
        ("芝英镇总工会", "芝英镇", "永康市芝英镇总工会", "town", "芝英镇", made.path + "0002"),
        (
            "永康经济开发区总工会",
            "永康经济开发区",
            "永康经济开发区总工会",
            "zone",
            "永康经济开发区",
            made.path + "0003",
        ),
    ]
    again = actions.found_county(
        actor=OPERATOR, county_code="330784", names=NAMES, towns=towns | {"330784116": "龙山镇"}, now=now()
    )
    assert (again.pk, Unit.objects.count(), again.numchild) == (made.pk, 5, 4)
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_found_a_district_with_its_upper_levels():
    made = actions.found_county(
        actor=OPERATOR, county_code="330604", names=NAMES, towns={}, now=now(), with_upper_levels=True
    )
    assert [unit.name for unit in [*queries.ancestors(made), made]] == [
        "浙江省总工会",
        "绍兴市总工会",
        "绍兴市上虞区总工会",
    ]
    assert made.short_name == "上虞区总工会"


def test_founding_is_for_the_terminal(officer):
    before = everything()
    with pytest.raises(actions.MayNotFound):
        actions.found_county(actor=officer, county_code="330784", names=NAMES, towns={}, now=now())
    assert everything() == before


def test_days_of_placed_on_are_half_open(officer, east, west):
    here = make.union(east)
    on = date(2026, 3, 1)
    old = here.path
    actions.move_unit(actor=officer, code=here.code, revision=1, parent_code=west.code, on=on, now=now())
    new = west.path + "0001"
    assert [queries.path_on(here.pk, day) for day in (date(1949, 1, 1), on - DAY, on, TODAY)] == [old, old, new, new]
