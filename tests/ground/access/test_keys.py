"""Keys of the API: asked for by one, released by another; what they open, and when they open nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from niangjia.ground.access import actions, queries
from niangjia.ground.access.actions import refusals
from niangjia.ground.access.models import Account, ApiKey
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import OPERATOR, Actor, ActorKind, holds, known_powers, reach, subtree_range
from tests import factories as make

NOW = timezone.now()
TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=90)


@pytest.fixture
def county(db: Any) -> Any:
    return make.county()


@pytest.fixture
def system(county: Any) -> Actor:
    return make.officer(county, Role.SYSTEM_ADMIN)


@pytest.fixture
def security(county: Any) -> Actor:
    return make.officer(county, Role.SECURITY_ADMIN)


def ask(actor: Actor, at: Any, **given: Any) -> ApiKey:
    asked = {"name": "体检中心", "purpose": "取预约名单", "powers": ["org.view"], "until": LATER, "now": NOW} | given
    return actions.ask_key(actor=actor, unit_code=at.code, **asked)


def behind(secret: str, *, address: str = "10.0.0.9", now: Any = NOW) -> Actor | None:
    found = queries.behind_key(secret, address=address, now=now)
    return found.actor if found else None


@pytest.fixture
def town(county: Any) -> Any:
    return make.town(county)


@pytest.fixture
def key(town: Any, system: Actor) -> ApiKey:
    return ask(system, town)


@pytest.fixture
def secret(key: ApiKey, security: Actor) -> str:
    return actions.release_key(actor=security, key_code=key.code, now=NOW)


def test_a_key_reaches_its_branch_with_its_powers(secret: str, key: ApiKey, town: Any) -> None:
    actor = behind(secret)
    assert actor is not None
    assert actor.kind is ActorKind.PARTNER
    assert reach(actor, "org.view") == (subtree_range(town.path),)
    assert [code for code in known_powers() if holds(actor, code)] == ["org.view"]


def test_a_job_that_a_key_left_behind_has_the_same_reach(secret: str, key: ApiKey, town: Any) -> None:
    actor = queries.actor_for(key.account_id)
    assert reach(actor, "org.view") == (subtree_range(town.path),)


def test_the_secret_is_kept_nowhere(secret: str, key: ApiKey) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_apikey")
        assert secret not in str(cursor.fetchall())
    assert secret not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert ApiKey.rows.get().digest is not None


def test_the_trail_names_both(secret: str, key: ApiKey, system: Actor, security: Actor) -> None:
    told = Entry.objects.filter(subject_kind="access.key").order_by("pk").values_list("verb", "account_id")
    assert list(told) == [("access.key_asked", system.account_id), ("access.key_released", security.account_id)]


def test_nobody_releases_what_she_asked_for(county: Any, town: Any) -> None:
    key = ask(OPERATOR, town)
    both = make.officer(county, Role.SECURITY_ADMIN)
    ApiKey.rows.filter(pk=key.pk).update(asked_by_id=both.account_id)
    with pytest.raises(refusals.NotOneself):
        actions.release_key(actor=both, key_code=key.code, now=NOW)
    assert ApiKey.rows.get().digest is None
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.rows.update(released_by_id=both.account_id, released_at=NOW)


def test_each_administrator_has_a_part(key: ApiKey, system: Actor, security: Actor, town: Any) -> None:
    with pytest.raises(queries.KeyNotFound):
        actions.release_key(actor=system, key_code=key.code, now=NOW)
    with pytest.raises(Exception, match="not_found"):
        ask(security, town)


def test_before_the_release_it_opens_nothing(key: ApiKey) -> None:
    assert reach(queries.actor_for(key.account_id), "org.view") == ()


@pytest.mark.parametrize("who", ["system", "security"])
def test_revoked_at_once_by_either(who: str, secret: str, key: ApiKey, request: pytest.FixtureRequest) -> None:
    actions.revoke_key(actor=request.getfixturevalue(who), key_code=key.code, now=NOW)
    assert behind(secret) is None
    with pytest.raises(refusals.KeyNotWaiting):
        actions.release_key(actor=request.getfixturevalue("security"), key_code=key.code, now=NOW)


def test_an_auditor_does_not_revoke(secret: str, key: ApiKey, county: Any) -> None:
    with pytest.raises(Exception, match="not_allowed"):
        actions.revoke_key(actor=make.officer(county, Role.AUDIT_ADMIN), key_code=key.code, now=NOW)
    assert behind(secret) is not None


def _expire(key: ApiKey) -> None:
    ApiKey.rows.filter(pk=key.pk).update(until=TODAY)


def _lock(key: ApiKey) -> None:
    Account.objects.filter(pk=key.account_id).update(locked_at=NOW)


def _close(key: ApiKey) -> None:
    Account.objects.filter(pk=key.account_id).update(is_active=False)


def _dissolve(key: ApiKey) -> None:
    type(key.unit).objects.filter(pk=key.unit_id).update(dissolved_on=TODAY)


@pytest.mark.parametrize("hinder", [_expire, _lock, _close, _dissolve])
def test_what_stops_a_key(hinder: Any, secret: str, key: ApiKey) -> None:
    assert behind(secret) is not None
    hinder(key)
    assert behind(secret) is None
    assert reach(queries.actor_for(key.account_id), "org.view") == ()


@pytest.mark.parametrize(
    ("allowed", "address", "good"),
    [
        ([], "203.0.113.7", True),
        (["10.1.2.0/24"], "10.1.2.77", True),
        (["10.1.2.0/24"], "10.1.3.1", False),
        (["10.1.2.3"], "10.1.2.3", True),
        (["2001:db8::/32"], "2001:db8::5", True),
        (["10.1.2.3"], "", False),
    ],
)
def test_addresses(allowed: list[str], address: str, good: bool, system: Actor, security: Actor, town: Any) -> None:
    made = ask(system, town, addresses=allowed)
    secret = actions.release_key(actor=security, key_code=made.code, now=NOW)
    assert (behind(secret, address=address) is not None) is good


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": " "}, refusals.NameMissing),
        ({"purpose": ""}, refusals.PurposeMissing),
        ({"powers": []}, refusals.PowerNotForKeys),
        ({"powers": ["people.reveal"]}, refusals.PowerNotForKeys),
        ({"powers": ["approvals.use"]}, refusals.PowerNotForKeys),
        ({"addresses": ["300.1.1.1"]}, refusals.AddressUnfit),
        ({"until": TODAY}, refusals.DaysWrong),
        ({"until": TODAY + timedelta(days=400)}, refusals.DaysWrong),
    ],
)
def test_what_is_refused(given: dict[str, Any], refusal: Any, system: Actor, town: Any) -> None:
    with pytest.raises(refusal) as raised:
        ask(system, town, **given)
    assert raised.value.sentence
    assert not ApiKey.rows.exists()


def test_what_is_listed_beyond_what_keys_may_have_opens_nothing(secret: str, key: ApiKey) -> None:
    """Control: the list in the row is not believed by itself."""
    ApiKey.rows.filter(pk=key.pk).update(powers=["org.view", "people.reveal", "approvals.use", "org.edit"])
    actor = behind(secret)
    assert actor is not None
    assert [code for code in known_powers() if holds(actor, code)] == ["org.view"]


def test_no_password_for_the_account_of_a_key(key: ApiKey, system: Actor) -> None:
    for act in (actions.invite, actions.ask_reset):
        with pytest.raises(refusals.NoPasswordHere):
            act(actor=system, account_code=key.account.code, now=NOW)


def test_keys_are_seen_where_they_reach(key: ApiKey, county: Any, system: Actor) -> None:
    elsewhere = make.officer(make.town(county, "古山镇总工会"), Role.SYSTEM_ADMIN)
    assert [one.pk for one in queries.api_keys(system, state="waiting").rows] == [key.pk]
    assert queries.api_keys(elsewhere, state="all").rows == []
    with pytest.raises(queries.KeyNotFound):
        queries.api_key(elsewhere, key.code)


def test_states(key: ApiKey, security: Actor) -> None:
    assert queries.state_of_key(key, TODAY) == "waiting"
    actions.release_key(actor=security, key_code=key.code, now=NOW)
    key.refresh_from_db()
    assert (queries.state_of_key(key, TODAY), queries.state_of_key(key, date(2999, 1, 1))) == ("open", "over")
    actions.revoke_key(actor=security, key_code=key.code, now=NOW)
    key.refresh_from_db()
    assert queries.state_of_key(key, TODAY) == "revoked"


def test_the_last_use_is_noted_to_the_minute(secret: str, key: ApiKey) -> None:
    actor = behind(secret)
    assert actor is not None
    actions.note_use(actor=actor, now=NOW)
    actions.note_use(actor=actor, now=NOW + timedelta(seconds=30))
    assert ApiKey.rows.get().used_at == NOW
    actions.note_use(actor=actor, now=NOW + timedelta(seconds=90))
    assert ApiKey.rows.get().used_at == NOW + timedelta(seconds=90)
