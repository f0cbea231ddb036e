"""Who may appoint whom: the three administrators stay apart, nobody helps oneself, nobody reaches above the own place."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from niangjia.ground.access import actions, queries, rules
from niangjia.ground.access.models import Appointment, Delegation
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import ADMINISTRATORS, Role
from niangjia.ground.org.queries import UnitNotFound
from niangjia.kit.powers import OPERATOR, known_powers, reach
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def rows():
    return [list(model._default_manager.order_by("pk").values_list()) for model in (Appointment, Delegation, Entry)]


@pytest.fixture
def root():
    return make.county()


@pytest.fixture
def east(root):
    return make.town(root, "东镇总工会")


@pytest.fixture
def security(root):
    return make.officer(root, Role.SECURITY_ADMIN)


def appoint(actor, who, at, role=Role.OFFICER, **given):
    given.setdefault("since", TODAY)
    return actions.appoint(
        actor=actor, account_code=who.code, unit_code=at.code, role=role, now=timezone.now(), **given
    )


def test_appoint_and_end(security, east):
    who = make.account(unit=east)
    made = appoint(security, who, east, until=TODAY + 30 * DAY, document="永总工〔2026〕7号")
    assert (made.made_by_id, made.document, made.until) == (
        security.account_id,
        "永总工〔2026〕7号",
        TODAY + 30 * DAY,
    )
    assert reach(make.actor(who), "org.view") == ((east.path, east.path + "["),)
    actions.end_appointment(actor=security, appointment_code=made.code, on=TODAY, now=timezone.now())
    made.refresh_from_db()
    assert (made.until, made.ended_by_id) == (TODAY, security.account_id)
    assert reach(make.actor(who), "org.view") == ()
    assert list(Entry.objects.order_by("pk").values_list("verb", "subject_id", "path")) == [
        ("access.appointed", made.pk, east.path),
        ("access.appointment_ended", made.pk, east.path),
    ]


def test_nobody_else_appoints(root, east):
    who = make.account(unit=east)
    for role in Role:
        if role == Role.SECURITY_ADMIN:
            continue
        actor = make.officer(root, role)
        before = rows()
        with pytest.raises((UnitNotFound, queries.AccountNotFound)):
            appoint(actor, who, east)
        assert rows() == before


def test_not_above_the_own_place_and_not_oneself(root, east):
    security = make.officer(east, Role.SECURITY_ADMIN, unit=east)
    who, stranger = make.account(unit=east), make.account(unit=root)
    me = type(who).objects.get(pk=security.account_id)
    before = rows()
    with pytest.raises(UnitNotFound):
        appoint(security, who, root)
    with pytest.raises(queries.AccountNotFound):
        appoint(security, stranger, east)
    with pytest.raises(actions.NotOneself):
        appoint(security, me, east)
    mine = Appointment.rows.get(account=me)
    with pytest.raises(actions.NotOneself):
        actions.end_appointment(actor=security, appointment_code=mine.code, on=TODAY, now=timezone.now())
    assert rows() == before


@pytest.mark.parametrize(("first", "second"), list(itertools.product(Role, Role)))
def test_administrators_stay_apart(security, east, first, second):
    """All 144 pairs of roles, at one time in two places."""
    who = make.account(unit=east)
    other = make.union(east)
    appoint(security, who, east, first)
    allowed = first == second or not {first, second} & set(ADMINISTRATORS)
    before = rows()
    if allowed:
        appoint(security, who, other, second)
        assert Appointment.rows.filter(account=who).count() == 2
    else:
        with pytest.raises(actions.RolesApart):
            appoint(security, who, other, second)
        assert rows() == before


def test_without_the_rule_one_would_slip_through(security, east, monkeypatch):
    """Control: the matrix above fails if the rule is taken out."""
    who = make.account(unit=east)
    appoint(security, who, east, Role.SYSTEM_ADMIN)
    monkeypatch.setattr(rules, "may_hold", lambda role, others: True)
    appoint(security, who, east, Role.LEADER)
    assert Appointment.rows.filter(account=who).count() == 2
    assert reach(make.actor(who), "org.view") == ()  # and even then the second lock holds
    monkeypatch.setattr(rules, "sound", lambda holding: True)
    assert reach(make.actor(who), "org.view") != ()


def test_the_days_decide_who_is_apart(security, east):
    """An ended role is no hindrance, a coming one is."""
    who = make.account(unit=east)
    make.appoint(who, Role.OFFICER, east, until=TODAY)
    appoint(security, who, east, Role.AUDIT_ADMIN, until=TODAY + 9 * DAY)
    before = rows()
    with pytest.raises(actions.RolesApart):
        appoint(security, who, east, Role.OFFICER, since=TODAY + 8 * DAY)
    assert rows() == before
    appoint(security, who, east, Role.OFFICER, since=TODAY + 9 * DAY)


def test_a_borrowed_role_keeps_apart_too(security, east):
    lender, who = make.account(unit=east), make.account(unit=east)
    make.deputy(make.appoint(lender, Role.OFFICER, east), who)
    before = rows()
    with pytest.raises(actions.RolesApart):
        appoint(security, who, east, Role.SYSTEM_ADMIN)
    assert rows() == before


def test_no_administrator_sees_business(root):
    """Powers by table: what an administrator's role grants is access, the names of units and how the machine is, nothing else."""
    business = [
        code
        for code, power in known_powers().items()
        if set(ADMINISTRATORS) & power.roles
        and code not in {"org.names", "custody.health"}
        and not code.startswith("access.")
    ]
    assert business == []
    parts = {role: {c for c, p in known_powers().items() if role in p.roles} for role in ADMINISTRATORS}
    assert parts[Role.SYSTEM_ADMIN] == {"access.account", "access.view", "custody.health", "org.names"}
    assert parts[Role.SECURITY_ADMIN] == {
        "access.appoint",
        "access.unlock",
        "access.view",
        "custody.health",
        "org.names",
    }
    assert parts[Role.AUDIT_ADMIN] == {"access.explain", "access.trail", "access.view", "custody.health", "org.names"}


