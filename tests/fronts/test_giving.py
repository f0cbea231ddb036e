"""Lists given out: exactly what is shown, masked, within the power, long ones by a job, files that are one's own and expire."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.engines.imports import actions, queries, tasks
from niangjia.engines.imports.actions import exports as room
from niangjia.engines.imports.models import Export
from niangjia.engines.imports.queries import giving as asking
from niangjia.engines.messaging.models import Message
from niangjia.fronts.desk.org_lists import EMPLOYER_COLUMNS, UNIT_COLUMNS
from niangjia.fronts.desk.people_lists import COLUMNS
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.models import Employment
from niangjia.kit.declare import listings
from niangjia.kit.powers import NotAllowed
from tests import factories as make
from tests.fronts.conftest import House

NEW = "/desk/members/export/"


def rows_of(browser: Client, made: Export) -> list[list[str]]:
    """The cells of a file as somebody sees them who downloads it."""
    from python_calamine import CalamineWorkbook

    answer = browser.get(f"/desk/exports/{made.code}/file/")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def test_every_shown_column_can_be_given_out_under_the_same_heading() -> None:
    pairs = (("people.members", COLUMNS), ("org.units", UNIT_COLUMNS), ("org.employers", EMPLOYER_COLUMNS))
    for source, shown in pairs:
        given = [(one.name, str(one.title)) for one in listings()[source].columns]
        assert given == [(one.name, str(one.title)) for one in shown]


def test_what_is_shown_is_given_out_and_nothing_else(house: House, desk: Client) -> None:
    her = make.member(house.union, "应美琴", number=make.identity(order=321), phone="13812345621")
    Employment.objects.create(person=her, form="platform", occupation="=快递员")
    page = desk.get(f"{NEW}?form=platform").content.decode()
    assert "导出 1 人" in page
    answer = desk.post(
        f"{NEW}?form=platform", {"sure": "1", "all": "1", "col": ["name", "phone", "identity", "occupation"]}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/desk/tasks/")
    made = Export.objects.get()
    cells = rows_of(desk, made)
    assert cells[0][0] == "会员名单"
    assert cells[1][0].startswith("筛选条件：平台从业。")
    assert cells[2:] == [
        ["姓名", "手机号", "证件号码", "职业"],
        ["应美琴", "138****5621", f"3307**********{cells[3][2][-4:]}", "=快递员"],
    ]
    verbs = Entry.objects.filter(subject_kind="imports.export").order_by("id").values_list("verb", "look")
    assert list(verbs) == [("imports.exported", True), ("imports.export_fetched", True)]


def test_ticked_rows_only(house: House, desk: Client) -> None:
    some = [make.member(house.union, name) for name in ("应一", "应二", "应三")]
    desk.post(NEW, {"sure": "1", "pick": [some[0].code, some[2].code], "col": ["name"]})
    assert rows_of(desk, Export.objects.get())[3:] == [["应三"], ["应一"]]


def test_nothing_ticked_gives_nothing_out(house: House, desk: Client) -> None:
    for sent in ({}, {"sure": "1", "col": ["name"]}):
        assert desk.post(f"{NEW}?gender=f", sent)["Location"] == "/desk/members/?gender=f"
    assert Export.objects.count() == 0


def test_unions_and_employers_are_given_out_as_shown(house: House, desk: Client) -> None:
    desk.post("/desk/unions/export/?town=古山镇", {"sure": "1", "all": "1", "col": ["name", "kind"]})
    first = rows_of(desk, Export.objects.get())
    assert [row[0] for row in first[3:]] == ["古山镇总工会", house.other.name]
    desk.post("/desk/employers/export/", {"sure": "1", "all": "1", "col": ["name", "workers"]})
    assert rows_of(desk, Export.objects.latest("pk"))[3:] == [[house.employer.name, "120.0"]]


def test_a_chair_gives_out_unions_but_no_members(house: House) -> None:
    chair = house.client(Role.CHAIR)
    assert chair.get(NEW).status_code == 404
    assert chair.get("/desk/unions/export/").status_code == 200
    assert "导出筛出的" not in chair.get("/desk/members/").content.decode()


def test_only_members_in_reach_are_given_out(house: House) -> None:
    who = make.account("镇干部", unit=house.town)
    make.appoint(who, Role.OFFICER, house.town)
    far = make.member(house.other, "别处人")
    browser = Client()
    browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    browser.post(NEW, {"sure": "1", "all": "1", "col": ["name"]})
    assert rows_of(browser, Export.objects.get())[3:] == [[house.person.name]]
    answer = browser.post(NEW, {"sure": "1", "pick": [far.code], "col": ["name"]})
    assert answer.status_code == 409
    assert Export.objects.count() == 1


def test_a_file_is_ones_own_and_expires(house: House, desk: Client) -> None:
    desk.post(NEW, {"sure": "1", "all": "1", "col": ["name"]})
    made = Export.objects.get()
    address = f"/desk/exports/{made.code}/file/"
    assert house.client(Role.OFFICER).get(address).status_code == 404
    assert made.code in desk.get("/desk/tasks/").content.decode()
    assert made.code not in house.client(Role.OFFICER).get("/desk/tasks/").content.decode()
    Export.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    answer = desk.get(address)
    assert answer.status_code == 410
    assert "已经过期" in answer.content.decode()
    assert "已过期删除" in desk.get("/desk/tasks/").content.decode()


# ------------------------------------------------------------------ long ones


def ordered(house: House, **given: Any) -> Export:
    return actions.order(
        actor=make.actor(house.accounts[Role.ORGANISER]), source="people.members", asked={}, columns=["name"],
        filter_text="", now=timezone.now(), **given,
    )  # fmt: skip


def test_a_long_list_is_written_by_a_job_and_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 0)
    made = ordered(house)
    assert (made.state, made.rows, made.total) == ("ready", 1, 1)
    assert Message.objects.get(topic="imports.export_ready").title == "导出好了：会员名单，1 行"


def waiting(house: House, monkeypatch: pytest.MonkeyPatch) -> Export:
    """A long list whose job has not begun."""
    monkeypatch.setattr(room, "AT_ONCE", 0)
    monkeypatch.setattr(room, "enqueue", lambda name, **given: None)
    return ordered(house)


def test_it_can_be_left_watched_and_cancelled(house: House, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = waiting(house, monkeypatch)
    assert "every 2s" in desk.get("/desk/tasks/").content.decode()
    assert house.client(Role.OFFICER).post(f"/desk/exports/{made.code}/cancel/").status_code == 404
    assert desk.post(f"/desk/exports/{made.code}/cancel/").status_code == 302
    actor = make.actor(house.accounts[Role.ORGANISER])
    assert actions.exports.write(actor=actor, code=made.code, now=timezone.now()).state == "cancelled"
    assert "every 2s" not in desk.get("/desk/tasks/").content.decode()
    assert desk.post(f"/desk/exports/{made.code}/cancel/").status_code == 409


def test_cancelled_in_the_middle_leaves_no_file(house: House, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        make.member(house.union)
    monkeypatch.setattr(room, "STEP", 2)
    made = waiting(house, monkeypatch)
    actor = make.actor(house.accounts[Role.ORGANISER])
    whole = listings()["people.members"].rows

    def interrupted(who: Any, asked: Any) -> Any:
        for number, row in enumerate(whole(who, asked)):
            if number == 3:
                Export.objects.filter(pk=made.pk).update(state="cancelled")
            yield row

    changed = {**listings(), "people.members": _with_rows(interrupted)}
    monkeypatch.setattr(asking, "listings", lambda: changed)
    assert room.write(actor=actor, code=made.code, now=timezone.now()).state == "cancelled"
    assert not (settings.DATA / "imports" / made.code / room.FILE).exists()


def _with_rows(rows: Any) -> Any:
    from dataclasses import replace

    return replace(listings()["people.members"], rows=rows)


def test_whoever_lost_the_power_gets_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    made = waiting(house, monkeypatch)
    nobody = make.actor(house.accounts["nobody"])
    with pytest.raises(NotAllowed):
        room.write(actor=nobody, code=made.code, now=timezone.now())
    with pytest.raises(NotAllowed):
        actions.order(actor=nobody, source="people.members", asked={}, columns=[], filter_text="", now=timezone.now())
    assert queries.exports(nobody) == []


# ------------------------------------------------------------------ where it may be given out


@pytest.fixture
def lent(house: House) -> Client:
    """The officer of one town, who stands in for the officer of another without the power to give lists out there."""
    who = make.account("镇干部", unit=house.town)
    make.appoint(who, Role.OFFICER, house.town)
    elsewhere = Unit.objects.get(path=house.other.path[:-4])
    other = make.appoint(make.account("别镇干部", unit=elsewhere), Role.OFFICER, elsewhere)
    make.deputy(other, who, powers=("people.view", "people.export", "org.view", "figures.read"))
    browser = Client()
    browser.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return browser


LISTS = ("/desk/members/export/", "/desk/unions/export/", "/desk/employers/export/")


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_given_out_where_the_power_is_held_and_nowhere_else(house: House, lent: Client, address: str) -> None:
    make.member(house.other, "别处人")
    make.employer(house.other, workers=5, name="别处公司")
    sure = {"sure": "1", "all": "1", "col": ["name"]}
    for query in ("", f"?under={house.other.code}"):
        for answer in (lent.get(address + query), lent.post(address + query, sure)):
            assert answer.status_code == 409
            assert "您不能导出的工会" in answer.content.decode()
    assert Export.objects.count() == 0

    assert lent.post(f"{address}?under={house.union.code}", sure)["Location"] == "/desk/tasks/"
    assert "别处" not in str(rows_of(lent, Export.objects.get()))


def test_the_rows_of_a_figure_are_given_out_where_the_power_is_held(house: House, lent: Client) -> None:
    address = "/desk/figures/people.members/export/"
    assert lent.post(f"{address}?at={house.other.code}").status_code == 409
    assert Export.objects.count() == 0
    assert lent.post(f"{address}?at={house.union.code}").status_code == 302
    assert Export.objects.get().state == "ready"


def test_control_asked_only_whether_it_is_held_somewhere_it_goes_out(
    house: House, lent: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.member(house.other, "别处人")
    monkeypatch.setattr(asking, "covered", lambda one, ranges: True)
    lent.post(f"{NEW}?under={house.other.code}", {"sure": "1", "all": "1", "col": ["name"]})
    assert "别处人" in str(rows_of(lent, Export.objects.get()))


def test_a_power_lost_before_the_job_runs_ends_it_with_a_sentence(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = waiting(house, monkeypatch)
    tasks.export(export=made.code, account_id=house.accounts["nobody"].pk)
    made.refresh_from_db()
    assert (made.state, made.message) == ("failed", "您现在不能导出这份名单")


# ------------------------------------------------------------------ stopped by a fault


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(actor: Any, asked: Any) -> Any:
        yield from ()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(asking, "listings", lambda: {**listings(), "people.members": _with_rows(fails)})


def test_a_list_that_failed_says_why_and_is_made_again(
    house: House, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = waiting(house, monkeypatch)
    with monkeypatch.context() as patched:
        broken(patched)
        with pytest.raises(OSError, match="space"):
            tasks.export(export=made.code, account_id=made.account_id)
    made.refresh_from_db()
    assert (made.state, made.message) == ("failed", "服务器的磁盘满了，要管理员腾出地方")
    again = f"/desk/exports/{made.code}/again/"
    for address in ("/desk/tasks/",):
        page = desk.get(address).content.decode()
        assert "服务器的磁盘满了" in page
        assert again in page
    assert house.client(Role.OFFICER).post(again).status_code == 404

    assert desk.post(again)["Location"] == "/desk/tasks/"
    made.refresh_from_db()
    assert (made.state, made.message) == ("waiting", "")
    tasks.export(export=made.code, account_id=made.account_id)
    made.refresh_from_db()
    assert (made.state, made.rows) == ("ready", 1)
    assert desk.post(again).status_code == 409


def test_a_short_list_that_fails_while_one_waits_does_not_stay_at_work(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch)
    with pytest.raises(OSError, match="space"):
        ordered(house)
    assert Export.objects.get().state == "failed"


def test_a_list_that_nobody_touches_can_be_made_again(
    house: House, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = waiting(house, monkeypatch)
    again = f"/desk/exports/{made.code}/again/"
    assert again not in desk.get("/desk/tasks/").content.decode()
    assert desk.post(again).status_code == 409
    Export.objects.update(touched_at=timezone.now() - timedelta(minutes=6))
    assert again in desk.get("/desk/tasks/").content.decode()
    assert desk.post(again).status_code == 302
