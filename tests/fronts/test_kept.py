"""What a person keeps for a list: filters as tabs with counts, shared ones, columns, rows a page; and counted facets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from niangjia.ground.access.models import Kept
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.people.models import Employment
from niangjia.ground.people.queries import counts
from tests import factories as make
from tests.fronts.conftest import House


def heads(browser: Client, path: str = "/desk/members/") -> list[str]:
    text = browser.get(path).content.decode().split("<thead>")[1].split("</thead>")[0]
    return [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<th.*?</th>", text)][1:]


def tabs(text: str) -> list[tuple[str, str]]:
    bar = text.split('class="nj-tabs"')[1].split("</nav>")[0]
    return re.findall(r'href="([^"]*)"[^>]*>([^<]*?) <b', bar)


def crowd(house: House) -> None:
    for number in range(5):
        her = make.member(house.union, gender="f" if number else "m")
        Employment.objects.create(
            person=her, form="platform" if number < 3 else "direct", occupation=("快递员", "", "货车司机")[number % 3]
        )


# ------------------------------------------------------------------ filters


def test_a_filter_becomes_a_tab_with_its_count(house: House, desk: Client) -> None:
    crowd(house)
    keep = "/desk/lists/members/filters/"
    answer = desk.post(keep, {"query": "form=platform&after=x&size=100&occupation=快递员", "name": "快递", "share": ""})
    assert answer.status_code == 302
    kept = Kept.objects.get()
    assert kept.value == {"query": "form=platform&occupation=%E5%BF%AB%E9%80%92%E5%91%98"}
    assert answer["Location"] == f"/desk/members/?{kept.value['query']}"
    text = desk.get(answer["Location"]).content.decode()
    href, label = tabs(text)[-1]
    assert (href.replace("&amp;", "&"), label) == (answer["Location"], "快递")
    assert 'aria-current="true">快递' in text
    counted = desk.get("/desk/members/count/").content.decode()
    assert re.findall(r'id="tab-(\d)"[^>]*>([^<]*)<', counted) == [
        ("0", "6"), ("1", "3"), ("2", "6"), ("3", "0"), ("4", "0"), ("5", "1"),
    ]  # fmt: skip


def test_it_is_renamed_shared_and_forgotten(house: House, desk: Client) -> None:
    desk.post("/desk/lists/members/filters/", {"query": "form=platform", "name": "平台", "share": ""})
    desk.post("/desk/lists/members/filters/", {"query": "gender=f", "name": "女职工", "share": ""})
    one = Kept.objects.get(name="平台")
    address = f"/desk/lists/members/filters/{one.pk}/"
    other = house.client(Role.OFFICER)
    assert "平台的人" not in other.get("/desk/members/").content.decode()
    taken = desk.post(address, {"name": "女职工", "share": ""})
    assert taken.status_code == 422
    assert "您已有一个叫“女职工”的常用筛选" in taken.content.decode()
    assert desk.post(address, {"name": "平台的人", "share": house.county.code}).status_code == 302
    assert "平台的人" in other.get("/desk/members/").content.decode()
    assert Entry.objects.filter(verb="access.kept_shared").count() == 1
    assert other.post(address, {"forget": "1"}).status_code == 404
    assert desk.post(address, {"forget": "1"}).status_code == 302
    assert list(Kept.objects.values_list("name", flat=True)) == ["女职工"]
    assert "平台的人" not in other.get("/desk/members/").content.decode()


def test_a_filter_is_shared_with_ones_own_units_only(house: House) -> None:
    elsewhere = house.client("elsewhere")
    answer = elsewhere.post(
        "/desk/lists/members/filters/", {"query": "gender=f", "name": "女", "share": house.town.code}
    )
    assert answer.status_code == 422
    assert Kept.objects.count() == 0


def test_a_shared_filter_about_a_far_union_breaks_nothing(house: House, desk: Client) -> None:
    Kept.objects.create(
        account=house.accounts[Role.ORGANISER],
        topic="filter:members",
        name="那边",
        value={"query": f"under={house.other.code}"},
        shared_unit=house.county,
    )
    near = make.account("镇干部", unit=house.town)
    make.appoint(near, Role.OFFICER, house.town)
    browser = Client()
    browser.force_login(near, backend="django.contrib.auth.backends.ModelBackend")
    assert "那边" in browser.get("/desk/members/").content.decode()
    counted = browser.get("/desk/members/count/").content.decode()
    assert 'id="tab-4"' in counted
    assert 'id="tab-5"' not in counted
    assert browser.get(f"/desk/members/?under={house.other.code}").status_code == 404


@pytest.mark.parametrize(("kind", "path"), [("units", "/desk/unions/"), ("employers", "/desk/employers/")])
def test_the_other_lists_keep_filters_too(kind: str, path: str, house: House, desk: Client) -> None:
    desk.post(f"/desk/lists/{kind}/filters/", {"query": "town=古山镇", "name": "古山", "share": ""})
    text = desk.get(path).content.decode()
    assert tabs(text)[-1][1] == "古山"
    number = re.findall(r'<b id="tab-\d">([^<]*)</b>', text)[-1]
    assert number == {"units": "2", "employers": "0"}[kind]


def test_administrators_keep_no_lists_of_members(house: House) -> None:
    browser = house.client(Role.SYSTEM_ADMIN)
    assert browser.get("/desk/lists/members/filters/").status_code == 404
    assert browser.post("/desk/lists/members/look/", {"col": ["name"]}).status_code == 404
    assert Kept.objects.count() == 0


# ------------------------------------------------------------------ columns and rows a page


def test_columns_are_kept_in_their_order(house: House, desk: Client) -> None:
    usual = heads(desk)
    assert usual[:3] == ["姓名", "证件号码", "手机号"]
    answer = desk.post("/desk/lists/members/look/", {"col": ["gender", "unit"], "query": "gender=f&col=name&after=q"})
    assert answer["Location"] == "/desk/members/?gender=f"
    assert heads(desk) == ["姓名", "性别", "所在工会"]
    assert heads(desk, "/desk/members/?col=name&col=state") == ["姓名", "会员状态"]
    desk.post("/desk/lists/members/look/", {"usual": "1", "col": ["gender"], "query": ""})
    assert heads(desk) == usual
    assert heads(desk, "/desk/unions/")[0] == "工会名称"


def test_rows_a_page_are_kept(house: House, desk: Client) -> None:
    for _ in range(55):
        make.member(house.union)
    assert desk.get("/desk/members/").content.decode().count('name="pick"') == 50
    assert desk.post("/desk/lists/members/look/", {"size": "100", "query": "after=x"}).status_code == 302
    assert desk.get("/desk/members/").content.decode().count('name="pick"') == 56
    desk.post("/desk/lists/members/look/", {"size": "7000"})
    assert desk.get("/desk/members/").content.decode().count('name="pick"') == 50


# ------------------------------------------------------------------ counted facets


def numbers(text: str, facet: str) -> dict[str, str]:
    return dict(re.findall(rf'<b id="n-{facet}-([^"]+)"[^>]*>([^<]*)</b>', text))


def test_facets_are_counted_without_their_own_choice(house: House, desk: Client) -> None:
    crowd(house)
    text = desk.get("/desk/members/count/?form=platform").content.decode()
    assert numbers(text, "form")["platform"] == "3"
    assert numbers(text, "form")["direct"] == "2"
    assert numbers(text, "gender") == {"m": "1", "f": "2"}
    assert numbers(text, "occupation") == {"快递员": "1", "货车司机": "1"}
    assert numbers(text, "state")["active"] == "3"
    assert numbers(text, "state")["retired"] == "0"
    assert numbers(text, "verified") == {"yes": "0", "no": "3"}
    assert numbers(text, "lacks") == {"identity": "0", "phone": "0"}
    assert "筛出 <b>3</b> 人" in " ".join(text.split())


def test_facets_count_within_reach(house: House) -> None:
    crowd(house)
    text = house.client("elsewhere").get("/desk/members/count/").content.decode()
    assert set(numbers(text, "state").values()) == {"0"}


def test_beyond_the_limit_values_stand_without_numbers(
    house: House, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(house)
    monkeypatch.setattr(counts, "EXACT_TO", 4)
    text = desk.get("/desk/members/count/").content.decode()
    assert set(numbers(text, "state").values()) == {""}
    assert set(numbers(text, "occupation")) <= {"快递员", "货车司机"}
    assert re.findall(r'id="tab-0"[^>]*>([^<]*)<', text) == ["4+"]
    exact = desk.get("/desk/members/count/?exact=1").content.decode()
    assert numbers(exact, "state")["active"] == "6"
    assert numbers(exact, "form")["platform"] == "3"


def test_facets_of_every_kind_chosen_stay_cheap(house: House, desk: Client, django_assert_max_num_queries: Any) -> None:
    crowd(house)
    for number in range(12):
        Kept.objects.create(
            account=house.accounts[Role.ORGANISER],
            topic="filter:members",
            name=f"第{number}",
            value={"query": "gender=f"},
        )
    query = "form=platform&gender=f&state=active&verified=no&occupation=快递员&mode=desk&education=junior&lacks=phone"
    with django_assert_max_num_queries(30):
        assert desk.get(f"/desk/members/count/?{query}&joined_from=2019-01-01").status_code == 200
