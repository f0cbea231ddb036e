"""The demonstration county's grids, officers, trainings, visits, a message to chairs and a joint meeting: the same for the same
size, all through the product's own acts."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from niangjia.engines.messaging import actions as messaging
from niangjia.ground.access import queries as accounts
from niangjia.ground.org import actions as org_actions
from niangjia.ground.org import queries as org
from niangjia.ground.people import queries as people
from niangjia.kit.powers import SYSTEM, Actor, ActorKind
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions.drives import DriveDetails
from niangjia.programmes.organising.actions.grids import GridDetails
from niangjia.programmes.organising.actions.joint import Decided, MeetingDetails
from niangjia.programmes.organising.actions.officers import OfficerDetails, PostDetails
from niangjia.programmes.organising.actions.trainings import TrainingDetails
from niangjia.programmes.organising.actions.visits import VisitDetails
from niangjia.programmes.organising.queries import chairs, officers
from niangjia.programmes.organising.queries import grids as places

GRIDS = ("城北网格", "老街网格", "西塔园区网格", "金山片网格", "溪边网格")
NAMES = (
    "胡金华", "应秀芳", "徐建平", "吕晓燕", "陈伟强", "李美娟", "王志刚", "朱丽萍", "施国平", "章文静", "楼海燕", "俞建军", "翁雪梅", "童晓东",
    "夏永康", "方丽君", "程建新", "卢小红",
)  # fmt: skip
SOCIAL = 14


def plant_field(opened: dict[str, int], town: str, now: datetime) -> None:
    """Everything of the field, by the accounts of the demonstration."""
    clerk = accounts.actor_for(opened["zuzhi"])
    today = timezone.localdate(now)
    every = org.units(clerk, org.UnitFilter(levels=("town",)), size=100).rows
    first = next((one for one in every if one.name == town), every[0])
    towns = [first.code, *(one.code for one in every if one.pk != first.pk)]
    below = org.units(clerk, org.UnitFilter(kinds=("grassroots", "joint")), size=60).rows
    unions = [(one.code, one.name) for one in below if one.chair_name]
    found = org.employers(clerk, org.EmployerFilter(towns=(first.town,)), size=200).rows
    firms = [one.code for one in found]
    grids = _grids(clerk, first.code, firms, today, now)
    _rounds(clerk, grids, first.code, firms, today, now)
    _name_chairs(clerk, [one for one in below if one.chair_name][:12], now)
    _officers(clerk, towns, today, now)
    _trainings(clerk, towns, unions, today, now)
    _visits(clerk, unions, today, now)
    _words(clerk, towns[0], today, now)


def _grids(clerk: Actor, town: str, firms: list[str], today: date, now: datetime) -> list[str]:
    """Five grids of one town, its employers dealt out, the town's officer on the first."""
    made = []
    for place, name in enumerate(GRIDS):
        details = GridDetails(name, f"第 {place + 1} 片：村、园区和沿街商户", today - timedelta(days=200))
        grid = actions.add_grid(actor=clerk, unit_code=town, details=details, now=now)
        made.append(grid.code)
        some = firms[place :: len(GRIDS)][:40]
        wanted = places.PlaceFilter(grid="none")
        picked = places.pick_places(clerk, wanted, some, into=grid)
        if picked.lines:
            actions.assign_to_grid(
                actor=clerk, grid_code=grid.code, wanted=wanted, codes=some, digest=picked.digest, now=now
            )
        if place == 0:
            actions.add_grid_officer(actor=clerk, grid_code=grid.code, username="zhenjie", now=now)
        else:
            phone = f"1390579{place:02d}{place + 11}"
            actions.add_grid_officer(actor=clerk, grid_code=grid.code, name=NAMES[-place - 1], phone=phone, now=now)
    return made


def _rounds(clerk: Actor, grids: list[str], town: str, firms: list[str], today: date, now: datetime) -> None:
    """A drive, and a round at every third employer."""
    details = DriveDetails("集体合同集中签约月", "contract", today - timedelta(days=20), today + timedelta(days=20))
    if firms:
        actions.begin_drive(actor=clerk, unit_code=town, details=details, grid_codes=grids, key="demo-drive", now=now)
    stages = ("talking", "signed", "invited")
    for number, code in enumerate(firms[::3][:18]):
        stage = stages[number % 3]
        expires = today + timedelta(days=700) if stage == "signed" else None
        found = [actions.Found("contract", stage, "", expires)]
        if number % 4 == 0:
            found.append(actions.Found("openness", "lacking", "公开栏是去年的内容", None, "union"))
        if number % 6 == 1:
            found.append(actions.Found("hazard", "", "两名职工反映加班费没有算清", None, "town"))
        actions.record_round(
            actor=clerk, employer_code=code, on=today - timedelta(days=number), words="见到负责人，情况正常。", findings=found,
            key=f"demo-round-{number}", now=now,
        )  # fmt: skip
    actions.refresh_rounds(actor=SYSTEM, now=now)


