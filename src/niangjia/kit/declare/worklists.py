"""What a module declares about a list of work: which tasks there are, who does them, how they may end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Worklist:
    """A kind of task that officers work off. Declared in a module's `worklists.py`; kept by `engines/worklists`.

    `kind` is `module.word`. `subject` is the kind of record that a task is about (`org.employer`), `page` the name of the
    address that opens it by its code (`desk:employer`; "" without one). `power_view` and `power_work` are what a reader and
    a hand need over the place of the task.

    `days` are the working days until a task is due, as a number or as a function of the day on which it is opened and the path
    (so that a rulebook can say it); a row of `sync` may bring its own `due_on`. `reminders` are working days before that, the
    farthest first; on the last day it is always said. `outcomes` maps codes to labels; `facts` maps the
    names of the facts that a task carries to the words before them, in the order in which they are shown.
    """

    kind: str
    title: Any
    subject: str
    outcomes: Mapping[str, Any]
    power_view: str = "worklists.view"
    power_work: str = "worklists.work"
    days: int | Callable[[date, str], int] = 10
    reminders: tuple[int, ...] = (3,)
    page: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    help: Any = ""
    """One or two sentences above the list: where the tasks come from and what is to be done."""
    order: int = 100

    def days_on(self, opened: date, path: str) -> int:
        """Working days that a task opened that day at that place has."""
        return self.days(opened, path) if callable(self.days) else self.days
