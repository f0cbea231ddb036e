"""What a chair decides between two shifts: the list, one matter, agree or send back, choose many and agree after a preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.engines.approvals import actions, queries
from niangjia.engines.approvals.choices import AT_ONCE, MOST_WORDS, BatchState, Urgency
from niangjia.engines.approvals.queries import Wanted
from niangjia.fronts.mobile.forms import CleanForm
from niangjia.fronts.mobile.frame import framed
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import attempt
from niangjia.fronts.shell.undo import pending, remember, revision_of, take_back
from niangjia.kit.declare import approvals
from niangjia.kit.powers import Refused

USE = "approvals.use"
PAGE = 50


class ReturnForm(CleanForm):
    """One of the kind's reasons, and what to mend."""

    reason = forms.ChoiceField(
        label=_("原因"), widget=forms.RadioSelect, error_messages={"required": _("请选一个原因。")}
    )
    words = forms.CharField(
        label=_("哪里不对，怎样改"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("申请的人会看到。"),
        error_messages={"required": _("请写明哪里不对、怎样改。")},
    )

    def __init__(self, *args: Any, it: queries.Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(it.declared.reasons_back.items())  # type: ignore[attr-defined]


class TotalForm(CleanForm):
    """The typed number, where there are many."""

    total = forms.IntegerField(
        label=_("一共多少件"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("请填件数。"), "invalid": _("请只填数字。")},
    )

    def __init__(self, *args: Any, it: queries.BatchPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not it.typed:
            del self.fields["total"]


# ------------------------------------------------------------------ looking


@power(USE)
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits, the most urgent first; a kind at a time if asked."""
    wanted = wanted_of(request)
    found = queries.inbox(request.actor, wanted, after=request.GET.get("after", ""), size=PAGE)
    counted = queries.counts(request.actor)
    context = {
        "groups": [(when, [one for one in found.items if one.urgency == when]) for when in Urgency],
        "found": found,
        "kinds": [(kind, approvals()[kind].title, one.all) for kind, one in counted.items()],
        "kind": wanted.kinds[0] if wanted.kinds else "",
        "number": sum(one.all for kind, one in counted.items() if not wanted.kinds or kind in wanted.kinds),
        "choosable": sum(not one.own for one in found.items),
        "undo": pending(request),
    }
    return framed(request, "approvals/list.html", context, tab="home")


def wanted_of(request: HttpRequest, codes: list[str] | None = None) -> Wanted:
    """What the address narrows the list to."""
    kind = request.GET.get("kind", "")
    return Wanted(kinds=[kind] if kind in approvals() else [], codes=codes)


@power(USE)
def matter(request: HttpRequest, code: str) -> HttpResponse:
    """One matter: what is asked, the rule check, the way, and the two buttons."""
    return _show(request, code)


def _show(request: HttpRequest, code: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    found = queries.matter(request.actor, code, now=timezone.now())
    place = queries.place(request.actor, code)
    context = {"it": found, "place": place, "refusal": refusal, "undo": pending(request)}
    return framed(request, "approvals/one.html", context, tab="home", status=status)


# ------------------------------------------------------------------ deciding


@power(USE)
@require_POST
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Agree, and on to the next one."""
    try:
        actions.approve(actor=request.actor, code=code, revision=revision_of(request), now=timezone.now())
    except actions.MatterNotFound:
        raise
    except Refused as refusal:
        return _show(request, code, refusal=refusal.sentence, status=409)
    remember(request, _("同意了。"), codes=[code])
    after = request.POST.get("next", "")
    if after and queries.place(request.actor, after):
        return redirect("mobile:approval", after)
    return redirect("mobile:approvals")


@power(USE)
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    """Why, and what to mend; the asker reads both."""
    it = queries.matter(request.actor, code, now=timezone.now())
    form = ReturnForm(request.POST or None, it=it)
    if form.is_valid():
        given = {**form.cleaned_data, "code": code, "revision": it.revision, "now": timezone.now()}
        if attempt(form, actions.send_back, actor=request.actor, **given):
            remember(request, _("退回了，申请的人会看到原因。"), codes=[code])
            return redirect("mobile:approvals")
    status = 422 if form.errors else 200
    chosen = form["reason"].value()
    return framed(
        request, "approvals/return.html", {"it": it, "form": form, "chosen": chosen}, tab="home", status=status
    )


@power(USE)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Freeze what was ticked, or everything of the list; the next page shows exactly that."""
    codes = None if request.POST.get("all") == "1" else request.POST.getlist("pick")
    try:
        batch = actions.freeze(
            actor=request.actor, act="approved", wanted=wanted_of(request, codes), now=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("mobile:approvals")
    return redirect("mobile:approval_batch", batch.code)


@power(USE)
def batch(request: HttpRequest, token: str) -> HttpResponse:
    """The preview, and afterwards what became of each."""
    it = queries.batch(request.actor, token)
    form = TotalForm(request.POST or None, it=it)
    if it.state == BatchState.FROZEN and request.method == "POST" and form.is_valid():
        given = {"digest": request.POST.get("digest", ""), "total": form.cleaned_data.get("total")}
        if attempt(form, actions.decide_many, actor=request.actor, token=token, now=timezone.now(), **given):
            if it.number <= AT_ONCE:
                remember(request, _now("同意了 %(n)s 件。") % {"n": it.number}, token=token)
            return redirect("mobile:approval_batch", token)
    context = {
        "it": it,
        "form": form,
        "hidden_rows": max(0, it.number - len(it.lines)),
        "wrong": [one for one in it.lines if one.why],
        "undo": pending(request),
    }
    template = "approvals/preview.html" if it.state == BatchState.FROZEN else "approvals/result.html"
    return framed(request, template, context, tab="home", status=422 if form.errors else 200)


@power(USE)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was decided a moment ago."""
    take_back(request)
    return redirect("mobile:approvals")
