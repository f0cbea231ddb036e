"""Pages and their parts, refusals in one place, looks, forms that keep what was typed."""

from __future__ import annotations

from django.test import Client

from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.models import Membership, Person
from tests import factories as make
from tests.fronts.conftest import House

HTMX = {"HX-Request": "true"}


def test_htmx_gets_the_part_and_the_browser_the_page(desk: Client, house: House) -> None:
    whole, part = desk.get("/desk/unions/"), desk.get("/desk/unions/", headers=HTMX)
    assert whole.content.decode().lstrip().startswith("<!doctype html>")
    assert part.content.decode().lstrip().startswith('<div id="page">')
    assert "HX-Request" in whole["Vary"]
    assert house.union.name in part.content.decode()
    boosted = desk.get("/desk/unions/", headers={**HTMX, "HX-Boosted": "true"})
    assert boosted.content.decode().lstrip().startswith("<!doctype html>")


def test_a_part_cannot_be_asked_for_by_name(desk: Client, house: House) -> None:
    answer = desk.get("/desk/unions/", headers={**HTMX, "HX-Target": "no-such-part"})
    assert answer.status_code == 200


def test_a_refusal_comes_back_at_its_field_and_keeps_what_was_typed(desk: Client, house: House) -> None:
    before = Unit.objects.count()
    values = {"name": "没有后缀", "kind": "grassroots", "chair_name": "应晓峰"}
    answer = desk.post(f"/desk/unions/{house.town.code}/add/", values)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "名称里应有“工会”两个字" in text
    assert 'value="应晓峰"' in text
    assert "<title>错误：" in text
    assert 'aria-invalid="true"' in text
    assert Unit.objects.count() == before


def test_a_stale_form_is_told_so(desk: Client, house: House) -> None:
    Unit.objects.filter(pk=house.union.pk).update(revision=7)
    values = {"name": house.union.name, "kind": house.union.kind, "phone": "0579-1", "revision": "1"}
    answer = desk.post(f"/desk/unions/{house.union.code}/edit/", values)
    assert answer.status_code == 422
    assert "已被别人改过" in answer.content.decode()
    assert Unit.objects.get(pk=house.union.pk).phone == ""


def test_a_member_is_entered_with_her_union_by_name(desk: Client, house: House) -> None:
    number = make.identity()
    values = {
        "unit": house.union.name,
        "name": "楼晓燕",
        "document_kind": "resident",
        "identity": f" {number[:6]} {number[6:]} ",
    }
    answer = desk.post("/desk/members/add/", values)
    assert answer.status_code == 302
    her = Person.objects.get(name="楼晓燕")
    assert Membership.rows.get(person=her).unit_id == house.union.pk
    again = desk.post("/desk/members/add/", {**values, "identity": number})
    assert again.status_code == 422
    assert Person.objects.filter(name="楼晓燕").count() == 1


def test_a_whole_number_is_shown_for_a_reason_only(desk: Client, house: House) -> None:
    number = make.identity(order=321)
    her = make.member(house.union, "应美琴", number=number)
    address = f"/desk/people/{her.code}/identity/"
    assert number not in desk.get(address).content.decode()
    assert number not in desk.post(address, {}).content.decode()
    assert number in desk.post(address, {"reason": "contact"}).content.decode()
    assert number not in desk.get(f"/desk/people/{her.code}/").content.decode()


def test_readers_see_no_button_for_what_they_may_not_do(house: House) -> None:
    page = house.client(Role.READER).get(f"/desk/people/{house.person.code}/").content.decode()
    assert house.person.name in page
    for address in ("edit", "transfer", "erase", "identity"):
        assert f"/desk/people/{house.person.code}/{address}/" not in page


def test_looks_are_kept_and_lead_back(house: House) -> None:
    browser = Client()
    answer = browser.post("/looks/", {"size": "large", "theme": "dark", "language": "en", "next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"
    text = browser.get("/accounts/login/").content.decode()
    assert 'data-size="large"' in text
    assert 'data-bs-theme="dark"' in text
    assert 'lang="en"' in text
    away = browser.post("/looks/", {"size": "normal", "next": "https://evil.example/"})
    assert away["Location"] == "/"


def test_filters_stand_in_the_address(desk: Client, house: House) -> None:
    make.member(house.other, "古山的人")
    everybody = desk.get("/desk/members/").content.decode()
    below = desk.get(f"/desk/members/?under={house.town.code}").content.decode()
    assert "古山的人" in everybody
    assert "古山的人" not in below
    assert house.person.name in below
    count = desk.get(f"/desk/members/count/?under={house.town.code}").content.decode()
    assert "<b>1</b>" in count


def test_nonsense_in_the_address_breaks_nothing(desk: Client, house: House) -> None:
    for path in ("members", "unions", "employers", "figures", "imports", "duplicates", "search"):
        for query in (
            "after=zzz",
            "before=%00",
            "size=-1",
            "sort=;drop",
            "from=2026-99-99&to=x",
            "skip=-5",
            "q=%F0%9F%98%80",
            "state=%27",
        ):
            wanted = {400} if "%00" in query else {200, 404}
            assert desk.get(f"/desk/{path}/?{query}").status_code in wanted, (path, query)
