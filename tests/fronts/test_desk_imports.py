"""The import wizard at the desk: columns, mistakes, mending, the error file, transfers, undo, and whose it is."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from niangjia.engines.imports import actions, tasks
from niangjia.engines.imports.actions import reading, work
from niangjia.engines.imports.models import Batch, Export
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.people.models import Membership, Person
from tests import factories as make
from tests.fronts.conftest import House

HEADINGS = ("姓名", "身份证号", "联系方式", "所属工会", "岗位工种", "备注")


def sheet(rows: list[tuple[str, ...]], *, notes: bool = False) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["2026 年会员花名册"])
    page.append(list(HEADINGS))
    for row in rows:
        page.append(list(row))
    if notes:
        page.append([])
        page.append(["合计", "", "", f"{len(rows)}人"])
        book.create_sheet("参数").sheet_state = "hidden"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def send(browser: Client, content: bytes, name: str = "花名册.xlsx") -> str:
    answer = browser.post("/desk/imports/new/", {"file": SimpleUploadedFile(name, content), "kind": ""})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer.url)


def row(name: str, union: str, *, number: str = "", phone: str = "13912340001") -> tuple[str, ...]:
    return (name, number or make.identity(), phone, union, "冲压", "")


@pytest.fixture
def messy(house: House) -> list[tuple[str, ...]]:
    union = house.union.name
    return [
        row("应建伟", union),
        row("李春花", union[:-3] + "会", phone="13912340002"),
        row("徐建平", union[:-3] + "会", phone="13912340003"),
        row("应美琴", union, phone="1391234"),
    ]


def test_the_check_shows_samples_guesses_chips_and_what_was_left_out(desk: Client, messy: Any) -> None:
    page = desk.get(send(desk, sheet(messy, notes=True))).content.decode()
    assert "6 列：4 列已对上 · 1 列请确认 · 1 列不导入" in page
    assert "职业类别（像是，请确认）" in page
    assert "139****0001" in page
    assert messy[0][1] not in page
    assert "认出是会员花名册" in page
    assert "没有算作记录的" in page
    assert "隐藏的工作表没有读" in page
    assert "所在工会 <b>2</b>" in page
    assert "手机号 <b>1</b>" in page
    assert f"2 行写的“{messy[1][3]}”，平台里没有，最像“{messy[0][3]}”。" in page


def test_chips_narrow_the_problems(desk: Client, messy: Any) -> None:
    address = send(desk, sheet(messy))
    page = desk.get(f"{address}?only=phone").content.decode()
    assert "少 4 位" in page
    assert "平台里没有" not in page
    rows = desk.get(f"{address}rows/wrong/?only=union").content.decode()
    assert "李春花" in rows
    assert "应美琴" not in rows


def test_mending_for_all_rows_leaves_one_and_the_error_file_holds_it(desk: Client, messy: Any) -> None:
    address = send(desk, sheet(messy))
    desk.post(f"{address}mend/", {"column": "union", "old": messy[1][3], "new": messy[0][3]})
    desk.post(f"{address}start/")
    batch = Batch.objects.get()
    assert (batch.state, batch.taken, batch.counts["wrong"]) == ("done", {"new": 3}, 1)
    result = desk.get(address).content.decode()
    assert "写入了 3 行，1 行要改" in result
    assert "= 4 行。" in result

    answer = desk.get(f"{address}errors/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert cells[0][0] == "2026 年会员花名册"
    assert cells[1] == [*HEADINGS, "错误原因"]
    assert (len(cells), cells[2][0]) == (3, "应美琴")
    assert Entry.objects.filter(verb="imports.errors_given", look=True).count() == 1

    book.active["C3"] = "13912340004"
    mended = BytesIO()
    book.save(mended)
    again = send(desk, mended.getvalue(), "花名册（错误行）.xlsx")
    desk.post(f"{again}start/")
    assert Membership.rows.filter(unit__name=messy[0][3], person__name="应美琴").exists()


def test_mending_into_nothing_changes_nothing(desk: Client, messy: Any) -> None:
    address = send(desk, sheet(messy))
    desk.post(f"{address}mend/", {"column": "union", "old": messy[1][3], "new": " "})
    batch = Batch.objects.get()
    assert (batch.state, batch.options.get("fixes")) == ("ready", None)


def test_the_same_file_again_writes_nothing_and_says_so(desk: Client, house: House) -> None:
    content = sheet([row("应建伟", house.union.name)])
    desk.post(f"{send(desk, content)}start/")
    people = Person.objects.count()
    address = send(desk, content)
    page = desk.get(address).content.decode()
    assert "已经导入过" in page
    assert "这张表和平台里的完全一样" in page
    desk.post(f"{address}start/")
    assert Person.objects.count() == people
    assert "没有要写的，什么都没有改" in desk.get(address).content.decode()


def test_transfers_say_who_goes_where_and_wait_for_the_tick(desk: Client, house: House) -> None:
    number = make.identity()
    for name, own in (("楼月仙", number), ("胡德明", make.identity())):
        make.join(make.person(name, number=own), house.union)
    address = send(desk, sheet([row("楼月仙", house.other.name, number=number)]))
    page = desk.get(f"{address}rows/transfer/").content.decode()
    assert house.union.name in page
    assert house.other.name in page
    assert "楼月仙" in page
    desk.post(f"{address}tick/", {"shown": "3", "row": "3"})
    assert Batch.objects.get().options["transfers"] == [3]
    desk.post(f"{address}tick/", {"shown": "3"})
    assert Batch.objects.get().options["transfers"] == []
    desk.post(f"{address}tick/", {"all": "1"})
    desk.post(f"{address}tick/", {"shown": "9"})
    assert Batch.objects.get().options["transfers"] == [3]


def test_undo_is_foreseen_and_done(desk: Client, house: House) -> None:
    address = send(desk, sheet([row("应建伟", house.union.name), row("李春花", house.union.name, phone="13912340002")]))
    desk.post(f"{address}start/")
    Person.objects.filter(name="李春花").update(nation="畲族")
    page = desk.get(f"{address}undo/").content.decode()
    assert "撤回 1 行" in page
    assert "会留着的 1 行" in page
    assert Person.objects.filter(name="应建伟").exists()
    desk.post(f"{address}undo/")
    done = desk.get(address).content.decode()
    assert "撤回了 1 行，1 行留着" in done
    assert "李春花" in done
    assert not Person.objects.filter(name="应建伟").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("花名册.docx", b"hello", "只能读 Excel 和 CSV"),
        ("花名册.xlsx", b"PK\x03\x04 broken", "读不出来"),
        ("花名册.csv", "商品,价格\n苹果,3\n".encode(), "认不出这是什么表"),
    ],
)
def test_files_that_cannot_be_taken_are_refused_in_words(desk: Client, name: str, content: bytes, words: str) -> None:
    answer = desk.post("/desk/imports/new/", {"file": SimpleUploadedFile(name, content), "kind": ""})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Batch.objects.count() == 0


def test_a_batch_of_others_is_as_if_it_were_not_there(house: House, desk: Client, messy: Any) -> None:
    address = send(desk, sheet(messy))
    elsewhere = house.client("elsewhere")
    for part in ("", "errors/", "undo/", "rows/wrong/", "source/"):
        assert elsewhere.get(f"{address}{part}").status_code == 404, part
    assert Entry.objects.filter(verb="imports.errors_given").count() == 0


def test_the_page_of_tasks_shows_ones_own_only(house: House, desk: Client, messy: Any) -> None:
    address = send(desk, sheet(messy))
    mine = desk.get("/desk/tasks/").content.decode()
    assert address in mine
    assert "去确认" in mine
    assert address not in house.client(Role.OFFICER).get("/desk/tasks/").content.decode()


def test_an_exported_file_is_only_for_who_ordered_it(house: House) -> None:
    leader = house.client(Role.LEADER)
    make.member(house.union, "王春花")
    answer = leader.post("/desk/figures/people.members/export/")
    assert (answer.status_code, answer.url) == (302, "/desk/tasks/")
    made = Export.objects.get()
    assert (made.source, made.state, made.rows) == ("figures.rows", "ready", 2)
    assert "会员人数" in made.filter_text
    file = leader.get(f"/desk/exports/{made.code}/file/")
    cells = openpyxl.load_workbook(BytesIO(b"".join(file.streaming_content))).active  # type: ignore[attr-defined]
    assert [line[0].value for line in cells.iter_rows()][2:] == ["名称", "王桂兰", "王春花"]
    assert house.client(Role.ORGANISER).get(f"/desk/exports/{made.code}/file/").status_code == 404


# ------------------------------------------------------------------ a large file is read by a job


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is large, and no job runs by itself."""
    monkeypatch.setattr(reading, "READ_AT_ONCE", 0)
    for room in (reading, actions.batches):
        monkeypatch.setattr(room, "enqueue", lambda name, **given: None)


