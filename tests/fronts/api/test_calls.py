"""The calls: the same answers as the pages, refusals in one shape, pages of lists, doors that stay shut."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests import factories as make
from tests.fronts.conftest import House
from tests.programmes.organising import joining

from niangjia.engines.imports.models import Batch
from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists.actions import Wanted
from niangjia.ground.access.models import ApiKey
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.people.models import Membership
from niangjia.kit.powers import OPERATOR
from niangjia.programmes.organising.models import Application, Transfer

V1 = "/api/v1/"


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(V1 + path, json.dumps(body or {}), content_type="application/json", headers=headers)


# ------------------------------------------------------------------ who comes in


def test_a_stranger_is_told_so(house: House) -> None:
    answer = Client().get(V1 + "units/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["error"] == "unknown"
    assert answer.json()["number"] == answer["X-Request-Id"]


@pytest.mark.parametrize("written", ["Bearer nj_wrong", "Bearer ", "Basic abc", "nj_x", "Bearer " + "x" * 5000])
def test_a_wrong_key_is_no_key(written: str, staff: Client) -> None:
    """Not even beside an open session: a program that sends a key means the key."""
    assert staff.get(V1 + "units/", headers={"Authorization": written}).status_code == 401


def test_who_am_i(program: Client, staff: Client, house: House) -> None:
    told = program.get(V1 + "me/").json()
    assert (told["kind"], told["name"], told["purpose"]) == ("partner", "体检中心", "取名单")
    assert told["held"][0]["unit"] == house.county.name
    assert "org.view" in told["held"][0]["powers"]
    assert "approvals.use" not in told["held"][0]["powers"]
    assert "approvals.use" in staff.get(V1 + "me/").json()["held"][0]["powers"]


def test_a_worker_does_not_come_in(house: House) -> None:
    assert house.client("worker").get(V1 + "me/").status_code == 401


def test_a_session_needs_the_token_to_change_something(staff: Client, house: House) -> None:
    assert post(staff, "messages/read/").status_code == 200
    del staff.defaults["HTTP_X_CSRFTOKEN"]
    answer = post(staff, "messages/read/")
    assert (answer.status_code, answer.json()["error"]) == (403, "forged")
    assert staff.get(V1 + "units/").status_code == 200


def test_a_key_needs_no_token(key: Any) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {key()}"})
    assert post(browser, "messages/read/").status_code == 200


def test_staff_set_up_the_second_factor_first(staff: Client, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    answer = staff.get(V1 + "units/")
    assert (answer.status_code, answer.json()["error"]) == (403, "second_factor")


def test_a_key_opens_what_it_lists(key: Any, house: House) -> None:
    program = Client(headers={"Authorization": f"Bearer {key(['figures.read'])}"})
    assert program.get(V1 + "figures/").status_code == 200
    for path in ("units/", "members/", f"units/{house.union.code}/", "approvals/", "imports/"):
        assert program.get(V1 + path).status_code == 404


def test_a_key_stays_in_its_branch(key: Any, house: House) -> None:
    program = Client(headers={"Authorization": f"Bearer {key(at=house.town)}"})
    assert program.get(V1 + f"members/{house.person.code}/").status_code == 200
    stranger = make.member(house.other)
    missing, hidden = program.get(V1 + f"members/{'a' * 16}/"), program.get(V1 + f"members/{stranger.code}/")
    assert (missing.status_code, hidden.status_code) == (404, 404)
    same = [{**one.json(), "number": ""} for one in (missing, hidden)]
    assert same[0] == same[1]
    assert house.other.name not in program.get(V1 + "units/").content.decode()


def test_the_address_of_the_key(key: Any) -> None:
    program = Client(headers={"Authorization": f"Bearer {key(addresses=['10.9.0.0/16'])}"})
    assert program.get(V1 + "me/", REMOTE_ADDR="10.9.3.4").status_code == 200
    assert program.get(V1 + "me/", REMOTE_ADDR="10.8.3.4").status_code == 401


def test_a_revoked_key_is_out_at_once(program: Client) -> None:
    assert program.get(V1 + "me/").status_code == 200
    assert ApiKey.rows.get().used_at is not None
    ApiKey.rows.update(digest=None, revoked_at=timezone.now())
    assert program.get(V1 + "me/").status_code == 401


# ------------------------------------------------------------------ what is answered


def test_units(program: Client, house: House) -> None:
    first = program.get(V1 + "units/", {"size": 2}).json()
    assert [one["name"] for one in first["items"]] == [house.county.name, house.town.name]
    rest = program.get(V1 + "units/", {"size": 200, "after": first["next"]}).json()
    assert len(rest["items"]) == 3
    assert rest["next"] == ""
    one = program.get(V1 + f"units/{house.union.code}/").json()
    assert [up["name"] for up in one["above"]] == [house.county.name, house.town.name]
    assert one["employers"] == 1
    under = program.get(V1 + "units/", {"under": house.town.code, "kind": "grassroots"}).json()
    assert [one["name"] for one in under["items"]] == [house.union.name]


def test_a_unit_as_it_was(program: Client, house: House) -> None:
    from niangjia.ground.org import actions as org

    today = timezone.localdate()
    org.move_unit(
        actor=OPERATOR, code=house.union.code, parent_code=make.town(house.county, "龙山镇总工会").code, on=today,
        revision=house.union.revision, now=timezone.now(),
    )  # fmt: skip
    asked = V1 + f"units/{house.union.code}/on/"
    was = program.get(f"{asked}{today - timedelta(days=1)}/").json()
    now = program.get(f"{asked}{today}/").json()
    assert [one["name"] for one in was["above"]] == [house.county.name, house.town.name]
    assert [one["name"] for one in now["above"]] == [house.county.name, "龙山镇总工会"]
    assert program.get(f"{asked}2021-02-30/").status_code == 422


def test_employers(program: Client, house: House) -> None:
    (line,) = program.get(V1 + "employers/").json()["items"]
    assert (line["name"], line["workers"], line["unit_code"]) == (house.employer.name, 120, house.union.code)
    one = program.get(V1 + f"employers/{house.employer.code}/").json()
    assert one["headcounts"][0]["workers"] == 120


def test_members_are_masked_and_a_look_is_recorded(program: Client, house: House) -> None:
    (line,) = program.get(V1 + "members/").json()["items"]
    assert (line["name"], line["unit_code"]) == ("王桂兰", house.union.code)
    assert "*" in line["identity"]
    assert "*" in line["phone"]
    before = Entry.objects.count()
    whole = program.get(V1 + f"members/{house.person.code}/").json()
    assert whole["memberships"][0]["unit"] == house.union.name
    look = Entry.objects.order_by("-pk")[0]
    assert (look.verb, look.look, look.actor_kind) == ("people.person_opened", True, "partner")
    assert Entry.objects.count() == before + 1
    assert program.get(V1 + "members/", {"under": house.other.code}).json()["items"] == []


def test_a_figure_is_the_number_of_the_desk(program: Client, house: House) -> None:
    make.member(house.other)
    one = program.get(V1 + "figures/people.members/", {"by": "unit"}).json()
    assert one["value"] == 2
    assert one["at"] == house.county.name
    assert sum(part["value"] for part in one["parts"]) == 2
    here = program.get(V1 + "figures/people.members/", {"at": house.union.code}).json()
    assert here["value"] == 1
    wrong = program.get(V1 + "figures/people.memberz/")
    assert wrong.status_code == 404
    narrowed = program.get(V1 + "figures/people.members/", {"where": "gender=f"})
    assert narrowed.status_code == 200


def test_the_rows_behind_a_figure(program: Client, house: House) -> None:
    for _ in range(4):
        make.member(house.other)
    first = program.get(V1 + "figures/people.members/rows/", {"size": 3}).json()
    assert (first["count"], len(first["items"])) == (5, 3)
    rest = program.get(V1 + "figures/people.members/rows/", {"size": 3, "after": first["next"]}).json()
    assert len({one["code"] for one in first["items"] + rest["items"]}) == 5
    assert rest["next"] == ""


def test_coverage(program: Client, house: House) -> None:
    told = program.get(V1 + "coverage/").json()
    assert told["at"] == house.county.name
    assert len(told["values"]) == 5


def test_tasks_are_seen_by_a_key_and_worked_off_by_people(program: Client, staff: Client, house: House) -> None:
    wanted = Wanted(house.employer.pk, house.employer.code, house.union.pk, "恒达五金还没有建会")
    worklists.sync(actor=OPERATOR, kind="organising.uncovered_due", wanted=[wanted], now=timezone.now())
    (line,) = program.get(V1 + "tasks/").json()["items"]
    assert line["title"] == "恒达五金还没有建会"
    assert program.get(V1 + "tasks/", {"kind": "no.such"}).json()["items"] == []
    assert post(program, f"tasks/{line['code']}/take/").status_code == 404
    taken = post(staff, f"tasks/{line['code']}/take/").json()
    assert taken["owner"] == str(house.accounts[Role.ORGANISER].name)
    assert "finish" in taken["may"]
    assert post(staff, f"tasks/{line['code']}/drop/").status_code == 409
    done = post(staff, f"tasks/{line['code']}/drop/", {"words": "已经搬走"}).json()
    assert (done["state"], done["history"][0]["words"]) == ("dropped", "已经搬走")
    assert post(staff, f"tasks/{line['code']}/dance/").status_code == 422


def application(house: House, **changed: Any) -> dict[str, Any]:
    told = {
        "unit": house.union.code, "name": "应奶奶", "identity": make.identity(), "workplace": "环卫所", "why": "elderly",
        "charter": True,
    }  # fmt: skip
    return {**told, **changed}


def test_an_application_is_entered_once(program: Client, staff: Client, house: House) -> None:
    body = application(house)
    first = post(program, "applications/", body, **{"Idempotency-Key": "abc-12345"})
    again = post(program, "applications/", body, **{"Idempotency-Key": "abc-12345"})
    assert (first.status_code, again.status_code) == (201, 201), first.content.decode()
    assert first.json() == again.json()
    assert Application.rows.count() == 1
    other = post(program, "applications/", {**body, "name": "应阿公"}, **{"Idempotency-Key": "abc-12345"})
    assert (other.status_code, other.json()["error"]) == (409, "organising.key_reused")
    code = first.json()["code"]
    assert program.get(V1 + "applications/").json()["items"][0]["code"] == code
    assert program.get(V1 + f"applications/{code}/").json()["state"]["code"] == "open"


def test_what_is_wrong_with_an_application_is_said_by_field(program: Client, house: House) -> None:
    key = {"Idempotency-Key": "abc-12345"}
    answer = post(program, "applications/", application(house, charter="perhaps"), **key)
    assert (answer.status_code, answer.json()["error"]) == (422, "unfit")
    assert answer.json()["fields"] == {"charter": ["请写 true 或 false。"]}
    answer = post(program, "applications/", {**application(house), "nickname": "x"}, **key)
    assert answer.json()["fields"] == {"nickname": ["没有这一项，请核对名称。"]}
    answer = post(program, "applications/", application(house, why="no reason", workplace=" "), **key)
    assert answer.status_code == 422
    assert "workplace" in answer.json()["fields"]
    assert "identity" not in answer.content.decode()
    assert post(program, "applications/", application(house)).json()["fields"] == {
        "Idempotency-Key": ["请填写这一项。"]
    }
    assert not Application.rows.exists()


def test_an_application_is_decided_by_a_person(program: Client, house: House, staff: Client) -> None:
    body = post(program, "applications/", application(house), **{"Idempotency-Key": "abc-12345"}).json()
    assert program.get(V1 + "approvals/").status_code == 404
    chair = make.account("章主席")
    make.appoint(chair, Role.CHAIR, house.union)
    browser = Client()
    browser.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    (line,) = browser.get(V1 + "approvals/").json()["items"]
    assert line["code"] == body["matter"]
    seen = browser.get(V1 + f"approvals/{body['matter']}/").json()
    assert "decide" in seen["may"]
    stale = post(browser, f"approvals/{body['matter']}/approve/", {"revision": seen["revision"] + 5})
    assert stale.status_code == 409
    done = post(browser, f"approvals/{body['matter']}/approve/", {"revision": seen["revision"]})
    assert (done.status_code, done.json()["state"]) == (200, "approved"), done.content.decode()
    assert Membership.rows.filter(unit=house.union, person__name="应奶奶").exists()


def test_returned_with_a_reason_and_withdrawn(program: Client, house: House, staff: Client) -> None:
    body = post(program, "applications/", application(house), **{"Idempotency-Key": "abc-12345"}).json()
    joining.send_back(make.officer(house.union, Role.CHAIR), Application.rows.get())
    told = program.get(V1 + f"applications/{body['code']}/").json()
    assert told["words"] == "请写单位全称"
    gone = post(program, f"applications/{body['code']}/withdraw/")
    assert (gone.status_code, gone.json()["state"]["code"]) == (200, "withdrawn")
    assert post(program, f"applications/{body['code']}/withdraw/").status_code == 409


def test_a_transfer(program: Client, house: House) -> None:
    number = make.identity()
    her = make.person("徐师傅", number=number)
    make.join(her, house.other)
    body = {"unit": house.union.code, "identity": number}
    first = post(program, "transfers/", body, **{"Idempotency-Key": "tr-00001"})
    assert first.status_code == 201, first.content.decode()
    assert post(program, "transfers/", body, **{"Idempotency-Key": "tr-00001"}).json()["code"] == first.json()["code"]
    assert Transfer.rows.count() == 1
    assert program.get(V1 + f"transfers/{first.json()['code']}/").status_code == 200
    nobody = post(program, "transfers/", {**body, "identity": "330782199001010000"}, **{"Idempotency-Key": "tr-00002"})
    assert nobody.status_code == 409
    assert "330782" not in nobody.content.decode()


def test_a_spreadsheet_goes_in(program: Client, house: House) -> None:
    rows = f"姓名,证件号码,手机号,所在工会\n钱小妹,{make.identity()},13900000001,{house.union.name}\n坏,12,13,{house.union.name}\n"

    def send() -> Any:
        file = SimpleUploadedFile("名册.csv", rows.encode())
        return program.post(V1 + "imports/", {"file": file}, headers={"Idempotency-Key": "file-0001"})

    answer = send()
    assert answer.status_code == 201, answer.content.decode()
    assert send().json()["items"][0]["code"] == answer.json()["items"][0]["code"]
    assert Batch.objects.count() == 1
    code = answer.json()["items"][0]["code"]
    ready = program.get(V1 + f"imports/{code}/").json()
    assert (ready["state"]["code"], ready["counts"]["new"], ready["counts"]["wrong"]) == ("ready", 1, 1)
    done = post(program, f"imports/{code}/start/")
    assert done.status_code == 200
    assert program.get(V1 + f"imports/{code}/").json()["state"]["code"] == "done"
    assert Membership.rows.filter(person__name="钱小妹").exists()
    errors = program.get(V1 + f"imports/{code}/errors/")
    assert b"".join(errors.streaming_content)[:2] == b"PK"


def test_a_file_that_is_none(program: Client, house: House) -> None:
    answer = program.post(V1 + "imports/", {"file": SimpleUploadedFile("a.xlsx", b"nothing")})
    assert answer.status_code == 409
    assert answer.json()["message"]
    assert program.post(V1 + "imports/", {}).json()["fields"] == {"file": ["请填写这一项。"]}


def test_messages_are_one_s_own(program: Client, staff: Client, house: House) -> None:
    from niangjia.engines.messaging import actions as messaging
    from niangjia.kit.powers import SYSTEM

    who = house.accounts[Role.ORGANISER].pk
    messaging.send(actor=SYSTEM, topic="service", title="明天培训", now=timezone.now(), accounts=[who])
    (line,) = staff.get(V1 + "messages/", {"unread": "true"}).json()["items"]
    assert program.get(V1 + "messages/").json()["items"] == []
    assert program.get(V1 + f"messages/{line['code']}/").status_code == 404
    assert staff.get(V1 + f"messages/{line['code']}/").json()["title"] == "明天培训"
    assert staff.get(V1 + "messages/", {"unread": "true"}).json()["items"] == []
    assert post(staff, "messages/read/").json() == {"marked": 0}


# ------------------------------------------------------------------ pages and stops


@pytest.mark.parametrize("after", ["x", "W10", "eyJhIjoxfQ:1abc:zzz", "中"])
def test_a_mark_that_nobody_gave_out(after: str, program: Client) -> None:
    answer = program.get(V1 + "units/", {"after": after})
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["after"]


def test_a_mark_of_another_list(program: Client, house: House) -> None:
    mark = program.get(V1 + "units/", {"size": 1}).json()["next"]
    assert mark
    assert program.get(V1 + "employers/", {"after": mark}).status_code == 422


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("nothing/", 404, "not_found"),
        ("units/?size=0", 422, "unfit"),
        ("units/?size=9999", 422, "unfit"),
        ("units/?state=other", 422, "unfit"),
        ("units/?text=%00", 400, "unreadable"),
        ("units/?text=%01", 422, "unfit"),
        ("figures/people.members/?on=2021-02-30", 422, "unfit"),
        ("figures/people.members/?on=0001-01-01", 422, "unfit"),
        ("figures/people.members/?first=2024-02-01&last=2023-01-01", 409, "figures.backward_period"),
        ("figures/people.members/?by=shoes", 409, "figures.unknown_breakdown"),
    ],
)
def test_stops(path: str, status: int, error: str, program: Client) -> None:
    answer = program.get(V1 + path)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["message"]


def test_methods_and_broken_bodies(program: Client) -> None:
    assert program.delete(V1 + "units/").status_code == 405
    assert program.delete(V1 + "units/").json()["error"] == "wrong_method"
    answer = program.post(V1 + "transfers/", "{nothing", content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "unreadable")


def test_an_accident_is_told_without_its_cause(program: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("13900000000 planted")

    monkeypatch.setattr("niangjia.ground.org.queries.units", broken)
    program.raise_request_exception = False
    answer = program.get(V1 + "units/")
    assert (answer.status_code, answer.json()["error"]) == (500, "broken")
    assert "planted" not in answer.content.decode()
