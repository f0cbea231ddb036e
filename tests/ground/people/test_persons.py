"""Adding, editing, looking: who may, what is told, what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from niangjia.ground.access.models import Account
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.org.queries import UnitNotFound
from niangjia.ground.people import actions, queries
from niangjia.ground.people.models import IDENTITY, PHONE, Employment, Membership, Person
from niangjia.ground.people.queries import PersonNotFound
from niangjia.ground.people.rules import PersonDetails, WorkDetails
from niangjia.kit import vault
from niangjia.kit.powers import OPERATOR, Actor, ActorKind
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 20)


class County:
    """Two towns, a union in each, an officer in each."""

    def __init__(self) -> None:
        self.root = make.county()
        self.east, self.west = make.town(self.root, "东镇总工会"), make.town(self.root, "西镇总工会")
        self.mill, self.port = make.union(self.east, "东厂工会"), make.union(self.west, "西港工会")
        self.officer = make.officer(self.east, Role.OFFICER)
        self.stranger = make.officer(self.west, Role.OFFICER)
        self.reader = make.officer(self.east, Role.READER)


@pytest.fixture
def county(db: None) -> County:
    return County()


def verbs(her: Person) -> list[str]:
    return list(
        Entry.objects.filter(subject_kind="people.person", subject_id=her.pk)
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def details(**changes: object) -> PersonDetails:
    return replace(PersonDetails(name="王小明", identity=make.identity(order=1), phone="13812345678"), **changes)  # type: ignore[arg-type]


def add(county: County, actor: Actor | None = None, unit: str = "", **changes: object) -> Person:
    return actions.add_person(
        actor=actor or county.officer,
        unit_code=unit or county.mill.code,
        details=details(**changes),
        work=WorkDetails(workplace="东厂", occupation="焊工"),
        joined_on=date(2024, 5, 1),
        now=NOW,
    )


def test_added_with_everything_that_follows(county: County) -> None:
    her = add(
        county,
        identity=f" {make.identity(order=1)[:6]} {make.identity(order=1)[6:].lower()}",
        phone="+86 138-1234-5678",
    )
    number = make.identity(order=1)
    assert (her.name, her.pinyin, her.born_on, her.gender) == ("王小明", "wangxiaoming", date(1985, 6, 1), "m")
    assert vault.unseal(her.identity_sealed, field=IDENTITY) == number
    assert her.identity_index == vault.blind(number, field=IDENTITY)
    assert vault.unseal(her.phone_sealed, field=PHONE) == "13812345678"
    home = Membership.rows.get(person=her)
    assert (home.unit_id, home.path, home.pinyin, home.joined_on, home.left_on, home.mode) == (
        county.mill.pk, county.mill.path, "wangxiaoming", date(2024, 5, 1), None, "desk",
    )  # fmt: skip
    assert list(Employment.objects.values_list("person", "workplace", "occupation", "valid_to")) == [
        (her.pk, "东厂", "焊工", None)
    ]
    assert verbs(her) == ["people.person_added"]
    assert [found.code for found in queries.search(county.officer, "小明")] == [her.code]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"identity": "330784198506010011"}, ["identity"]),
        ({"identity": "33078419850601001"}, ["identity"]),
        ({"phone": "1381234"}, ["phone"]),
        ({"gender": "f"}, ["gender"]),
        ({"born_on": date(1985, 6, 2)}, ["born_on"]),
    ],
)
def test_what_is_wrong_is_said_by_field(county: County, changes: dict[str, object], fields: list[str]) -> None:
    with pytest.raises(actions.Unfit) as refusal:
        add(county, **changes)
    assert list(refusal.value.by_field) == fields
    assert "330784" not in refusal.value.sentence
    assert (Person.objects.count(), Membership.rows.count(), Entry.objects.count()) == (0, 0, 0)


def test_only_where_one_keeps_the_roster(county: County) -> None:
    with pytest.raises(UnitNotFound):
        add(county, unit=county.port.code)
    with pytest.raises(actions.MayNotEdit):
        add(county, actor=county.reader)
    county.mill.dissolved_on = TODAY
    county.mill.save()
    with pytest.raises(actions.UnitClosed):
        add(county)
    assert Person.objects.count() == 0


def test_the_same_number_in_reach_and_out_of_reach(county: County) -> None:
    her = add(county)
    with pytest.raises(actions.AlreadyHere) as here:
        add(county, name="王大明")
    assert (here.value.values["code_of_person"], here.value.values["unit"]) == (her.code, "东厂工会")
    with pytest.raises(actions.ExistsElsewhere) as there:
        add(county, actor=county.stranger, unit=county.port.code)
    assert there.value.values == {"unit": "东厂工会"}
    assert (Person.objects.count(), Membership.rows.count()) == (1, 1)


def test_asked_elsewhere_no_more_is_told_than_the_union(county: County) -> None:
    her = add(county)
    number = make.identity(order=1)
    assert queries.exists_elsewhere(county.stranger, number) == queries.Elsewhere(code="", unit_name="东厂工会")
    assert queries.exists_elsewhere(county.officer, number) == queries.Elsewhere(code=her.code, unit_name="东厂工会")
    assert queries.exists_elsewhere(county.reader, number) is None
    assert queries.exists_elsewhere(county.stranger, number[:-1]) is None
    assert queries.exists_elsewhere(county.stranger, make.identity(order=2)) is None


def test_who_left_is_taken_up_again_under_the_same_name_only(county: County) -> None:
    her = add(county, phone=None)
    actions.leave(actor=county.officer, code=her.code, on=date(2025, 1, 1), now=NOW)
    with pytest.raises(actions.NameDiffers):
        add(county, actor=county.stranger, unit=county.port.code, name="李小明")
    with pytest.raises(actions.WrongDay):
        add(county, actor=county.stranger, unit=county.port.code)  # joins before she left
    again = actions.add_person(
        actor=county.stranger, unit_code=county.port.code, details=details(), joined_on=date(2025, 1, 1), now=NOW
    )
    assert again.pk == her.pk
    assert Person.objects.count() == 1
    assert vault.unseal(Person.objects.get().phone_sealed, field=PHONE) == "13812345678"
    assert list(Membership.rows.order_by("pk").values_list("unit", "left_on")) == [
        (county.mill.pk, date(2025, 1, 1)), (county.port.pk, None),
    ]  # fmt: skip
    with pytest.raises(PersonNotFound):
        queries.person(county.officer, her.code)


def test_edit_keeps_every_copy_right(county: County) -> None:
    her = add(county)
    Person.objects.update(verified_on=TODAY)
    edited = actions.edit_person(
        actor=county.officer,
        code=her.code,
        revision=1,
        details=PersonDetails(name="单小红", gender="m", born_on=date(1985, 6, 1), phone="13900000001"),
        now=NOW,
    )
    assert (edited.name, edited.pinyin, edited.revision, edited.verified_on) == ("单小红", "shanxiaohong", 2, None)
    assert Membership.rows.get().pinyin == "shanxiaohong"
    assert edited.identity_index == her.identity_index
    assert [found.name for found in queries.search(county.officer, "小红")] == ["单小红"]
    assert queries.search(county.officer, "小明") == []
    assert [found.name for found in queries.search(county.officer, "13900000001")] == ["单小红"]
    assert verbs(her) == ["people.person_added", "people.person_edited"]


def test_edit_refuses_what_is_stale_taken_or_not_yours(county: County) -> None:
    her, other = add(county), make.member(county.port)
    same = PersonDetails(name="王小明", gender="m", born_on=date(1985, 6, 1))
    before = Person.objects.values().get(pk=her.pk)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.edit_person(actor=county.officer, code=her.code, revision=0, details=same, now=NOW)
    with pytest.raises(actions.MayNotEdit):
        actions.edit_person(actor=county.reader, code=her.code, revision=1, details=same, now=NOW)
    with pytest.raises(PersonNotFound):
        actions.edit_person(actor=county.stranger, code=her.code, revision=1, details=same, now=NOW)
    taken = vault.unseal(other.identity_sealed, field=IDENTITY)
    with pytest.raises(actions.ExistsElsewhere):
        actions.edit_person(
            actor=county.officer, code=her.code, revision=1, details=replace(same, identity=taken, gender=""), now=NOW
        )
    actions.edit_person(actor=county.officer, code=her.code, revision=1, details=same, now=NOW)  # nothing new
    assert Person.objects.values().get(pk=her.pk) == before
    assert verbs(her) == ["people.person_added"]


def test_a_page_opens_through_membership_or_employer_and_no_other_way(county: County) -> None:
    her = add(county)
    page = queries.person(county.officer, her.code)
    assert (page.identity, page.phone) == ("3307**********" + make.identity(order=1)[-4:], "138****5678")
    assert page.age == 41
    for actor in (county.stranger, make.actor(make.account())):
        with pytest.raises(PersonNotFound):
            queries.person(actor, her.code)
    with pytest.raises(PersonNotFound):
        queries.person(county.officer, "nosuchcodenosuch")
    hall = make.employer(county.port)
    work = Employment.objects.get(person=her)
    work.employer = hall
    work.save()
    assert queries.person(county.stranger, her.code).name == "王小明"
    work.valid_to = TODAY
    work.save()
    with pytest.raises(PersonNotFound):
        queries.person(county.stranger, her.code)


def test_nation_and_politics_are_for_those_who_keep_the_roster(county: County) -> None:
    her = add(county, nation="畲族", politics="群众")
    kept, read = queries.person(county.officer, her.code), queries.person(county.reader, her.code)
    assert (kept.nation, kept.politics) == ("畲族", "群众")
    assert (read.nation, read.politics) == ("", "")
    assert "people.edit" in kept.may
    assert read.may == {"people.view"}


def test_opening_is_a_look_that_is_kept(county: County) -> None:
    her = add(county)
    assert actions.open_person(actor=county.reader, code=her.code, now=NOW).name == "王小明"
    entry = Entry.objects.get(verb="people.person_opened")
    assert (entry.look, entry.subject_id, entry.account_id, entry.path) == (
        True,
        her.pk,
        county.reader.account_id,
        county.mill.path,
    )
    with pytest.raises(PersonNotFound):
        actions.open_person(actor=county.stranger, code=her.code, now=NOW)
    assert Entry.objects.filter(look=True).count() == 1


def test_reveal_needs_the_power_and_a_reason_and_is_logged(county: County) -> None:
    her = add(county)
    shown = actions.reveal(actor=county.officer, code=her.code, field="identity", reason="check", now=NOW)
    assert shown == make.identity(order=1)
    assert (
        actions.reveal(actor=county.officer, code=her.code, field="phone", reason="contact", now=NOW) == "13812345678"
    )
    looks = Entry.objects.filter(verb="people.number_revealed").order_by("pk")
    assert [entry.facts for entry in looks] == [
        '{"field":"identity","reason":"check"}', '{"field":"phone","reason":"contact"}',
    ]  # fmt: skip
    for actor, refusal in ((county.reader, actions.MayNotReveal), (county.stranger, PersonNotFound)):
        with pytest.raises(refusal):
            actions.reveal(actor=actor, code=her.code, field="identity", reason="check", now=NOW)
    with pytest.raises(actions.ReasonMissing):
        actions.reveal(actor=county.officer, code=her.code, field="identity", reason="curious", now=NOW)
    assert looks.count() == 2


def test_a_look_by_law_needs_its_own_power(county: County) -> None:
    her = add(county)
    with pytest.raises(actions.MayNotReveal):
        actions.reveal(actor=county.officer, code=her.code, field="identity", reason="court", now=NOW)
    guard = make.officer(county.root, Role.DISCIPLINE)
    actions.reveal(actor=guard, code=her.code, field="identity", reason="court", now=NOW)
    facts = Entry.objects.filter(verb="people.number_revealed").values_list("facts", flat=True)
    assert list(facts) == ['{"basis":"court","field":"identity","reason":"court"}']


def test_work_changes_as_a_dated_fact_or_is_corrected(county: County) -> None:
    her = add(county)
    actions.change_work(
        actor=county.officer, code=her.code, work=WorkDetails(workplace="新厂"), on=date(2025, 3, 1), now=NOW
    )
    actions.change_work(actor=county.officer, code=her.code, work=WorkDetails(workplace="新一厂"), on=None, now=NOW)
    rows = Employment.objects.order_by("valid_from").values_list("workplace", "valid_from", "valid_to")
    assert list(rows) == [("东厂", date(2024, 5, 1), date(2025, 3, 1)), ("新一厂", date(2025, 3, 1), None)]
    with pytest.raises(actions.WrongDay):
        actions.change_work(actor=county.officer, code=her.code, work=WorkDetails(), on=date(2024, 1, 1), now=NOW)
    actions.change_work(actor=county.officer, code=her.code, work=WorkDetails(), on=TODAY, now=NOW)
    assert Employment.objects.filter(valid_to__isnull=True).count() == 0


def test_registered_verified_active_are_three_steps(county: County) -> None:
    her = add(county, phone=None)
    own = Actor(ActorKind.WORKER, account_id=Account.objects.all()[0].pk, person_id=her.pk)
    with pytest.raises(actions.NumbersMissing):
        actions.verify_person(actor=own, code=her.code, now=NOW)
    actions.edit_person(
        actor=county.officer,
        code=her.code,
        revision=1,
        details=details(identity=None, gender="m", born_on=date(1985, 6, 1)),
        now=NOW,
    )
    standing = queries.person(county.officer, her.code).standing
    assert (standing.registered, standing.verified, standing.active) == (True, False, False)
    actions.verify_person(actor=county.officer, code=her.code, now=NOW)
    standing = queries.person(county.officer, her.code).standing
    assert (standing.registered, standing.verified, standing.active) == (True, True, False)
    actions.note_activity(actor=own, now=NOW)
    assert Person.objects.get(pk=her.pk).active_on == TODAY


def test_a_worker_reads_her_own_and_nothing_else(county: County) -> None:
    her, other = add(county), make.member(county.mill)
    own = Actor(ActorKind.WORKER, person_id=her.pk)
    mine = queries.mine(own)
    assert (mine.page.code, mine.page.phone, len(mine.asked)) == (her.code, "138****5678", 6)
    for code in (her.code, other.code):
        with pytest.raises(PersonNotFound):
            queries.person(own, code)
    with pytest.raises(PersonNotFound):
        queries.mine(Actor(ActorKind.WORKER))
    assert queries.search(own, "王小明") == []
    assert queries.member_list(own).rows == ()


@pytest.mark.parametrize("history", [1, 3, 30])
def test_a_page_costs_the_same(county: County, history: int, django_assert_num_queries: object) -> None:
    her = make.person()
    for year in range(history):
        make.join(her, county.mill, on=date(1990 + year, 1, 1), left_on=date(1990 + year, 2, 1), leaving="left")
        Employment.objects.create(person=her, workplace="厂", valid_to=TODAY)
    make.join(her, county.mill)
    with django_assert_num_queries(8):  # type: ignore[operator]
        page = queries.person(county.officer, her.code)
    assert (len(page.memberships), len(page.employments)) == (history + 1, history)


def test_the_operator_sees_who_is_in_no_union(county: County) -> None:
    her = make.person("赵无会")
    assert queries.person(OPERATOR, her.code).standing.registered is False
    with pytest.raises(PersonNotFound):
        queries.person(county.officer, her.code)
