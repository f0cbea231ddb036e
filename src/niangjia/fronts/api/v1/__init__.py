"""Version 1: the calls, a file a module. A new file is named here, and its calls are there."""

from __future__ import annotations

from niangjia.fronts.api.v1 import (
    approvals,
    changes,
    coverage,
    figures,
    focus,
    founding,
    grids,
    imports,
    joining,
    me,
    members,
    messages,
    officers,
    province,
    registry,
    tasks,
    units,
)

CALLS = (
    me, units, members, joining, changes, founding, registry, grids, officers, focus, province,
    approvals, tasks, figures, coverage, imports, messages,
)  # fmt: skip
