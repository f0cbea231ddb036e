"""The rooms of the desk that exist, in the order of the navigation, each with the power that opens it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import Actor, holds


@dataclass(frozen=True)
class Room:
    """One line of the navigation. Without `power` everybody on the desk sees it."""

    title: Any
    address: str
    icon: str = ""
    power: str = ""
    also: str = ""
    """Another address below which one is in this room."""

    def open_to(self, actor: Actor) -> bool:
        """Whether the person sees this line."""
        return not self.power or holds(actor, self.power)


@dataclass(frozen=True)
class Wing:
    """A group of rooms that opens and closes."""

    title: Any
    icon: str
    rooms: tuple[Room, ...]


PLAN: tuple[Room | Wing, ...] = (
    Room(_("首页"), "desk:home", "home"),
    Room(_("审批"), "desk:approvals", "checklist", power="approvals.use"),
    Room(_("工作清单"), "desk:work", "list-check", power="worklists.view"),
    Wing(
        _("组织"),
        "sitemap",
        (
            Room(_("工会组织"), "desk:units", power="org.view"),
            Room(_("会员"), "desk:members", power="people.view", also="/desk/people/"),
            Room(_("单位"), "desk:employers", power="org.view"),
            Room(_("工会覆盖"), "desk:coverage", power="figures.read"),
            Room(_("建会换届"), "desk:foundings", power="organising.files"),
            Room(_("新就业形态"), "desk:focus", power="figures.read"),
            Room(_("登记比对"), "desk:registry", power="org.view"),
            Room(_("工会普查"), "desk:census", power="scorecards.view"),
            Room(_("疑似空壳工会"), "desk:shells", power="scorecards.view"),
            Room(_("重复档案"), "desk:duplicates", power="people.merge"),
            Room(_("核对省库"), "desk:provinces", power="organising.compare"),
        ),
    ),
    Wing(
        _("网格与队伍"),
        "users-group",
        (
            Room(_("网格"), "desk:grids", power="organising.grid_view"),
            Room(_("走访记录"), "desk:rounds", power="organising.grid_view"),
            Room(_("专项行动"), "desk:drives", power="organising.grid_view"),
            Room(_("工会干部"), "desk:officers", power="organising.cadre_view"),
            Room(_("培训"), "desk:trainings", power="organising.cadre_view"),
            Room(_("下基层"), "desk:visits", power="organising.cadre_view"),
            Room(_("主席通讯录"), "desk:contacts", power="organising.contact"),
            Room(_("党工共建"), "desk:joint", power="organising.cadre_view"),
        ),
    ),
    Room(_("导入记录"), "desk:imports", "table-import", power="imports.use"),
    Room(_("扫描归档"), "desk:tray", "scan", power="evidence.scan", also="/desk/papers/"),
    Room(_("任务"), "desk:tasks", "clock-hour-4", power="figures.read", also="/desk/exports/"),
    Room(_("数据"), "desk:figures", "chart-bar", power="figures.read"),
    Room(_("评分表"), "desk:scorecards", "list-details", power="scorecards.view"),
    Room(_("规则"), "desk:rules", "scale", power="rulebooks.view"),
    Wing(
        _("系统"),
        "settings",
        (
            Room(_("账号与任职"), "desk:accounts", power="access.view"),
            Room(_("接口密钥"), "desk:keys", power="access.view"),
            Room(_("操作记录"), "desk:trail", power="access.trail"),
            Room(_("运行情况"), "desk:house", power="custody.health"),
        ),
    ),
    Room(_("帮助"), "desk:help", "help-circle"),
)


@dataclass(frozen=True)
class Line:
    """A room or a wing as one reader sees it."""

    title: Any
    icon: str
    href: str = ""
    here: bool = False
    inside: tuple[Line, ...] = ()

    @property
    def open(self) -> bool:
        """A wing stands open when the person is inside."""
        return any(line.here for line in self.inside)


def lines(actor: Actor, path: str) -> list[Line]:
    """The navigation of one reader on one page."""
    found = []
    for one in PLAN:
        if isinstance(one, Room):
            if one.open_to(actor):
                found.append(_line(one, path))
            continue
        inside = tuple(_line(room, path) for room in one.rooms if room.open_to(actor))
        if inside:
            found.append(Line(one.title, one.icon, inside=_only_deepest(inside)))
    return found


def _line(room: Room, path: str) -> Line:
    href = reverse(room.address)
    here = path == href if room.address == "desk:home" else path.startswith((href, room.also or href))
    return Line(room.title, room.icon, href, here)


def _only_deepest(inside: tuple[Line, ...]) -> tuple[Line, ...]:
    """Of rooms whose addresses contain each other only the deepest is "here"."""
    current = [line for line in inside if line.here]
    deepest = max((len(line.href) for line in current), default=0)
    return tuple(Line(one.title, one.icon, one.href, one.here and len(one.href) == deepest) for one in inside)
