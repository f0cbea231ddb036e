"""Routes as data: drafts, days, nearest branch first, and that matters on their way keep theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals import actions, queries
from niangjia.engines.approvals.models import Route, Stand
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.org.queries import UnitNotFound
from niangjia.kit.calendar import today
from niangjia.kit.declare import Stop
from tests import factories as make
from tests.approving import FORMING, JOINING, ask

NOW = timezone.now()
TOWN_TOO = (
    Stop("union", "工会审批", "unit", "people.edit", 2),
    Stop("town", "镇街复核", "town", "people.edit", 4),
)


def published(land: Any, at: Any, *stops: Stop, on: Any = None, kind: str = JOINING) -> Route:
    made = actions.draft_route(actor=land.organiser, unit_code=at.code, kind=kind, now=NOW)
    made = actions.edit_route(
        actor=land.organiser, code=made.code, revision=1, document="永总工〔2026〕1号", note="", stops=stops, now=NOW
    )
    return actions.publish_route(actor=land.organiser, code=made.code, revision=2, on=on or today(), now=NOW)


def way(one: Any) -> list[tuple[str, str, int]]:
    rows = Stand.rows.filter(matter=one).order_by("position")
    return list(rows.values_list("name", "unit__name", "days"))


def test_a_published_route_is_followed_and_earlier_matters_keep_theirs(land: Any) -> None:
    before = ask(JOINING, land.union)
    published(land, land.county, *TOWN_TOO)
    after = ask(JOINING, land.union)
    assert way(before) == [("union", "恒达五金工会", 3)]
    assert way(after) == [("union", "恒达五金工会", 2), ("town", "芝英镇总工会", 4)]
    assert [row.step for row in queries.inbox(land.chair).items] == ["工会审批", "工会审批"]


def test_the_nearest_branch_decides(land: Any) -> None:
    published(land, land.county, *TOWN_TOO)
    published(land, land.town, replace(TOWN_TOO[0], days=9))
    assert [row[2] for row in way(ask(JOINING, land.union))] == [9]
    assert [row[0] for row in way(ask(JOINING, land.other))] == ["union", "town"]


def test_a_route_of_tomorrow_is_not_followed_today(land: Any) -> None:
    first = published(land, land.county, *TOWN_TOO)
    second = published(land, land.county, TOWN_TOO[1], on=today() + timedelta(days=1))
    assert len(way(ask(JOINING, land.union))) == 2
    first.refresh_from_db()
    assert (first.valid_to, second.valid_from) == (today() + timedelta(days=1),) * 2
    assert [one.code for one in queries.versions(land.organiser, land.county.code, JOINING)] == [
        second.code, first.code,
    ]  # fmt: skip
    (line,) = [one for one in queries.route_kinds(land.organiser, land.county.code, day=today()) if one.kind == JOINING]
    assert line.route is not None
    assert (line.route.code, [one.code for one in line.coming], line.inherited) == (first.code, [second.code], False)


def test_ended_it_falls_back_to_the_usual_way(land: Any) -> None:
    route = published(land, land.county, *TOWN_TOO)
    ended = actions.end_route(actor=land.organiser, code=route.code, revision=3, on=today(), now=NOW)
    assert ended.valid_to == today()
    assert way(ask(JOINING, land.union)) == [("union", "恒达五金工会", 3)]
    with pytest.raises(actions.RouteUnfit):
        actions.end_route(actor=land.organiser, code=route.code, revision=4, on=today(), now=NOW)


@pytest.mark.parametrize(
    ("stops", "wrong"),
    [
        ((), "至少要有一个环节"),
        ((TOWN_TOO[0], TOWN_TOO[0]), "出现了两次"),
        ((replace(TOWN_TOO[0], power="org.edit"),), "不能用这项权限"),
        ((replace(TOWN_TOO[0], title=" "),), "都要有名称"),
        ((replace(TOWN_TOO[0], days=0),), "1 到 250"),
        ((replace(TOWN_TOO[0], where="nowhere"),), "由谁办"),  # type: ignore[arg-type]
        ((replace(TOWN_TOO[0], silence="never"),), "逾期不答复"),  # type: ignore[arg-type]
        ((replace(TOWN_TOO[0], amount_from=5, amount_to=5),), "止额"),
        ((replace(TOWN_TOO[0], levels=("moon",)),), "不在列表里"),
        (tuple(replace(TOWN_TOO[0], name=f"s{n}") for n in range(10)), "最多 9 个"),
    ],
)
def test_a_route_that_could_not_be_followed_is_not_kept(land: Any, stops: Any, wrong: str) -> None:
    draft = actions.draft_route(actor=land.organiser, unit_code=land.county.code, kind=JOINING, now=NOW)
    given = {"document": "", "note": "", "stops": stops, "now": NOW}
    with pytest.raises(actions.RouteUnfit) as refusal:
        actions.edit_route(actor=land.organiser, code=draft.code, revision=1, **given)
    assert wrong in refusal.value.sentence
    assert Route.rows.get().revision == 1
    assert Route.rows.get().stops.count() == 1


def test_publishing_names_a_document_and_a_day_to_come(land: Any) -> None:
    draft = actions.draft_route(actor=land.organiser, unit_code=land.county.code, kind=JOINING, now=NOW)
    again = actions.draft_route(actor=land.organiser, unit_code=land.county.code, kind=JOINING, now=NOW)
    assert again.pk == draft.pk
    with pytest.raises(actions.RouteUnfit, match=r"route"):
        actions.publish_route(actor=land.organiser, code=draft.code, revision=1, on=today(), now=NOW)
    made = actions.edit_route(
        actor=land.organiser, code=draft.code, revision=1, document="1号", note="", stops=TOWN_TOO, now=NOW
    )
    with pytest.raises(actions.RouteUnfit):
        actions.publish_route(actor=land.organiser, code=made.code, revision=2, on=today() - timedelta(days=1), now=NOW)
    with pytest.raises(actions.MovedOn):
        actions.publish_route(actor=land.organiser, code=made.code, revision=1, on=today(), now=NOW)
    assert Route.rows.get().state == "draft"
    done = actions.publish_route(actor=land.organiser, code=made.code, revision=2, on=today(), now=NOW)
    with pytest.raises(queries.RouteNotFound):
        actions.edit_route(
            actor=land.organiser, code=done.code, revision=3, document="", note="", stops=TOWN_TOO, now=NOW
        )
    assert Entry.objects.get(verb="approvals.route_published").path == land.county.path


def test_only_those_who_set_routes_in_that_branch(land: Any) -> None:
    draft = actions.draft_route(actor=land.organiser, unit_code=land.county.code, kind=JOINING, now=NOW)
    town_organiser = make.officer(land.town, Role.ORGANISER)
    for who in (land.chair, land.officer, town_organiser):
        with pytest.raises(queries.RouteNotFound):
            actions.drop_route(actor=who, code=draft.code, revision=1, now=NOW)
        with pytest.raises(UnitNotFound):
            actions.draft_route(actor=who, unit_code=land.county.code, kind=FORMING, now=NOW)
    assert actions.draft_route(actor=town_organiser, unit_code=land.town.code, kind=JOINING, now=NOW).unit == land.town
    actions.drop_route(actor=land.organiser, code=draft.code, revision=1, now=NOW)
    assert list(Route.rows.values_list("unit__name", flat=True)) == [land.town.name]


def test_a_preview_walks_the_draft(land: Any) -> None:
    draft = actions.draft_route(actor=land.organiser, unit_code=land.county.code, kind=FORMING, now=NOW)
    small = queries.preview(land.organiser, draft.code, unit_code=land.union.code, day=today())
    large = queries.preview(land.organiser, draft.code, unit_code=land.union.code, amount=100_000_00, day=today())
    assert [(title, unit) for title, unit, _due in small.legs] == [
        ("镇街初审", "芝英镇总工会"), ("县级批复", "永康市总工会"),
    ]  # fmt: skip
    assert (small.left_out, [leg[0] for leg in large.legs][-1], large.left_out) == (["经费审核"], "经费审核", [])
    assert today() < small.legs[0][2] < small.legs[1][2]
