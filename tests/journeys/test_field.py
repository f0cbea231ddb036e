"""A grid officer records a round on the phone through a lost connection; the desk's pages of the field are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from niangjia.ground.org.models import Employer
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions.grids import GridDetails
from niangjia.programmes.organising.models import Grid, GridPlace, Round
from tests import factories as make

pytestmark = pytest.mark.browser


@pytest.fixture
def grid(organiser: Any) -> Grid:
    boss = make.actor(organiser)
    made = actions.add_grid(
        actor=boss, unit_code=organiser.union.code, details=GridDetails("第一网格", "金山村"), now=timezone.now()
    )
    actions.add_grid_officer(actor=boss, grid_code=made.code, username=organiser.username, now=timezone.now())
    firm = Employer.objects.get(name="恒达五金有限公司")
    GridPlace.rows.create(
        grid=made, unit=organiser.union, path=made.path, employer=firm, valid_from=timezone.localdate()
    )
    return made


@pytest.mark.parametrize("looks", [{}, {"nj_elder": "1"}])
def test_a_round_through_a_lost_connection(
    reader: Callable[..., Any], organiser: Any, grid: Grid, looks: dict[str, str]
) -> None:
    phone = reader("phone", **looks)
    phone.log_in(organiser.username)
    for step in ("/m/field/", f"/m/field/grids/{grid.code}/"):
        phone.goto(step)
        assert (phone.wider_than_the_window(), phone.violations()) == (False, [])
    phone.page.get_by_text("恒达五金有限公司").click()
    phone.settle()
    assert (phone.wider_than_the_window(), phone.violations()) == (False, [])
    phone.page.get_by_text("劳动关系隐患").click()
    phone.page.fill("[name=hazard_words]", "欠两个月工资")
    phone.page.select_option("[name=hazard_concern]", "town")
    phone.page.context.set_offline(True)
    phone.page.get_by_role("button", name="登记这次走访").click()
    phone.page.wait_for_timeout(100)
    assert phone.page.input_value("[name=hazard_words]") == "欠两个月工资"
    assert not Round.rows.exists()
    phone.page.context.set_offline(False)
    phone.page.get_by_role("button", name="登记这次走访").click()
    phone.page.get_by_role("heading", name="走访记下了").wait_for()
    assert phone.violations() == []
    assert Round.rows.get().findings.get().kind == "hazard"


def test_the_pages_of_the_field_at_the_desk(reader: Callable[..., Any], organiser: Any, grid: Grid) -> None:
    desk = reader("desk")
    desk.log_in(organiser.username)
    firm = Employer.objects.get(name="恒达五金有限公司")
    found = {}
    for path in (
        "/desk/grids/", f"/desk/grids/{grid.code}/", "/desk/grids/places/", f"/desk/rounds/at/{firm.code}/", "/desk/drives/add/",
        "/desk/officers/", "/desk/officers/add/", "/desk/trainings/", "/desk/visits/", "/desk/chairs/", "/desk/joint/",
        "/desk/joint/add/", "/desk/joint/liaisons/",
    ):  # fmt: skip
        desk.goto(path)
        wrong = desk.violations()
        if wrong or desk.wider_than_the_window():
            found[path] = wrong
    assert found == {}
    assert desk.said == []
