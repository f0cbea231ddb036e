"""Decisions on many: chosen in the inbox, frozen exactly as shown, confirmed, told row by row (G32)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from niangjia.engines.approvals import actions, queries
from niangjia.engines.approvals.choices import AT_ONCE, Act, BatchState
from niangjia.engines.approvals.queries import BatchPage
from niangjia.fronts.desk.approval_forms import BatchForm
from niangjia.fronts.desk.approvals import USE, plain, told_of, wanted_of
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import attempt, page
from niangjia.fronts.shell.undo import pending, remember
from niangjia.kit.powers import Refused

ACTS = {"approve": Act.APPROVED, "return": Act.RETURNED, "refuse": Act.REFUSED}
WORDS = {
    "approved": (gettext_lazy("同意 %(n)s 件"), gettext_lazy("同意这 %(n)s 件"), gettext_lazy("已同意 %(n)s 件")),
    "returned": (gettext_lazy("退回 %(n)s 件"), gettext_lazy("退回这 %(n)s 件"), gettext_lazy("已退回 %(n)s 件")),
    "refused": (
        gettext_lazy("%(n)s 件不予通过"),
        gettext_lazy("这 %(n)s 件不予通过"),
        gettext_lazy("已办成不予通过 %(n)s 件"),
    ),
}
"""Title of the preview, its button, title of the result."""


@power(USE)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Freeze what was chosen; the preview shows exactly that."""
    wanted = wanted_of(request.GET, None if request.POST.get("all") == "1" else request.POST.getlist("pick"))
    back = f"{reverse('desk:approvals')}?{plain(request.GET)}"
    act = ACTS.get(request.POST.get("act", ""), Act.APPROVED)
    try:
        batch = actions.freeze(
            actor=request.actor, act=act, wanted=wanted, now=timezone.now(), told=[str(one) for one in told_of(wanted)]
        )
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(back)
    return redirect(f"{reverse('desk:approval_batch', args=[batch.code])}?{plain(request.GET)}")


@power(USE)
def batch(request: HttpRequest, token: str) -> HttpResponse:
    """The preview, the progress, or the result: whatever the batch has come to."""
    it = queries.batch(request.actor, token)
    if it.state != BatchState.FROZEN:
        return _result(request, it)
    form = BatchForm(request.POST or None, it=it)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "digest": request.POST.get("digest", "")}
        if attempt(form, actions.decide_many, actor=request.actor, token=token, now=timezone.now(), **given):
            said = WORDS[it.act][2] % {"n": f"{it.number:,}"}
            if it.number <= AT_ONCE:
                remember(request, said, token=token)
            return redirect(f"{reverse('desk:approval_batch', args=[token])}?{plain(request.GET)}")
    return page(request, "desk/approvals/preview.html", _context(request, it, form), status=422 if form.errors else 200)


def _context(request: HttpRequest, it: BatchPage, form: Any = None) -> dict[str, Any]:
    number = {"n": f"{it.number:,}"}
    title, button, said = WORDS[it.act]
    return {
        "it": it,
        "form": form,
        "title": title % number,
        "button": button % number,
        "said": said % {"n": f"{it.done:,}"},
        "hidden": max(0, it.number - len(it.lines)),
        "query": plain(request.GET),
        "back": f"{reverse('desk:approvals')}?{plain(request.GET)}",
        "undo": pending(request),
    }


def _result(request: HttpRequest, it: BatchPage) -> HttpResponse:
    context = _context(request, it)
    context |= {
        "wrong": [one for one in it.lines if one.why],
        "right": [one for one in it.lines if one.state == "done"],
    }
    return page(request, "desk/approvals/result.html", context, part="result")


@power(USE)
@require_POST
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a batch at work; what is decided stays decided."""
    actions.stop_batch(actor=request.actor, token=token, now=timezone.now())
    messages.success(request, _("停下了。已经办好的不变，没有办的还在待办里。"))
    return redirect("desk:approval_batch", token)
