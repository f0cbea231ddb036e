"""The pages of grids, officers, trainings, visits, chairs and joint building: every list, every act, and who may not."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from niangjia.engines.evidence.models import File
from niangjia.engines.messaging.models import Recipient
from niangjia.engines.worklists.models import Task
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions.grids import GridDetails
from niangjia.programmes.organising.models import (
    Attendance,
    Drive,
    Grid,
    GridPlace,
    GroupMessage,
    Liaison,
    Meeting,
    Officer,
    Round,
    Training,
    Visit,
)
from tests import factories as make
from tests.fronts.conftest import House

TODAY = timezone.localdate().isoformat()


@dataclass
class Place:
    """The house with a grid that holds its employer."""

    house: House
    desk: Client
    grid: Grid


@pytest.fixture
def place(house: House, desk: Client) -> Place:
    boss = make.actor(house.accounts[Role.ORGANISER])
    grid = actions.add_grid(
        actor=boss, unit_code=house.town.code, details=GridDetails("第一网格", "金山村"), now=timezone.now()
    )
    GridPlace.rows.create(grid=grid, unit=house.town, path=house.town.path, employer=house.employer, valid_from=TODAY)
    return Place(house, desk, grid)


def told(answer: Any) -> str:
    return answer.content.decode()


def field(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', told(answer))
    assert found, name
    return found[1]


# ------------------------------------------------------------------ grids and rounds


def test_a_grid_from_nothing_to_a_round(house: House, desk: Client) -> None:
    assert "还没有网格" in told(desk.get("/desk/grids/"))
    desk.post("/desk/grids/add/", {"unit_code": house.town.name, "name": "第一网格", "area": "金山村", "since": TODAY})
    grid = Grid.rows.get()
    page = f"/desk/grids/{grid.code}/"
    desk.post(f"{page}officer/", {"name": "老胡", "phone": "13800000001", "since": TODAY})
    assert "138****0001" in told(desk.get(page))
    assert "恒达五金" in told(desk.get("/desk/grids/places/?q=恒达"))
    first = desk.post("/desk/grids/assign/?q=恒达", {"all": "1"})
    assert "核对分到这个网格的" in told(first)
    second = desk.post("/desk/grids/assign/?q=恒达", {"all": "1", "into": grid.code})
    given = {"all": "1", "into": grid.code, "digest": field(second, "digest"), "sure": "1"}
    assert desk.post("/desk/grids/assign/?q=恒达", {**given, "digest": "x"}).status_code == 409
    assert not GridPlace.rows.exists()
    assert desk.post("/desk/grids/assign/?q=恒达", given).status_code == 302
    assert "恒达五金" in told(desk.get(page))
    assert desk.post("/desk/grids/assign/undo/").status_code == 302
    assert not GridPlace.rows.exists()
    assert desk.post("/desk/grids/assign/undo/").status_code == 404
    desk.post(f"{page}end/", {"on": TODAY})
    assert "第一网格" in told(desk.get("/desk/grids/?state=ended"))
    desk.post(f"{page}restore/")
    assert Grid.rows.get().ended_on is None


def picture() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "JPEG")
    made.seek(0)
    made.name = "现场.jpg"
    return made


def test_a_round_is_recorded_on_the_phone_once(place: Place) -> None:
    phone, at = place.house.client(Role.CLERK), f"/m/field/visit/{place.house.employer.code}/"
    assert place.grid.name in told(phone.get("/m/field/"))
    assert "恒达五金" in told(phone.get(f"/m/field/grids/{place.grid.code}/?q=恒达"))
    given = {
        "key": field(phone.get(at), "key"), "on": TODAY, "words": "一切正常", "contract_stage": "signed",
        "contract_expires_on": "2028-01-01", "hazard_words": "欠薪", "hazard_concern": "town",
    }  # fmt: skip
    answer = phone.post(at, {**given, "photos": [picture(), picture()]})
    row = Round.rows.get()
    assert answer["Location"] == f"/m/field/rounds/{row.code}/"
    assert phone.post(at, given)["Location"] == answer["Location"]
    assert "走访记下了" in told(phone.get(answer["Location"]))
    assert (Round.rows.count(), row.findings.count(), File.rows.count()) == (1, 2, 2)
    page = told(place.desk.get(f"/desk/rounds/{row.code}/"))
    assert "欠薪" in page
    assert "已签订" in page
    assert "欠薪" not in told(place.desk.get("/desk/rounds/"))
    bad = phone.post(at, {**given, "key": "another", "openness_stage": "", "intent_concern": "town"})
    assert bad.status_code == 422
    assert "open" in told(bad)
    assert place.desk.post(f"/desk/rounds/{row.code}/reverse/", {"words": "写错"}).status_code == 302
    assert "已作废" in told(place.desk.get(f"/desk/rounds/{row.code}/"))


def test_what_was_found_is_worked_off_on_the_phone(place: Place) -> None:
    place.desk.post(
        f"/desk/rounds/at/{place.house.employer.code}/",
        {"key": "k", "on": TODAY, "hazard_words": "欠薪", "hazard_concern": "town"},
    )
    task = Task.rows.get(kind="organising.finding")
    phone = place.house.client(Role.OFFICER)
    assert task.title in told(phone.get("/m/field/tasks/?show=all"))
    at = f"/m/field/tasks/{task.code}/"
    phone.post(at, {"take": "1"})
    assert task.title in told(phone.get("/m/field/tasks/"))
    assert phone.post(at, {}).status_code in {200, 422}
    phone.post(at, {"outcome": "solved", "words": "补发了"})
    assert Task.rows.get(pk=task.pk).state == "done"
    finding = Round.rows.get().findings.get()
    assert place.desk.get(f"/desk/rounds/findings/{finding.code}/").status_code == 302


def test_the_chair_whom_a_finding_concerns_reads_it_but_not_the_round(place: Place) -> None:
    chair = make.account()
    make.appoint(chair, Role.CHAIR, place.house.union)
    place.house.accounts["its chair"] = chair
    place.desk.post(
        f"/desk/rounds/at/{place.house.employer.code}/",
        {"key": "k", "on": TODAY, "words": "别的话", "openness_stage": "lacking", "openness_words": "公开栏是旧的",
         "openness_concern": "union"},
    )  # fmt: skip
    row = Round.rows.get()
    browser = place.house.client("its chair")
    page = told(browser.get(f"/desk/rounds/findings/{row.findings.get().code}/"))
    assert "公开栏是旧的" in page
    assert "别的话" not in page
    assert browser.get(f"/desk/rounds/{row.code}/").status_code == 404
    stranger = place.house.client("elsewhere")
    assert stranger.get(f"/desk/rounds/findings/{row.findings.get().code}/").status_code == 404


def test_a_drive_from_the_desk(place: Place) -> None:
    later = (timezone.localdate() + timedelta(days=9)).isoformat()
    page = place.desk.get("/desk/drives/add/")
    place.desk.post(
        "/desk/drives/add/",
        {"unit_code": place.house.town.name, "title": "签约月", "kind": "contract", "since": TODAY, "until": later,
         "grid_codes": [place.grid.code], "key": field(page, "key")},
    )  # fmt: skip
    drive = Drive.rows.get()
    assert "恒达五金" in told(place.desk.get(f"/desk/drives/{drive.code}/?show=left"))
    assert "签约月" in told(place.house.client(Role.CLERK).get(f"/m/field/visit/{place.house.employer.code}/"))
    place.desk.post(f"/desk/drives/{drive.code}/end/", {"csrf": "x"})
    assert "签约月" in told(place.desk.get("/desk/drives/?state=over"))


# ------------------------------------------------------------------ officers, trainings, visits


@pytest.fixture
def officer(house: House, desk: Client) -> Officer:
    desk.post(
        "/desk/officers/add/",
        {
            "name": "胡金华",
            "phone": "13912345678",
            "unit_code": house.town.name,
            "kind": "social",
            "since": "2026-01-01",
        },
    )
    return Officer.rows.get()


def test_an_officer_is_entered_posted_and_looked_up(house: House, desk: Client, officer: Officer) -> None:
    page = f"/desk/officers/{officer.code}/"
    assert "139****5678" in told(desk.get("/desk/officers/"))
    assert "13912345678" not in told(desk.get(page))
    look = desk.post(f"/desk/phones/officer/{officer.code}/", {"reason": "contact"})
    assert "13912345678" in told(look)
    entry = Entry.objects.get(verb="organising.phone_revealed")
    assert (entry.look, entry.subject_id) == (True, officer.pk)
    assert house.client(Role.READER).get(f"/desk/phones/officer/{officer.code}/").status_code == 404
    desk.post(f"{page}post/", {"unit_code": house.union.name, "kind": "part", "since": TODAY, "instead": "on"})
    assert [one.until is None for one in officer.posts.order_by("pk")] == [False, True]
    post = officer.posts.get(until__isnull=True)
    desk.post(f"{page}end-post/?post={post.code}", {"on": TODAY})
    assert "胡金华" in told(desk.get("/desk/officers/?state=former"))
    desk.post(f"{page}edit/", {"name": "胡金华", "note": "好"})
    officer.refresh_from_db()
    assert (officer.note, officer.phone_sealed != "") == ("好", True)
    desk.post(f"{page}remove/", {"csrf": "x"})
    assert "胡金华" not in told(desk.get("/desk/officers/?state=all"))


def test_a_training_with_its_list_and_its_code(house: House, desk: Client, officer: Officer) -> None:
    house.union.chair_name = "王桂兰"
    house.union.save()
    desk.post(
        "/desk/trainings/add/",
        {
            "unit_code": house.county.name,
            "title": "主席班",
            "since": TODAY,
            "until": TODAY,
            "hours": "8",
            "invited": "both",
        },
    )
    row = Training.rows.get()
    page = f"/desk/trainings/{row.code}/"
    assert "王桂兰" in told(desk.get(f"{page}attend/"))
    given = {"officer": [officer.code], "union": [house.union.code], "names": "张三\n李四"}
    desk.post(f"{page}attend/", given)
    desk.post(f"{page}attend/", given)
    assert sorted(Attendance.objects.values_list("name", "chair")) == [
        ("张三", False), ("李四", False), ("王桂兰", True), ("胡金华", False),
    ]  # fmt: skip
    worker = house.client("worker")
    door = f"/m/training/{row.sign_code}/"
    assert "签到没有开放" in told(worker.get(door))
    assert worker.post(door).status_code == 409
    desk.post(f"{page}sign/", {"on": "1"})
    row.refresh_from_db()
    door = f"/m/training/{row.sign_code}/"
    assert "签到好了" in told(worker.post(door))
    worker.post(door)
    assert Attendance.objects.count() == 5
    desk.post(f"{page}absent/", {"pick": Attendance.objects.get(name="张三").code})
    assert Attendance.objects.count() == 4
    assert "主席班" in told(desk.get("/desk/trainings/"))
    desk.post(f"{page}cancel/", {"csrf": "x"})
    assert Training.rows.get().cancelled_at is not None


def test_a_visit_with_a_promise(house: House, desk: Client, officer: Officer) -> None:
    page = desk.get("/desk/visits/add/")
    given = {
        "officer": officer.code, "kind": "三服务", "on": TODAY, "days": "1", "unit_code": house.union.name,
        "found": "食堂太热", "promise": "装两台风扇", "key": field(page, "key"),
    }  # fmt: skip
    assert desk.post("/desk/visits/add/", {**given, "kind": "没有这个"}).status_code == 422
    desk.post("/desk/visits/add/", given)
    row = Visit.rows.get()
    assert "食堂太热" in told(desk.get(f"/desk/visits/{row.code}/"))
    assert "食堂太热" not in told(desk.get("/desk/visits/"))
    assert Task.rows.get(kind="organising.promise").title == f"胡金华：{house.union.name}"
    desk.post(f"/desk/visits/{row.code}/reverse/", {"words": "写错"})
    assert Task.rows.get(kind="organising.promise").state == "settled"


# ------------------------------------------------------------------ the chairs


def test_chairs_are_told_and_those_who_sleep_reminded(house: House, desk: Client) -> None:
    house.union.chair_name = house.person.name
    house.union.save()
    house.other.chair_name = "没有档案"
    house.other.save()
    appointed = house.accounts["elsewhere"]
    lost = make.union(house.town, "收不到工会", chair_name="谁也不是")
    page = told(desk.get("/desk/chairs/"))
    assert "收不到" in page
    assert house.person.name in page
    preview = desk.post("/desk/chairs/tell/", {"all": "1"})
    assert (len(preview.context["picked"].reached), [one.unit_name for one in preview.context["picked"].lost]) == (
        2,
        [lost.name],
    )
    given = {
        "all": "1", "digest": field(preview, "digest"), "key": field(preview, "key"), "title": "开会", "body": "周五", "sure": "1",
    }  # fmt: skip
    assert desk.post("/desk/chairs/tell/", {**given, "digest": "x"}).status_code == 422
    answer = desk.post("/desk/chairs/tell/", given)
    desk.post("/desk/chairs/tell/", given)
    row = GroupMessage.rows.get()
    assert answer["Location"] == f"/desk/chairs/messages/{row.code}/"
    assert sorted(Recipient.objects.values_list("account_id", "person_id"), key=str) == [
        (appointed.pk, None), (None, house.person.pk),
    ]  # fmt: skip
    Recipient.objects.filter(account=appointed).update(read_at=timezone.now())
    shown = desk.get(f"/desk/chairs/messages/{row.code}/")
    assert [one.name for one in shown.context["rows"]] == [house.person.name]
    assert "没看" in told(desk.get("/m/sent/"))
    desk.post(f"/m/sent/{row.code}/")
    assert Recipient.objects.count() == 3
    assert Recipient.objects.order_by("pk").last().person_id == house.person.pk
    Recipient.objects.filter(person=house.person, message__code=GroupMessage.rows.get().sent[1]).update(
        read_at=timezone.now()
    )
    desk.post(f"/desk/chairs/messages/{row.code}/remind/")
    assert Recipient.objects.count() == 3
    assert "所有人都看过了" in told(desk.get(f"/desk/chairs/messages/{row.code}/"))


@pytest.mark.parametrize(
    "path", ["/desk/officers/export/", "/desk/chairs/export/", "/desk/grids/places/export/?grid=all"]
)
def test_lists_are_given_out(path: str, place: Place) -> None:
    make.union(place.house.town, "另一家工会", chair_name="赵六")
    place.desk.post(
        "/desk/officers/add/",
        {"name": "胡金华", "unit_code": place.house.town.name, "kind": "full", "since": "2026-01-01"},
    )
    assert place.desk.get(path).status_code == 200
    assert place.desk.post(path, {"all": "1", "sure": "1", "col": ["name"]}).status_code == 302


# ------------------------------------------------------------------ joint building


def test_a_joint_meeting_and_its_decisions(house: House, desk: Client) -> None:
    leader = house.accounts[Role.OFFICER]
    later = (timezone.localdate() + timedelta(days=9)).isoformat()
    given = {
        "unit_code": house.union.name, "party": "恒达党支部", "on": TODAY, "agenda": "夏送清凉", "key": "m1",
        "words_1": "买风扇", "owner_1": "工会", "due_1": later, "words_2": "少了谁",
    }  # fmt: skip
    assert desk.post("/desk/joint/add/", given).status_code == 422
    desk.post("/desk/joint/add/", {**given, "words_2": ""})
    row = Meeting.rows.get()
    desk.post(f"/desk/joint/{row.code}/decide/", {"words": "开座谈会", "username": leader.username, "due_on": later})
    tasks = Task.rows.filter(kind="organising.decision").order_by("pk")
    assert [(one.title, one.owner_id) for one in tasks] == [("买风扇", None), ("开座谈会", leader.pk)]
    page = told(desk.get(f"/desk/joint/{row.code}/"))
    assert "开座谈会" in page
    assert "恒达党支部" in told(desk.get("/desk/joint/"))
    decided = row.decisions.first()
    assert decided is not None
    assert desk.get(f"/desk/joint/decisions/{decided.code}/").status_code == 302
    desk.post(f"/desk/joint/{row.code}/reverse/", {"words": "写错"})
    assert [one.state for one in tasks.all()] == ["settled", "open"]
    desk.post(
        "/desk/joint/liaisons/add/",
        {
            "unit_code": house.union.name,
            "party": "恒达党支部",
            "side": "party",
            "name": "老王",
            "phone": "13800000002",
            "since": TODAY,
        },
    )
    one = Liaison.rows.get()
    assert "138****0002" in told(desk.get("/desk/joint/liaisons/"))
    assert "13800000002" in told(desk.post(f"/desk/phones/liaison/{one.code}/", {"reason": "urgent"}))
    desk.post(f"/desk/joint/liaisons/{one.code}/end/")
    assert "老王" in told(desk.get("/desk/joint/liaisons/?state=former"))


# ------------------------------------------------------------------ whoever may not


@pytest.mark.parametrize(
    "path",
    [
        "/desk/grids/", "/desk/rounds/", "/desk/drives/", "/desk/officers/", "/desk/trainings/", "/desk/visits/", "/desk/chairs/",
        "/desk/joint/", "/m/field/", "/m/sent/",
    ],
)  # fmt: skip
def test_rooms_are_closed_to_those_without_the_power(path: str, house: House) -> None:
    assert house.client(Role.REVIEWER).get(path).status_code == 404
    assert house.client("nobody").get(path).status_code == 404


# ------------------------------------------------------------------ what pages cost


def grow(place: Place, count: int) -> None:
    """So many more of everything that the lists of the field show."""
    house, start = place.house, Round.rows.count()
    here = {"unit": house.town, "path": house.town.path}
    for number in range(start, start + count):
        grid = Grid.rows.create(**here, name=f"格{number}", since=TODAY)
        firm = make.employer(house.union, workers=number, town=house.town.town)
        GridPlace.rows.create(**here, grid=place.grid, employer=firm, valid_from=TODAY)
        row = Round.rows.create(
            **here, grid=grid, employer=firm, on=TODAY, at=timezone.now(), key=f"c{number}", request=""
        )
        row.findings.create(**here, kind="intent")
        officer = Officer.rows.create(**here, name=f"干部{number}")
        officer.posts.create(**here, kind="full", since="2026-01-01")
        Training.rows.create(**here, title="班", since=TODAY, until=TODAY, hours=8, invited="both")
        Visit.rows.create(**here, officer=officer, kind="三服务", on=TODAY, place="村", key=f"c{number}", request="")
        meeting = Meeting.rows.create(**here, on=TODAY, party="支部", agenda="议题", key=f"c{number}", request="")
        meeting.decisions.create(**here, words="办", owner="谁", due_on=TODAY)
        Liaison.rows.create(**here, party="支部", side="party", name="人", since=TODAY)
        drive = Drive.rows.create(**here, title="行动", kind="contract", since=TODAY, until=TODAY, key=f"c{number}")
        drive.targets.create(grid=grid, employer=firm)
        union = make.union(house.town, chair_name=f"主席{number}")
        make.appoint(make.account(), Role.CHAIR, union)
        message = GroupMessage.rows.create(
            **here, title="通知", sent=["x"], sent_at=timezone.now(), sent_on=TODAY, key=f"c{number}", request=""
        )
        message.receivers.create(unit=union, name="主席", account=house.accounts["elsewhere"])


def test_lists_cost_the_same_however_long(place: Place) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages = (
        "/desk/grids/", f"/desk/grids/{place.grid.code}/", "/desk/grids/places/?grid=all", "/desk/rounds/", "/desk/drives/",
        "/desk/officers/", "/desk/trainings/", "/desk/visits/", "/desk/chairs/", "/desk/chairs/messages/", "/desk/joint/",
        "/desk/joint/liaisons/", "/m/field/", f"/m/field/grids/{place.grid.code}/", "/m/sent/",
    )  # fmt: skip
    costs: dict[str, list[int]] = {path: [] for path in pages}
    for more in (1, 2, 37):
        grow(place, more)
        for path in pages:
            place.desk.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert place.desk.get(path).status_code == 200
            costs[path].append(len(asked))
    assert {path: found for path, found in costs.items() if max(found) > 30 or found[0] != found[2]} == {}
