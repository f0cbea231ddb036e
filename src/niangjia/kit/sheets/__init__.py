"""Spreadsheets in and out.

In: `open_workbook` looks at a file before it opens it and gives tables of text; `recognise` says which declared kind
a table is and which heading means which column; `check` turns text into typed values and names every wrong cell with
a sentence that says what to do. Out: `write_template` (a blank sheet), `write_errors` (the bad rows of a file, to be
mended and sent again), `write_table` (any list, streamed). Nothing here knows what the rows mean.
"""

from niangjia.kit.sheets.checks import Checked, check, masked
from niangjia.kit.sheets.containers import LIMITS, Limits
from niangjia.kit.sheets.headings import REASON, Guess, Match, match_kind, normalise, recognise
from niangjia.kit.sheets.reading import open_workbook
from niangjia.kit.sheets.reasons import sentence
from niangjia.kit.sheets.tables import HINTS, ROW, Dropped, Table, Unreadable, Workbook
from niangjia.kit.sheets.templates import write_template
from niangjia.kit.sheets.writing import Heading, neutral, write_errors, write_table

__all__ = [
    "HINTS", "LIMITS", "REASON", "ROW", "Checked", "Dropped", "Guess", "Heading", "Limits", "Match", "Table", "Unreadable",
    "Workbook", "check", "masked", "match_kind", "neutral", "normalise", "open_workbook", "recognise", "sentence",
    "write_errors", "write_table", "write_template",
]  # fmt: skip
