"""The columns by which a list of people who gather for a union in preparation is read: a roster of which only the name is needed."""

from __future__ import annotations

from typing import Any, NoReturn

import polars as pl
from django.utils.translation import gettext_lazy as _

from niangjia.kit import sheets as kit_sheets
from niangjia.kit.declare import Column, Sheet
from niangjia.programmes.organising.rules.founding import Typed
from niangjia.programmes.organising.sheets.members import COLUMNS as MEMBERS

WANTED = ("name", "gender", "document_kind", "identity", "phone", "workplace")
SEX = {"m": "male", "f": "female"}


def _never(**_given: Any) -> NoReturn:
    raise NotImplementedError("a list of people who gather is kept with its file, not imported")


def _column(one: Column) -> Column:
    return Column(
        one.name, one.title, one.type, one.synonyms, required=one.name == "name", choices=one.choices, open_choice=one.open_choice,
        max_length=one.max_length, sensitive=one.sensitive,
    )  # fmt: skip


GATHERING = Sheet(
    "gathering", _("发展会员名单"), "会员", tuple(_column(one) for one in MEMBERS if one.name in WANTED), ("identity",),
    "organising.form", _never, _never, _never,
)  # fmt: skip
"""Not registered: the wizard of imports does not know it."""


def has_headings(text: str) -> bool:
    """Whether pasted text begins with a row of headings, so that it is read as a spreadsheet."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = [kit_sheets.normalise(cell) for cell in first.replace("，", ",").replace("\t", ",").split(",")]
    return len(cells) > 1 and any(cell in {"姓名", "会员姓名", "职工姓名"} for cell in cells)


def read(data: bytes, name: str) -> tuple[list[Typed], list[tuple[int, str]]] | None:
    """The good rows, and (row, sentence) of the others; None where there is no column of names. Raises Unreadable of kit/sheets."""
    book = kit_sheets.open_workbook(data, name=name, kinds=(GATHERING,))
    match, table = max(
        ((kit_sheets.match_kind(one, GATHERING), one) for one in book.sheets), key=lambda pair: pair[0].score
    )
    mapping = match.with_guesses()
    if "name" not in mapping.values():
        return None
    checked = kit_sheets.check(table, GATHERING, mapping)
    told = checked.problems.group_by("_row", maintain_order=True).agg(pl.col("sentence").str.join(" "))
    good = checked.good.filter(pl.col("name").is_not_null()).fill_null("")
    return [_typed(row) for row in good.iter_rows(named=True)], list(told.sort("_row").iter_rows())


def _typed(row: dict[str, Any]) -> Typed:
    return Typed(
        row["name"], SEX.get(row["gender"], ""), row["identity"], row["phone"], row["workplace"],
        document_kind=row["document_kind"] or "resident",
    )  # fmt: skip
