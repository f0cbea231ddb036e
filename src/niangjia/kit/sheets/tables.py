"""What comes out of a file: a workbook of tables, each with its cells as text and what was seen around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from niangjia.kit.powers import Refused
from niangjia.kit.sheets.reasons import SENTENCES

ROW = "_row"
"""Column of every frame here: the row's number in the file, counted from 1 as Excel does."""

HINTS = pl.Schema({ROW: pl.Int64, "column": pl.String, "hint": pl.String})
"""What a cell is that its text does not say: `formula` (no stored result), `error` (#N/A …), `ruined` (a number of
more than 15 digits, whose end Excel has thrown away)."""


class Unreadable(Refused):
    """The file cannot or must not be read. `reason` is a code of `reasons.py`, the sentence says how to mend it."""

    code = "sheets.unreadable"

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(**values)
        self.reason = reason

    @property
    def sentence(self) -> str:
        """What is wrong with the file and what to do."""
        return str(SENTENCES[self.reason]).format(**self.values)


@dataclass(frozen=True)
class Dropped:
    """Rows that are not records, by their number in the file."""

    blank: int = 0
    totals: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    """Help and example rows of our own template, and lines like 填表人 under the table."""
    headings: tuple[int, ...] = ()
    """The heading row again, as printed pages repeat it."""


@dataclass(frozen=True)
class Table:
    """One sheet of a file.

    `frame` has `_row` and one text column a heading (unique names; empty cells are null). `headings` gives the
    heading as seen for each of them. `header_row` is the row of the (lowest) heading. `titles_above` and
    `heading_rows` are the rows above the records as they stand, for the error file; `merged` are ranges above the records as (row, column, row, column), from 0.
    """

    name: str
    frame: pl.DataFrame
    headings: Mapping[str, str]
    header_row: int
    titles_above: tuple[tuple[int, tuple[str, ...]], ...] = ()
    heading_rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    positions: Mapping[str, int] = field(default_factory=dict)
    """Place of each column in the file, from 0 = A."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hints: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=HINTS))
    formulas: int = 0
    """How many cells hold a formula, with or without a result."""
    date1904: bool = False
    dropped: Dropped = field(default_factory=Dropped)
    source: str = "xlsx"

    @property
    def columns(self) -> list[str]:
        """Names of the columns that hold cells."""
        return [name for name in self.frame.columns if name != ROW]

    def facts(self) -> dict[str, Any]:
        """Everything but the two frames, fit for JSON: what a staged table needs to be checked and written again."""
        return {
            "name": self.name,
            "headings": dict(self.headings),
            "header_row": self.header_row,
            "titles_above": [[row, list(cells)] for row, cells in self.titles_above],
            "heading_rows": [[row, list(cells)] for row, cells in self.heading_rows],
            "positions": dict(self.positions),
            "merged": [list(area) for area in self.merged],
            "formulas": self.formulas,
            "date1904": self.date1904,
            "dropped": {
                "blank": self.dropped.blank,
                "totals": list(self.dropped.totals),
                "notes": list(self.dropped.notes),
                "headings": list(self.dropped.headings),
            },
            "source": self.source,
        }

    @classmethod
    def restore(cls, facts: Mapping[str, Any], frame: pl.DataFrame, hints: pl.DataFrame | None = None) -> Table:
        """The table again from `facts()`, its frame and its hints."""
        dropped = facts["dropped"]
        return cls(
            name=facts["name"],
            frame=frame,
            headings=dict(facts["headings"]),
            header_row=facts["header_row"],
            titles_above=tuple((row, tuple(cells)) for row, cells in facts["titles_above"]),
            heading_rows=tuple((row, tuple(cells)) for row, cells in facts["heading_rows"]),
            positions=dict(facts["positions"]),
            merged=tuple((a, b, c, d) for a, b, c, d in facts["merged"]),
            hints=pl.DataFrame(schema=HINTS) if hints is None else hints,
            formulas=facts["formulas"],
            date1904=facts["date1904"],
            dropped=Dropped(
                dropped["blank"], tuple(dropped["totals"]), tuple(dropped["notes"]), tuple(dropped["headings"])
            ),
            source=facts["source"],
        )


@dataclass(frozen=True)
class Workbook:
    """A file that was read. `notes` are codes of what was left out: `macros`, `links`, `hidden`, `empty`."""

    name: str
    sheets: list[Table]
    notes: tuple[str, ...] = ()
