"""Membership as dated facts: one in force, every change with its day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from niangjia.ground.audit.models import Entry
from niangjia.ground.org import actions as org
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Attachment, Unit
from niangjia.ground.org.queries import UnitNotFound
from niangjia.ground.people import actions, events, queries
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.ground.people.queries import PersonNotFound
from niangjia.ground.people.rules import PersonDetails
from niangjia.kit import bus
from niangjia.kit.powers import OPERATOR, SYSTEM, Actor, ActorKind
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 20)


class County:
    def __init__(self) -> None:
        self.root = make.county()
        self.east, self.west = make.town(self.root, "东镇总工会"), make.town(self.root, "西镇总工会")
        self.mill, self.dock = make.union(self.east, "东厂工会"), make.union(self.east, "东港工会")
        self.port = make.union(self.west, "西港工会")
        self.chief = make.officer(self.root, Role.ORGANISER)
        self.officer = make.officer(self.east, Role.OFFICER)


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is announced, in order."""
    told: list[object] = []
    monkeypatch.setattr(bus, "publish", told.append)
    return told


def history(her: Person) -> list[tuple[object, ...]]:
    rows = Membership.rows.filter(person=her).order_by("pk")
    return list(rows.values_list("unit__name", "joined_on", "left_on", "leaving", "state"))


