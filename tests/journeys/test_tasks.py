"""Tasks in the browser with their steps and seconds printed, so that they can be made shorter: find a person, take in a roster. The other
three stand in `test_joining.py` and `test_founding.py`; `python -m bench tasks` runs all five.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from niangjia.ground.people.models import Membership
from tests import factories as make
from tests.journeys.tasks import told

pytestmark = pytest.mark.browser


def test_find_a_person(reader: Callable[..., Any], organiser: Any) -> None:
    person = reader("desk")
    person.log_in(organiser.username)
    begun, page = monotonic(), person.page
    page.keyboard.press("/")
    page.keyboard.type("应建伟")
    page.keyboard.press("Enter")
    person.settle()
    page.get_by_role("link", name="应建伟").first.click()
    page.get_by_role("heading", name="应建伟").wait_for()
    assert told("find a person", 4, begun) < 60
    assert person.said == []


def test_take_in_a_roster(reader: Callable[..., Any], organiser: Any, tmp_path: Path) -> None:
    rows = [
        f"任{chr(0x4E00 + number)},{make.identity()},139000{number:05d},{organiser.union.name}" for number in range(30)
    ]
    file = tmp_path / "花名册.csv"
    file.write_text("\n".join(["姓名,证件号码,手机号,所在工会", *rows]), encoding="utf-8")
    person = reader("desk")
    person.log_in(organiser.username)
    begun, page = monotonic(), person.page
    person.goto("/desk/imports/new/")
    page.set_input_files("[name=file]", str(file))
    page.get_by_role("button", name="上传并检查").click()
    person.settle()
    page.locator("button[value], form button.btn-primary").filter(has_text="写入").first.click()
    person.settle()
    assert told("take in a roster", 4, begun) < 180
    assert Membership.rows.filter(unit=organiser.union, mode="roster").count() == 30
