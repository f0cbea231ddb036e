"""The inbox of the desk: the bell, reading, what a worker says is wrong, and the answer that reaches her."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.engines.messaging import actions, queries
from niangjia.engines.messaging.models import Message, Recipient
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import SYSTEM, Actor, ActorKind
from tests import factories as make
from tests.fronts.conftest import House


@pytest.fixture
def asked(house: House) -> Message:
    """王桂兰 says that her phone is wrong; the clerk and the chair of her union hear it."""
    for role in (Role.CHAIR, Role.READER):
        who = house.accounts[f"near-{role}"] = make.account(f"近处{role.label}", unit=house.union)
        make.appoint(who, role, house.union)
    her = Actor(ActorKind.WORKER, person_id=house.person.pk)
    return actions.ask_keepers(actor=her, about=["phone"], words="换成新的了", now=timezone.now())


def bell(browser: Client) -> bool:
    return "消息，1 条没有看" in browser.get("/desk/help/").content.decode()


def test_the_bell_counts_until_the_message_is_opened(house: House, asked: Message) -> None:
    browser = house.client(f"near-{Role.CHAIR}")
    assert bell(browser)
    listed = browser.get("/desk/inbox/?unread=1").content.decode()
    assert f"/desk/inbox/{asked.code}/" in listed
    text = browser.get(f"/desk/inbox/{asked.code}/").content.decode()
    assert "换成新的了" in text
    assert f"/desk/people/{house.person.code}/" in text
    assert not bell(browser)
    assert f"/desk/inbox/{asked.code}/" not in browser.get("/desk/inbox/?unread=1").content.decode()


def test_only_the_nearest_keepers_have_it(house: House, asked: Message) -> None:
    for role in (f"near-{Role.READER}", Role.ORGANISER, "elsewhere"):
        browser = house.client(role)
        assert not bell(browser)
        assert browser.get(f"/desk/inbox/{asked.code}/").status_code == 404


def test_the_answer_reaches_the_worker_and_nobody_else(house: House, asked: Message) -> None:
    browser = house.client(f"near-{Role.CHAIR}")
    empty = browser.post(f"/desk/inbox/{asked.code}/", {"words": " "})
    assert empty.status_code == 422
    assert Message.objects.count() == 1
    sent = browser.post(f"/desk/inbox/{asked.code}/", {"words": "已经改好，谢谢。"})
    assert sent["Location"] == "/desk/inbox/"
    answer = Message.objects.exclude(pk=asked.pk).get()
    assert list(Recipient.objects.filter(message=answer).values_list("person_id", "account_id")) == [
        (house.person.pk, None)
    ]
    hers = Actor(ActorKind.WORKER, person_id=house.person.pk)
    (line,) = queries.inbox(hers).items
    assert (line.title, line.body) == ("您反映的资料问题，工会答复了", "已经改好，谢谢。")


def test_other_messages_take_no_answer(house: House) -> None:
    chair: Any = house.accounts[Role.CHAIR]
    told = actions.send(actor=SYSTEM, topic="notice", title="通知", accounts=[chair.pk], now=timezone.now())
    browser = house.client(Role.CHAIR)
    assert "<textarea" not in browser.get(f"/desk/inbox/{told.code}/").content.decode()
    browser.post(f"/desk/inbox/{told.code}/", {"words": "x"})
    assert Message.objects.count() == 1


def test_all_are_marked_as_read_at_once(house: House) -> None:
    reader = house.accounts[Role.READER]
    for number in range(3):
        actions.send(actor=SYSTEM, topic="notice", title=f"{number}", accounts=[reader.pk], now=timezone.now())
    browser = house.client(Role.READER)
    assert browser.get("/desk/inbox/read/").status_code == 405
    assert browser.post("/desk/inbox/read/").status_code == 302
    assert Recipient.objects.filter(account_id=reader.pk, read_at__isnull=True).count() == 0
