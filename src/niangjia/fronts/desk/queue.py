"""What waits for one person, gathered from the modules, and how urgent each line is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.engines.figures import queries as figures
from niangjia.engines.imports import queries as imports
from niangjia.engines.imports.choices import AT_WORK, State
from niangjia.fronts.desk.figure_views import shown_value
from niangjia.fronts.desk.places import post
from niangjia.ground.access import queries as access
from niangjia.ground.org import queries as org
from niangjia.ground.people import queries as people
from niangjia.kit.calendar import today
from niangjia.kit.powers import holds

WEEKDAYS = tuple(gettext_lazy(f"星期{day}") for day in "一二三四五六日")
SOON = timedelta(days=30)
DOORS = ("organising.unions", "people.members", "people.verified_rate", "organising.employers_covered")


@dataclass(frozen=True)
class Line:
    """One thing that waits: when it is due, what sort it is, what it is, where it opens, how long it has waited."""

    due: date | None
    sort: Any
    title: Any
    href: str
    icon: str
    unit: str = ""
    since: datetime | None = None

    @property
    def urgency(self) -> int:
        """0 overdue, 1 due today, 2 later or without a date."""
        if self.due is None or self.due > today():
            return 2
        return 0 if self.due < today() else 1

    @property
    def days(self) -> int:
        """Days overdue."""
        return (today() - self.due).days if self.due else 0


def greeting(now: datetime) -> Any:
    """By the hour of the day."""
    return (
        _("早上好") if now.hour < 9 else _("上午好") if now.hour < 12 else _("下午好") if now.hour < 18 else _("晚上好")
    )


def lines(request: HttpRequest) -> list[Line]:
    """Everything that waits for this person, the most urgent first."""
    found = [*_imports(request), *_terms(request), *_password(request)]
    return sorted(found, key=lambda line: (line.urgency, line.due or date.max))


def grouped(found: list[Line]) -> list[tuple[int, list[Line]]]:
    """By what decides the work: overdue, today, later."""
    return [(key, part) for key in (0, 1, 2) if (part := [line for line in found if line.urgency == key])]


def _imports(request: HttpRequest) -> list[Line]:
    if not holds(request.actor, "imports.use"):
        return []
    waiting = {State.READY: _("等您确认写入"), State.STAGED: _("等您对列"), State.FAILED: _("没有完成，请看原因")}
    return [
        Line(
            timezone.localdate(one.created_at),
            _("导入表格"),
            f"{one.file_name}，{waiting[State(one.state)]}",
            reverse("desk:import", args=[one.code]),
            "table-import",
            since=one.created_at,
        )
        for one in imports.batches(request.actor, limit=50)
        if one.state in waiting and one.account_id == request.actor.account_id
    ]


def working(request: HttpRequest) -> list[Any]:
    """Long jobs of one's own that run now."""
    if not holds(request.actor, "imports.use"):
        return []
    mine = [one for one in imports.batches(request.actor, limit=20) if one.account_id == request.actor.account_id]
    return [one for one in mine if one.state in AT_WORK][:5]


def _terms(request: HttpRequest) -> list[Line]:
    """Appointments that end within a month: one's own, and those one looks after."""
    found = []
    for one in access.own_appointments(request.actor):
        if one.until and one.until <= today() + SOON:
            title = _("您在%(unit)s的任职到 %(day)s 为止") % {"unit": one.unit.name, "day": one.until}
            found.append(
                Line(one.until, _("任职到期"), title, reverse("desk:my_account"), "calendar-due", one.unit.name)
            )
    if holds(request.actor, "access.appoint"):
        for one in access.appointments(request.actor):
            if one.until and one.until <= today() + SOON and one.account_id != request.actor.account_id:
                title = _("%(name)s的任职快到期") % {"name": one.account.name}
                href = reverse("desk:account", args=[one.account.code])
                found.append(Line(one.until, _("任职到期"), title, href, "calendar-due", one.unit.name))
    return found


def _password(request: HttpRequest) -> list[Line]:
    if not access.password_due(request.actor.account_id or 0, timezone.now()):
        return []
    href = reverse("account_change_password")
    return [Line(today(), _("账号"), _("密码用了 90 天，请换一个"), href, "key")]


@dataclass(frozen=True)
class Lot:
    """A pile of work that has no single due day: how many, and where to begin."""

    number: int
    more: bool
    title: Any
    text: Any
    href: str
    icon: str
    act: Any


def later(request: HttpRequest) -> list[Lot]:
    """Piles that are counted on their own: duplicates, employers without a union."""
    found = []
    if holds(request.actor, "people.merge"):
        number = len(people.duplicates(request.actor, limit=100))
        if number:
            found.append(
                Lot(
                    number,
                    number == 100,
                    _("对档案看着像同一个人"),
                    _("合并后可以拆开"),
                    reverse("desk:duplicates"),
                    "users",
                    _("比一比"),
                )
            )
    if holds(request.actor, "org.edit"):
        wanted = org.EmployerFilter(attached="no", workers_from=25)
        number = org.count_employers(request.actor, wanted)
        if number:
            href = reverse("desk:employers") + "?attached=no&workers=25&workers=100"
            found.append(
                Lot(
                    number,
                    False,
                    _("家 25 人以上的单位还没有建会"),
                    _("按职工人数从多到少联系"),
                    href,
                    "building",
                    _("看名单"),
                )
            )
    return found + _accounts(request)


def _accounts(request: HttpRequest) -> list[Lot]:
    """For administrators: accounts that wait for somebody."""
    if not holds(request.actor, "access.view"):
        return []
    words = {
        "waiting": (_("个账号等本人启用"), _("把启用链接交给本人"), "mail"),
        "locked": (_("个账号锁着"), _("由安全管理员解锁"), "lock"),
    }
    found = []
    for state, (title, text, icon) in words.items():
        rows = access.accounts(request.actor, state=state, size=50).rows
        if rows:
            href = f"{reverse('desk:accounts')}?state={state}"
            found.append(Lot(len(rows), len(rows) == 50, title, text, href, icon, _("看名单")))
    return found


def doors(request: HttpRequest) -> list[tuple[str, str, str, str]]:
    """A few figures of one's own unit: (label, value, unit, address)."""
    if not holds(request.actor, "figures.read"):
        return []
    known = {one.code for one in figures.catalogue(request.actor)}
    codes = [code for code in DOORS if code in known]
    table = figures.table(request.actor, codes, post(request).code, today=today(), depth=0)
    values = next(iter(table.values.values()))
    return [
        (str(one.label), shown_value(one, value), str(one.unit), reverse("desk:figure", args=[one.code]))
        for one, value in zip(table.figures, values, strict=True)
    ]


def soon() -> date:
    """The last day that counts as soon."""
    return today() + SOON
