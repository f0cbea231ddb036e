"""What can be asked of figures: `value`, `table`, `rows`, `trend`, `catalogue`; of signed ones `signed`, `explain`."""

from __future__ import annotations

from niangjia.engines.figures.queries.catalogue import Entry, catalogue
from niangjia.engines.figures.queries.comparing import Line, compare
from niangjia.engines.figures.queries.counting import Answer, Part, trend, value
from niangjia.engines.figures.queries.opening import Row, Rows, rows
from niangjia.engines.figures.queries.several import several
from niangjia.engines.figures.queries.signatures import (
    Bridge,
    Group,
    OldRow,
    OldRows,
    SignedNotFound,
    Verified,
    explain,
    explained_rows,
    signed,
    signed_figures,
    signed_places,
    signed_rows,
    verify,
)
from niangjia.engines.figures.queries.tables import Table, table
from niangjia.engines.figures.queries.trees import UnitRef, top_unit

open_rows = rows
"""The same under a name that fronts may say: `.rows` is a word of tables there."""

__all__ = [
    "Answer",
    "Bridge",
    "Entry",
    "Group",
    "Line",
    "OldRow",
    "OldRows",
    "Part",
    "Row",
    "Rows",
    "SignedNotFound",
    "Table",
    "UnitRef",
    "Verified",
    "catalogue",
    "compare",
    "explain",
    "explained_rows",
    "open_rows",
    "rows",
    "several",
    "signed",
    "signed_figures",
    "signed_places",
    "signed_rows",
    "table",
    "top_unit",
    "trend",
    "value",
    "verify",
]
