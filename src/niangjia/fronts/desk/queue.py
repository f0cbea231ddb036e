"""What waits for one person, gathered from the modules, and how urgent each line is.

A line has a due day only where a rule sets one: the last day of an appointment, of a password, of a request that
lapses, of a stop of approvals. Imports and messages have none; they say how long they have waited. Approvals of one kind and
urgency are one line that opens their list; it counts for as many as it stands for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.engines.approvals import queries as approvals
from niangjia.engines.approvals.choices import Scope
from niangjia.engines.imports import queries as imports
from niangjia.engines.imports.choices import AT_WORK, State
from niangjia.engines.messaging import queries as messages
from niangjia.engines.worklists import queries as worklists
from niangjia.ground.access import queries as access
from niangjia.kit.calendar import today
from niangjia.kit.powers import holds

SOON = timedelta(days=30)
PASSWORD_SOON = timedelta(days=14)
MOST = 100
"""Lines of one sort that are gathered."""

SORTS: dict[str, Any] = {
    "approval": gettext_lazy("审批"),
    "work": gettext_lazy("工作清单"),
    "reset": gettext_lazy("重设验证器"),
    "password": gettext_lazy("密码"),
    "term": gettext_lazy("任职到期"),
    "import": gettext_lazy("导入表格"),
    "message": gettext_lazy("消息"),
}


@dataclass(frozen=True)
class Line:
    """One thing that waits: what sort it is, what it is, where it opens, when it is due, how long it has waited."""

    sort: str
    title: Any
    href: str
    due: date | None = None
    unit: str = ""
    since: datetime | None = None
    number: int = 1

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

    @property
    def weekday(self) -> Any:
        """Of the due day."""
        return date_format(self.due, "l") if self.due else ""

    @property
    def waited(self) -> int | None:
        """Whole days in one's hands; None where nothing began."""
        return (today() - timezone.localdate(self.since)).days if self.since else None

    @property
    def label(self) -> Any:
        """The sort in words."""
        return SORTS[self.sort]


def greeting(now: datetime) -> Any:
    """By the hour of the day."""
    return (
        _("早上好") if now.hour < 9 else _("上午好") if now.hour < 12 else _("下午好") if now.hour < 18 else _("晚上好")
    )


def soon() -> date:
    """The last day that counts as soon."""
    return today() + SOON


def lines(request: HttpRequest) -> list[Line]:
    """Everything that waits for this person, the most urgent first; of equal ones, what has waited longest."""
    found = [
        *_approvals(request),
        *_work(request),
        *_resets(request),
        *_password(request),
        *_terms(request),
        *_imports(request),
        *_messages(request),
    ]
    return sorted(
        found, key=lambda line: (line.urgency, line.due or date.max, line.since or timezone.now(), line.title)
    )


def grouped(found: Sequence[Line]) -> list[tuple[int, list[Line]]]:
    """By what decides the work: overdue, today, later."""
    return [(key, part) for key in (0, 1, 2) if (part := [line for line in found if line.urgency == key])]


def total(found: Sequence[Line], urgency: int | None = None) -> int:
    """How many things some lines stand for, of one urgency if asked."""
    return sum(line.number for line in found if urgency is None or line.urgency == urgency)


def tabs(found: Sequence[Line]) -> list[tuple[str, Any, int]]:
    """Sorts that are there, with their number: (code, word, how many)."""
    counted: Counter[str] = Counter()
    for line in found:
        counted[line.sort] += line.number
    return [(code, word, counted[code]) for code, word in SORTS.items() if counted[code]]


def _work(request: HttpRequest) -> list[Line]:
    """Tasks that one has taken or was given, the most urgent first."""
    if not holds(request.actor, "worklists.view"):
        return []
    mine = worklists.tasks(request.actor, worklists.TaskFilter(owner="mine"), today=today(), size=MOST).rows
    return [
        Line("work", one.title, reverse("desk:work_task", args=[one.code]), one.due_on, one.unit.name, one.opened_at)
        for one in mine
    ]


def _approvals(request: HttpRequest) -> list[Line]:
    """What waits for a decision where one is appointed, by kind and urgency."""
    if not holds(request.actor, "approvals.use"):
        return []
    return [
        Line(
            "approval",
            _("%(kind)s，%(n)s 件等您审批") % {"kind": pile.kind_title, "n": f"{pile.number:,}"},
            f"{reverse('desk:approvals')}?kind={pile.kind}&when={pile.urgency.value}",
            pile.due_on,
            since=pile.since,
            number=pile.number,
        )
        for pile in approvals.piles(request.actor, approvals.Wanted(scope=Scope.OWN))
    ]


def _imports(request: HttpRequest) -> list[Line]:
    if not holds(request.actor, "imports.use"):
        return []
    waiting = {
        State.READY: _("%(file)s，等您确认写入"),
        State.STAGED: _("%(file)s，等您对列"),
        State.FAILED: _("%(file)s，没有完成，请看原因"),
        State.UNREAD: _("%(file)s，没有读成，请看原因"),
    }
    return [
        Line(
            "import",
            waiting.get(State(one.state), _("%(file)s，停下了，请看原因")) % {"file": one.file_name},
            reverse("desk:import", args=[one.code]),
            since=one.created_at,
        )
        for one in imports.waiting(request.actor, most=MOST)
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
        if one.until and one.until <= soon():
            title = _("您的任职到这天为止：%(role)s") % {"role": one.get_role_display()}
            found.append(Line("term", title, reverse("desk:my_account"), one.until, one.unit.name))
    if holds(request.actor, "access.appoint"):
        for one in access.appointments(request.actor, ending_by=soon())[:MOST]:
            if one.account_id != request.actor.account_id:
                title = _("%(name)s的任职快到期：%(role)s") % {
                    "name": one.account.name,
                    "role": one.get_role_display(),
                }
                href = reverse("desk:account", args=[one.account.code])
                found.append(Line("term", title, href, one.until, one.unit.name))
    return found


def _resets(request: HttpRequest) -> list[Line]:
    """What a system administrator asked for and a security administrator has to agree to within a day."""
    if not holds(request.actor, "access.unlock"):
        return []
    return [
        Line(
            "reset",
            _("%(name)s要重设密码和验证器，等您同意") % {"name": one.account.name},
            reverse("desk:account", args=[one.account.code]),
            timezone.localdate(one.expires_at),
            one.account.unit.name if one.account.unit else "",
            one.made_at,
        )
        for one in access.resets_asked(request.actor, timezone.now())[:MOST]
    ]


def _password(request: HttpRequest) -> list[Line]:
    until = access.password_until(request.actor.account_id or 0)
    if until is None or until > timezone.now() + PASSWORD_SOON:
        return []
    return [Line("password", _("密码该换了"), reverse("account_change_password"), timezone.localdate(until))]


def _messages(request: HttpRequest) -> list[Line]:
    return [
        Line("message", one.title, reverse("desk:message", args=[one.code]), since=one.sent_at)
        for one in messages.inbox(request.actor, unread_only=True, size=MOST).items
    ]