def test_refusals_change_nothing(security, root, east):
    who = make.account(unit=east)
    partner = make.account(unit=east, kind="partner")
    closed = make.account(unit=east, is_active=False)
    gone = make.union(east, dissolved_on=TODAY)
    make.appoint(who, Role.OFFICER, east, since=TODAY)
    before = rows()
    for refusal, given in (
        (actions.AlreadyHolds, {"who": who, "at": east}),
        (actions.DaysWrong, {"who": who, "at": root, "until": TODAY}),
        (actions.DaysWrong, {"who": who, "at": root, "since": TODAY - 9 * DAY, "until": TODAY - DAY}),
        (actions.UnitEnded, {"who": who, "at": gone}),
        (actions.RoleUnknown, {"who": who, "at": east, "role": "king"}),
        (actions.AccountClosed, {"who": partner, "at": east}),
        (actions.AccountClosed, {"who": closed, "at": east}),
    ):
        with pytest.raises(refusal) as refused:
            appoint(security, **given)
        assert "{" not in refused.value.sentence
    assert rows() == before


def test_the_last_administrator_stays(root):
    one = make.account(unit=root)
    made = make.appoint(one, Role.SECURITY_ADMIN, root)
    before = rows()
    with pytest.raises(actions.LastAdministrator):
        actions.end_appointment(actor=OPERATOR, appointment_code=made.code, on=TODAY, now=timezone.now())
    assert rows() == before
    make.appoint(make.account(unit=root), Role.SECURITY_ADMIN, root)
    actions.end_appointment(actor=OPERATOR, appointment_code=made.code, on=TODAY, now=timezone.now())
    assert reach(make.actor(one), "access.appoint") == ()


def test_past_is_not_rewritten(security, east):
    who = make.account(unit=east)
    made = appoint(security, who, east)
    before = rows()
    with pytest.raises(actions.DaysWrong):
        actions.end_appointment(actor=security, appointment_code=made.code, on=TODAY - DAY, now=timezone.now())
    assert rows() == before


# ------------------------------------------------------------------ deputies


def lend(giver, lent, to, **given):
    given.setdefault("since", TODAY)
    given.setdefault("until", TODAY + 7 * DAY)
    return actions.delegate(actor=giver, appointment_code=lent.code, receiver_code=to.code, now=timezone.now(), **given)


