"""Ten seconds to undo a decision: kept in the session, shown on the next page, taken back by one press."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.approvals import actions
from niangjia.engines.approvals.choices import UNDO_SECONDS


def remember(request: HttpRequest, said: Any, *, codes: Sequence[str] = (), token: str = "") -> None:
    """Keep what may be undone: matters, or the batch of a token; `said` is what the line says."""
    at = timezone.now().timestamp()
    request.session["undo"] = {"codes": list(codes), "token": token, "said": str(said), "at": at}


def pending(request: HttpRequest) -> dict[str, Any] | None:
    """What may still be undone, and for how many seconds."""
    kept = request.session.get("undo")
    left = int(kept["at"] + UNDO_SECONDS - timezone.now().timestamp()) if kept else 0
    return {**kept, "left": left} if kept and left > 0 else None


def take_back(request: HttpRequest) -> list[str]:
    """Undo what was kept and say how it went; the codes of what lies open again."""
    kept = request.session.pop("undo", None) or {"codes": [], "token": ""}
    if kept["token"]:
        number, why = actions.undo_many(actor=request.actor, token=kept["token"], now=timezone.now())
        sentences = list(why.values())
    else:
        result = actions.undo(actor=request.actor, codes=kept["codes"], now=timezone.now())
        number, sentences = len(result.done), [one.sentence for one in result.refused.values()]
    if number:
        messages.success(request, _("撤销了 %(n)s 件，它们回到待办里。") % {"n": number})
    if sentences or not number:
        messages.error(request, sentences[0] if sentences else _("已经过了 10 秒，撤销不了。"))
    return kept["codes"] if number else []


def revision_of(request: HttpRequest) -> int:
    """The revision in which a record was seen, from a form of one button; 0 for anything that is not a number."""
    told = request.POST.get("revision", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else 0
