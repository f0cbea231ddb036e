"""A roster with mistakes: sent, mended for all, mended in the sheet, sent again, taken back; at both widths."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from niangjia.engines.imports import actions, tasks
from niangjia.engines.imports.actions import reading, work
from niangjia.engines.imports.models import Batch
from niangjia.ground.org.models import Unit
from niangjia.ground.people.models import Membership, Person
from tests import factories as make

pytestmark = pytest.mark.browser

HEADINGS = ("姓名", "身份证号", "联系方式", "所属工会", "岗位工种", "备注")


def messy(path: Path, union: str, other: str) -> Path:
    """Titles, merged cells, a guess of a column, a misspelt union twice, a ruined number, a short phone, a transfer, a total."""
    moving = make.identity()
    make.join(make.person("楼转会", number=moving), other)
    near = union[:-3] + "会"
    number = make.identity()
    rows = [
        ("应建平", make.identity(), "13912340001", union),
        ("李春花", make.identity(), "13912340002", near),
        ("徐建军", make.identity(), "13912340003", near),
        ("胡德明", float(number[:17] + "0"), "13912340004", union),
        ("应美琴", make.identity(), "1391234", union),
        ("王小军", "", "13912340006", union),
        ("楼转会", moving, "", union),
    ]
    book = openpyxl.Workbook()
    page = book.active
    page.title = "花名册"
    page.append(["2026 年会员花名册"])
    page.merge_cells("A1:F1")
    page.append(list(HEADINGS))
    for row in rows:
        page.append([*row, "冲压", ""])
    page.append([])
    page.append(["合计", "", "", f"{len(rows)}人"])
    book.create_sheet("参数").sheet_state = "hidden"
    book.save(path)
    return path


def send(person: Any, path: Path) -> None:
    person.goto("/desk/imports/new/")
    person.page.set_input_files("[name=file]", path)
    person.page.click("main button[type=submit]")
    person.page.wait_for_url(re.compile(r"/imports/(?!new)[0-9a-z]+/$"))
    person.settle()


def press(person: Any, name: str) -> None:
    person.page.get_by_role("button", name=name).first.click()
    person.settle()


def clean(person: Any) -> list[str]:
    found = person.violations()
    return [*found, "wider than the window"] if person.wider_than_the_window() else found


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_mistakes_mended_and_all_taken_back(
    size: str, reader: Callable[..., Any], organiser: Any, tmp_path: Path
) -> None:
    other = make.union(
        make.town(Unit.objects.get(path=organiser.union.path[:4]), "古山镇总工会"), "鑫盛工具有限公司工会委员会"
    )
    before = Person.objects.count()
    person = reader(size)
    person.log_in(organiser.username)
    send(person, messy(tmp_path / "花名册.xlsx", organiser.union.name, other))
    page = person.page
    assert page.locator(".is-unsure").count() == 1
    assert clean(person) == []

    press(person, "2 行都改成它")
    assert "3 行" in page.locator("#c").inner_text()
    page.get_by_role("link", name="看从哪家转到哪家").click()
    assert "鑫盛工具有限公司工会委员会" in page.locator("tbody").inner_text()
    page.locator("[data-pick]").check()
    assert clean(person) == []
    page.locator("[data-pick]").check()
    press(person, "就这样勾选")
    press(person, "写入 4 行")
    assert page.inner_text("h1") == "写入了 4 行，3 行要改"
    first = page.url
    assert clean(person) == []

    with page.expect_download() as given:
        page.get_by_role("link", name="下载错误行（3 行）").click()
    given.value.save_as(tmp_path / "errors.xlsx")
    book = openpyxl.load_workbook(tmp_path / "errors.xlsx")
    for row in book.active.iter_rows(min_row=3, max_col=3):
        row[1].value = make.identity()
        row[2].value = "139" + str(row[0].row).zfill(8)
    book.save(tmp_path / "mended.xlsx")
    page.set_input_files("#mended", tmp_path / "mended.xlsx")
    press(person, "传改好的表")
    press(person, "写入 3 行")
    assert page.inner_text("h1") == "写入了 3 行"
    assert Person.objects.count() == before + 7
    assert Membership.rows.filter(unit=organiser.union, person__name="楼转会", left_on=None).exists()

    Person.objects.filter(name="李春花").update(nation="畲族")
    page.goto(first)
    page.get_by_role("link", name="撤回这批导入").click()
    assert "会留着的 1 行" in page.inner_text("main")
    assert clean(person) == []
    press(person, "撤回 3 行")
    assert page.inner_text("h1") == "撤回了 3 行，1 行留着"
    assert clean(person) == []
    assert Person.objects.filter(name="李春花").exists()
    assert not Person.objects.filter(name="应建平").exists()
    assert person.said == []


def test_the_same_file_twice_changes_nothing(reader: Callable[..., Any], organiser: Any, tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    text = f"姓名,证件号码,手机号,所在工会\n应建平,{make.identity()},13912340001,{organiser.union.name}\n"
    path.write_bytes(text.encode("gb18030"))
    person = reader("desk")
    person.log_in(organiser.username)
    send(person, path)
    press(person, "写入 1 行")
    people = Person.objects.count()
    send(person, path)
    assert "这张表和平台里的完全一样" in person.page.inner_text("main")
    assert clean(person) == []
    press(person, "都和现有的一样，结束这次导入")
    assert person.page.inner_text("h1") == "没有要写的，什么都没有改"
    assert Person.objects.count() == people
    assert [one.taken for one in Batch.objects.order_by("pk")] == [{"new": 1}, {}]
    person.goto("/desk/tasks/")
    assert person.page.locator("tbody tr").count() == 2
    assert clean(person) == []


def roster(path: Path, union: str) -> Path:
    rows = [f"{name},{make.identity()},1391234000{n},{union}" for n, name in enumerate(("应建平", "胡德明"))]
    path.write_text("\n".join(["姓名,证件号码,手机号,所在工会", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is large, and no job runs by itself."""
    for room in (reading, actions):
        monkeypatch.setattr(room, "READ_AT_ONCE", 0)
    for room in (reading, actions.batches):
        monkeypatch.setattr(room, "enqueue", lambda name, **given: None)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_large_file_is_watched_left_stopped_and_carried_on(
    size: str, later: None, reader: Callable[..., Any], organiser: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    person = reader(size)
    person.log_in(organiser.username)
    send(person, roster(tmp_path / "花名册.csv", organiser.union.name))
    page, code = person.page, Batch.objects.get().code
    assert page.inner_text("h1") == "正在读取文件"
    assert clean(person) == []
    address = page.url
    person.goto("/desk/imports/")
    page.get_by_role("link", name="花名册.csv").click()

    tasks.read(batch=code)
    page.get_by_text("查完再确认写入").wait_for()
    assert clean(person) == []
    tasks.check(batch=code)
    page.get_by_role("button", name="写入 2 行").wait_for()
    press(person, "写入 2 行")

    def fails(*given: Any) -> Any:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(work, "apply_batch", fails)
        with pytest.raises(MemoryError):
            tasks.apply(batch=code)
    page.get_by_text("停下了：服务器的内存不够").wait_for()
    assert page.get_by_role("button", name="撤回已写入的").is_visible()
    assert clean(person) == []
    press(person, "继续")
    tasks.apply(batch=code)
    page.get_by_role("heading", name="写入了 2 行").wait_for()
    assert page.url == address
    assert person.said == []


def test_a_large_file_that_is_no_roster_is_said_to_be_one(
    later: None, reader: Callable[..., Any], organiser: Any, tmp_path: Path
) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("姓名,证件号码,帮扶项目,金额,发放日期,形式\n应建平,,,,,\n", encoding="utf-8")
    person = reader("phone")
    person.log_in(organiser.username)
    send(person, path)
    tasks.read(batch=Batch.objects.get().code)
    person.page.get_by_role("heading", name="这个文件没有读成").wait_for()
    assert clean(person) == []
    person.page.get_by_text("会员花名册").click()
    press(person, "按这种表再读一遍")
    tasks.read(batch=Batch.objects.get().code)
    person.page.get_by_role("heading", name="导入会员花名册").wait_for()
    assert person.said == []


def test_an_upload_is_stopped_and_what_is_refused_stands_on_the_form(
    later: None, reader: Callable[..., Any], organiser: Any, tmp_path: Path
) -> None:
    path = tmp_path / "很大.csv"
    path.write_bytes(b"x" * 3_000_000)
    person = reader("desk")
    person.log_in(organiser.username)
    page = person.page
    person.goto("/desk/imports/new/")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    network.send("Network.emulateNetworkConditions", slow)
    page.set_input_files("[name=file]", path)
    page.click("main button[type=submit]")
    page.get_by_text("共 2.9 MB").wait_for()
    page.get_by_role("button", name="不传了").click()
    page.get_by_text("已停下，什么都没有收下。").wait_for()
    assert Batch.objects.count() == 0
    network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})

    other = path.rename(tmp_path / "很大.docx")
    page.set_input_files("[name=file]", other)
    page.click("main button[type=submit]")
    page.get_by_text("只能读 Excel 和 CSV").first.wait_for()
    page.set_input_files("[name=file]", other.rename(path))
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/imports/(?!new)[0-9a-z]+/$"))
    assert Batch.objects.get().state == "reading"