def verbs(her: Person) -> list[str]:
    return list(
        Entry.objects.filter(subject_id=her.pk, subject_kind="people.person")
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_joined_transferred_left(county: County, heard: list[object]) -> None:
    her = make.member(county.mill, "王小明", on=date(2020, 1, 1))
    made = actions.transfer(actor=county.chief, code=her.code, to_code=county.port.code, on=date(2024, 3, 1), now=NOW)
    assert history(her) == [
        ("东厂工会", date(2020, 1, 1), date(2024, 3, 1), "transfer", "active"),
        ("西港工会", date(2024, 3, 1), None, "", "active"),
    ]
    assert (made.path, made.pinyin, made.mode) == (county.port.path, her.pinyin, "transfer")
    assert queries.person(county.chief, her.code).member_since == date(2020, 1, 1)
    gone = actions.leave(actor=county.chief, code=her.code, on=TODAY, now=NOW)
    assert (gone.left_on, gone.leaving) == (TODAY, "left")
    first = Membership.rows.order_by("pk")[0]
    assert heard == [
        events.MembershipEnded(first.pk, her.pk, county.mill.pk, date(2024, 3, 1), "transfer"),
        events.MembershipStarted(made.pk, her.pk, county.port.pk, date(2024, 3, 1)),
        events.MembershipEnded(made.pk, her.pk, county.port.pk, TODAY, "left"),
    ]
    assert verbs(her) == ["people.transferred", "people.left"]


def test_a_transfer_needs_both_ends(county: County) -> None:
    her = make.member(county.mill, on=date(2020, 1, 1))
    before = history(her)
    with pytest.raises(UnitNotFound):
        actions.transfer(actor=county.officer, code=her.code, to_code=county.port.code, on=TODAY, now=NOW)
    both = make.account()
    make.appoint(both, Role.OFFICER, county.east)
    make.appoint(both, Role.READER, county.west)
    with pytest.raises(actions.NotYours) as refusal:
        actions.transfer(actor=make.actor(both), code=her.code, to_code=county.port.code, on=TODAY, now=NOW)
    assert "西港工会" in refusal.value.sentence
    with pytest.raises(actions.SameUnit):
        actions.transfer(actor=county.officer, code=her.code, to_code=county.mill.code, on=TODAY, now=NOW)
    for on in (date(2019, 12, 31), date(2026, 11, 21)):
        with pytest.raises(actions.WrongDay):
            actions.transfer(actor=county.officer, code=her.code, to_code=county.dock.code, on=on, now=NOW)
    with pytest.raises(PersonNotFound):
        actions.transfer(
            actor=make.officer(county.west, Role.OFFICER), code=her.code, to_code=county.port.code, on=TODAY, now=NOW
        )
    assert history(her) == before
    assert verbs(her) == []


def test_one_membership_at_a_time_also_for_agency_workers(county: County) -> None:
    her = make.member(county.mill)
    Employment.objects.create(person=her, employer=make.employer(county.dock), form="agency")
    with pytest.raises(actions.AlreadyMember) as refusal:
        actions.join(actor=county.officer, code=her.code, unit_code=county.dock.code, on=TODAY, now=NOW)
    assert refusal.value.values == {"unit": "东厂工会"}
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database says so, too
        make.join(her, county.dock)
    assert queries.count_members(county.chief).number == 1


def test_who_is_seen_through_an_employer_can_join(county: County) -> None:
    her = make.person("李新来")
    Employment.objects.create(person=her, employer=make.employer(county.mill))
    made = actions.join(actor=county.officer, code=her.code, unit_code=county.mill.code, on=None, now=NOW)
    assert (made.joined_on, made.unit_id, made.state) == (None, county.mill.pk, "active")


@pytest.mark.parametrize(
    ("act", "leaving", "verb"),
    [("leave", "left", "people.left"), ("lapse", "lapsed", "people.lapsed"), ("expel", "expelled", "people.expelled")],
)
def test_ways_to_leave(county: County, act: str, leaving: str, verb: str) -> None:
    her = make.member(county.mill)
    more = {"document": "东厂工〔2026〕3号"} if act == "expel" else {}
    getattr(actions, act)(actor=county.officer, code=her.code, on=TODAY, now=NOW, **more)
    assert history(her)[0][2:4] == (TODAY, leaving)
    assert verbs(her) == [verb]
    with pytest.raises(PersonNotFound):
        actions.leave(actor=county.officer, code=her.code, on=TODAY, now=NOW)


def test_an_expulsion_names_its_decision(county: County) -> None:
    her = make.member(county.mill)
    with pytest.raises(actions.DocumentMissing):
        actions.expel(actor=county.officer, code=her.code, on=TODAY, document=" ", now=NOW)
    assert history(her)[0][2] is None


def test_she_may_leave_herself(county: County) -> None:
    her, other = make.member(county.mill), make.member(county.mill)
    own = Actor(ActorKind.WORKER, person_id=her.pk)
    with pytest.raises(PersonNotFound):
        actions.leave(actor=own, code=other.code, on=TODAY, now=NOW)
    actions.leave(actor=own, code=her.code, on=TODAY, now=NOW)
    assert (history(her)[0][3], history(other)[0][3]) == ("left", "")


def test_death_ends_membership_and_work(county: County) -> None:
    her = make.member(county.mill, work="东厂")
    with pytest.raises(actions.WrongDay):
        actions.record_death(actor=county.officer, code=her.code, on=date(1980, 1, 1), now=NOW)
    actions.record_death(actor=county.officer, code=her.code, on=date(2026, 10, 1), now=NOW)
    assert history(her)[0][2:4] == (date(2026, 10, 1), "died")
    assert Employment.objects.get().valid_to == date(2026, 10, 1)
    with pytest.raises(actions.PersonDied):
        actions.join(actor=OPERATOR, code=her.code, unit_code=county.dock.code, on=TODAY, now=NOW)


def test_kept_members(county: County) -> None:
    her = make.member(county.mill, work="东厂")
    actions.unemploy(actor=county.officer, code=her.code, on=date(2026, 6, 1), now=NOW)
    assert (history(her)[0][4], Employment.objects.get().valid_to) == ("unemployed", date(2026, 6, 1))
    actions.retire(actor=county.officer, code=her.code, now=NOW)
    with pytest.raises(actions.WrongState):
        actions.hold(actor=county.officer, code=her.code, now=NOW)
    actions.reinstate(actor=county.officer, code=her.code, now=NOW)
    assert history(her) == [("东厂工会", date(2020, 1, 1), None, "", "active")]
    facts = Entry.objects.filter(verb="people.state_changed").order_by("pk").values_list("facts", flat=True)
    assert [('"before":"active"' in fact, '"after":"active"' in fact) for fact in facts] == [
        (True, False), (False, False), (False, True),
    ]  # fmt: skip


def test_a_dissolved_union_leaves_its_members_to_the_one_above_and_gets_them_back(county: County) -> None:
    active, retired, moved = (make.member(county.mill) for _ in range(3))
    late = make.member(county.mill, on=date(2026, 11, 19))
    Membership.rows.filter(person=retired).update(state="retired")
    org.dissolve_unit(actor=county.chief, code=county.mill.code, revision=1, on=date(2026, 11, 1), now=NOW)
    assert history(active) == [
        ("东厂工会", date(2020, 1, 1), date(2026, 11, 1), "transfer", "active"),
        ("东镇总工会", date(2026, 11, 1), None, "", "held"),
    ]
    assert history(retired)[1][4] == "retired"
    assert history(late)[1][1] == date(2026, 11, 19)
    assert verbs(active) == ["people.held"]
    assert actions.hold_members(actor=SYSTEM, unit_id=county.mill.pk, on=TODAY) == 0
    actions.transfer(actor=county.officer, code=moved.code, to_code=county.dock.code, on=date(2026, 11, 10), now=NOW)
    org.restore_unit(actor=county.chief, code=county.mill.code, revision=2, now=NOW)
    assert history(active) == [("东厂工会", date(2020, 1, 1), None, "", "active")]
    assert history(moved)[-1][:3] == ("东港工会", date(2026, 11, 10), None)
    assert queries.count_members(county.chief).number == 4


def test_a_closed_employer_leaves_its_people_unemployed_in_their_union(county: County) -> None:
    firm = make.employer(county.mill)
    her, retired = make.member(county.mill), make.member(county.mill)
    Membership.rows.filter(person=retired).update(state="retired")
    for one in (her, retired):
        Employment.objects.create(person=one, employer=firm)
    org.close_employer(actor=county.chief, code=firm.code, revision=1, on=date(2026, 11, 1), now=NOW)
    assert (history(her), history(retired)[0][4]) == (
        [("东厂工会", date(2020, 1, 1), None, "", "unemployed")], "retired",
    )  # fmt: skip
    assert set(Employment.objects.values_list("valid_to", flat=True)) == {date(2026, 11, 1)}
    assert Attachment.objects.filter(valid_to__isnull=True).count() == 0


def test_paths_follow_a_move(county: County) -> None:
    her, left, other = make.member(county.mill), make.person(), make.member(county.dock)
    make.join(left, county.mill, left_on=TODAY, leaving="left")
    west = make.officer(county.west, Role.OFFICER)
    assert queries.count_below(path=county.mill.path) == 1
    org.move_unit(
        actor=county.chief, code=county.mill.code, revision=1, parent_code=county.west.code, on=TODAY, now=NOW
    )
    mill = Unit.objects.get(pk=county.mill.pk)
    assert mill.path.startswith(county.west.path)
    assert set(Membership.rows.filter(unit=mill).values_list("path", flat=True)) == {mill.path}
    assert Membership.rows.get(person=other).path == county.dock.path
    assert queries.person(west, her.code).code == her.code
    with pytest.raises(PersonNotFound):
        queries.person(county.officer, her.code)


def test_every_repeated_column_is_right_after_all_of_it(county: County) -> None:
    """The control of the tests above: whatever was done, path is the unit's and pinyin the person's."""
    her = make.member(county.mill, "王小明")
    actions.transfer(actor=county.chief, code=her.code, to_code=county.port.code, on=TODAY, now=NOW)
    actions.edit_person(
        actor=county.chief,
        code=her.code,
        revision=1,
        details=PersonDetails(name="李大明", gender="m", born_on=date(1985, 6, 1)),
        now=NOW,
    )
    org.move_unit(
        actor=county.chief, code=county.port.code, revision=1, parent_code=county.east.code, on=TODAY, now=NOW
    )
    org.dissolve_unit(actor=county.chief, code=county.port.code, revision=2, on=TODAY, now=NOW)
    wrong = [
        row.pk
        for row in Membership.rows.select_related("unit", "person")
        if (row.path, row.pinyin) != (row.unit.path, row.person.pinyin)
    ]
    assert (wrong, Membership.rows.count()) == ([], 3)
    Membership.rows.filter(unit=county.mill).update(path="0009")
    assert Membership.rows.exclude(path__in=Unit.objects.values("path")).count() == 1
