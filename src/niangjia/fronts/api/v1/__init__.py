"""Version 1: the calls, a file a module. A new file is named here, and its calls are there."""

from __future__ import annotations

from niangjia.fronts.api.v1 import (
    approvals,
    coverage,
    figures,
    imports,
    joining,
    me,
    members,
    messages,
    tasks,
    units,
)

CALLS = (me, units, members, joining, approvals, tasks, figures, coverage, imports, messages)
