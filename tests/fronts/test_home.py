"""Home: what waits for whom, in which order, and that every number is what SQL counts by itself."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from niangjia.engines.imports import actions as imports
from niangjia.engines.messaging import actions as messages
from niangjia.ground.access import actions as access
from niangjia.ground.access.models import Account, Appointment
from niangjia.ground.org.choices import Role
from niangjia.kit.powers import SYSTEM
from tests import factories as make
from tests.fronts.conftest import House

TODAY = timezone.localdate


def home(house: House, role: str, query: str = "") -> str:
    answer = house.client(role).get(f"/desk/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def titles(text: str) -> list[str]:
    """What stands in the queue, in its order."""
    queue = text[text.index('id="q"') : text.index('id="m"')]
    return re.findall(r'<td><a class="nj-link" href="[^"]*">([^<]*)</a></td>', queue)


def told(text: str) -> int:
    """The number beside the title of the queue."""
    return int(re.search(r'id="q">待我办理</h2><span class="sub">([\d,]+) 件', text)[1])  # type: ignore[index]


def upload(who: Account, name: str) -> Any:
    rows = f"姓名,证件号码,手机号,所在工会\n钱雀,{make.identity()},13900000000,恒达五金有限公司工会委员会\n"
    (staged,) = imports.stage(actor=make.actor(who), source=io.BytesIO(rows.encode()), name=name, kind="members")
    return imports.check(actor=make.actor(who), code=staged.code, inline=True)


def tell(who: Account, title: str) -> None:
    messages.send(actor=SYSTEM, topic="notice", title=title, accounts=[who.pk], now=timezone.now())


@pytest.fixture
def busy(house: House) -> House:
    """The organiser has something of every sort, others have theirs."""
    mine = house.accounts[Role.ORGANISER]
    Account.objects.filter(pk=mine.pk).update(password_changed_at=timezone.now() - timedelta(days=92))
    Appointment.rows.filter(account=mine).update(until=TODAY() + timedelta(days=9))
    for name in ("甲.csv", "乙.csv"):
        upload(mine, name)
    upload(house.accounts[Role.OFFICER], "别人的.csv")
    for title in ("请核对花名册", "请更新换届时间"):
        tell(mine, title)
    tell(house.accounts[Role.OFFICER], "给别人的")
    return house


def test_the_most_urgent_comes_first_and_is_the_filled_button(busy: House) -> None:
    text = home(busy, Role.ORGANISER)
    assert titles(text) == [
        "密码该换了", "您的任职到这天为止：组织工作", "甲.csv，等您确认写入", "乙.csv，等您确认写入", "请核对花名册", "请更新换届时间",
    ]  # fmt: skip
    assert 'href="/accounts/password/change/">从最急的一件办起' in text
    assert text.count("btn-primary") == 1
    assert "逾期 2 天" in text
    assert "有 1 件已经逾期。" in text
    assert "别人的" not in text
    assert "给别人的" not in text


def test_numbers_are_what_sql_counts(busy: House) -> None:
    mine, today = busy.accounts[Role.ORGANISER].pk, TODAY()
    counted = {
        "import": ("SELECT count(*) FROM imports_batch WHERE account_id = %s AND state IN ('staged', 'ready', 'failed')", [mine]),
        "message": ("SELECT count(*) FROM messaging_recipient WHERE account_id = %s AND read_at IS NULL", [mine]),
        "term": (
            "SELECT count(*) FROM access_appointment WHERE account_id = %s AND since <= %s AND until > %s AND until <= %s",
            [mine, today, today, today + timedelta(days=30)],
        ),
        "password": (
            "SELECT count(*) FROM access_account WHERE id = %s AND password_changed_at <= %s",
            [mine, timezone.now() - timedelta(days=76)],
        ),
    }  # fmt: skip
    with connection.cursor() as cursor:
        oracle = {
            sort: (cursor.execute(text, given) and None) or cursor.fetchone()[0]
            for sort, (text, given) in counted.items()
        }
    assert oracle == {"import": 2, "message": 2, "term": 1, "password": 1}
    text = home(busy, Role.ORGANISER)
    assert told(text) == sum(oracle.values()) == len(titles(text))
    for sort, number in oracle.items():
        assert re.search(rf'href="\?sort={sort}"[^>]*>[^<]*<b>{number}</b>', text)
        assert len(titles(home(busy, Role.ORGANISER, f"?sort={sort}"))) == number


def test_twelve_fit_and_the_rest_open_with_one_press(busy: House) -> None:
    for number in range(10):
        tell(busy.accounts[Role.ORGANISER], f"通知 {number}")
    text = home(busy, Role.ORGANISER)
    assert (told(text), len(titles(text))) == (16, 12)
    assert "显示 12 件，共 16 件" in text
    assert len(titles(home(busy, Role.ORGANISER, "?all=1"))) == 16


def test_a_piece_of_home_opened_directly_leads_home(house: House, desk: Client) -> None:
    assert desk.get("/desk/later/").url == "/desk/"  # type: ignore[attr-defined]
    assert house.client(Role.LEADER).get("/desk/units/").url == "/desk/"  # type: ignore[attr-defined]


def test_piles_are_as_long_as_their_lists(house: House, desk: Client) -> None:
    for name, phone in (("应晓峰", "13811112222"), ("楼美琴", "13811113333")):
        for _ in range(2):
            make.join(make.person(name, number="", phone=phone, born_on=date(1980, 1, 2)), house.union)
    for _ in range(3):
        make.employer(workers=60, town=house.town.town)
    piles = desk.get("/desk/later/", headers={"HX-Request": "true"}).content.decode()
    listed = desk.get("/desk/duplicates/").content.decode()
    pairs = {frozenset(pair) for pair in re.findall(r"/desk/duplicates/(\w{16})/(\w{16})/", listed)}
    assert int(re.search(r">(\d+) 对档案", piles)[1]) == 2  # type: ignore[index]
    assert len(pairs) == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM org_employer e WHERE NOT EXISTS (SELECT 1 FROM org_attachment a WHERE a.employer_id = e.id)"
        )
        unattached = cursor.fetchone()[0]
    assert int(re.search(r">(\d+) 家 25 人", piles)[1]) == unattached == 3  # type: ignore[index]


def test_nothing_waits_is_said_so(house: House, desk: Client) -> None:
    text = desk.get("/desk/").content.decode()
    assert "现在没有等您办的事" in text
    assert told(text) == 0
    assert text.count("btn-primary") == 1, "where to begin is the one filled button"


# ------------------------------------------------------------------ different desks


def test_the_security_administrator_sees_resets_and_terms(house: House) -> None:
    opener = make.actor(house.accounts[Role.SYSTEM_ADMIN])
    access.ask_reset(actor=opener, account_code=house.accounts[Role.WINDOW].code, now=timezone.now())
    Appointment.rows.filter(account=house.accounts[Role.CHAIR]).update(until=TODAY() + timedelta(days=3))
    chair = Role.CHAIR.label
    assert titles(home(house, Role.SECURITY_ADMIN)) == [
        f"{Role.WINDOW.label}要重设密码和验证器，等您同意", f"{chair}的任职快到期：{chair}",
    ]  # fmt: skip
    assert titles(home(house, Role.SYSTEM_ADMIN)) == []
    listed = house.client(Role.SECURITY_ADMIN).get("/desk/accounts/appointments/?soon=1").content.decode()
    assert listed.count("<tr><td>") == 1
    assert f">{chair}</a>" in listed


def test_only_the_audit_administrator_sees_the_trail_on_home(house: House) -> None:
    tell(house.accounts[Role.LEADER], "通知")
    assert "最近的操作" in home(house, Role.AUDIT_ADMIN)
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.LEADER, Role.ORGANISER):
        assert "最近的操作" not in home(house, role)


def test_the_leader_sees_figures_of_every_union_below(house: House) -> None:
    assert 'hx-get="/desk/units/"' in home(house, Role.LEADER)
    assert 'hx-get="/desk/units/"' not in home(house, Role.ORGANISER)
    table = house.client(Role.LEADER).get("/desk/units/", headers={"HX-Request": "true"}).content.decode()
    for unit in (house.county, house.town):
        assert unit.name in table
        assert f"/desk/figures/people.members/?at={unit.code}" in table
    assert house.client(Role.SYSTEM_ADMIN).get("/desk/units/").status_code == 404


def test_administrators_see_no_figure(house: House) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        assert "nj-fig" not in home(house, role)
