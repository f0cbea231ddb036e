"""A chair on the phone: what she looks after, one matter, many after a preview, and ten seconds to think again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests import approving
from tests import factories as make
from tests.approving import JOINING, ask
from tests.fronts.test_bulk import hidden

from niangjia.engines.approvals.models import Matter
from niangjia.ground.access.models import Account
from niangjia.ground.org.choices import Role

LIST = "/m/approvals/"


@pytest.fixture(autouse=True)
def made_up_kinds() -> Iterator[None]:
    with approving.made_up():
        yield


def browser(who: Any) -> Client:
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(params=["staff", "worker"])
def chair(request: Any, place: Any) -> Client:
    """A chair with a staff account, and one who is known by her worker's account alone."""
    who = make.account("陈国平", kind=request.param)
    make.appoint(who, Role.CHAIR, place.union)
    return browser(who)


def states(some: list[Matter]) -> list[str]:
    return [Matter.rows.get(pk=one.pk).state for one in some]


def test_home_leads_to_what_waits(place: Any, chair: Client, inside: Client) -> None:
    assert "没有等您审批的" in chair.get("/m/").content.decode()
    ask(JOINING, place.union)
    ask(JOINING, place.union)
    assert "2 件等您审批" in chair.get("/m/").content.decode()
    assert "审批" not in inside.get("/m/").content.decode()
    assert inside.get(LIST).status_code == 404


def test_one_by_one(place: Any, chair: Client) -> None:
    one, two = (ask(JOINING, place.union) for _ in range(2))
    text = chair.get(f"{LIST}{one.code}/").content.decode()
    assert "年满十六周岁" in text
    assert "同意：工会审批" in text
    answer = chair.post(f"{LIST}{one.code}/approve/", {"revision": "1", "next": two.code})
    assert answer["Location"] == f"{LIST}{two.code}/"
    assert states([one, two]) == ["approved", "waiting"]
    chair.post(f"{LIST}undo/")
    assert states([one, two]) == ["waiting", "waiting"]
    assert chair.post(f"{LIST}{one.code}/approve/", {"revision": "1"}).status_code == 409
    assert states([one, two]) == ["waiting", "waiting"]


def test_returning_with_a_reason(place: Any, chair: Client) -> None:
    one = ask(JOINING, place.union)
    answer = chair.post(f"{LIST}{one.code}/return/", {"words": "照片重拍"})
    assert answer.status_code == 422
    assert "照片重拍" in answer.content.decode()
    assert states([one]) == ["waiting"]
    chair.post(f"{LIST}{one.code}/return/", {"words": "照片重拍", "reason": "photo"})
    assert states([one]) == ["returned"]


def test_many_after_a_preview(place: Any, chair: Client) -> None:
    some = [ask(JOINING, place.union) for _ in range(3)]
    assert "还没有选" in chair.post(f"{LIST}many/", {}, follow=True).content.decode()
    where = chair.post(f"{LIST}many/", {"pick": [some[0].code, some[1].code]})["Location"]
    preview = chair.get(where).content.decode()
    assert "同意这 2 件？" in preview
    assert some[2].title not in preview
    assert states(some) == ["waiting"] * 3
    assert chair.post(where, {"digest": "wrong"}).status_code == 422
    chair.post(where, hidden(preview))
    assert "办好了 2 件" in chair.get(where).content.decode()
    assert states(some) == ["approved", "approved", "waiting"]
    chair.post(f"{LIST}undo/")
    assert states(some) == ["waiting"] * 3


def test_another_union_finds_nothing(place: Any, chair: Client) -> None:
    other = make.union(place.town)
    one = ask(JOINING, other)
    for path in (f"{LIST}{one.code}/", f"{LIST}{one.code}/return/"):
        assert chair.get(path).status_code == 404
    assert chair.post(f"{LIST}{one.code}/approve/", {"revision": "1"}).status_code == 404
    assert states([one]) == ["waiting"]


def test_ones_own_matter_is_locked(place: Any, chair: Client) -> None:
    mine = ask(JOINING, place.union, actor=make.actor(Account.objects.get(name="陈国平")))
    text = chair.get(LIST).content.decode()
    assert "您经手的，要由同事办" in text
    assert f'value="{mine.code}"' not in text
    assert chair.post(f"{LIST}{mine.code}/approve/", {"revision": "1"}).status_code == 409
    assert states([mine]) == ["waiting"]
