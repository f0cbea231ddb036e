"""Shapes that several calls share: words of closed lists, texts that a database can take, days that make sense."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Schema
from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


def _clean(text: str) -> str:
    """No control characters, no halves of characters: no database takes them and no page shows them."""
    if any(
        (ord(letter) < 32 and letter not in "\n\t") or 0xD800 <= ord(letter) <= 0xDFFF or ord(letter) == 127
        for letter in text
    ):
        raise PydanticCustomError("text", "characters")
    return text.strip()


def _sensible(day: date) -> date:
    if not 1900 <= day.year <= 2999:
        raise PydanticCustomError("date_range", "day")
    return day


Text = Annotated[str, AfterValidator(_clean), Field(max_length=200)]
Code = Annotated[str, AfterValidator(_clean), Field(max_length=40, description="编码，见其他接口给出的 code。")]
Short = Annotated[str, AfterValidator(_clean), Field(max_length=60)]
Long = Annotated[str, AfterValidator(_clean), Field(max_length=500)]
Day = Annotated[date, AfterValidator(_sensible)]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1, description="看到的是第几版；别人先改了就不会办成。")]


class Given(Schema):
    """What is sent: nothing beside what is described."""

    model_config = ConfigDict(extra="forbid")


class Word(Schema):
    """一个取值：`code` 不变，`label` 是叫法。"""

    code: str
    label: str


def word(choices: Any, value: str) -> dict[str, str]:
    """A value of a closed list with its word."""
    return {"code": value, "label": str(choices(value).label) if value in choices.values else value}


KEY = Header(
    min_length=8, max_length=36, alias="Idempotency-Key", pattern="^[A-Za-z0-9._-]+$",
    description="由您生成的编号。断线重发时用同一个编号，只会办一次。",
)  # fmt: skip


def own_key(request: HttpRequest, key: str) -> str:
    """A client's number among those of its account: the same number of two callers is two numbers."""
    return f"{request.actor.account_id}.{key}"
