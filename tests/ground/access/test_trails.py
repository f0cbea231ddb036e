"""Who did what, and who looked at my data: scoped, complete, and with the exemptions of the law."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from niangjia.ground.access import queries
from niangjia.ground.access.models import Appointment, Kept
from niangjia.ground.audit import actions as audit
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.kit.powers import SYSTEM, Actor, ActorKind
from tests import factories as make

pytestmark = pytest.mark.django_db
PERSON = 77
LABEL = "people.revealed"


@pytest.fixture
def root():
    return make.county()


@pytest.fixture
def east(root):
    return make.town(root, "东镇总工会")


@pytest.fixture
def west(root):
    return make.town(root, "西镇总工会")


def look(actor, at, person=PERSON, **facts):
    return audit.record(
        actor=actor, verb=LABEL, subject=("people.person", person), path=at.path, look=True, facts=facts
    )


def worker():
    return Actor(ActorKind.WORKER, account_id=make.account(kind="worker").pk, person_id=PERSON)


# ------------------------------------------------------------------ my data


def test_my_looks_name_the_union_and_the_person_only_if_she_agrees(root, east):
    shy, open_one = make.officer(east, name="张三"), make.officer(root, Role.WINDOW, name="李四")
    Kept.objects.create(account_id=open_one.account_id, topic="name_shown", value={"on": True})
    look(shy, east)
    look(open_one, east)
    look(open_one, east, person=PERSON + 1)
    audit.record(actor=shy, verb="people.edited", subject=("people.person", PERSON), path=east.path)
    looks, more = queries.my_looks(worker())
    assert [(one.unit_name, one.role, one.name) for one in looks] == [
        ("永康市总工会", "服务窗口", "李四"),
        ("东镇总工会", "工会干部", ""),
    ]
    assert more is None


def test_exempt_looks_are_not_told(east):
    look(make.officer(east, Role.DISCIPLINE), east)
    look(make.officer(east, Role.LEADER), east, basis="court")
    look(make.officer(east, Role.LEADER), east, basis="other")
    looks, _more = queries.my_looks(worker())
    assert [one.role for one in looks] == ["负责人"]


def test_exemption_is_that_of_the_day(east):
    """Who was at discipline then is exempt then, not before and not after."""
    who = make.account()
    today = timezone.localdate()
    make.appoint(who, Role.OFFICER, east)
    make.appoint(who, Role.DISCIPLINE, east, since=today - timedelta(days=9), until=today - timedelta(days=5))
    for days in (20, 7, 1):
        with time_machine.travel(timezone.now() - timedelta(days=days)):
            look(make.actor(who), east)
    looks, _more = queries.my_looks(worker())
    assert sorted((timezone.now() - one.at).days for one in looks) == [1, 20]


def test_own_looks_and_those_of_others_are_left_out(east):
    me = worker()
    look(me, east)
    look(make.officer(east), east, person=PERSON + 1)
    assert queries.my_looks(me) == ([], None)
    assert queries.my_looks(make.officer(east)) == ([], None)
    assert len(queries.my_looks(me, also=[PERSON + 1])[0]) == 1


def test_my_looks_come_in_pages(east):
    officer = make.officer(east)
    hidden = make.officer(east, Role.DISCIPLINE)
    for number in range(7):
        look(hidden if number % 3 == 0 else officer, east)
    me, seen, mark = worker(), [], None
    while True:
        looks, mark = queries.my_looks(me, before=mark, limit=2)
        seen += looks
        if mark is None:
            break
    assert len(seen) == 4
    assert [one.at for one in seen] == sorted((one.at for one in seen), reverse=True)


# ------------------------------------------------------------------ a record


def test_who_did(root, east, west):
    officer = make.officer(east, name="张三")
    discipline = make.officer(root, Role.DISCIPLINE)
    Unit.objects.filter(pk=east.pk).update(revision=2)
    audit.record(actor=officer, verb="org.unit_edited", subject=("org.unit", east.pk), path=east.path, facts={"n": 1})
    audit.record(actor=discipline, verb="org.unit_seen", subject=("org.unit", east.pk), path=east.path, look=True)
    leader, auditor = make.officer(east, Role.LEADER), make.officer(root, Role.AUDIT_ADMIN)
    done, more = queries.who_did(leader, "org.unit", east.pk)
    assert [(one.who, one.verb, one.label, one.facts) for one in done] == [
        ("张三", "org.unit_edited", "修改工会资料", {"n": 1})
    ]
    assert more is None
    for reader in (auditor, discipline):
        assert [one.verb for one in queries.who_did(reader, "org.unit", east.pk)[0]] == [
            "org.unit_seen",
            "org.unit_edited",
        ]
    for stranger in (make.officer(west, Role.LEADER), officer):
        with pytest.raises(queries.RecordNotFound):
            queries.who_did(stranger, "org.unit", east.pk)


def test_a_deputy_is_named_with_whom_she_stands_for(east):
    giver, helper = make.account("甲"), make.account("乙")
    make.deputy(make.appoint(giver, Role.OFFICER, east), helper)
    actor = queries.on_behalf(make.actor(helper), "org.edit", east.path)
    audit.record(actor=actor, verb="org.unit_edited", subject=("org.unit", east.pk), path=east.path)
    [done] = queries.who_did(make.officer(east, Role.LEADER), "org.unit", east.pk)[0]
    assert (done.who, done.for_whom) == ("乙", "甲")


# ------------------------------------------------------------------ the trail


def test_trail_is_scoped_and_paged(root, east, west):
    actor = make.officer(root)
    here = [
        audit.record(actor=actor, verb="t.one", subject=("org.unit", unit.pk), path=unit.path).pk
        for unit in (east, west, root, east)
    ]
    nowhere = audit.record(actor=SYSTEM, verb="t.two").pk
    everything = [nowhere, *reversed(here)]
    assert [one.id for one in queries.trail(make.officer(root, Role.AUDIT_ADMIN))[0]] == everything
    local = make.officer(east, Role.AUDIT_ADMIN)
    both = make.account()
    make.appoint(both, Role.AUDIT_ADMIN, east)
    make.appoint(both, Role.AUDIT_ADMIN, west)
    assert [one.id for one in queries.trail(local)[0]] == [here[3], here[0]]
    first, mark = queries.trail(make.actor(both), limit=2)
    second, end = queries.trail(make.actor(both), limit=2, before=mark)
    assert [one.id for one in first + second] == [here[3], here[1], here[0]]
    assert (mark, end) == (here[1], None)
    assert [one.who for one in queries.trail(make.officer(root, Role.AUDIT_ADMIN), limit=1)[0]] == ["系统"]


def test_trail_can_be_narrowed(root, east):
    auditor = make.officer(root, Role.AUDIT_ADMIN)
    who = make.account()
    make.appoint(who, Role.OFFICER, east)
    audit.record(actor=make.actor(who), verb="t.one", path=east.path)
    look(make.actor(who), east)
    audit.record(actor=make.officer(east), verb="t.one", path=east.path)

    def verbs(**wanted):
        return [one.verb for one in queries.trail(auditor, queries.TrailFilter(**wanted))[0]]

    assert verbs(account=who.code) == [LABEL, "t.one"]
    assert verbs(account="nobody") == []
    assert verbs(verb="t.one") == ["t.one", "t.one"]
    assert verbs(looks=True) == [LABEL]
    assert verbs(until=datetime(2020, 1, 1, tzinfo=timezone.get_current_timezone())) == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDIT_ADMIN])
def test_the_trail_is_the_audit_administrators(root, role):
    with pytest.raises(queries.NoTrail):
        queries.trail(make.officer(root, role))


def test_costs_the_same_for_many_lines(root, east, django_assert_num_queries):
    auditor, me = make.officer(root, Role.AUDIT_ADMIN), worker()
    for rows in (1, 3, 30):
        for _ in range(rows):
            look(make.officer(east), east)
        with django_assert_num_queries(3):
            queries.trail(auditor)
        with django_assert_num_queries(4):
            queries.my_looks(me)
    assert Appointment.rows.count() == 35
