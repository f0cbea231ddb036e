"""One's own messages. A key has none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from niangjia.engines.messaging import actions, queries
from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import Code, Given
from niangjia.fronts.shell.doors import OWN

TAG = "消息"


class MessageLine(Schema):
    """一条消息。"""

    code: str
    topic: str
    title: str
    body: str
    sent_at: datetime
    read_at: datetime | None


class MessagesAsked(Paged):
    """要哪些。"""

    unread: bool = False


class Read(Given):
    """哪些已经读过；一条不写就是全部。"""

    codes: list[Code] = Field([], max_length=200)


class Marked(Schema):
    """这次有几条从未读变为已读。"""

    marked: int


@endpoint("GET", "messages/", power=OWN, gives=Page[MessageLine], tag=TAG)
def messages(request: HttpRequest, asked: Query[MessagesAsked]) -> Any:
    """自己的消息，新的在前"""
    found = queries.inbox(request.actor, unread_only=asked.unread, after=mark_of(asked, "messages"), size=asked.size)
    return paged("messages", [_line(one) for one in found.items], found.older)


def _line(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("code", "topic", "title", "body", "sent_at", "read_at")}


@endpoint("POST", "messages/read/", power=OWN, gives=Marked, tag=TAG)
def messages_read(request: HttpRequest, body: Read) -> Any:
    """标为已读"""
    return {"marked": actions.mark_read(actor=request.actor, now=timezone.now(), codes=body.codes or None)}


@endpoint("GET", "messages/{slug:code}/", power=OWN, gives=MessageLine, tag=TAG)
def message(request: HttpRequest, code: str) -> Any:
    """打开一条消息，打开就算读过"""
    return _line(actions.read(actor=request.actor, code=code, now=timezone.now()))
