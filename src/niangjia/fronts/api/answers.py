"""What a call answers when it does not do it: one place, one shape, the words of the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from niangjia.fronts.api.doors import Forged, SecondFactor, Stranger, TooOften
from niangjia.fronts.shell.pages import refused, told
from niangjia.kit.powers import Refused


class Stop(Schema):
    """没有办成：`error` 给程序看，`message` 给人看，`number` 是报修时要报的编号。"""

    error: str
    message: str
    number: str


class Unfit(Stop):
    """填的内容有不对的地方：`fields` 里一项一项说明怎么改。"""

    fields: dict[str, list[str]] = {}


STOPS: Mapping[int, Any] = {
    400: Stop, 401: Stop, 403: Stop, 404: Stop, 405: Stop, 409: Stop, 413: Stop, 422: Unfit, 429: Stop, 503: Stop,
}  # fmt: skip
"""What any call may answer instead."""

WORDS: Mapping[str, Any] = {
    "missing": _("请填写这一项。"),
    "string_too_long": _("太长了，最多 {max_length} 个字。"),
    "string_too_short": _("太短了，至少 {min_length} 个字。"),
    "too_long": _("太多了，最多 {max_length} 个。"),
    "too_short": _("请至少写一个。"),
    "greater_than_equal": _("太小了，最小是 {ge}。"),
    "less_than_equal": _("太大了，最大是 {le}。"),
    "literal_error": _("只能取这几个值：{expected}。"),
    "enum": _("只能取这几个值：{expected}。"),
    "string_type": _("请写成文字。"),
    "bool_parsing": _("请写 true 或 false。"),
    "extra_forbidden": _("没有这一项，请核对名称。"),
    "cursor": _("这个页码标记不是本接口给出的，请从第一页重新取。"),
    "text": _("这里有不能用的字符，请删去。"),
    "twice": _("同一项写了两次，请合成一条。"),
}
KINDS = (
    ("int", _("请写成整数。")),
    ("date", _("看不懂这个日期，请写成 2026-11-20 这样。")),
    ("bool", _("请写 true 或 false。")),
    ("list", _("请写成一列值。")),
)


def sentence(kind: str, values: Mapping[str, Any]) -> str:
    """What is wrong with one value, in words."""
    if kind in WORDS:
        return str(WORDS[kind]).format(**{name: values.get(name, "") for name in (*values, "expected")})
    return str(next((text for part, text in KINDS if kind.startswith(part)), _("看不懂这个值，请对照接口文档。")))


def unfit(errors: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The library's complaints by field, in our words; what was sent is not repeated."""
    found: dict[str, list[str]] = {}
    for one in errors:
        field = ".".join(str(part) for part in one["loc"][2:]) or str(one["loc"][-1])
        found.setdefault(field, []).append(sentence(one["type"], one.get("ctx") or {}))
    return found


class BadCursor(Exception):
    """A mark of a page that this call never gave out."""


def install(api: NinjaAPI) -> None:
    """Say how each sort of stop is told."""

    def on(sort: type[Exception], answer: Any) -> None:
        api.add_exception_handler(sort, answer)

    on(Refused, refused)
    on(Http404, lambda request, _error: told(request, 404))
    on(HttpError, lambda request, error: told(request, error.status_code))
    on(ValidationError, lambda request, error: told(request, 422, fields=unfit(error.errors)))
    on(BadCursor, lambda request, _error: told(request, 422, fields={"after": [sentence("cursor", {})]}))
    on(Stranger, _stranger)
    on(TooOften, _too_often)
    on(
        Forged,
        lambda request, _error: told(
            request, 403, code="forged", text=_now("缺少防伪令牌，什么都没有改。请带上 X-CSRFToken。")
        ),
    )
    on(SecondFactor, lambda request, error: told(request, 403, code="second_factor", text=error.text))


def _stranger(request: HttpRequest, _error: Exception) -> HttpResponse:
    answer = told(request, 401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _too_often(request: HttpRequest, error: TooOften) -> HttpResponse:
    answer = told(request, 429, text=_now("调用得太快了，什么都没有改。请按 Retry-After 说的秒数再试。"))
    answer["Retry-After"] = str(error.seconds)
    return answer
