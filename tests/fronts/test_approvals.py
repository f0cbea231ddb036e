"""The desk of approvals: lists, one matter, decisions on many, ten seconds, routes, and the counts on home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from niangjia.engines.approvals import actions
from niangjia.engines.approvals.actions import batches
from niangjia.engines.approvals.models import Batch, Matter, Route, Stand
from niangjia.ground.org.choices import Role
from niangjia.kit.calendar import today
from tests import approving
from tests import factories as make
from tests.approving import FORMING, JOINING, ask
from tests.fronts.conftest import House
from tests.fronts.test_bulk import hidden

INBOX = "/desk/approvals/"


@pytest.fixture(autouse=True)
def made_up_kinds() -> Iterator[None]:
    with approving.made_up():
        yield


@pytest.fixture
def chair(house: House) -> Client:
    """The chair of the union at the desk."""
    who = make.account("陈国平", unit=house.union)
    make.appoint(who, Role.CHAIR, house.union)
    house.accounts["chair here"] = who
    return house.client("chair here")


def wait(house: House, number: int, days: int = 3) -> list[Matter]:
    made = [ask(JOINING, house.union, private={"workplace": "五金厂"}) for _ in range(number)]
    Stand.rows.filter(matter__in=[one.pk for one in made]).update(due_on=today() + timedelta(days=days))
    return made


def state(one: Matter) -> str:
    return Matter.rows.get(pk=one.pk).state


def shown(text: str) -> list[str]:
    return re.findall(r'data-open href="/desk/approvals/([a-z0-9]{16})/', text)


# ------------------------------------------------------------------ lists


def test_grouped_by_urgency_with_counts_and_kinds(house: House, chair: Client) -> None:
    late, due, later = wait(house, 2, -1), wait(house, 1, 0), wait(house, 3, 4)
    text = chair.get(INBOX).content.decode()
    assert shown(text) == [one.code for one in [*late, *due, *later]]
    heads = re.findall(r'class="group"><td colspan="7">(.*?)</td>', text, re.S)
    assert [re.sub(r"<[^>]*>|\s", "", head) for head in heads] == ["已逾期2件", "今天到期1件", "以后3件"]
    assert shown(chair.get(f"{INBOX}?when=today").content.decode()) == [due[0].code]
    assert shown(chair.get(f"{INBOX}?q={late[0].title[:3]}").content.decode()) == [late[0].code]
    assert shown(chair.get(f"{INBOX}?kind=test.forming&scope=nonsense&size=x").content.decode()) == []


def test_below_is_another_list(house: House, chair: Client, desk: Client) -> None:
    (one,) = wait(house, 1)
    forming = ask(FORMING, house.union)
    assert shown(desk.get(INBOX).content.decode()) == []
    assert set(shown(desk.get(f"{INBOX}?scope=below").content.decode())) == {one.code, forming.code}
    assert "下级在办" in desk.get(INBOX).content.decode()
    assert shown(house.client(Role.READER).get(f"{INBOX}?scope=below").content.decode()) == []


def test_mine_and_sent(house: House, chair: Client) -> None:
    (one,) = wait(house, 1)
    two = ask(FORMING, house.union, actor=make.actor(house.accounts["chair here"]), title="我提交的建会请示")
    text = chair.get(f"{INBOX}mine/").content.decode()
    assert two.title in text
    assert one.title not in text
    assert "您还没有办过审批" in chair.get(f"{INBOX}sent/").content.decode()
    actions.approve(actor=make.actor(house.accounts["chair here"]), code=one.code, revision=1, now=approving.now())
    assert one.title in chair.get(f"{INBOX}sent/").content.decode()


# ------------------------------------------------------------------ one matter


def test_the_page_of_a_matter(house: House, chair: Client) -> None:
    (one,) = wait(house, 1)
    text = chair.get(f"{INBOX}{one.code}/").content.decode()
    for words in ("五金厂", "年满十六周岁", "是否在本单位工作", "同意：工会审批", "第 1 件，共 1 件", "限 3 个工作日"):
        assert words in text
    assert house.client("elsewhere").get(f"{INBOX}{one.code}/").status_code == 404
    reader = house.client(Role.READER).get(f"{INBOX}{one.code}/").content.decode()
    assert "同意：" not in reader


def test_agreeing_goes_on_to_the_next_and_is_undone(house: House, chair: Client) -> None:
    one, two = wait(house, 2)
    page = chair.get(f"{INBOX}{one.code}/").content.decode()
    assert f'name="next" value="{two.code}"' in page
    answer = chair.post(f"{INBOX}{one.code}/approve/", {"revision": "1", "next": two.code})
    assert answer["Location"] == f"{INBOX}{two.code}/"
    assert state(one) == "approved"
    assert "秒内可以撤销" in chair.get(f"{INBOX}{two.code}/").content.decode()
    answer = chair.post(f"{INBOX}undo/")
    assert answer["Location"] == f"{INBOX}{one.code}/"
    assert state(one) == "waiting"
    assert "已经过了 10 秒" in chair.post(f"{INBOX}undo/", follow=True).content.decode()


def test_an_undo_too_late_changes_nothing(house: House, chair: Client) -> None:
    (one,) = wait(house, 1)
    chair.post(f"{INBOX}{one.code}/approve/", {"revision": "1"})
    session = chair.session
    session["undo"] = {**session["undo"], "at": 0}
    session.save()
    assert "秒内可以撤销" not in chair.get(INBOX).content.decode()


def test_a_stale_page_says_so_and_changes_nothing(house: House, chair: Client) -> None:
    (one,) = wait(house, 1)
    for revision in ("7", "", "x" * 20):
        answer = chair.post(f"{INBOX}{one.code}/approve/", {"revision": revision})
        assert answer.status_code == 409
        assert "有了变化，这次没有办" in answer.content.decode()
    assert state(one) == "waiting"


def test_returning_keeps_what_was_typed(house: House, chair: Client) -> None:
    (one,) = wait(house, 1)
    address = f"{INBOX}{one.code}/return/"
    answer = chair.post(address, {"revision": "1", "words": "照片重拍"})
    assert answer.status_code == 422
    assert "照片重拍" in answer.content.decode()
    assert state(one) == "waiting"
    assert chair.post(address, {"revision": "1", "words": "照片重拍", "reason": "photo"}).status_code == 302
    assert state(one) == "returned"
    assert "照片重拍" in chair.get(f"{INBOX}{one.code}/").content.decode()


def test_refusing_and_handing_over(house: House, chair: Client) -> None:
    one, two = wait(house, 2)
    chair.post(f"{INBOX}{one.code}/refuse/", {"revision": "1", "words": "已在别处入会", "reason": "twice"})
    assert state(one) == "refused"
    clerk = make.account("小徐", unit=house.union)
    make.appoint(clerk, Role.CLERK, house.union)
    page = chair.get(f"{INBOX}{two.code}/hand/").content.decode()
    assert "小徐（恒达五金有限公司工会委员会）" in page
    assert "陈国平（" not in page
    chair.post(f"{INBOX}{two.code}/hand/", {"revision": "1", "to": clerk.code})
    assert Stand.rows.get(matter=two).holder_id == clerk.pk
    assert shown(chair.get(INBOX).content.decode()) == []


def test_acts_of_the_asking_side(house: House, chair: Client) -> None:
    here = house.accounts["chair here"]
    one = ask(FORMING, house.union, actor=make.actor(here))
    page = chair.get(f"{INBOX}{one.code}/").content.decode()
    assert "收回修改" in page
    assert "撤回申请" in page
    chair.post(f"{INBOX}{one.code}/pull-back/", {"revision": "1"})
    assert state(one) == "draft"
    chair.post(f"{INBOX}{one.code}/withdraw/", {"revision": "2"})
    assert state(one) == "withdrawn"
    assert chair.post(f"{INBOX}{one.code}/claim/", {"revision": "3"}).status_code == 409


# ------------------------------------------------------------------ many


def test_ticked_ones_are_shown_confirmed_told_and_undone(house: House, chair: Client) -> None:
    some = wait(house, 4)
    answer = chair.post(f"{INBOX}many/", {"act": "approve", "pick": [some[0].code, some[2].code]})
    preview = chair.get(answer["Location"]).content.decode()
    assert "会办的 2 件" in preview
    assert some[1].title not in preview
    assert [state(one) for one in some] == ["waiting"] * 4
    chair.post(answer["Location"], hidden(preview))
    result = chair.get(answer["Location"]).content.decode()
    assert "已同意 2 件" in result
    assert [state(one) for one in some] == ["approved", "waiting", "approved", "waiting"]
    chair.post(f"{INBOX}undo/")
    assert [state(one) for one in some] == ["waiting"] * 4


def test_all_of_the_list_and_nobody_else(house: House, chair: Client) -> None:
    late, later = wait(house, 2, -1), wait(house, 2)
    answer = chair.post(f"{INBOX}many/?when=overdue", {"act": "approve", "all": "1"})
    preview = chair.get(answer["Location"]).content.decode()
    assert "会办的 2 件" in preview
    assert "等我办，已逾期" in preview
    chair.post(answer["Location"], hidden(preview))
    assert [state(one) for one in [*late, *later]] == ["approved", "approved", "waiting", "waiting"]


def test_nothing_chosen_goes_back_and_says_so(house: House, chair: Client) -> None:
    wait(house, 1)
    answer = chair.post(f"{INBOX}many/", {"act": "approve"}, follow=True)
    assert "还没有选" in answer.content.decode()
    assert Batch.objects.count() == 0


def test_a_preview_is_ones_own_and_works_once(house: House, chair: Client, desk: Client) -> None:
    some = wait(house, 2)
    where = chair.post(f"{INBOX}many/", {"act": "approve", "all": "1"})["Location"]
    assert desk.get(where).status_code == 404
    assert desk.post(f"{where.split('?')[0]}stop/").status_code == 404
    preview = chair.get(where).content.decode()
    assert chair.post(where, {**hidden(preview), "digest": "0" * 32}).status_code == 422
    assert [state(one) for one in some] == ["waiting", "waiting"]
    chair.post(where, hidden(preview))
    assert "办理结果" in chair.post(where, hidden(preview)).content.decode()
    assert Batch.objects.count() == 1


def test_returning_many_says_why_to_all(house: House, chair: Client) -> None:
    some = wait(house, 2)
    where = chair.post(f"{INBOX}many/", {"act": "return", "all": "1"})["Location"]
    preview = chair.get(where).content.decode()
    answer = chair.post(where, {**hidden(preview), "words": "都要重拍"})
    assert answer.status_code == 422
    assert "都要重拍" in answer.content.decode()
    chair.post(where, {**hidden(preview), "words": "都要重拍", "reason": "photo"})
    assert [state(one) for one in some] == ["returned", "returned"]


def test_a_large_one_shows_its_progress_and_is_stopped(
    house: House, chair: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    monkeypatch.setattr(batches, "enqueue", lambda *_given, **_more: None)
    wait(house, 3)
    where = chair.post(f"{INBOX}many/", {"act": "approve", "all": "1"})["Location"]
    chair.post(where, hidden(chair.get(where).content.decode()))
    text = chair.get(where).content.decode()
    assert "办了 0 件，共 3 件" in text
    assert "一批 3 件正在办" in chair.get(INBOX).content.decode()
    chair.post(f"{where.split('?')[0]}stop/")
    assert "中途停下，3 件没有办" in chair.get(where).content.decode()


# ------------------------------------------------------------------ home


def test_home_counts_what_the_list_holds(house: House, chair: Client, desk: Client) -> None:
    wait(house, 3, -1)
    wait(house, 2, 0)
    wait(house, 4)
    text = chair.get("/desk/").content.decode()
    assert re.search(r'id="q">待我办理</h2><span class="sub">9 件', text)
    assert "今天有 2 件到期，3 件已经逾期。" in text
    for when, number in (("overdue", 3), ("today", 2), ("later", 4)):
        href = f"/desk/approvals/?kind=test.joining&amp;when={when}"
        assert f'href="{href}">入会申请，{number} 件等您审批' in text
        assert len(shown(chair.get(href.replace("&amp;", "&")).content.decode())) == number
    assert "3 件审批在下级逾期了" in desk.get("/desk/later/", headers={"HX-Request": "true"}).content.decode()
    assert len(shown(desk.get(f"{INBOX}?scope=below&when=overdue").content.decode())) == 3


# ------------------------------------------------------------------ routes


def fill(**changes: str) -> dict[str, str]:
    """What the form of a draft with one stop would send."""
    return {
        "revision": "1", "document": "永总工〔2026〕12 号", "note": "",
        "s0-name": "union", "s0-title": "工会审批", "s0-where": "unit", "s0-power": "people.edit", "s0-days": "3",
        "s0-silence": "waits", "s0-order": "2",
        "s1-name": "", "s1-title": "镇街先看", "s1-where": "town", "s1-power": "people.edit", "s1-days": "2",
        "s1-silence": "passes", "s1-order": "1", "s1-amount_to": "0.5万", **changes,
    }  # fmt: skip


def test_a_route_is_drafted_tried_published_and_ended(house: House, desk: Client) -> None:
    assert "通常的流程" in desk.get(f"{INBOX}routes/").content.decode()
    where = desk.post(f"{INBOX}routes/{house.county.code}/test.joining/")["Location"]
    assert desk.post(where, fill()).status_code == 302
    route = Route.rows.get()
    stops = list(route.stops.order_by("position").values_list("title", "where", "days", "silence", "amount_to"))
    assert stops == [("镇街先看", "town", 2, "passes", 500_000), ("工会审批", "unit", 3, "waits", None)]
    walked = desk.get(f"{where}?unit_code={house.union.name}&amount=6000").content.decode()
    assert "不经过：镇街先看" in walked
    assert desk.post(f"{where}publish/", {"revision": "2", "on": "2020-01-01"}).status_code == 422
    assert desk.post(f"{where}publish/", {"revision": "2", "on": today().isoformat()}).status_code == 302
    assert "永总工〔2026〕12 号" in desk.get(f"{INBOX}routes/").content.decode()
    assert "起执行" in desk.get(where).content.decode()
    assert [row.name for row in Stand.rows.filter(matter=ask(JOINING, house.union)).order_by("position")] == [
        "stop1", "union",
    ]  # fmt: skip
    assert desk.post(f"{where}end/", {"revision": "3", "on": today().isoformat()}).status_code == 302
    assert Route.rows.get().valid_to == today()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"s0-days": "0"}, ""),
        ({"s1-amount_to": "许多"}, "看不懂这个金额"),
        ({"s0-gone": "on", "s1-title": ""}, "至少要有一个环节"),
        ({"revision": "9"}, "有了变化"),
    ],
)
def test_a_route_with_a_mistake_is_not_kept(house: House, desk: Client, changes: dict[str, str], words: str) -> None:
    where = desk.post(f"{INBOX}routes/{house.county.code}/test.joining/")["Location"]
    answer = desk.post(where, fill(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Route.rows.get().revision == 1


def test_a_draft_is_thrown_away_by_those_who_set_routes(house: House, desk: Client) -> None:
    where = desk.post(f"{INBOX}routes/{house.county.code}/test.joining/")["Location"]
    for role in (Role.OFFICER, "elsewhere"):
        assert house.client(role).get(where).status_code == 404
        assert house.client(role).post(f"{INBOX}routes/{house.county.code}/test.joining/").status_code == 404
    assert desk.post(f"{INBOX}routes/{house.county.code}/nonsense.kind/").status_code == 409
    assert desk.post(f"{where}end/").status_code == 302
    assert Route.rows.count() == 0
