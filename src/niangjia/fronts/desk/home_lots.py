"""What stands beside the queue of home: piles of work without a due day, figures as doors, the administrators' matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.engines.approvals import queries as approvals
from niangjia.engines.approvals.choices import Scope, Urgency
from niangjia.engines.figures import queries as figures
from niangjia.engines.worklists import queries as worklists
from niangjia.fronts.desk.figure_views import Asked, shown_value, table_rows
from niangjia.fronts.desk.places import post
from niangjia.ground.access import queries as access
from niangjia.ground.org import queries as org
from niangjia.ground.people import queries as people
from niangjia.kit.calendar import today
from niangjia.kit.counted import counted, counted_lazy
from niangjia.kit.powers import holds

DOORS = ("organising.unions", "people.members", "people.verified_rate", "organising.employers_covered")
LOTS = 5
"""Lines of piles that fit beside the queue; lists of work beyond them are one link."""

UNITS = 24
"""Units below that a leader's home lists."""


@dataclass(frozen=True)
class Lot:
    """A pile of work that has no single due day: how many, and where to begin."""

    title: Any
    text: Any
    href: str
    icon: str
    act: Any


def later(request: HttpRequest) -> tuple[list[Lot], int]:
    """The most urgent piles, and how many tasks stand in the lists of work that do not fit."""
    below, rosters = _below(request), [*_rosters(request), *_accounts(request)]
    lists = _work(request)
    fit = max(LOTS - len(below) - len(rosters), 2)
    return [*below, *(lot for _n, lot in lists[:fit]), *rosters], sum(n for n, _lot in lists[fit:])


def _rosters(request: HttpRequest) -> list[Lot]:
    """Piles that are counted on their own: duplicates, employers without a union."""
    found = []
    if holds(request.actor, "people.merge"):
        number = len(people.duplicates(request.actor, limit=100))
        if number:
            found.append(
                Lot(
                    counted("{n} 对档案看着像同一个人", number).format(n="100+" if number == 100 else number),
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
                    counted("{n} 家 25 人以上的单位还没有建会", number).format(n=f"{number:,}"),
                    _("按职工人数从多到少联系"),
                    href,
                    "building",
                    _("看名单"),
                )
            )
    return found


def _work(request: HttpRequest) -> list[tuple[int, Lot]]:
    """Lists of work in which something waits that nobody has taken, with how much: overdue ones first, then due today."""
    if not holds(request.actor, "worklists.work"):
        return []
    found = [one for one in worklists.home_counts(request.actor, today=today()) if one.nobody]
    found.sort(key=lambda one: (-one.overdue, -one.today))
    return [(one.nobody, _pile(one)) for one in found]


def _pile(one: worklists.HomeCount) -> Lot:
    """A list of work as a line."""
    return Lot(
        counted("{title}：{n} 件还没有人办", one.nobody).format(title=one.title, n=f"{one.nobody:,}"),
        _("领一件来办，或者交给同事"),
        f"{reverse('desk:work')}?kind={one.kind}&owner=nobody",
        "list-check",
        _("看清单"),
    )


def _below(request: HttpRequest) -> list[Lot]:
    """Approvals that lie overdue further below."""
    if not holds(request.actor, "approvals.use"):
        return []
    waiting = approvals.counts(request.actor, approvals.Wanted(scope=Scope.BELOW))
    number = sum(one.overdue for one in waiting.values())
    href = f"{reverse('desk:approvals')}?scope={Scope.BELOW.value}&when={Urgency.OVERDUE.value}"
    title = counted("{n} 件审批在下级逾期了", number).format(n=f"{number:,}")
    return [Lot(title, _("可以代办，或者催一催"), href, "alert-circle", _("看名单"))] if number else []


def _accounts(request: HttpRequest) -> list[Lot]:
    """For administrators: accounts that wait for somebody."""
    if not holds(request.actor, "access.view"):
        return []
    words = {
        "waiting": (counted_lazy("{n} 个账号等本人启用"), _("把启用链接交给本人"), "mail"),
        "locked": (counted_lazy("{n} 个账号锁着"), _("由安全管理员解锁"), "lock"),
    }
    found = []
    for state, (sentence, text, icon) in words.items():
        rows = access.accounts(request.actor, state=state, size=50).rows
        if rows:
            href = f"{reverse('desk:accounts')}?state={state}"
            title = sentence.format(n="50+" if len(rows) == 50 else len(rows), many=len(rows))
            found.append(Lot(title, text, href, icon, _("看名单")))
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


def units_below(request: HttpRequest) -> dict[str, Any]:
    """The same figures for each unit directly below, every number a door; for those who answer for several."""
    asked = Asked.of(request, post(request).code)
    known = {one.code for one in figures.catalogue(request.actor)}
    codes = [code for code in DOORS if code in known]
    found = figures.table(request.actor, codes, asked.unit, today=today(), depth=1)
    return {"table": table_rows(found, asked)[: UNITS + 1], "figures": found.figures}
