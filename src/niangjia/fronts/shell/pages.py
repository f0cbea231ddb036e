"""Answers: a page or its named part, "done" after an act, and the pages that say why something did not happen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell import frames
from niangjia.fronts.shell.doors import send
from niangjia.kit.powers import NotFound, Refused

log = logging.getLogger("niangjia.fronts")


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, part: str = "", status: int = 200
) -> HttpResponse:
    """The whole page; when HTMX asks, only its part. The view names the part, never the browser."""
    htmx: Any = getattr(request, "htmx", None)
    asked = htmx and not htmx.boosted and not htmx.history_restore_request
    answer = render(request, f"{template}#{part}" if part and asked else template, dict(context or {}), status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def done(request: HttpRequest, message: Any, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """After an act: say what happened and go on to a named address."""
    messages.success(request, message)
    return send(request, resolve_url(to, *args, **kwargs), status=204)


def attempt(form: Any, act: Callable[..., Any], **kwargs: Any) -> bool:
    """Do one act for a form. A refusal becomes an error of the form, in its own words, and what was typed is kept.

    The act's result stands in `form.result`. A refusal may name the `field` that it is about.
    """
    try:
        form.result = act(**kwargs)
    except NotFound:
        raise
    except Refused as refusal:
        by_field: Mapping[str, list[str]] = getattr(refusal, "by_field", None) or {
            str(refusal.values.get("field", "")): [refusal.sentence]
        }
        for field, sentences in by_field.items():
            for sentence in sentences:
                form.add_error(field if field in form.fields else None, sentence)
        return False
    return True


def carried_out(request: HttpRequest, form: Any, act: Callable[..., Any], **kwargs: Any) -> bool:
    """Whether the form was sent, is right, and its act was done: by the reader, now, with what the form gives."""
    return form.is_valid() and attempt(form, act, actor=request.actor, now=timezone.now(), **form.given(), **kwargs)


def wrong(form: Any) -> int:
    """422 when the form came back with errors, so that scripts and HTMX know."""
    return 422 if form.is_bound and form.errors else 200


# ------------------------------------------------------------------ when it did not happen

WORDS: dict[int, tuple[Any, Any]] = {
    400: (_("这个地址或表单看不懂"), _("什么都没有改。请从首页重新进入；是别人发来的链接，请对方重新发一次。")),
    401: (
        _("没有登录，或者密钥不对"),
        _("请在请求头里写 Authorization: Bearer 加密钥。密钥到期、吊销、换了网络地址都会用不了。"),
    ),
    403: (_("这件事您还不能办"), _("什么都没有改。需要办的话，请联系本单位的安全管理员调整任职。")),
    404: (_("这里没有您要看的内容"), _("可能已经移走，或者不在您负责的范围内。可以在上方搜索，或者从首页进入。")),
    405: (_("这个地址不能这样打开"), _("什么都没有改。请从首页或菜单重新进入。")),
    409: (_("没有办成"), _("什么都没有改。")),
    410: (_("这个内容已经过期"), _("导出的文件和一次性链接到期就会删除。需要的话请重新生成一份。")),
    413: (_("文件太大，没有收下"), _("一个文件最大 200 MB。可以把表格拆成几份分别上传，重复的行不会写两遍。")),
    422: (_("填的内容有不对的地方"), _("什么都没有改。请按每一项后面的说明改好再发。")),
    429: (_("操作得太快了"), _("为了安全先停一下，什么都没有改。请等一分钟再试。")),
    500: (_("没有办成，是平台的问题"), _("已经写入的不会丢，没有写入的不会办一半。请过一会儿再试。")),
    503: (_("现在只能看，不能改"), _("什么都没有改。一般几分钟内恢复，请稍后再试一次。")),
}


def stop(
    request: HttpRequest,
    status: int,
    *,
    title: Any = "",
    text: Any = "",
    framed: bool = True,
    back: str = "",
    code: str = "",
    again: Any = None,
) -> HttpResponse:
    """The page that says what did not happen, what was kept, what to do, and a number to quote; an object for programs."""
    frame = frames.find(request.path)
    if frame.machine:
        return told(request, status, code=code, text=text)
    words = frame.words.get(status) or WORDS.get(status, WORDS[500])
    shown = framed and request.actor.account_id is not None if hasattr(request, "actor") else False
    context = {
        "frame": frame.template if shown else frame.plain,
        "home": frame.home,
        "stop_title": title or words[0],
        "stop_text": text or words[1],
        "status": status,
        "number": getattr(request, "number", ""),
        "back": back,
        "again": again,
        "part": bool(request.headers.get("HX-Request")),
    }
    answer = render(request, "shell/stop.html", context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


CODES = {
    400: "unreadable", 401: "unknown", 403: "not_allowed", 404: "not_found", 405: "wrong_method", 409: "refused", 410: "gone",
    413: "too_large", 422: "unfit", 429: "too_often", 500: "broken", 503: "read_only",
}  # fmt: skip
"""What a program is told beside the sentence."""


def told(
    request: HttpRequest, status: int, *, code: str = "", text: Any = "", fields: Mapping[str, Any] | None = None
) -> HttpResponse:
    """A stop as an object: code, sentence, number to quote; with fields, a sentence for each that is wrong."""
    found = {"error": code or CODES.get(status, "broken"), "message": str(text or " ".join(map(str, WORDS[status])))}
    if fields:
        found["fields"] = fields  # type: ignore[assignment]
    number = getattr(request, "number", "")
    return JsonResponse({**found, "number": number}, status=status, json_dumps_params={"ensure_ascii": False})


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The one place where a refusal that no form caught becomes a page."""
    if isinstance(refusal, NotFound):
        return stop(request, 404)
    status = 403 if refusal.code == "not_allowed" else 409
    by_field = getattr(refusal, "by_field", None)
    if by_field and frames.find(request.path).machine:
        return told(request, 422, text=refusal.sentence, fields=by_field)
    return stop(request, status, text=refusal.sentence, code=refusal.code)