def _officers(clerk: Actor, towns: list[str], today: date, now: datetime) -> None:
    """Fourteen social workers posted to towns, and some full-time, part-time and seconded officers."""
    others = ("full", "part", "seconded", "full")
    for number, name in enumerate(NAMES):
        kind = "social" if number < SOCIAL else others[number - SOCIAL]
        post = PostDetails(kind, "社会化工会工作者" if kind == "social" else "副主席", date(today.year - 1, 3, 1))
        details = OfficerDetails(name, f"1380579{number:04d}")
        actions.add_officer(actor=clerk, unit_code=towns[number % len(towns)], details=details, post=post, now=now)


def _trainings(clerk: Actor, towns: list[str], unions: list[tuple[str, str]], today: date, now: datetime) -> None:
    """Two classes with their lists."""
    people = _register(clerk, today)
    for number, (title, hours) in enumerate((("基层工会主席业务培训班", 24), ("社会化工作者岗前培训", 16))):
        day = today - timedelta(days=60 * (2 - number))
        details = TrainingDetails(title, day, day + timedelta(days=2), hours, "总工会一楼会议室", "both")
        made = actions.add_training(actor=clerk, unit_code=towns[0], details=details, now=now)
        chairs = [code for code, _name in unions[: 40 - 10 * number]]
        actions.record_attendance(actor=clerk, code=made.code, officers=people, unions=chairs, now=now)


def _register(clerk: Actor, today: date) -> list[str]:
    return [one.code for one in officers.officers(clerk, officers.OfficerFilter(), today=today, size=50).rows]


def _visits(clerk: Actor, unions: list[tuple[str, str]], today: date, now: datetime) -> None:
    """Visits of the officers, some with a promise."""
    kinds = ("三服务", "五进五送五联系", "蹲点一周（当一周职工）")
    for number, officer in enumerate(_register(clerk, today)[:9]):
        promise = "联系供电所给车间加装风扇" if number % 3 == 0 else ""
        details = VisitDetails(
            officer, kinds[number % 3], today - timedelta(days=3 * number), 5 if number % 3 == 2 else 1,
            unions[number % len(unions)][0], found="车间闷热，职工希望中午多歇半小时。", promise=promise,
        )  # fmt: skip
        actions.record_visit(actor=clerk, details=details, key=f"demo-visit-{number}", now=now)


def _name_chairs(clerk: Actor, unions: list[Any], now: datetime) -> None:
    """Chairs who are members of their union, so that messages reach them."""
    for one in unions:
        first = next(iter(people.member_list(clerk, unit=one, size=1).rows), None)
        if first is not None:
            facts = {each.name: getattr(one, each.name) for each in fields(org_actions.UnitDetails)}
            told = org_actions.UnitDetails(**{**facts, "chair_name": first.name})
            org_actions.edit_unit(actor=clerk, code=one.code, revision=one.revision, details=told, now=now)


def _words(clerk: Actor, town: str, today: date, now: datetime) -> None:
    """One message to the chairs of a town, read by some; a joint meeting with two decisions."""
    wanted = chairs.ContactFilter()
    picked = chairs.pick_chairs(clerk, wanted, on=today)
    if picked.reached:
        actions.tell_chairs(
            actor=clerk, wanted=wanted, codes=None, digest=picked.digest, title="报送集体合同签订情况",
            body="请在本月底前把签订情况告诉镇街总工会。", key="demo-told", now=now,
        )  # fmt: skip
    for one in picked.reached[::3]:
        reader = Actor(ActorKind.WORKER, account_id=one.account_id, person_id=one.person_id)
        messaging.mark_read(actor=reader, now=now)
    details = MeetingDetails(
        today - timedelta(days=9), "芝英街道党工委", "党群服务中心", "党工委 3 人，工会 4 人", "夏送清凉、职工之家共建"
    )
    decided = (
        Decided("党群服务中心晚上向职工开放", "街道党群办", today + timedelta(days=12)),
        Decided("给户外劳动者驿站加装饮水机", "街道总工会", today - timedelta(days=1)),
    )
    actions.record_meeting(actor=clerk, unit_code=town, details=details, decisions=decided, key="demo-joint", now=now)
    actions.add_liaison(
        actor=clerk, unit_code=town, party="芝英街道党工委", side="party", name="卢志远", phone="13905790001", now=now
    )
