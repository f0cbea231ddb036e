"""The columns by which an export of the province's real-name base is read. It is compared and never written into the roster."""

from __future__ import annotations

from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Column, Sheet
from niangjia.programmes.organising.sheets.members import COLUMNS as MEMBERS

WANTED = ("name", "document_kind", "identity", "phone", "union", "joined_on")


def _never(**_given: Any) -> NoReturn:
    raise NotImplementedError("an export of the province is compared, not taken in")


def _column(one: Column) -> Column:
    """A column of the roster as the export has it: only the number is needed, for it finds the person."""
    return Column(
        one.name, one.title, one.type, one.synonyms, required=one.name == "identity", choices=one.choices,
        open_choice=one.open_choice, max_length=one.max_length, sensitive=one.sensitive,
    )  # fmt: skip


EXPORT = Sheet(
    "province", _("省实名制库导出表"), "会员", tuple(_column(one) for one in MEMBERS if one.name in WANTED), ("identity",),
    "organising.compare", _never, _never, _never,
)  # fmt: skip
"""Not registered: the wizard of imports does not know it."""