@pytest.fixture
def lender(east):
    who = make.account(unit=east)
    return who, make.appoint(who, Role.OFFICER, east)


def test_delegate_and_withdraw(lender, east):
    giver, lent = lender
    helper = make.account(unit=make.union(east))
    made = lend(make.actor(giver), lent, helper, powers=["org.view"])
    deputy = make.actor(helper)
    assert reach(deputy, "org.view") == ((east.path, east.path + "["),)
    assert reach(deputy, "org.edit") == ()
    assert queries.on_behalf(deputy, "org.view", east.path).for_account_id == giver.pk
    assert queries.on_behalf(make.actor(giver), "org.view", east.path).for_account_id is None
    actions.withdraw_delegation(actor=make.actor(giver), delegation_code=made.code, now=timezone.now())
    assert reach(make.actor(helper), "org.view") == ()
    before = rows()
    with pytest.raises(actions.DelegationNotFound):
        actions.withdraw_delegation(actor=make.actor(giver), delegation_code=made.code, now=timezone.now())
    assert rows() == before


def test_what_is_borrowed_is_not_lent_on(lender, east):
    giver, lent = lender
    helper, third = make.account(unit=east), make.account(unit=east)
    lend(make.actor(giver), lent, helper)
    before = rows()
    with pytest.raises(queries.AppointmentNotFound):
        lend(make.actor(helper), lent, third)
    assert rows() == before


def test_delegate_refuses(lender, root, east):
    giver, lent = lender
    actor = make.actor(giver)
    helper, above = make.account(unit=east), make.account(unit=root)
    admin = make.account(unit=east)
    make.appoint(admin, Role.AUDIT_ADMIN, east)
    me_admin = make.account(unit=east)
    lent_admin = make.appoint(me_admin, Role.SYSTEM_ADMIN, east)
    ended = make.appoint(giver, Role.LEADER, east, until=TODAY)
    before = rows()
    for refusal, given in (
        (queries.AccountNotFound, {"to": giver}),
        (queries.AppointmentNotFound, {"lent": ended, "to": helper}),
        (actions.DeputyElsewhere, {"to": above}),
        (actions.DeputyElsewhere, {"to": make.account(unit=east, kind="worker")}),
        (actions.NotToDelegate, {"to": admin}),
        (actions.PowerNotHeld, {"to": helper, "powers": ["access.trail"]}),
        (actions.PowerNotHeld, {"to": helper, "powers": ["no.such"]}),
        (actions.DaysWrong, {"to": helper, "until": TODAY}),
        (actions.DaysWrong, {"to": helper, "since": TODAY - DAY}),
        (actions.DaysWrong, {"to": helper, "until": TODAY + 367 * DAY}),
    ):
        with pytest.raises(refusal):
            lend(actor, **({"lent": lent} | given))
    with pytest.raises(actions.NotToDelegate):
        lend(make.actor(me_admin), lent_admin, helper)
    assert rows() == before


def test_strangers_do_not_withdraw(lender, east):
    giver, lent = lender
    helper = make.account(unit=east)
    made = lend(make.actor(giver), lent, helper)
    stranger = make.officer(east)
    before = rows()
    with pytest.raises(actions.DelegationNotFound):
        actions.withdraw_delegation(actor=stranger, delegation_code=made.code, now=timezone.now())
    assert rows() == before
    actions.withdraw_delegation(
        actor=make.officer(east, Role.SECURITY_ADMIN), delegation_code=made.code, now=timezone.now()
    )


def test_lists_of_appointments(security, root, east):
    who = make.account(unit=east)
    made = make.appoint(who, Role.OFFICER, east)
    make.appoint(who, Role.LEADER, east, until=TODAY)
    assert list(queries.appointments(security, unit_code=east.code)) == [made]
    assert [one.pk for one in queries.own_appointments(make.actor(who))] == [made.pk]
    assert [one.pk for one in queries.possible_deputies(make.actor(who), made.code)] == []
    page = queries.account_page(security, who.code)
    assert sorted(one.role for one in page.appointments) == [Role.LEADER, Role.OFFICER]
