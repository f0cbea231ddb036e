"""规则: the numbers of policy: what holds, drafts, examples, publishing by somebody else, two editions side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.engines.rulebooks import actions, queries
from niangjia.engines.rulebooks.choices import BUILT_IN, EditionState
from niangjia.fronts.desk import rule_forms as forms
from niangjia.fronts.desk.places import post
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import attempt, done, page, stop
from niangjia.kit.calendar import today
from niangjia.kit.declare import Rulebook, rulebooks
from niangjia.kit.powers import Refused, holds

MOST_BLANK = 1


@power("rulebooks.view")
def rule_list(request: HttpRequest) -> HttpResponse:
    """All rulebooks with what holds today where one works."""
    lines = queries.overview(request.actor, path=post(request).path, today=today())
    return page(request, "desk/rules/list.html", {"lines": lines})


def _known(kind: str) -> Rulebook:
    if kind not in rulebooks():
        raise Http404
    return rulebooks()[kind]


@power("rulebooks.view")
def rulebook(request: HttpRequest, kind: str) -> HttpResponse:
    """One rulebook: what holds today, its editions, beginning a draft."""
    one = _known(kind)
    book = queries.rule_at(kind, today(), post(request).path)
    rows = [(row, queries.standing_of(row, today())) for row in queries.editions(request.actor, kind)]
    form = forms.DraftForm(actor=request.actor) if holds(request.actor, "rulebooks.edit") else None
    context = {
        "one": one,
        "book": book,
        "numbers": queries.shown_numbers(book),
        "rows": rows,
        "form": form,
        "first": BUILT_IN,
    }
    return page(request, "desk/rules/book.html", context)


@power("rulebooks.edit")
@require_POST
def rule_draft(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin an edition with what holds there now."""
    _known(kind)
    form = forms.DraftForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return stop(request, 409, text=" ".join(str(error) for some in form.errors.values() for error in some))
    made = actions.draft(
        actor=request.actor, kind=kind, unit_code=form.cleaned_data["unit_code"] or "", now=timezone.now()
    )
    return done(request, _("草稿在这里，发布以前不影响正在办的事。"), "desk:rule_edit", made.code)


@power("rulebooks.view")
def rule_edition(request: HttpRequest, code: str) -> HttpResponse:
    """One edition: its numbers, in what it differs from what it replaces, its examples after they were run."""
    return _edition(request, code)


