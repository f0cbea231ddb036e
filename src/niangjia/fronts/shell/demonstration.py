"""The demonstration county: its accounts and their password, shown on its log-in page and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import Role

COUNTY = "330784"
PASSWORD = "Niangjia-2026"  # noqa: S105  printed on the log-in page of the demonstration, which holds nobody real


@dataclass(frozen=True)
class Seat:
    """A demonstration account: log-in name, person, role, place (county, a town, a union of that town), what she is."""

    username: str
    name: str
    role: Role
    place: str
    what: Any


SEATS = (
    Seat("zuzhi", "胡晓岚", Role.ORGANISER, "county", _("县总工会组织建设部")),
    Seat("zhuxi", "胡建军", Role.LEADER, "county", _("县总工会主席")),
    Seat("chuangkou", "应巧云", Role.WINDOW, "county", _("县总工会服务窗口")),
    Seat("jijian", "程立军", Role.DISCIPLINE, "county", _("纪检监察")),
    Seat("zhenjie", "胡金华", Role.OFFICER, "town", _("镇总工会干部")),
    Seat("gonghui", "应建伟", Role.CHAIR, "union", _("基层工会主席")),
    Seat("xitong", "吕志刚", Role.SYSTEM_ADMIN, "county", _("系统管理员")),
    Seat("anquan", "施小芳", Role.SECURITY_ADMIN, "county", _("安全管理员")),
    Seat("shenji", "楼海燕", Role.AUDIT_ADMIN, "county", _("审计管理员")),
)


def is_on() -> bool:
    """Whether this is the invented county."""
    return org.house().demonstration


def seats() -> tuple[Seat, ...]:
    """The accounts to offer at the door: none unless the county is the invented one."""
    return SEATS if is_on() else ()
