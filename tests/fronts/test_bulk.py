"""Acts on many: the acted set is the shown set, whatever was filtered, paged and ticked (G32)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.engines.messaging.models import Message, Recipient
from niangjia.fronts.desk import bulk
from niangjia.ground.org.choices import Role
from niangjia.ground.people import queries
from niangjia.ground.people.models import Employment, Membership, Person
from niangjia.ground.people.queries import Filters, member_list, pick
from niangjia.ground.people.queries import picks as room
from niangjia.kit.powers import Actor
from tests import factories as make
from tests.fronts.conftest import House

MESSAGE, TRANSFER = "/desk/members/message/", "/desk/members/transfer/"
WORDS = {"title": "体检安排", "body": "12 月 2 日上午在镇卫生院。"}


def hidden(text: str) -> dict[str, Any]:
    """What the preview's form would send again."""
    from html.parser import HTMLParser

    found: dict[str, Any] = {"pick": []}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            told = dict(attrs)
            if tag == "input" and told.get("type") == "hidden" and told.get("name") != "csrfmiddlewaretoken":
                name = str(told["name"])
                if name == "pick":
                    found["pick"].append(told["value"])
                else:
                    found[name] = told["value"]

    Reader().feed(text)
    return found


def crowd(house: House, number: int, work: str = "platform") -> list[Person]:
    made = [
        make.member(house.union, f"应{'甲乙丙丁戊己庚辛'[n % 8]}{'一二三四五六七八九'[n // 8]}") for n in range(number)
    ]
    for one in made:
        Employment.objects.create(person=one, form=work, occupation="快递员")
    return made


def told() -> set[int]:
    return set(Recipient.objects.values_list("person_id", flat=True))


# ------------------------------------------------------------------ through the pages


def test_ticked_rows_are_shown_confirmed_and_told(house: House, desk: Client) -> None:
    some = crowd(house, 4)
    preview = desk.post(MESSAGE, {"pick": [some[0].code, some[2].code]}).content.decode()
    assert "给 2 人发通知" in preview
    assert some[0].name in preview
    assert some[2].name in preview
    assert some[1].name not in preview
    assert Message.objects.count() == 0
    done = desk.post(MESSAGE, {**hidden(preview), **WORDS, "sure": "1"})
    assert "通知已发给 2 人" in done.content.decode()
    assert told() == {some[0].pk, some[2].pk}


def test_all_of_the_filter_and_nobody_else(house: House, desk: Client) -> None:
    some = crowd(house, 3)
    assert make.member(house.union).pk not in {one.pk for one in some}
    preview = desk.get(f"{MESSAGE}?form=platform&all=1").content.decode()
    assert "给 3 人发通知" in preview
    desk.post(f"{MESSAGE}?form=platform&all=1", {**hidden(preview), **WORDS, "sure": "1"})
    assert told() == {one.pk for one in some}


