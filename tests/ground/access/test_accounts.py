"""Opening, inviting, taking up, locking, resetting; a link works once, resets take two people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from niangjia.ground.access import actions, queries
from niangjia.ground.access.models import Account, Invitation, Kept
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.org.queries import UnitNotFound
from niangjia.kit import vault
from niangjia.kit.powers import OPERATOR, SYSTEM, reach
from tests import factories as make

pytestmark = pytest.mark.django_db
NEW = "Quite-another-9"


def now():
    return timezone.now()


def rows():
    return [list(model._default_manager.order_by("pk").values_list()) for model in (Account, Invitation, Entry)]


@pytest.fixture
def root():
    return make.county()


@pytest.fixture
def system(root):
    return make.officer(root, Role.SYSTEM_ADMIN, unit=root)


@pytest.fixture
def security(root):
    return make.officer(root, Role.SECURITY_ADMIN, unit=root)


def open_account(actor, unit, **given):
    given = {"username": "hu.xiaolan", "name": "测试甲", "phone": "13800000001"} | given
    return actions.create_account(actor=actor, unit_code=unit.code, now=now(), **given)


def test_create_invite_accept(system, root):
    made = open_account(system, root, username=" Hu.Xiaolan ", phone="138 0000 0001")
    assert (made.username, made.unit, made.has_usable_password()) == ("hu.xiaolan", root, False)
    assert "13800000001" not in made.phone_sealed
    assert vault.unseal(made.phone_sealed, field="account.phone") == "13800000001"
    assert queries.account_by_phone("+86 13800000001") == made
    assert queries.account_page(system, made.code).phone == "138****0001"
    token = actions.invite(actor=system, account_code=made.code, now=now())
    assert token not in str(Invitation.objects.values_list())
    taken = actions.accept_invitation(actor=SYSTEM, token=token, password=NEW, now=now())
    assert (taken.pk, taken.check_password(NEW)) == (made.pk, True)
    assert list(Entry.objects.order_by("pk").values_list("verb", "account_id", "path")) == [
        ("access.account_opened", system.account_id, root.path),
        ("access.invited", system.account_id, root.path),
        ("access.link_used", made.pk, root.path),
    ]
    before = rows()
    with pytest.raises(actions.InvitationSpent):
        actions.accept_invitation(actor=SYSTEM, token=token, password=NEW, now=now())
    with pytest.raises(actions.AlreadyTakenUp):
        actions.invite(actor=system, account_code=made.code, now=now())
    assert rows() == before


def test_only_the_newest_link_works_and_not_for_ever(system, root):
    made = open_account(system, root)
    first = actions.invite(actor=system, account_code=made.code, now=now())
    second = actions.invite(actor=system, account_code=made.code, now=now())
    before = rows()
    for token, when in ((first, now()), ("guess", now()), (second, now() + timedelta(days=8))):
        with pytest.raises(actions.InvitationSpent):
            actions.accept_invitation(actor=SYSTEM, token=token, password=NEW, now=when)
    assert rows() == before
    assert actions.accept_invitation(actor=SYSTEM, token=second, password=NEW, now=now()).pk == made.pk


@pytest.mark.parametrize(
    "password", ["short-A1", "alllowercaseletters", "hu.xiaolan", "12345678901234", "ALLUPPER12345"]
)
def test_weak_passwords(system, root, password):
    made = open_account(system, root)
    token = actions.invite(actor=system, account_code=made.code, now=now())
    before = rows()
    with pytest.raises(actions.WeakPassword) as refused:
        actions.accept_invitation(actor=SYSTEM, token=token, password=password, now=now())
    assert refused.value.sentence
    assert rows() == before


def test_create_refuses(system, security, root):
    open_account(system, root)
    stranger = make.county("别县总工会")
    before = rows()
    for refusal, actor, unit, given in (
        (actions.UsernameTaken, system, root, {}),
        (actions.UsernameUnfit, system, root, {"username": "a b"}),
        (actions.UsernameUnfit, system, root, {"username": "ab"}),
        (actions.NameMissing, system, root, {"username": "other", "name": " "}),
        (actions.PhoneUnfit, system, root, {"username": "other", "phone": "138"}),
        (actions.PhoneTaken, system, root, {"username": "other"}),
        (UnitNotFound, system, stranger, {"username": "other"}),
        (UnitNotFound, security, root, {"username": "other"}),
    ):
        with pytest.raises(refusal):
            open_account(actor, unit, **given)
    assert rows() == before


def test_lock_takes_everything_at_once(security, root):
    who = make.account(unit=root)
    make.appoint(who, Role.OFFICER, root)
    actions.lock_account(actor=security, account_code=who.code, now=now())
    assert reach(make.actor(who), "org.view") == ()
    actions.unlock_account(actor=security, account_code=who.code, now=now())
    assert reach(make.actor(who), "org.view") != ()
    me = Account.objects.get(pk=security.account_id)
    before = rows()
    with pytest.raises(actions.NotOneself):
        actions.lock_account(actor=security, account_code=me.code, now=now())
    with pytest.raises(queries.AccountNotFound):
        actions.lock_account(actor=make.officer(root), account_code=who.code, now=now())
    assert rows()[1:] == before[1:]


def test_reset_takes_two(system, security, root):
    who = make.account(unit=root)
    Authenticator.objects.create(user=who, type=Authenticator.Type.TOTP, data={})
    before = rows()
    with pytest.raises(actions.ResetNotAsked):
        actions.reset_authenticator(actor=security, account_code=who.code, now=now())
    with pytest.raises(queries.AccountNotFound):
        actions.ask_reset(actor=security, account_code=who.code, now=now())
    assert rows() == before
    actions.ask_reset(actor=system, account_code=who.code, now=now())
    with pytest.raises(queries.AccountNotFound):
        actions.reset_authenticator(actor=system, account_code=who.code, now=now())
    with pytest.raises(actions.ResetNotAsked):
        actions.reset_authenticator(actor=security, account_code=who.code, now=now() + timedelta(hours=25))
    token = actions.reset_authenticator(actor=security, account_code=who.code, now=now())
    assert Authenticator.objects.filter(user=who).count() == 1  # nothing is lost until the link is used
    actions.accept_invitation(actor=SYSTEM, token=token, password=NEW, now=now())
    who.refresh_from_db()
    assert (Authenticator.objects.filter(user=who).count(), who.check_password(NEW)) == (0, True)
    with pytest.raises(actions.ResetNotAsked):  # agreed once, used up
        actions.reset_authenticator(actor=security, account_code=who.code, now=now())


def test_the_terminal_is_two_people(root):
    """At the terminal nobody else may be left: it may ask and agree."""
    who = make.account(unit=root)
    actions.ask_reset(actor=OPERATOR, account_code=who.code, now=now())
    assert actions.reset_authenticator(actor=OPERATOR, account_code=who.code, now=now())


def test_locked_account_cannot_use_a_link(system, security, root):
    made = open_account(system, root)
    token = actions.invite(actor=system, account_code=made.code, now=now())
    actions.lock_account(actor=security, account_code=made.code, now=now())
    with pytest.raises(actions.InvitationSpent):
        actions.accept_invitation(actor=SYSTEM, token=token, password=NEW, now=now())


def test_change_password_and_when_it_is_due(root, settings):
    who = make.account(unit=root)
    with pytest.raises(actions.WrongPassword):
        actions.change_password(actor=make.actor(who), old="no", new=NEW, now=now())
    with pytest.raises(actions.SamePassword):
        actions.change_password(actor=make.actor(who), old=make.PASSWORD, new=make.PASSWORD, now=now())
    actions.change_password(actor=make.actor(who), old=make.PASSWORD, new=NEW, now=now())
    settings.PASSWORD_DAYS = 90
    assert not queries.password_due(who.pk, now() + timedelta(days=89))
    assert queries.password_due(who.pk, now() + timedelta(days=90))
    settings.PASSWORD_DAYS = 0
    assert not queries.password_due(who.pk, now() + timedelta(days=900))


def test_worker_account_by_phone(root):
    made = actions.open_worker_account(actor=SYSTEM, phone="13900000002", name="测试乙", now=now())
    again = actions.open_worker_account(actor=SYSTEM, phone="139-0000-0002", name="", now=now())
    assert (made.kind, again.pk) == ("worker", made.pk)
    with pytest.raises(actions.NotByTerminalOnly):
        actions.open_worker_account(actor=make.officer(root), phone="13900000003", name="", now=now())


def test_accounts_are_seen_by_those_who_look_after_them(system, root):
    east = make.town(root)
    mine, other, worker = make.account(unit=east), make.account(unit=root), make.account(kind="worker")
    local = make.officer(east, Role.SYSTEM_ADMIN, unit=east)
    seen = {row.pk for row in queries.accounts(local).rows}
    assert seen == {mine.pk, local.account_id}
    assert {mine.pk, other.pk, system.account_id} <= {row.pk for row in queries.accounts(system).rows}
    assert worker.pk not in {row.pk for row in queries.accounts(system).rows}
    for hidden in (other, worker):
        with pytest.raises(queries.AccountNotFound):
            queries.account_page(local, hidden.code)
    with pytest.raises(queries.AccountNotFound):
        queries.account_page(make.officer(root), mine.code)


def test_close_account(system, root):
    who = make.account(unit=root)
    held = make.appoint(who, Role.OFFICER, root)
    actions.close_account(actor=system, account_code=who.code, now=now())
    held.refresh_from_db()
    assert reach(make.actor(who), "org.view") == ()
    assert (held.until, held.ended_by_id) == (timezone.localdate(), system.account_id)
    before = rows()
    actions.close_account(actor=system, account_code=who.code, now=now())
    assert rows() == before


def test_the_last_administrator_is_not_closed(system, security, root):
    code = Account.objects.get(pk=security.account_id).code
    before = rows()
    with pytest.raises(actions.LastAdministrator):
        actions.close_account(actor=system, account_code=code, now=now())
    assert rows() == before
    make.officer(root, Role.SECURITY_ADMIN, unit=root)
    actions.close_account(actor=system, account_code=code, now=now())


@pytest.mark.parametrize("how", ["appointed", "coming", "borrowed"])
def test_a_town_cannot_take_over_an_account_of_the_county(root, how):
    """The account is at home in the town but holds something in the county."""
    east = make.town(root)
    who = make.account(unit=east)
    if how == "borrowed":
        make.deputy(make.appoint(make.account(unit=root), Role.LEADER, root), who)
    else:
        since = timezone.localdate() + timedelta(days=1) if how == "coming" else make.LONG_AGO
        make.appoint(who, Role.LEADER, root, since=since)
    system, security = make.officer(east, Role.SYSTEM_ADMIN), make.officer(east, Role.SECURITY_ADMIN)
    before = rows()
    for actor, act in (
        (system, actions.close_account),
        (system, actions.ask_reset),
        (system, actions.invite),
        (security, actions.lock_account),
        (security, actions.unlock_account),
        (security, actions.reset_authenticator),
    ):
        with pytest.raises(actions.AboveOwnPlace):
            act(actor=actor, account_code=who.code, now=now())
    assert rows() == before
    actions.lock_account(actor=make.officer(root, Role.SECURITY_ADMIN), account_code=who.code, now=now())


def test_a_locked_worker_reads_nothing_of_her_own():
    who = make.account(kind="worker")
    assert make.actor(who, person_id=7).person_id == 7
    Account.objects.filter(pk=who.pk).update(locked_at=now())
    assert make.actor(who, person_id=7).person_id is None
    Account.objects.filter(pk=who.pk).update(locked_at=None, is_active=False)
    assert make.actor(who, person_id=7).person_id is None


# ------------------------------------------------------------------ kept choices


def test_keep_share_forget(root):
    east = make.town(root)
    me, colleague, stranger = (make.account(unit=east) for _ in range(3))
    make.appoint(me, Role.OFFICER, east)
    make.appoint(colleague, Role.READER, make.union(east))
    mine = make.actor(me)
    made = actions.keep(
        actor=mine, topic="filter:people", name="货运", value={"trade": ["货运"]}, shared_unit_code=east.code, now=now()
    )
    actions.keep(actor=mine, topic="filter:people", name="货运", value={"trade": ["快递"]}, now=now())
    assert Kept.objects.get().value == {"trade": ["快递"]}
    assert queries.kept(make.actor(colleague), "filter:people") == []
    actions.keep(actor=mine, topic="filter:people", name="货运", value={}, shared_unit_code=east.code, now=now())
    assert queries.kept(make.actor(colleague), "filter:people") == [made]
    assert queries.kept(make.actor(stranger), "filter:people") == []
    with pytest.raises(actions.KeptNotFound):
        actions.forget(actor=make.actor(colleague), kept_id=made.pk, now=now())
    with pytest.raises(actions.TopicUnknown):
        actions.keep(actor=mine, topic="secrets", value={}, now=now())
    with pytest.raises(UnitNotFound):
        actions.keep(actor=make.actor(stranger), topic="columns", value={}, shared_unit_code=east.code, now=now())
    actions.forget(actor=mine, kept_id=made.pk, now=now())
    assert Kept.objects.count() == 0
