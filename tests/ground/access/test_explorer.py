"""Who can see this: the explorer says exactly what the layer of queries does, for every account, record and power."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from niangjia.ground.access import actions, queries
from niangjia.ground.access.models import Account, ApiKey, Appointment
from niangjia.ground.access.queries import explain
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import Role, UnitKind
from niangjia.ground.org.models import Employer, Unit
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.ground.people.queries import persons as people
from niangjia.kit.powers import OPERATOR, NotFound, known_powers
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def house():
    """A county with everything that may go wrong: expired, coming, locked, closed, lent, mixed, dissolved, partners."""
    root, other = make.county(), make.county("别县总工会")
    east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
    park = make.unit(east, "园区工会联合会", kind=UnitKind.ASSOCIATION)
    shop, mill, gone = make.union(park, "百货工会"), make.union(west, "纱厂工会"), make.union(west, "老工会")
    places = [root, other, east, west, park, shop, mill, gone]
    for at in places:
        for role in Role:
            make.appoint(make.account(), role, at)
    odd = [make.account() for _ in range(8)]
    make.appoint(odd[0], Role.LEADER, east, until=TODAY)
    make.appoint(odd[1], Role.LEADER, east, since=TODAY + DAY)
    make.appoint(odd[2], Role.LEADER, east, until=TODAY + DAY)
    make.appoint(odd[3], Role.OFFICER, east)
    make.appoint(odd[3], Role.CHAIR, mill)
    make.appoint(odd[4], Role.OFFICER, east)
    make.appoint(odd[4], Role.AUDIT_ADMIN, root)
    lent = make.appoint(odd[5], Role.LEADER, west)
    make.deputy(lent, odd[6])
    make.deputy(lent, odd[7], powers=("org.view", "people.view"))
    make.deputy(lent, odd[0], until=TODAY)
    locked = make.account(locked_at=timezone.now())
    make.deputy(make.appoint(locked, Role.LEADER, root), odd[1])
    for odd_one in (make.account(is_active=False), make.account(kind="partner"), make.account(kind="worker")):
        make.appoint(odd_one, Role.OFFICER, root)
    Unit.objects.filter(pk=gone.pk).update(dissolved_on=TODAY)
    for at in places:
        person = Person.objects.create(name="测试", pinyin="ceshi")
        Membership.rows.create(person=person, unit=at, path=at.path)
    return places


def disagreements() -> tuple[int, list[tuple[str, int, int]]]:
    """(cells, cells where explorer and query layer differ) over all accounts, members, appointments and powers."""
    actors = {one.pk: queries.actor_for(one.pk) for one in Account.objects.all()}
    members = dict(Membership.rows.values_list("pk", "path"))
    posts = dict(Appointment.rows.values_list("pk", "unit__path"))
    cells, wrong = 0, []
    for power in known_powers().values():
        by_path = {
            path: {one.account_id for one in explain.seers(power, [path])}
            for path in {*members.values(), *posts.values()}
        }
        for pk, actor in actors.items():
            for model, rows in ((Membership, members), (Appointment, posts)):
                seen = set(model.objects.visible_to(actor, power.code).values_list("pk", flat=True))
                cells += len(rows)
                wrong += [(power.code, pk, row) for row, path in rows.items() if (pk in by_path[path]) != (row in seen)]
    return cells, wrong


def test_explorer_agrees_on_the_full_matrix(house):
    cells, wrong = disagreements()
    assert wrong == []
    assert cells > 50_000


@pytest.mark.parametrize("plant", ["forgets the end of terms", "forgets deputies"])
def test_a_different_explorer_would_be_noticed(house, monkeypatch, plant):
    real = explain.holdings

    def planted(ids, today=None):
        if plant == "forgets the end of terms":
            return real(ids, today=TODAY - 2 * DAY)
        return {
            pk: explain.Holding(
                one.account_id,
                one.kind,
                tuple(held for held in one.held if held.for_account_id is None),
                (),
            )
            for pk, one in real(ids, today=today).items()
        }

    monkeypatch.setattr(explain, "holdings", planted)
    monkeypatch.setattr(explain, "_whys", lambda *args: [])
    _cells, wrong = disagreements()
    assert wrong != []


def test_units_and_employers_agree(house):
    """Kinds that are not `Scoped` tables: the lists of org against their `record.places`."""
    east, shop, mill = house[2], house[5], house[6]
    firms = [
        make.employer(shop),
        make.employer(mill),
        make.employer(),
        make.employer(town="东镇"),
        make.employer(town="别处"),
    ]
    assert east.town == "东镇"
    actors = {one.pk: queries.actor_for(one.pk) for one in Account.objects.all()}
    for kind, rows, listed in (
        ("org.unit", house, lambda actor: set(org.matching(actor, org.UnitFilter(state="all")))),
        ("org.employer", firms, lambda actor: set(org.matching_employers(actor, org.EmployerFilter(state="all")))),
    ):
        seen_by = {pk: {row.pk for row in listed(actor)} for pk, actor in actors.items()}
        for row in rows:
            told = {one.account_id for one in queries.who_can_see(OPERATOR, kind, row.pk)}
            assert told == {pk for pk, seen in seen_by.items() if row.pk in seen}, (kind, row)


def test_people_agree(house):
    """Persons lie at their membership and at the union of their employer; the guard is the one of the person's page."""
    shop, mill = house[5], house[6]
    both = Membership.rows.get(unit=shop).person
    Employment.objects.create(person=both, employer=make.employer(mill))
    Employment.objects.create(person=Person.objects.create(name="只在单位"), employer=make.employer(mill))
    Person.objects.create(name="哪里也不在")
    actors = {one.pk: queries.actor_for(one.pk) for one in Account.objects.all()}

    def opens(actor, her):
        try:
            return people.one(actor, her.code) == her
        except NotFound:
            return False

    for her in Person.objects.all():
        told = {one.account_id for one in explain.seers(*explain.places("people.person", her.pk))}
        assert told == {pk for pk, actor in actors.items() if opens(actor, her)}, her