def test_nothing_is_done_when_the_list_has_changed(house: House, desk: Client) -> None:
    crowd(house, 3)
    sent = {**hidden(desk.get(f"{MESSAGE}?form=platform&all=1").content.decode()), **WORDS, "sure": "1"}
    crowd(house, 1)
    answer = desk.post(f"{MESSAGE}?form=platform&all=1", sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "您刚才核对的是 3 人，现在是 4 人" in text
    assert Message.objects.count() == 0
    desk.post(f"{MESSAGE}?form=platform&all=1", {**sent, **hidden(text)})
    assert len(told()) == 4


def test_sent_twice_acts_once(house: House, desk: Client) -> None:
    crowd(house, 2)
    sent = {**hidden(desk.get(f"{MESSAGE}?form=platform&all=1").content.decode()), **WORDS, "sure": "1"}
    assert desk.post(f"{MESSAGE}?form=platform&all=1", sent).status_code == 200
    assert desk.post(f"{MESSAGE}?form=platform&all=1", sent).status_code == 302
    assert Message.objects.count() == 1


def test_from_fifty_one_on_the_number_is_typed(house: House, desk: Client) -> None:
    crowd(house, 51)
    address = f"{MESSAGE}?form=platform&all=1"
    sent = {**hidden(desk.get(address).content.decode()), **WORDS, "sure": "1"}
    for wrong in ("", "50", "五十一"):
        answer = desk.post(address, {**sent, "total": wrong})
        assert answer.status_code == 422
        assert "体检安排" in answer.content.decode()
    assert Message.objects.count() == 0
    assert desk.post(address, {**sent, "total": " 51 "}).status_code == 200
    assert len(told()) == 51


def test_a_refused_title_is_told_at_its_field(house: House, desk: Client) -> None:
    crowd(house, 2)
    address = f"{MESSAGE}?form=platform&all=1"
    sent = {**hidden(desk.get(address).content.decode()), "title": "住院慰问", "body": "x", "sure": "1"}
    answer = desk.post(address, sent)
    assert answer.status_code == 422
    assert "与健康有关的字眼（住院）" in answer.content.decode()
    assert Message.objects.count() == 0


def test_transfers_are_told_one_by_one(house: House, desk: Client) -> None:
    one, two = crowd(house, 2)
    Membership.rows.filter(person=two).update(joined_on="2026-11-01")
    address = f"{TRANSFER}?form=platform&all=1"
    sent = {**hidden(desk.get(address).content.decode()), "to_code": house.other.name, "on": "2026-10-01", "sure": "1"}
    text = desk.post(address, sent).content.decode()
    assert "已转会 1 人" in text
    assert "没有办成的 1 人" in text
    homes = dict(Membership.rows.filter(left_on__isnull=True).values_list("person_id", "unit_id"))
    assert (homes[one.pk], homes[two.pk]) == (house.other.pk, house.union.pk)


def test_nobody_beyond_the_power_is_met(house: House) -> None:
    """A chair elsewhere asks for somebody of another branch by code: she is not among them, and nothing happens."""
    elsewhere = house.client("elsewhere")
    own = make.member(house.other)
    preview = elsewhere.post(MESSAGE, {"pick": [own.code, house.person.code]}).content.decode()
    assert "给 1 人发通知" in preview
    assert "勾选的人里有 1 人不在其中" in preview
    assert house.person.name not in preview
    forged = {**hidden(preview), "pick": [own.code, house.person.code], **WORDS, "sure": "1"}
    elsewhere.post(MESSAGE, forged)
    assert told() == {own.pk}
    assert elsewhere.post(MESSAGE, {"pick": [house.person.code]}).status_code == 302


def test_those_who_left_are_acted_on_by_nobody(house: House, desk: Client) -> None:
    gone = make.person("已离开")
    make.join(gone, house.union, left_on="2024-01-01", leaving="left")
    assert desk.get(f"{MESSAGE}?left=1&all=1").status_code == 302
    assert desk.post(f"{MESSAGE}?left=1", {"pick": [gone.code]}).status_code == 302


def test_readers_have_no_boxes(house: House) -> None:
    text = house.client(Role.READER).get("/desk/members/").content.decode()
    assert house.person.name in text
    assert "w-check" not in text


# ------------------------------------------------------------------ the property

VALUES: dict[str, Any] = {
    "forms": st.sampled_from([(), ("platform",), ("direct",), ("platform", "direct")]),
    "occupations": st.sampled_from([(), ("快递员",), ("货车司机", "快递员")]),
    "states": st.sampled_from([(), ("active",), ("retired", "held")]),
    "gender": st.sampled_from(["", "f", "m"]),
    "verified": st.sampled_from([None, True, False]),
    "lacks": st.sampled_from([(), ("phone",), ("identity",), ("phone", "identity")]),
    "workplace": st.sampled_from(["", "五金", "快递"]),
}
FILTERS = st.builds(Filters, **VALUES)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Actor, Any, list[Any]]]:
    """Ninety members of every sort in five unions of two towns, in a transaction that is never kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        county = make.county()
        towns = [make.town(county), make.town(county, "古山镇总工会")]
        unions = [make.union(towns[n % 2]) for n in range(5)]
        for n in range(90):
            her = make.member(
                unions[n % 5],
                number="" if n % 11 == 0 else None,
                phone="" if n % 7 == 0 else None,
                verified_on="2026-01-01" if n % 3 == 0 else None,
            )
            Person.objects.filter(pk=her.pk).update(gender="fm"[n % 2])
            Membership.rows.filter(person=her).update(state=("active", "active", "retired", "held")[n % 4])
            form, work = ("platform", "direct", "agency")[n % 3], ("快递员", "货车司机", "")[n // 2 % 3]
            Employment.objects.create(
                person=her, form=form, occupation=work, workplace=("恒达五金", "顺风快递", "")[n // 3 % 3]
            )
        yield make.officer(towns[0], Role.OFFICER), make.officer(county, Role.ORGANISER), [None, towns[0], unions[1]]
        transaction.set_rollback(True)


def shown(actor: Actor, unit: Any, filters: Filters, size: int) -> list[list[str]]:
    """What an officer sees when she turns every page."""
    found, after = [], ""
    while True:
        here = member_list(actor, unit=unit, filters=filters, after=after, size=size)
        found.append([row.code for row in here.rows])
        if not (after := here.after):
            return found


def breaches(world: Any, who: int, place: int, filters: Filters, size: int, ticks: set[int], whole: bool) -> list[str]:
    """Where the acted set is not the shown set."""
    actor, unit = world[who], world[2][place]
    seen = shown(actor, unit, filters, size)
    here = seen[len(ticks) % len(seen)]
    wanted = {code for one in seen for code in one} if whole else {here[n % len(here)] for n in ticks if here}
    acted = pick(actor, unit=unit, filters=filters, codes=None if whole else sorted(wanted), power="messaging.send")
    codes = [one.code for one in acted.people]
    wrong = [] if set(codes) == wanted else [f"acted {len(codes)}, shown {len(wanted)}"]
    return wrong + (["somebody twice"] if len(codes) != len(set(codes)) else [])


CASE = {
    "who": st.sampled_from([0, 1]),
    "place": st.sampled_from([0, 1, 2]),
    "filters": FILTERS,
    "size": st.sampled_from([7, 20, 50]),
    "ticks": st.sets(st.integers(0, 60), max_size=9),
    "whole": st.booleans(),
}


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(**CASE)
def test_the_acted_set_is_the_shown_set(world: Any, db: None, **case: Any) -> None:
    assert breaches(world, **case) == []


def planted(name: str) -> Any:
    """Ways to get it wrong that have been seen elsewhere."""
    whole = queries.pick

    def all_of_everything(actor: Actor, *, filters: Filters, **given: Any) -> Any:
        return room.pick(actor, filters=Filters(), **given)

    def only_the_first_page(actor: Actor, **given: Any) -> Any:
        return room.pick(actor, **{**given, "limit": 7})

    def without_the_branch(actor: Actor, *, unit: Any, **given: Any) -> Any:
        return room.pick(actor, unit=None, **given)

    return {"filters": all_of_everything, "page": only_the_first_page, "branch": without_the_branch, "": whole}[name]


@pytest.mark.parametrize(("fault", "noticed"), [("filters", True), ("page", True), ("branch", True), ("", False)])
def test_a_planted_fault_would_be_noticed(
    fault: str, noticed: bool, world: Any, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "pick", planted(fault))
    case: dict[str, Any] = {"who": 1, "place": 2, "filters": Filters(forms=("platform",)), "size": 7, "ticks": set()}
    narrow = breaches(world, **case, whole=True)
    wide = breaches(world, **{**case, "place": 0, "filters": Filters()}, whole=True)
    assert bool(narrow or wide) is noticed


def test_the_digest_knows_persons_not_order(world: Any, db: None) -> None:
    found = pick(world[1], filters=Filters(forms=("platform",)))
    turned = room.Picked(tuple(reversed(found.people)))
    assert turned.digest == found.digest
    assert room.Picked(found.people[1:]).digest != found.digest
    assert sum(number for _name, number in found.unions()) == found.number == 30
    assert pick(world[1], limit=10).more is True
    assert bulk.MESSAGE.most == 10_000
