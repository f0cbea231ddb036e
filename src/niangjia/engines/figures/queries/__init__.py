"""What can be asked of figures: `value`, `table`, `rows`, `trend`, `catalogue`; of signed ones `signed`, `explain`."""

from __future__ import annotations

from niangjia.engines.figures.queries.catalogue import Entry, catalogue
from niangjia.engines.figures.queries.comparing import Line, compare
from niangjia.engines.figures.queries.counting import Answer, Part, trend, value
from niangjia.engines.figures.queries.opening import Row, Rows, rows
from niangjia.engines.figures.queries.tables import Table, table

__all__ = [
    "Answer",
    "Entry",
    "Line",
    "Part",
    "Row",
    "Rows",
    "Table",
    "catalogue",
    "compare",
    "rows",
    "table",
    "trend",
    "value",
]
