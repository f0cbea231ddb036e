"""Organising through the API: what the pages say, masked as they mask, done once, and never by a program where people decide."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import factories as make
from tests.fronts.api import organising as made
from tests.fronts.conftest import House

from niangjia.fronts.api import document
from niangjia.ground.access.queries import key_powers
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.programmes.organising.models import Attendance, EmployerMove, Founding, Grid, Round

V1 = "/api/v1/"


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(V1 + path, json.dumps(body or {}), content_type="application/json", headers=headers)


def one(client: Client, path: str) -> Any:
    answer = client.get(V1 + path)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


# ------------------------------------------------------------------ founding


def new_file(house: House, **more: Any) -> dict[str, Any]:
    return {"upper": house.town.code, "name": "新星五金有限公司工会委员会", "mode": "alone", "workers": 40, **more}


def test_a_union_is_begun_and_asked_for(staff: Client, house: House) -> None:
    key = {"Idempotency-Key": "found-0001"}
    first = post(staff, "foundings/start/", new_file(house), **key)
    assert first.status_code == 201, first.content.decode()
    code = first.json()["code"]
    assert post(staff, "foundings/start/", new_file(house), **key).json()["code"] == code
    assert Founding.rows.count() == 1
    assert post(staff, "foundings/start/", new_file(house, workers=41), **key).status_code == 409
    asked = post(staff, f"foundings/{code}/ask/", {"on": str(timezone.localdate())}).json()
    assert (asked["stage"], asked["next"], bool(asked["matter"])) == ("asked", "", True)
    (line,) = one(staff, "foundings/?lies=above")["items"]
    assert (line["code"], line["with_whom"]) == (code, house.town.name)
    again = post(staff, f"foundings/{code}/ask/", {"on": str(timezone.localdate())})
    assert again.status_code == 409
    step = post(staff, f"foundings/{code}/steps/sealed/", {"on": str(timezone.localdate())})
    assert (step.status_code, step.json()["error"].partition(".")[0]) == (409, "organising")


def test_a_file_tells_no_number_of_those_who_gather(staff: Client, house: House) -> None:
    code = made.first(house, "founding").code
    told = staff.get(V1 + f"foundings/{code}/").content.decode()
    assert json.loads(told)["gathered"] == 1
    assert json.loads(told)["candidates"][0]["name"] == "胡小兰"
    assert made.PHONE not in told
    assert "应小妹" not in told


def test_papers_come_as_files(staff: Client, house: House) -> None:
    code = made.first(house, "founding").code
    papers = {line["name"] for line in one(staff, f"foundings/{code}/")["papers"]}
    assert "request" in papers or papers
    name = sorted(papers)[0]
    word = staff.get(V1 + f"foundings/{code}/papers/{name}.docx")
    assert b"".join(word.streaming_content)[:2] == b"PK"
    pdf = staff.get(V1 + f"foundings/{code}/papers/{name}.pdf")
    assert b"".join(pdf.streaming_content)[:5] == b"%PDF-"
    assert staff.get(V1 + f"foundings/{code}/papers/nothing.pdf").status_code == 404


def test_terms_certificate_and_numbers(staff: Client, house: House) -> None:
    made.first(house, "term")
    made.first(house, "document")
    told = one(staff, f"units/{house.union.code}/terms/")
    assert told["terms"][0]["seats"][0] == {"post": {"code": "chair", "label": "主席"}, "name": "应建伟"}
    assert told["certificate"]["number"] == "工法证字1"
    (number,) = one(staff, "documents/")["items"]
    assert (number["title"], number["void_at"]) == ("批复", None)


# ------------------------------------------------------------------ registers, employers


def test_a_line_is_decided(staff: Client, house: House) -> None:
    entry = made.first(house, "entry")
    (line,) = one(staff, "registry/?state=open")["items"]
    whole = one(staff, f"registry/{line['code']}/")
    assert whole["candidates"][0]["employer_code"] == house.employer.code
    body = {"revision": whole["revision"], "employer": house.employer.code}
    assert post(staff, f"registry/{entry.code}/same/", {**body, "revision": 99}).status_code == 409
    done = post(staff, f"registry/{entry.code}/same/", body).json()
    assert (done["state"]["code"], done["employer_code"]) == ("linked", house.employer.code)
    back = post(staff, f"registry/{entry.code}/reopen/", {"revision": done["revision"]}).json()
    assert (back["state"]["code"] in {"open", "none"}, back["employer_code"]) == (True, "")


def test_an_employer_moves_with_those_who_were_seen(staff: Client, house: House) -> None:
    address = f"employers/{house.employer.code}/move/"
    seen = one(staff, f"{address}?unit={house.other.code}")
    assert (seen["old"], seen["into"]) == (house.union.name, house.other.name)
    body = {"unit": house.other.code, "on": str(timezone.localdate()), "digest": "x" * 32}
    assert post(staff, address, body).status_code == 409
    assert EmployerMove.rows.count() == 0
    assert post(staff, address, {**body, "digest": seen["digest"]}).status_code == 200
    assert EmployerMove.rows.get().other_unit == house.union


def test_former_names(staff: Client, house: House) -> None:
    from niangjia.ground.org import actions as org
    from niangjia.kit.powers import OPERATOR

    house.union.refresh_from_db()
    org.rename_unit(
        actor=OPERATOR, code=house.union.code, name="恒达集团工会委员会", short_name="", on=timezone.localdate(),
        document="永工〔2026〕1号", revision=house.union.revision, now=timezone.now(),
    )  # fmt: skip
    (former,) = one(staff, f"units/{house.union.code}/")["former_names"]
    assert (former["name"], former["document"]) == ("恒达五金有限公司工会委员会", "永工〔2026〕1号")
    assert one(staff, f"employers/{house.employer.code}/")["former_names"] == []


# ------------------------------------------------------------------ the field


def test_a_round_is_recorded_once(staff: Client, house: House) -> None:
    made.first(house, "grid")
    body = {
        "on": str(timezone.localdate()),
        "words": "好",
        "findings": [{"kind": "hazard", "words": "欠薪", "concern": "town"}],
    }
    address, key = f"employers/{house.employer.code}/rounds/", {"Idempotency-Key": "round-0001"}
    first = post(staff, address, body, **key)
    assert first.status_code == 201, first.content.decode()
    assert post(staff, address, body, **key).json()["code"] == first.json()["code"]
    assert Round.rows.count() == 1
    twice = post(staff, address, {**body, "findings": body["findings"] * 2}, **{"Idempotency-Key": "round-0002"})
    assert (twice.status_code, list(twice.json()["fields"])) == (422, ["findings"])
    outside = post(
        staff, f"employers/{make.employer(house.union).code}/rounds/", body, **{"Idempotency-Key": "round-0003"}
    )
    assert outside.status_code == 409
    looks = Entry.objects.filter(verb="organising.round_opened").count()
    whole = one(staff, f"rounds/{first.json()['code']}/")
    assert (whole["words"], whole["findings"][0]["words"]) == ("好", "欠薪")
    assert Entry.objects.filter(verb="organising.round_opened", look=True).count() == looks + 1


def test_grids_drives_and_their_progress(staff: Client, house: House) -> None:
    drive = made.first(house, "drive")
    grid = Grid.rows.get()
    whole = one(staff, f"grids/{grid.code}/")
    assert (whole["employers"], whole["looked_after_by"][0]["phone"]) == (1, "138****0000")
    (place,) = one(staff, f"grids/{grid.code}/places/")["items"]
    assert place["code"] == house.employer.code
    told = one(staff, f"drives/{drive.code}/")
    assert (told["employers"], told["seen"], told["reached"], told["grids"][0]["grid"]) == (1, 1, 1, grid.name)


def test_officers_are_masked(staff: Client, house: House) -> None:
    officer = made.first(house, "officer")
    for path in ("officers/", f"officers/{officer.code}/"):
        told = staff.get(V1 + path).content.decode()
        assert "138****0000" in told
        assert made.PHONE not in told


def test_attendance_by_list_counts_nobody_twice(staff: Client, house: House) -> None:
    training, officer = made.first(house, "training"), made.first(house, "officer")
    body = {"officers": [officer.code], "names": ["王新", "王新"]}
    assert post(staff, f"trainings/{training.code}/attend/", body).json() == {"added": 2}
    assert post(staff, f"trainings/{training.code}/attend/", body).json() == {"added": 0}
    assert Attendance.objects.filter(training=training).count() == 3
    assert one(staff, f"trainings/{training.code}/")["there"] == 3
    assert {line["name"] for line in one(staff, f"trainings/{training.code}/attendances/")["items"]} >= {
        "王新",
        officer.name,
    }
    assert post(staff, f"trainings/{training.code}/attend/", {}).status_code == 409


def test_visits_and_meetings(staff: Client, house: House) -> None:
    visit, meeting = made.first(house, "visit"), made.first(house, "meeting")
    assert "食堂要修" not in staff.get(V1 + "visits/").content.decode()
    assert one(staff, f"visits/{visit.code}/")["found"] == "食堂要修"
    assert Entry.objects.filter(verb="organising.visit_opened", look=True).count() == 1
    assert one(staff, f"joint/{meeting.code}/")["decided"][0]["words"] == "办食堂"
    assert one(staff, "joint/")["items"][0]["decisions"] == 1


def test_focus_plans(staff: Client, house: House) -> None:
    plan = made.first(house, "plan")
    assert [line["code"] for line in one(staff, "focus/")["plans"]] == [plan.code]
    target = one(staff, f"focus/plans/{plan.code}/")["phases"][0]["targets"][0]
    assert (target["target"], target["reached"], target["met"]) == (3, 0, False)


# ------------------------------------------------------------------ corrections, leavings, the province


def test_corrections_and_leavings_are_masked(staff: Client, house: House) -> None:
    change, leaving = made.first(house, "change"), made.first(house, "leaving")
    told = one(staff, f"corrections/{change.code}/")
    assert (told["old"], told["new"], told["person"]) == ("138****0000", "139****0000", "王桂兰")
    assert one(staff, f"leavings/{leaving.code}/")["open"] is True
    assert "reason" not in one(staff, f"leavings/{leaving.code}/")


def test_a_comparison_and_its_rows(staff: Client, house: House) -> None:
    comparison = made.first(house, "comparison")
    told = one(staff, f"comparisons/{comparison.code}/")
    assert [one_["people"] for one_ in told["sides"]] == [0, 1, 0]
    answer = staff.get(V1 + f"comparisons/{comparison.code}/rows/").content.decode()
    (line,) = json.loads(answer)["items"]
    assert (line["name"], line["phone"], line["state"]["code"]) == ("应晓妹", "138****0000", "open")
    assert made.PHONE not in answer
    made.plant(house, 1, 2)
    first = one(staff, f"comparisons/{comparison.code}/rows/?size=2")
    rest = one(staff, f"comparisons/{comparison.code}/rows/?size=2&after={first['next']}")
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, "")


def test_a_comparison_of_another_branch_is_nobody_s(house: House) -> None:
    """A chair of another town: as if nothing were there; a chair below sees the rows of her own union only."""
    comparison = made.first(house, "comparison")
    away = Client()
    away.force_login(house.accounts["elsewhere"], backend="django.contrib.auth.backends.ModelBackend")
    for path in ("", "rows/"):
        assert away.get(V1 + f"comparisons/{comparison.code}/{path}").status_code == 404
    below = make.account(unit=house.union)
    make.appoint(below, Role.CHAIR, house.union)
    away.force_login(below, backend="django.contrib.auth.backends.ModelBackend")
    assert len(one(away, f"comparisons/{comparison.code}/rows/")["items"]) == 1


# ------------------------------------------------------------------ programs


def test_programs_of_partners_get_no_more_than_the_mark_allows(program: Client, house: House) -> None:
    """Every call of organising for which no key can be given is as if it were not there, with a record that is."""
    asked = 0
    for path, methods in document.described()["paths"].items():
        for method, call in methods.items():
            code = made.code_for(house, path)
            if call["x-power"] in {*key_powers(), "own"} or not code:
                continue
            address = (
                path.replace("{code}", code)
                .replace("{act}", "none")
                .replace("{stage}", "sealed")
                .replace("{what}", "all")
            )
            assert getattr(program, method)(address).status_code == 404, address
            asked += 1
    assert asked > 20
    assert (
        program.get(V1 + f"registry/{made.first(house, 'entry').code}/").status_code == 200
    )  # the control: it has a key


# ------------------------------------------------------------------ what they cost

LISTS = (
    "foundings/?state=all", "documents/", "registry/", "grids/", "rounds/", "drives/", "officers/", "trainings/", "visits/", "joint/",
    "focus/", "comparisons/", "corrections/", "units/{union}/terms/", "grids/{grid}/places/", "trainings/{training}/attendances/",
    "comparisons/{comparison}/rows/", "drives/{drive}/", "comparisons/{comparison}/",
)  # fmt: skip


def test_a_list_costs_the_same_at_1_3_and_15_rows(house: House) -> None:
    desk = house.client(Role.ORGANISER)
    costs: dict[str, list[int]] = {path: [] for path in LISTS}
    for since, count in ((0, 1), (1, 2), (3, 12)):
        made.plant(house, since, count)
        codes = {kind: row.code for kind, row in house.__dict__["made"].items()} | {"union": house.union.code}
        for path, known in costs.items():
            with CaptureQueriesContext(connection) as asked:
                assert desk.get(V1 + path.format(**codes)).status_code == 200, path
            known.append(len(asked))
    assert {path: known for path, known in costs.items() if known[1] != known[2] or abs(known[0] - known[1]) > 2} == {}
    assert max(known[2] for known in costs.values()) <= 30
    assert len(one(desk, "grids/")["items"]) == 15


@pytest.mark.parametrize("path", ["foundings/", "grids/", "rounds/", "officers/", "visits/", "joint/", "registry/"])
def test_pages_go_on_where_the_last_ended(path: str, house: House) -> None:
    desk = house.client(Role.ORGANISER)
    made.plant(house, 0, 3)
    first = one(desk, f"{path}?size=2")
    rest = one(desk, f"{path}?size=2&after={first['next']}")
    codes = [line["code"] for line in first["items"] + rest["items"]]
    assert len(codes) == len(set(codes)) == 3
    assert rest["next"] == ""
