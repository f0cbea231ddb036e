"""What the list of work shows and is narrowed by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.engines.worklists import queries
from niangjia.engines.worklists.choices import TaskState
from niangjia.engines.worklists.queries import TaskFilter
from niangjia.fronts.shell.lists import Facet, facet, values
from niangjia.kit.declare import Worklist, worklists

OWNERS = (("all", _("全部")), ("mine", _("我办的")), ("nobody", _("还没有人办")))
DUES = (("overdue", _("已逾期")), ("today", _("今天到期")), ("week", _("七天内到期")))
STATES = (
    ("open", _("待办")),
    ("done", _("办结")),
    ("dropped", _("不办了")),
    ("settled", _("自行了结")),
    ("all", _("全部")),
)
NARROWING = ("owner", "kind", "due", "state", "outcome", "under", "q", "gone")
"""Parts of an address that narrow the list, and travel along from the list to a task and back."""
UNIT = re.compile(r"^(.+?)\s*[（(](.+)[)）]$")
FACTS = 3
"""Facts of a task that the list shows."""


def filter_of(query: QueryDict) -> TaskFilter:
    """An address as a filter of tasks."""
    owner, due, state = (query.get(name, "") for name in ("owner", "due", "state"))
    return TaskFilter(
        kinds=values(query, "kind", worklists()),
        under=next(iter(values(query, "under")), ""),
        owner=owner if owner in dict(OWNERS) else "all",
        due=due if due in dict(DUES) else "",
        state=state if state in dict(STATES) else "open",
        outcomes=values(query, "outcome"),
        text=query.get("q", "").strip()[:60],
        gone=query.get("gone") == "1",
    )


def plain(query: QueryDict) -> str:
    """The narrowing alone, as a query string."""
    kept = QueryDict(mutable=True)
    for name in NARROWING:
        kept.setlist(name, [value for value in query.getlist(name) if value])
    return kept.urlencode()


def facets_of(request: HttpRequest, wanted: TaskFilter, counted: Mapping[str, Mapping[str, int]]) -> list[Facet]:
    """Facets with their counts: list, due day, state, outcome."""
    lists = queries.lists(request.actor)
    found = [facet(request, "kind", _("清单"), [(one.kind, one.title) for one in lists], dict(counted["kind"]))]
    if wanted.state == "open":
        found.append(facet(request, "due", _("到期"), DUES, dict(counted["due"])))
    found.append(facet(request, "state", _("办到哪里"), STATES))
    outcomes = {code: label for one in lists for code, label in one.outcomes.items()}
    if wanted.state in {"done", "all"}:
        found.append(facet(request, "outcome", _("结果"), list(outcomes.items()), dict(counted["outcome"])))
    return found


def shown(task: Any, today: date) -> dict[str, Any]:
    """A task as a row: its words, its facts in short, how urgent it is."""
    one = worklists()[task.kind]
    days = (today - task.due_on).days
    return {
        "it": task,
        "kind": one.title,
        "facts": facts_of(one, task.facts)[:FACTS],
        "urgency": 0 if days > 0 else 1 if days == 0 else 2,
        "days": days,
        "outcome": one.outcomes.get(task.outcome, ""),
        "open": task.state == TaskState.OPEN,
    }


def facts_of(one: Worklist, facts: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """The facts of a task with the words before them, in the list's order."""
    return [_read(label, facts[name]) for name, label in one.facts.items() if facts.get(name) not in (None, "")]


def _read(label: Any, value: Any) -> tuple[Any, Any]:
    """A head with its unit, as a column has it, read as a sentence: 已过（天） 488 becomes 已过 488 天."""
    told = UNIT.match(str(label)) if isinstance(value, int) else None
    return (told[1], f"{value} {told[2]}") if told else (label, value)


def subject_of(task: Any) -> str:
    """The address of the record that a task is about, "" if there is none."""
    one = worklists()[task.kind]
    return reverse(one.page, args=[task.subject_code]) if one.page and task.subject_code else ""