def test_reasons_are_told(house):
    west, mill = house[3], house[6]
    seers = {one.account_id: one for one in queries.who_can_see(OPERATOR, "org.unit", mill.pk)}
    lent = Appointment.rows.filter(unit=west, delegations__isnull=False).distinct().get()
    deputy = next(one.receiver for one in lent.delegations.all() if not one.powers and one.until > TODAY)
    assert [(str(why.role), why.unit_name, why.since, why.until, why.lender) for why in seers[deputy.pk].whys] == [
        ("负责人", "西镇总工会", make.LONG_AGO, None, lent.account.name)
    ]
    answer = queries.why(OPERATOR, deputy.code, "org.unit", mill.pk)
    assert (answer.sees, answer.whys) == (True, seers[deputy.pk].whys)


@pytest.mark.parametrize(
    ("build", "hindrance"),
    [
        (lambda at, root: make.account(is_active=False), "closed"),
        (lambda at, root: make.account(locked_at=timezone.now()), "locked"),
        (lambda at, root: make.account(), "nothing"),
        (lambda at, root: make.appoint(make.account(), Role.SYSTEM_ADMIN, root).account, "role"),
        (lambda at, root: make.appoint(make.account(), Role.LEADER, at).account, "place"),
        (
            lambda at, root: (
                make.appoint(make.appoint(make.account(), Role.LEADER, root).account, Role.AUDIT_ADMIN, root).account
            ),
            "mixed",
        ),
    ],
)
def test_hindrances_are_told(build, hindrance):
    root = make.county()
    east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
    answer = queries.why(OPERATOR, build(east, root).code, "org.unit", west.pk)
    assert (answer.sees, answer.hindrance) == (False, hindrance)
    assert answer.sentence
    assert "{" not in answer.sentence


def test_who_may_ask():
    root = make.county()
    east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
    reader = make.officer(root, Role.READER)
    for role in (Role.AUDIT_ADMIN, Role.DISCIPLINE, Role.LEADER):
        asker = make.officer(east, role)
        assert reader.account_id in {one.account_id for one in queries.who_can_see(asker, "org.unit", east.pk)}
        for kind, record in (("org.unit", west.pk), ("org.unit", 99999), ("no.such", east.pk)):
            with pytest.raises(queries.RecordNotFound):
                queries.who_can_see(asker, kind, record)
    with pytest.raises(queries.RecordNotFound):
        queries.who_can_see(make.officer(east), "org.unit", east.pk)


