"""Pages of a list: opaque marks, signed for the call that gave them out."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.core import signing
from ninja import Field, Schema

from niangjia.fronts.api.answers import BadCursor

Item = TypeVar("Item")
MOST = 200


class Paged(Schema):
    """Where a page starts and how long it is."""

    after: str = Field("", max_length=2000, description="上一页给出的 next；不写就是第一页。")
    size: int = Field(50, ge=1, le=MOST, description="一页多少行。")


class Page(Schema, Generic[Item]):
    """一页：`items` 是行，`next` 拿去取下一页，空的就是没有了。"""

    items: list[Item]
    next: str = ""


def mark_of(asked: Paged, call: str) -> str:
    """The mark as the query gave it out. Raises BadCursor."""
    if not asked.after:
        return ""
    try:
        return str(signing.loads(asked.after, salt=f"api.{call}"))
    except signing.BadSignature:
        raise BadCursor from None


def marked(call: str, mark: Any) -> str:
    """A mark for the next page; "" where there is none."""
    return signing.dumps(str(mark), salt=f"api.{call}") if mark not in (None, "") else ""


def paged(call: str, items: list[Any], mark: Any) -> dict[str, Any]:
    """A page as it is answered."""
    return {"items": items, "next": marked(call, mark)}
