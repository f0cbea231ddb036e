"""The list of members as it is given out: what the page shows, masked as there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org import queries as org
from niangjia.ground.people.choices import Education, Gender, JoinMode, LeavingReason, MemberState, WorkForm
from niangjia.ground.people.policies import EXPORT
from niangjia.ground.people.queries import Filters, MemberRow, count_members, member_list, reach_of
from niangjia.kit.declare import Given, Listing, register
from niangjia.kit.powers import Actor, PathRange, subtree_range

AT_ONCE = 2_000


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _state(row: MemberRow) -> str:
    return _label(LeavingReason, row.leaving) if row.left_on else _label(MemberState, row.state)


COLUMNS = (
    Given("name", _("姓名"), lambda row: row.name),
    Given("identity", _("证件号码"), lambda row: row.identity, width=22),
    Given("phone", _("手机号"), lambda row: row.phone),
    Given("unit", _("所在工会"), lambda row: row.unit_name, width=32),
    Given("workplace", _("工作单位"), lambda row: row.workplace, width=28),
    Given("occupation", _("职业"), lambda row: row.occupation),
    Given("joined", _("入会日期"), lambda row: row.joined_on, "date"),
    Given("state", _("会员状态"), _state),
    Given("verified", _("实名"), lambda row: str(_("已实名") if row.verified else _("未实名"))),
    Given("gender", _("性别"), lambda row: _label(Gender, row.gender), width=8),
    Given("born", _("出生日期"), lambda row: row.born_on, "date"),
    Given("form", _("用工形式"), lambda row: _label(WorkForm, row.form)),
    Given("mode", _("入会方式"), lambda row: _label(JoinMode, row.mode)),
    Given("education", _("学历"), lambda row: _label(Education, row.education)),
    Given("native_place", _("户籍地"), lambda row: row.native_place, width=20),
    Given("left", _("离会日期"), lambda row: row.left_on, "date"),
)
"""Nation and political status are not among them: who needs them asks the person."""


def _narrowed(actor: Actor, asked: Mapping[str, Any]) -> dict[str, Any]:
    under = asked.get("under", "")
    return {
        "unit": org.unit(actor, under) if under else None,
        "filters": Filters.from_json(asked.get("filters", {})),
        "power": EXPORT,
    }


def rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[MemberRow]:
    """Every row that the list shows under these filters, in its order, or those of them that were ticked."""
    narrowed, after = _narrowed(actor, asked), ""
    while True:
        page = member_list(actor, **narrowed, sort=asked.get("sort", "pinyin"), after=after, size=AT_ONCE)
        yield from page.rows
        after = page.after
        if not after:
            return


def count(actor: Actor, asked: Mapping[str, Any]) -> int:
    """How many rows that is."""
    return count_members(actor, **_narrowed(actor, asked), exact=True).number


def places(actor: Actor, asked: Mapping[str, Any]) -> list[PathRange]:
    """Where they are members."""
    under = asked.get("under", "")
    return [subtree_range(org.unit(actor, under).path)] if under else list(reach_of(actor, EXPORT))


def declare() -> None:
    """Declare the list; called when Django is ready."""
    register(Listing("people.members", _("会员名单"), EXPORT, COLUMNS, rows, count, places))
