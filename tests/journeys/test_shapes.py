"""A register is worked off by keyboard down to the lists of coverage; a union is split in front of a browser and comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from niangjia.ground.org.choices import Role, UnitKind
from niangjia.ground.org.models import Employer, Reshaping, Unit
from niangjia.ground.people.models import Employment, Membership
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions as organising
from niangjia.programmes.organising.models import RegistryEntry
from niangjia.programmes.organising.rules.registry import core, name_key
from tests import factories as make

pytestmark = pytest.mark.browser


@pytest.fixture
def county(transactional_db: Any) -> Unit:
    root = make.county()
    who = make.account("应红", unit=root, username="yinghong")
    make.appoint(who, Role.ORGANISER, root)
    return root


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_register_is_decided_by_keyboard_and_a_list_worked_off(
    county: Unit, reader: Callable[..., Any], size: str
) -> None:
    town = make.town(county, "芝英镇总工会")
    for name in ("飞跃杯业", "恒达五金"):
        make.employer(None, workers=60, name=f"永康市{name}有限公司", town="芝英镇")
        told = {"source": "business", "listed_on": timezone.localdate(), "town": "芝英镇"}
        spelt = f"{name}有限责任公司"
        RegistryEntry.rows.create(
            unit=town, path=town.path, name=spelt, name_key=name_key(spelt), core=core(spelt), **told
        )
    spelt = "永康市全新门业有限公司"
    told |= {"registered_on": timezone.localdate(), "insured": 130}
    RegistryEntry.rows.create(unit=town, path=town.path, name=spelt, name_key=name_key(spelt), core=core(spelt), **told)
    organising.reconcile_registry(actor=SYSTEM, now=timezone.now())
    person = reader(size)
    person.log_in("yinghong")
    page = person.page
    person.goto("/desk/registry/")
    assert (person.violations(), person.wider_than_the_window()) == ([], False)
    page.get_by_role("link", name="一条一条认定").click()
    page.get_by_role("heading", name="恒达五金有限责任公司").wait_for()
    assert (person.violations(), person.wider_than_the_window()) == ([], False)
    person.settle()
    page.keyboard.press("1")
    page.get_by_role("heading", name="飞跃杯业有限责任公司").wait_for()
    person.settle()
    page.keyboard.press("n")
    page.get_by_text("没有等人认定的").wait_for()
    assert set(RegistryEntry.rows.values_list("name", "state")) == {
        ("恒达五金有限责任公司", "linked"), ("飞跃杯业有限责任公司", "none"), ("永康市全新门业有限公司", "none"),
    }  # fmt: skip
    person.goto("/desk/registry/?state=none")
    page.get_by_role("link", name="永康市全新门业有限公司").click()
    page.get_by_role("link", name="收进单位名录").click()
    page.get_by_role("button", name="收进单位名录").click()
    page.get_by_text("已按登记修改，这件事办结了。").wait_for()
    made = Employer.objects.get(name="永康市全新门业有限公司")
    organising.refresh_coverage(actor=SYSTEM, now=timezone.now())
    person.goto("/desk/work/?kind=organising.uncovered_large")
    assert "永康市全新门业有限公司" in page.locator("#main").inner_text()
    union = make.union(town, "永康市全新门业有限公司工会")
    person.goto(f"/desk/employers/{made.code}/attach/")
    page.fill("[name=unit_code]", union.name)
    person.settle()
    page.get_by_role("button", name="归到这家工会").click()
    page.get_by_text("已归到新的工会").wait_for()
    organising.refresh_coverage(actor=SYSTEM, now=timezone.now())
    person.goto("/desk/work/?kind=organising.uncovered_large")
    assert "永康市全新门业有限公司" not in page.locator("#main").inner_text()
    assert person.said == []


def test_a_union_is_split_and_comes_back(county: Unit, reader: Callable[..., Any]) -> None:
    town = make.town(county, "芝英镇总工会")
    union = make.union(town, "芝英园区联合工会", kind=UnitKind.JOINT)
    firm = make.employer(union, workers=30, name="恒达五金有限公司")
    make.employer(union, workers=50, name="鑫盛工具有限公司")
    for place in range(6):
        her = make.member(union)
        Employment.objects.create(
            person=her, employer=firm if place < 4 else None, workplace="" if place < 4 else "鑫盛工具有限公司"
        )
    before = dict(Membership.rows.values_list("person_id", "path"))
    person = reader("desk")
    person.log_in("yinghong")
    page = person.page
    person.goto(f"/desk/unions/{union.code}/split/")
    assert person.violations() == []
    page.fill("[name=name]", "恒达五金联合工会")
    page.get_by_label("恒达五金有限公司", exact=True).check()
    page.get_by_role("button", name="看会划走什么").click()
    page.get_by_role("heading", name="拆分前后的数").wait_for()
    sums = page.get_by_role("row").filter(has_text="连同下级合计").inner_text()
    assert ("6" in sums, "80" in sums, person.violations()) == (True, True, [])
    page.fill("[name=total]", "4")
    page.get_by_role("button", name="拆分出“恒达五金联合工会”").click()
    page.get_by_text("拆分出“恒达五金联合工会”。").wait_for()
    assert "4" in page.get_by_label("现在的数").inner_text()
    page.reload()  # what was just said lies over the foot of a short page
    page.get_by_role("button", name="撤回这次拆分").click()
    page.get_by_text("拆分已撤回，一切和拆分以前一样。").wait_for()
    assert dict(Membership.rows.values_list("person_id", "path")) == before
    assert (Reshaping.objects.get().undone_at is not None, person.said) == (True, [])
