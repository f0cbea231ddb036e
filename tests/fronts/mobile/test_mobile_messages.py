"""Messages on the phone: hers alone, read once opened; and telling the union that something is wrong."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories
from tests.fronts.mobile.conftest import NAME, Place

from niangjia.engines.messaging import actions
from niangjia.engines.messaging.models import Message, Recipient
from niangjia.engines.messaging.queries import inbox
from niangjia.ground.access.models import Account
from niangjia.ground.people import actions as people
from niangjia.ground.people.models import Membership
from niangjia.kit.powers import SYSTEM


def tell(*persons: int, title: str = "您的会籍转好了", **more: str) -> Message:
    return actions.send(actor=SYSTEM, topic="test", title=title, persons=persons, now=timezone.now(), **more)


def html_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_message_is_unread_until_it_is_opened(inside: Client, place: Place) -> None:
    said = tell(place.worker.pk, body="不用做什么，会员证号不变。")
    assert "有 1 条消息没有看" in html_of(inside, "/m/")
    assert "没有看" in html_of(inside, "/m/messages/")

    assert "不用做什么，会员证号不变。" in html_of(inside, f"/m/messages/{said.code}/")
    assert Recipient.objects.get().read_at is not None
    assert "没有看" not in html_of(inside, "/m/messages/")
    assert "nj-count" not in html_of(inside, "/m/")


def test_somebody_elses_message_is_not_there(inside: Client, place: Place) -> None:
    said = tell(factories.member(place.union).pk)

    assert inside.get(f"/m/messages/{said.code}/").status_code == 404
    assert inside.get("/m/messages/nothing/").status_code == 404
    assert Recipient.objects.get().read_at is None


def test_words_of_a_message_are_words(inside: Client, place: Place) -> None:
    said = tell(place.worker.pk, title="<b>标题</b>", body="<script>alert(1)</script>")
    html = html_of(inside, f"/m/messages/{said.code}/")
    assert "<script>alert" not in html
    assert "&lt;b&gt;标题&lt;/b&gt;" in html


def test_older_messages_are_a_page_away(inside: Client, place: Place) -> None:
    for _ in range(31):
        tell(place.worker.pk)
    html = html_of(inside, "/m/messages/")
    assert html.count("您的会籍转好了") == 30
    mark = html.split('href="?after=')[1].split('"')[0]
    assert html_of(inside, f"/m/messages/?after={mark}").count("您的会籍转好了") == 1


def keeper(at: object, role: str = "clerk") -> Account:
    who = factories.account()
    factories.appoint(who, role, at)  # type: ignore[arg-type]
    return who


def test_what_is_wrong_reaches_those_nearest(inside: Client, place: Place) -> None:
    near, far = keeper(place.union), keeper(place.town, "officer")
    keeper(place.union, "reviewer")
    answer = inside.post("/m/me/data/wrong/", {"about": ["work", "phone"], "words": "我 3 月起在永安五金厂上班"})

    assert answer.headers["Location"] == "/m/me/data/"
    told = inbox(factories.actor(near)).items[0]
    assert told.body == f"会员：{NAME}\n不对的地方：工作单位、手机号\n应该是：我 3 月起在永安五金厂上班"
    assert (told.subject_kind, told.subject_code) == ("people.person", place.worker.code)
    assert not Recipient.objects.filter(account=far).exists()
    assert Recipient.objects.count() == 1


def test_where_the_union_has_nobody_the_town_is_told(inside: Client, place: Place) -> None:
    officer = keeper(place.town, "officer")
    inside.post("/m/me/data/wrong/", {"about": ["name"]})
    assert Recipient.objects.get(account__isnull=False).account_id == officer.pk


def test_where_there_is_nobody_at_all_she_is_told_whom_to_call(inside: Client) -> None:
    html = inside.post("/m/me/data/wrong/", {"about": ["name"], "words": "应该是李秀瑛"}).content.decode()

    assert "您的工会还没有人在平台上值守，请打 12351 或者去窗口说。" in html
    assert "应该是李秀瑛" in html
    assert not Message.objects.exists()


def test_one_part_has_to_be_chosen(inside: Client, place: Place) -> None:
    keeper(place.union)
    html = inside.post("/m/me/data/wrong/", {"words": "不对"}).content.decode()
    assert "请选不对的是哪一项。" in html
    assert not Message.objects.exists()


def test_five_letters_a_day(inside: Client, place: Place) -> None:
    keeper(place.union)
    for _ in range(5):
        inside.post("/m/me/data/wrong/", {"about": ["name"]})
    assert "今天已经发过几次了" in inside.post("/m/me/data/wrong/", {"about": ["name"]}).content.decode()
    assert Message.objects.count() == 5


@pytest.mark.parametrize("words", ["我在医院", ""])
def test_erasing_her_erases_what_she_wrote(inside: Client, place: Place, words: str) -> None:
    keeper(place.union)
    inside.post("/m/me/data/wrong/", {"about": ["name"], "words": words})
    Membership.rows.update(left_on=timezone.localdate(), leaving="left")
    people.erase(
        actor=factories.actor(Account.objects.get(name=NAME), person_id=place.worker.pk),
        code=place.worker.code,
        now=timezone.now(),
    )
    assert not Message.objects.exists()