def test_what_if_role():
    root = make.county()
    east, west = make.town(root, "东镇总工会"), make.town(root, "西镇总工会")
    make.union(west)
    who = make.account(unit=root)
    held = make.appoint(who, Role.READER, east)
    security = make.officer(root, Role.SECURITY_ADMIN)
    before = list(Appointment.rows.order_by("pk").values_list())
    more = {
        one.power: (one.before, one.after) for one in queries.what_if_role(security, who.code, Role.OFFICER, west.code)
    }
    assert (more["org.view"], more["org.edit"]) == ((1, 3), (0, 2))
    instead = queries.what_if_role(security, who.code, Role.OFFICER, west.code, instead_of=held.pk)
    assert {one.power: (one.before, one.after) for one in instead}["org.view"] == (1, 2)
    mixed = queries.what_if_role(security, who.code, Role.AUDIT_ADMIN, root.code)
    assert {one.power: (one.before, one.after) for one in mixed}["org.view"] == (1, 0)
    assert list(Appointment.rows.order_by("pk").values_list()) == before


def test_costs_the_same_for_many_accounts(django_assert_num_queries):
    root = make.county()
    for rounds in (1, 3, 30):
        for _ in range(rounds):
            make.appoint(make.account(), Role.OFFICER, root)
        with django_assert_num_queries(7):
            queries.who_can_see(OPERATOR, "org.unit", root.pk)


def made_key(at, powers, *, released=True, **changed):
    """A key at a place; with the secret that opens it."""
    now = timezone.now()
    here = actions.ask_key(
        actor=OPERATOR, name=f"{at.name}的程序", unit_code=at.code, purpose="取名单", powers=powers,
        until=TODAY + 30 * DAY, now=now,
    )  # fmt: skip
    secret = actions.release_key(actor=OPERATOR, key_code=here.code, now=now) if released else "nj_none"
    ApiKey.rows.filter(pk=here.pk).update(**changed)
    return here.code, secret


def keys_and_doors(records):
    """(what the explorer tells, what a call with each secret would find) for every record."""
    made = [
        made_key(at, powers)
        for at in records
        if at.name != "老工会"  # dissolved: it gets none
        for powers in (["org.view"], ["people.view", "org.view"], ["figures.read"])
    ]
    made += [
        made_key(records[0], ["org.view"], released=False),
        made_key(records[0], ["org.view"], until=TODAY),
        made_key(records[0], ["org.view"], digest=None, revoked_at=timezone.now()),
    ]
    locked = made_key(records[0], ["org.view"])
    Account.objects.filter(keys__code=locked[0]).update(locked_at=timezone.now())
    made.append(locked)
    told, found = {}, {}
    for row in records:
        told[row.pk] = {one.code for one in queries.keys_that_see(OPERATOR, "org.unit", row.pk)}
        found[row.pk] = set()
        for code, secret in made:
            behind = queries.behind_key(secret, address="", now=timezone.now())
            if behind and org.matching(behind.actor, org.UnitFilter(state="all")).filter(pk=row.pk).exists():
                found[row.pk].add(code)
    return told, found


def test_keys_that_reach_a_record_are_listed(house):
    """By the very door of the calls: released, in force, of an account in order, at or above the record, with the power."""
    told, found = keys_and_doors(house)
    assert told == found
    assert sum(map(len, told.values())) > 20
    root = house[0]
    one = queries.keys_that_see(OPERATOR, "org.unit", root.pk)[0]
    assert (one.name, one.purpose, one.unit_name) == (f"{root.name}的程序", "取名单", root.name)
    with pytest.raises(queries.RecordNotFound):
        queries.keys_that_see(make.officer(root), "org.unit", root.pk)


def test_a_key_that_is_over_would_be_noticed(house, monkeypatch):
    """Control."""
    monkeypatch.setattr(explain, "working", lambda day: ApiKey.rows.select_related("unit"))
    told, found = keys_and_doors(house)
    assert told != found


def test_employer_without_union_is_never_lost():
    """Every open employer is seen by somebody at the county."""
    root = make.county(level="")
    make.employer(town="没有的镇")
    assert org.matching_employers(make.officer(root)).count() == Employer.objects.count() == 1