def test_a_large_file_is_only_kept_and_its_page_shows_the_reading(desk: Client, messy: Any, later: None) -> None:
    address = send(desk, sheet(messy))
    code = address.rstrip("/").rpartition("/")[2]
    page = desk.get(address).content.decode()
    for words in (
        "正在读取文件",
        "排队中，还没有轮到",
        "progress/?mark=reading-",
        "放弃这次导入",
        "文件收到了，正在读取。",
    ):
        assert words in page
    for shown in ("/desk/imports/", "/desk/tasks/"):
        assert "正在读取" in desk.get(shown).content.decode()
    assert desk.get("/desk/").status_code == 200
    for part in ("rows/wrong/", "errors/", "undo/"):
        assert desk.get(f"{address}{part}").status_code == 404, part
    for act in ("map", "tick", "start", "recheck", "mend", "kind"):
        sent = {"new": "甲", "kind": "members", "all": "1"}
        assert desk.post(f"{address}{act}/", sent).status_code == 409, act
    Batch.objects.update(touched_at=Batch.objects.get().touched_at + timedelta(seconds=1))
    poll = f"{address}progress/?mark=reading-"
    assert "读取文件…" in desk.get(poll, headers={"HX-Request": "true"}).content.decode()

    tasks.read(batch=code)

    assert desk.get(poll, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    tasks.check(batch=code)
    assert "6 列：4 列已对上 · 1 列请确认 · 1 列不导入" in desk.get(address).content.decode()


def test_a_large_file_that_cannot_be_read_says_so_on_its_page(desk: Client, later: None) -> None:
    address = send(desk, "商品,价格\n苹果,3\n".encode(), "价目.csv")
    code = address.rstrip("/").rpartition("/")[2]
    tasks.read(batch=code)
    page = desk.get(address).content.decode()
    for words in ("这个文件没有读成", "认不出这是什么表", "什么都没有改", "按这种表再读一遍", "换一个文件"):
        assert words in page
    assert "价目.csv，没有读成，请看原因" in desk.get("/desk/").content.decode()
    assert "没有读成" in desk.get("/desk/imports/").content.decode()
    assert "认不出这是什么表" in desk.get("/desk/tasks/").content.decode()

    desk.post(f"{address}kind/", {"kind": "employers"})
    assert "正在读取文件" in desk.get(address).content.decode()
    assert Batch.objects.get().kind == "employers"
    desk.post(f"{address}cancel/")
    assert "已放弃，什么都没有改。" in desk.get(address).content.decode()


def test_a_broken_large_file_is_not_asked_what_it_is(desk: Client, later: None) -> None:
    address = send(desk, b"PK\x03\x04 broken")
    tasks.read(batch=Batch.objects.get().code)
    page = desk.get(address).content.decode()
    assert "读不出来" in page
    assert "按这种表再读一遍" not in page


# ------------------------------------------------------------------ stopped by a fault


def test_a_job_that_a_fault_stopped_is_told_of_and_goes_on(
    desk: Client, messy: Any, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(desk, sheet(messy[:1]))
    code = address.rstrip("/").rpartition("/")[2]
    tasks.read(batch=code)
    tasks.check(batch=code)
    desk.post(f"{address}start/")

    def fails(*given: Any) -> Any:
        raise OperationalError("disk I/O error: no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(work, "apply_batch", fails)
        for again in (True, True, True, False):
            with pytest.raises(OperationalError):
                tasks.apply(batch=code)
            page = desk.get(address).content.decode()
            for words in ("停下了：服务器的磁盘满了", "继续", "撤回已写入的", f"批次号 {code}"):
                assert words in page
            assert ("会自动再试" in page) is again
    poll = desk.get(f"{address}progress/?mark=applying-", headers={"HX-Request": "true"})
    assert poll["HX-Refresh"] == "true"
    for shown in ("/desk/", "/desk/imports/", "/desk/tasks/"):
        assert "停下了" in desk.get(shown).content.decode()

    desk.post(f"{address}resume/")
    assert "停下了" not in desk.get(address).content.decode()
    tasks.apply(batch=code)
    assert "写入了 1 行" in desk.get(address).content.decode()
