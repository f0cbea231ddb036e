"""The inbox of approvals, and one matter: everything that waits for a decision, of all programmes, by due day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from niangjia.engines.approvals import actions, queries
from niangjia.engines.approvals.choices import Scope, Urgency
from niangjia.engines.approvals.queries import Wanted
from niangjia.fronts.desk import approval_forms as forms
from niangjia.fronts.desk import approval_parts as parts
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import chosen, pages, size_of
from niangjia.fronts.shell.pages import attempt, page
from niangjia.fronts.shell.undo import pending, remember, revision_of, take_back
from niangjia.kit.declare import approvals
from niangjia.kit.powers import Refused, holds

USE = "approvals.use"
SCOPES = (
    (Scope.OWN, gettext_lazy("等我办")),
    (Scope.BELOW, gettext_lazy("下级在办")),
)
NARROWING = ("scope", "kind", "when", "q", "stop")
"""Parts of an address that narrow the inbox, and travel along from the list to a matter and back."""


def wanted_of(query: QueryDict, codes: list[str] | None = None) -> Wanted:
    """What the address narrows the inbox to."""
    scope, when = query.get("scope", ""), query.get("when", "")
    return Wanted(
        scope=scope if scope in Scope.values else Scope.OWN,
        kinds=[kind for kind in query.getlist("kind") if kind in approvals()],
        when=when if when in Urgency.values else "",
        text=query.get("q", "").strip()[:60],
        stop=query.get("stop", "")[:30],
        codes=codes,
    )


def plain(query: QueryDict) -> str:
    """The narrowing alone, as a query string."""
    kept = QueryDict(mutable=True)
    for name in NARROWING:
        kept.setlist(name, [value for value in query.getlist(name) if value])
    return kept.urlencode()


def told_of(wanted: Wanted) -> list[Any]:
    """The narrowing in words, for the preview and the result."""
    told = [label for code, label in SCOPES if code == wanted.scope]
    told += [approvals()[kind].title for kind in wanted.kinds]
    told += [Urgency(wanted.when).label] if wanted.when else []
    return told + ([f"“{wanted.text}”"] if wanted.text else [])


# ------------------------------------------------------------------ lists


@dataclass(frozen=True)
class Group:
    """Lines of one urgency, with how many there are beyond the page."""

    urgency: Urgency
    number: int
    lines: list[queries.Waiting]


@power(USE)
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits, grouped by urgency; kinds as chips with counts; acts on the chosen ones."""
    wanted = wanted_of(request.GET)
    size = size_of(request)
    found = queries.inbox(
        request.actor, wanted, after=request.GET.get("after", ""), before=request.GET.get("before", ""), size=size
    )
    counted = {scope: queries.counts(request.actor, Wanted(scope=scope, text=wanted.text)) for scope, _label in SCOPES}
    context = {
        "wanted": wanted,
        "groups": _groups(found.items, counted.get(wanted.scope) or {}, wanted),
        "tabs": _tabs(request, counted),
        "prints": "organising.joining" in (counted.get(wanted.scope) or {}),
        "kinds": [(kind, approvals()[kind].title, one.all) for kind, one in counted.get(wanted.scope, {}).items()],
        "number": _number(counted.get(wanted.scope) or {}, wanted),
        "pages": pages(request, len(found.items), before=found.before, after=found.after, size=size),
        "query": plain(request.GET),
        "undo": pending(request),
        "whole": request.GET.get("all") == "1",
        "may_set": holds(request.actor, "approvals.set_routes"),
        "working": queries.working(request.actor),
    }
    return page(request, "desk/approvals/inbox.html", context, part="page")


def _tabs(request: HttpRequest, counted: Any = None) -> list[tuple[str, Any, int]]:
    """The two lists of work, each with how many it holds."""
    known = counted or {scope: queries.counts(request.actor, Wanted(scope=scope)) for scope, _label in SCOPES}
    return [(str(code), label, sum(one.all for one in known[code].values())) for code, label in SCOPES]


def _number(counted: dict[str, queries.Tally], wanted: Wanted) -> int:
    """How many the list holds under its narrowing."""
    some = [one for kind, one in counted.items() if not wanted.kinds or kind in wanted.kinds]
    return sum(getattr(one, wanted.when) if wanted.when else one.all for one in some)


def _groups(lines: Any, counted: dict[str, queries.Tally], wanted: Wanted) -> list[Group]:
    some = [one for kind, one in counted.items() if not wanted.kinds or kind in wanted.kinds]
    found = []
    for when in Urgency:
        here = [line for line in lines if line.urgency == when]
        if here:
            found.append(Group(when, sum(getattr(one, when.value) for one in some), here))
    return found


@power(USE)
def mine(request: HttpRequest) -> HttpResponse:
    """What I asked for myself, and where it lies."""
    return _own(request, queries.mine, "mine")