def _edition(request: HttpRequest, code: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    it = queries.edition(request.actor, code)
    one = _known(it.kind)
    before = _before(request, it)
    tried = queries.tried(it, on=today())
    context = {
        "it": it,
        "one": one,
        "standing": queries.standing_of(it, today()),
        "numbers": queries.shown_numbers(queries.book_of(it, today())),
        "differences": queries.compare(
            request.actor, it.kind, before.code if before else BUILT_IN, it.code, on=today()
        ),
        "before": before,
        "runs": one.run is not None,
        "tried": [(case, *queries.shown_case(it.kind, case.case)) for case in tried],
        "failed": sum(not case.passed for case in tried),
        "acts": queries.acts_on(request.actor, it, today=today()),
        "mine": request.actor.account_id in it.hands,
        "form": forms.WordsForm(),
        "refusal": refusal,
    }
    return page(request, "desk/rules/edition.html", context, status=status)


def _before(request: HttpRequest, it: Any) -> Any:
    """What an edition replaces; for a draft, what would hold without it. None: the one that ships with the product."""
    if it.state != EditionState.DRAFT:
        return it.replaced
    held = queries.rule_at(it.kind, it.valid_from or today(), it.path).edition
    return queries.edition(request.actor, held) if held else None


@power("rulebooks.view")
def rule_compare(request: HttpRequest, kind: str) -> HttpResponse:
    """Two editions side by side."""
    one = _known(kind)
    codes = [request.GET.get(name, BUILT_IN)[:20] or BUILT_IN for name in ("a", "b")]
    sides = [queries.edition(request.actor, code) if code != BUILT_IN else None for code in codes]
    context = {
        "one": one,
        "sides": sides,
        "differences": queries.compare(request.actor, kind, codes[0], codes[1], on=today()),
        "choices": [(BUILT_IN, _("随平台自带"))]
        + [(row.code, row.title) for row in queries.editions(request.actor, kind)],
        "chosen": codes,
    }
    return page(request, "desk/rules/compare.html", context)


# ------------------------------------------------------------------ writing


def _draft(request: HttpRequest, code: str) -> Any:
    it = queries.edition(request.actor, code)
    if it.state != EditionState.DRAFT:
        raise Http404
    return it


@power("rulebooks.edit")
def rule_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers and dates of a draft."""
    it = _draft(request, code)
    one = _known(it.kind)
    about = {name: getattr(it, name) for name in ("revision", "title", "document", "valid_from", "valid_to", "note")}
    initial = {**about, **queries.typed_numbers(queries.book_of(it, today()))}
    form = forms.EditionForm(request.POST or None, params=one.fields, initial=initial)
    if form.is_valid() and attempt(
        form, actions.edit, actor=request.actor, code=code, now=timezone.now(), **form.given()
    ):
        return done(request, _("草稿存好了。"), "desk:rule_edition", code)
    return page(
        request, "desk/rules/edit.html", {"it": it, "one": one, "form": form}, status=422 if form.errors else 200
    )


@power("rulebooks.edit")
def rule_examples(request: HttpRequest, code: str) -> HttpResponse:
    """The examples of a draft, and a blank row to add one with."""
    it = _draft(request, code)
    one = _known(it.kind)
    if one.run is None:
        raise Http404
    rows = _rows(request, it, one)
    if request.method == "POST":
        used = [row for row in rows if row.is_valid() and row.used]
        cases = [case for case in (row.case() for row in used) if case is not None]
        revision = (
            int(request.POST.get("revision", "0")[:8] or 0) if request.POST.get("revision", "").isdecimal() else 0
        )
        if len(cases) == len(used) and attempt(
            rows[0],
            actions.set_examples,
            actor=request.actor,
            code=code,
            revision=revision,
            cases=cases,
            now=timezone.now(),
        ):
            return done(request, _("例子存好了，算出来的结果在下面。"), "desk:rule_edition", code)
    wrong = any(row.errors for row in rows)
    return page(request, "desk/rules/examples.html", {"it": it, "one": one, "rows": rows}, status=422 if wrong else 200)


def _rows(request: HttpRequest, it: Any, one: Rulebook) -> list[forms.ExampleForm]:
    params = {"inputs": one.inputs, "outputs": one.outputs}
    blank = forms.ExampleForm(prefix="x", **params)
    told = [
        {**queries.typed_case(case, blank.inputs, blank.outputs), "note": case.note} for case in queries.cases_of(it)
    ]
    return [
        forms.ExampleForm(request.POST or None, prefix=f"e{number}", initial=initial, **params)
        for number, initial in enumerate([*told, *[{}] * MOST_BLANK])
    ]


@power("rulebooks.edit")
@require_POST
def rule_discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw a draft away."""
    it = _draft(request, code)
    actions.discard(actor=request.actor, code=code, now=timezone.now())
    return done(request, _("草稿删掉了，正在执行的不变。"), "desk:rulebook", it.kind)


@power("rulebooks.publish")
@require_POST
def rule_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Put a draft in force from its day on; what stands against it is told on its page."""
    told = request.POST.get("revision", "")
    revision = int(told) if told.isdecimal() and len(told) < 9 else 0
    try:
        made = actions.publish(actor=request.actor, code=code, revision=revision, now=timezone.now())
    except queries.EditionNotFound:
        raise
    except Refused as refusal:
        return _edition(request, code, refusal=refusal.sentence, status=409)
    return done(request, _("发布了，从 %(day)s 起执行。") % {"day": made.valid_from}, "desk:rule_edition", code)


@power("rulebooks.publish")
@require_POST
def rule_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a published edition out, with a word why."""
    try:
        actions.withdraw(actor=request.actor, code=code, words=request.POST.get("words", "")[:500], now=timezone.now())
    except queries.EditionNotFound:
        raise
    except Refused as refusal:
        return _edition(request, code, refusal=refusal.sentence, status=409)
    return done(request, _("撤下了，按原来的规则执行。"), "desk:rule_edition", code)
