"""评分表: cards to fill in, results with their reasons, lists by score."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.evidence import actions as evidence
from niangjia.engines.evidence.actions import About
from niangjia.engines.scorecards import actions, queries
from niangjia.engines.scorecards.queries import SheetFilter
from niangjia.fronts.shell import score_forms as cards
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import pages, size_of, values
from niangjia.fronts.shell.pages import attempt, done, page
from niangjia.ground.org import queries as org
from niangjia.kit.calendar import today
from niangjia.kit.declare import Scorecard, evidence_kinds
from niangjia.kit.powers import Refused


@power("scorecards.view")
def score_list(request: HttpRequest) -> HttpResponse:
    """The scorecards that there are, with how many records have each."""
    lines = [(one, queries.grade_counts(request.actor, one.kind)) for one in queries.cards(request.actor)]
    return page(request, "desk/scores/list.html", {"lines": [(one, sum(found.values())) for one, found in lines]})


def known(request: HttpRequest, kind: str) -> Scorecard:
    """A card that the reader may see."""
    found = next((one for one in queries.cards(request.actor) if one.kind == kind), None)
    if found is None:
        raise Http404
    return found


@power("scorecards.view")
def scorecard(request: HttpRequest, kind: str) -> HttpResponse:
    """The records that a card was filled in about, by score."""
    one = known(request, kind)
    wanted = SheetFilter(
        under=next(iter(values(request.GET, "under")), ""),
        grades=values(request.GET, "grade"),
        text=request.GET.get("q", "").strip()[:60],
    )
    highest, size = request.GET.get("sort") == "high", size_of(request)
    found = queries.sheets(
        request.actor,
        kind,
        wanted,
        highest_first=highest,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=size,
    )
    counted = queries.grade_counts(request.actor, kind, wanted)
    labels = {grade.code: grade for row in found.rows for grade in queries.grades_of(row.version)} | {
        grade.code: grade for grade in one.grades
    }
    context = {
        "one": one, "wanted": wanted, "highest": highest, "total": queries.count_sheets(request.actor, kind, wanted),
        "rows": [(row, queries.shown_score(row), labels.get(row.grade)) for row in found.rows],
        "grades": [(grade.code, grade.title, counted.get(grade.code, 0)) for grade in labels.values()],
        "under": org.unit(request.actor, wanted.under) if wanted.under else None,
        "pages": pages(request, len(found.rows), before=found.before, after=found.after, size=size),
    }  # fmt: skip
    return page(request, "desk/scores/card.html", context, part="page")


@power("scorecards.view")
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One result with its reasons and its history."""
    it = queries.sheet(request.actor, code)
    one = known(request, it.kind)
    context = {
        "it": it,
        "one": one,
        "trace": queries.reasons(it),
        "version_title": queries.names_of(it.version)[0],
        "history": [
            (row, queries.shown_score(row)) for row in queries.sheets_about(request.actor, it.kind, it.subject_id)
        ],
        "subject": reverse(one.page, args=[it.subject_code]) if one.page and it.subject_code else "",
        "photos": [code for value in it.values.values() if isinstance(value, list) for code in value],
        "may_correct": it.current and queries.may_fill(request.actor, it.kind, it.path),
        "may_fill": one.find is not None and queries.may_fill(request.actor, it.kind, it.path),
    }
    return page(request, "desk/scores/sheet.html", context)


# ------------------------------------------------------------------ filling in


@power("scorecards.fill")
def fill(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Fill a card in about a record."""
    here = queries.subject(request.actor, kind, code)
    version = actions.version_at(actor=request.actor, kind=kind, on=today(), path=here.path, now=timezone.now())
    form = _form(request, here.card, version, initial=cards.as_initial(here.known(today())))
    if request.method == "POST" and cards.fits(form, version) and _hand_in(request, form, here):
        return done(request, _("交了，结果在下面。"), "desk:score_sheet", form.result.code)
    context = {
        "one": here.card,
        "title": here.where.title,
        "form": form,
        "help": here.card.help,
        "old": None,
        "version": version,
    }
    return page(request, "desk/scores/fill.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, one: Scorecard, version: Any, **more: Any) -> cards.CardForm:
    photos = one.photos in evidence_kinds()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return cards.CardForm(*sent, items=queries.items_of(version), photos=photos, **more)


def _hand_in(request: HttpRequest, form: cards.CardForm, here: queries.Subject) -> bool:
    """Photos are only taken in once the rest fits."""
    answers, photos = form.answers(), form.photos()
    try:
        answers |= {code: [_photo(request, here, file)] for code, file in photos.items()}
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    about = {
        "kind": here.card.kind, "subject_id": here.id, "subject_code": here.where.code, "unit_id": here.where.unit_id,
        "title": here.where.title, "version_code": form.cleaned_data["version"],
    }  # fmt: skip
    return attempt(
        form, actions.fill, actor=request.actor, answers=answers, remarks=form.remarks(), now=timezone.now(), **about
    )


def _photo(request: HttpRequest, here: queries.Subject, file: Any) -> str:
    made = evidence.add(
        actor=request.actor,
        kind=here.card.photos,
        subject_id=here.id,
        source=file,
        about=About(name=file.name or ""),
        now=timezone.now(),
    )
    return made.code


@power("scorecards.fill")
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a card in again because it was wrong; photos stay as they are."""
    it = queries.sheet(request.actor, code)
    one = known(request, it.kind)
    if not queries.may_fill(request.actor, it.kind, it.path):
        raise Http404
    items = [item for item in queries.items_of(it.version) if item.type != "photo"]
    initial = {item.code: cards.typed(it.values.get(item.code)) for item in items} | {
        f"{name}__said": text for name, text in it.remarks.items()
    }
    form = cards.CardForm(request.POST or None, items=items, correcting=True, initial=initial)
    if form.is_valid():
        kept = {name: value for name, value in it.values.items() if isinstance(value, list)}
        given = {"answers": form.answers() | kept, "remarks": form.remarks(), "words": form.cleaned_data["words"]}
        if attempt(form, actions.correct, actor=request.actor, code=code, now=timezone.now(), **given):
            return done(request, _("更正了，原来的结果留着。"), "desk:score_sheet", form.result.code)
    context = {"one": one, "title": it.title, "form": form, "old": it, "help": _("按当时的那一版更正。")}
    return page(request, "desk/scores/fill.html", context, status=422 if form.errors else 200)