@power(USE)
def sent(request: HttpRequest) -> HttpResponse:
    """What went through my hands."""
    return _own(request, queries.sent, "sent")


def _own(request: HttpRequest, query: Any, which: str) -> HttpResponse:
    after = request.GET.get("after", "")
    found = query(request.actor, kinds=chosen(request, "kind", approvals()), after=after if len(after) < 19 else "")
    return page(request, "desk/approvals/own.html", {"found": found, "which": which, "tabs": _tabs(request)})


# ------------------------------------------------------------------ one matter


@power(USE)
def matter(request: HttpRequest, code: str) -> HttpResponse:
    """One matter on one page; the next one is one key away."""
    return _show(request, code)


def _show(request: HttpRequest, code: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    found = queries.matter(request.actor, code, now=timezone.now())
    wanted = wanted_of(request.GET)
    place = queries.place(request.actor, code, wanted)
    context = {
        "it": found,
        "place": place,
        "next": (place.after or place.before) if place else "",
        "query": plain(request.GET),
        "undo": pending(request),
        "refusal": refusal,
        "overdue": found.here is not None and found.here.due_on and found.here.due_on < timezone.localdate(),
        "today": found.here is not None and found.here.due_on == timezone.localdate(),
        "subject": parts.subject_of(request, found),
        "slots": parts.slots_of(request, found),
    }
    return page(request, "desk/approvals/matter.html", context, status=status)


@dataclass(frozen=True)
class Act:
    """An act with a page of its own: its form and its words."""

    form: Any
    do: Any
    title: Any
    button: Any
    icon: str
    said: Any


ACTS = {
    "return": Act(
        forms.ReturnForm, actions.send_back, gettext_lazy("退回"), gettext_lazy("退回给申请人"), "arrow-back-up",
        gettext_lazy("退回了，申请的人会看到原因。"),
    ),
    "refuse": Act(
        forms.RefuseForm, actions.refuse, gettext_lazy("不予通过"), gettext_lazy("不予通过"), "circle-x",
        gettext_lazy("已办成不予通过，申请的人会看到原因。"),
    ),
    "hand": Act(
        forms.HandForm, actions.hand_over, gettext_lazy("转交同事"), gettext_lazy("转交给这位同事"), "user-share",
        gettext_lazy("转交了，它不在您的待办里了。"),
    ),
}  # fmt: skip
AT_ONCE = {
    "approve": (actions.approve, gettext_lazy("同意了。")),
    "recall": (actions.recall, gettext_lazy("撤回来了，请重新办理。")),
    "withdraw": (actions.withdraw, gettext_lazy("申请撤回了。")),
    "pull-back": (actions.pull_back, gettext_lazy("申请收回来了，改好再提交。")),
    "claim": (actions.claim, gettext_lazy("逾期没有答复，已经按同意往下办。")),
}
"""Acts by one press, with the words afterwards."""


@power(USE)
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """An act that needs words: its form, and back to the matter or on to the next one."""
    found = queries.matter(request.actor, code, now=timezone.now())
    chosen_act = ACTS[act]
    form = chosen_act.form(request.POST or None, actor=request.actor, it=found)
    if form.is_valid():
        given = {**form.cleaned_data, "actor": request.actor, "code": code, "now": timezone.now()}
        if attempt(form, chosen_act.do, **given):
            return _on(request, chosen_act.said, code if act == "return" else "")
    status = 422 if form.errors else 200
    context = {"it": found, "form": form, "act": chosen_act, "query": plain(request.GET)}
    return page(request, "desk/approvals/act.html", context, status=status)


@power(USE)
@require_POST
def act_at_once(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """An act by one press; a refusal is told on the matter's page."""
    do, said = AT_ONCE[act]
    try:
        do(actor=request.actor, code=code, revision=revision_of(request), now=timezone.now())
    except actions.MatterNotFound:
        raise
    except Refused as refusal:
        return _show(request, code, refusal=refusal.sentence, status=409)
    if act == "approve":
        return _on(request, said, code)
    messages.success(request, said)
    return redirect(_address(request, "desk:approval", code))


def _on(request: HttpRequest, said: Any, undoable: str) -> HttpResponse:
    """On to the next matter of the inbox if there was one, else back to the list; with ten seconds to undo."""
    after = request.POST.get("next", "")
    if undoable:
        remember(request, said, codes=[undoable])
    else:
        messages.success(request, said)
    if after and queries.place(request.actor, after, wanted_of(request.GET)):
        return redirect(_address(request, "desk:approval", after))
    return redirect(_address(request, "desk:approvals"))


def _address(request: HttpRequest, name: str, *args: str) -> str:
    query = plain(request.GET)
    return reverse(name, args=args) + (f"?{query}" if query else "")


@power(USE)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was decided a moment ago."""
    codes = take_back(request)
    return redirect(
        _address(request, "desk:approval", codes[0]) if len(codes) == 1 else _address(request, "desk:approvals")
    )
