"""The lists of the field as they are given out; phones stay masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org import queries as org
from niangjia.kit.declare import Given, Listing
from niangjia.kit.powers import Actor, PathRange, reach, subtree_range
from niangjia.programmes.organising.policies import CADRE_VIEW, CONTACT, GRID_EDIT
from niangjia.programmes.organising.queries import chairs, grids, groupmail, officers

AT_ONCE = 1_000


def _pages(page_after: Callable[[str], Any]) -> Iterator[Any]:
    after = ""
    while True:
        page = page_after(after)
        yield from page.rows
        after = page.after
        if not after:
            return


def _filters(asked: Mapping[str, Any]) -> dict[str, Any]:
    return dict(asked.get("filters", {}))


def _places(power: str) -> Callable[[Actor, Mapping[str, Any]], list[PathRange]]:
    def places(actor: Actor, asked: Mapping[str, Any]) -> list[PathRange]:
        under = _filters(asked).get("under", "")
        return [subtree_range(org.unit(actor, under).path)] if under else list(reach(actor, power))

    return places


def _officer_rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[Any]:
    wanted, today = officers.OfficerFilter(**_filters(asked)), timezone.localdate()
    return _pages(lambda after: officers.officers(actor, wanted, today=today, after=after, size=AT_ONCE))


def _officer_count(actor: Actor, asked: Mapping[str, Any]) -> int:
    return officers.count_officers(actor, officers.OfficerFilter(**_filters(asked)), today=timezone.localdate())


def _contact_rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[Any]:
    wanted, today = chairs.ContactFilter(**_filters(asked)), timezone.localdate()
    return _pages(lambda after: chairs.contacts(actor, wanted, on=today, after=after, size=AT_ONCE))


def _contact_count(actor: Actor, asked: Mapping[str, Any]) -> int:
    return chairs.count_contacts(actor, chairs.ContactFilter(**_filters(asked)))


def _unplaced_rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[Any]:
    wanted = grids.PlaceFilter(**_filters(asked))
    return _pages(lambda after: grids.place_page(actor, wanted, after=after, size=AT_ONCE))


def _unplaced_count(actor: Actor, asked: Mapping[str, Any]) -> int:
    return grids.count_places(actor, grids.PlaceFilter(**_filters(asked)))


def _unread_rows(actor: Actor, asked: Mapping[str, Any]) -> Iterator[Any]:
    rows = groupmail.unread_rows(actor, str(_filters(asked)["message"]))
    codes = _filters(asked).get("codes")
    return iter(rows.filter(code__in=codes) if codes else rows)


def _unread_count(actor: Actor, asked: Mapping[str, Any]) -> int:
    return sum(1 for _one in _unread_rows(actor, asked))


OFFICER_COLUMNS = (
    Given("name", _("姓名"), lambda row: row.name),
    Given("unit", _("所属工会"), lambda row: row.post_unit or "", width=32),
    Given("kind", _("类别"), lambda row: str(officers.kind_label(row.post_kind))),
    Given("title", _("职务"), lambda row: row.post or "", width=18),
    Given("since", _("任职起"), lambda row: row.post_since, "date"),
    Given("phone", _("手机号"), lambda row: row.phone),
    Given("note", _("备注"), lambda row: row.note, width=24),
)
CONTACT_COLUMNS = (
    Given("town", _("镇街"), lambda row: row.town),
    Given("unit", _("工会"), lambda row: row.unit_name, width=36),
    Given("name", _("主席"), lambda row: row.name),
    Given("phone", _("手机号"), lambda row: row.phone),
    Given("office", _("办公电话"), lambda row: row.office),
    Given("members", _("会员（人）"), lambda row: row.members, "integer"),
)
UNPLACED_COLUMNS = (
    Given("name", _("名称"), lambda row: row.name, width=36),
    Given("town", _("镇街"), lambda row: row.town),
    Given("trade", _("行业"), lambda row: row.trade),
    Given("address", _("地址"), lambda row: row.address, width=36),
    Given("grid", _("现在的网格"), lambda row: row.grid_name or ""),
)
UNREAD_COLUMNS = (
    Given("town", _("镇街"), lambda row: row.unit.town),
    Given("unit", _("工会"), lambda row: row.unit.name, width=36),
    Given("name", _("主席"), lambda row: row.name),
)
LISTINGS = (
    Listing("organising.officers", _("工会干部名册"), CADRE_VIEW, OFFICER_COLUMNS, _officer_rows, _officer_count, _places(CADRE_VIEW)),
    Listing("organising.contacts", _("主席通讯录"), CONTACT, CONTACT_COLUMNS, _contact_rows, _contact_count, _places(CONTACT)),
    Listing("organising.places", _("进网格的单位和工会"), GRID_EDIT, UNPLACED_COLUMNS, _unplaced_rows, _unplaced_count, _places(GRID_EDIT)),
    Listing("organising.unread", _("没有看通知的主席"), CONTACT, UNREAD_COLUMNS, _unread_rows, _unread_count, _places(CONTACT)),
)  # fmt: skip
