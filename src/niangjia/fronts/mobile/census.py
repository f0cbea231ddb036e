"""工会普查 on the phone: the unions of mine that are to be counted, and the card of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.scorecards import actions
from niangjia.engines.scorecards import queries as scorecards
from niangjia.fronts.mobile.frame import framed
from niangjia.fronts.shell import score_forms as cards
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import attempt, done, wrong
from niangjia.kit.calendar import today
from niangjia.programmes.organising import queries

CARD, FILL = "organising.census", "scorecards.fill"


@power(FILL)
def census(request: HttpRequest) -> HttpResponse:
    """What is still to be counted this year."""
    on, text = today(), request.GET.get("q", "").strip()[:40]
    wanted = queries.CensusFilter("open", text=text)
    found = queries.census(request.actor, wanted, on=on, after=request.GET.get("after", ""), size=30)
    numbers = queries.census_counts(request.actor, wanted, on=on)
    counted = sum(number for grade, number in numbers.items() if grade)
    context = {"year": on.year, "found": found, "open": numbers.get("", 0), "counted": counted, "q": text}
    return framed(request, "census/list.html", context, tab="home")


@power(FILL)
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """The card of one union; what the house knows is filled in."""
    here = scorecards.subject(request.actor, CARD, code)
    version = actions.version_at(actor=request.actor, kind=CARD, on=today(), path=here.path, now=timezone.now())
    form = cards.CardForm(
        request.POST if request.method == "POST" else None,
        items=scorecards.items_of(version),
        initial=cards.as_initial(here.known(today())),
    )
    if request.method == "POST" and cards.fits(form, version) and _hand_in(request, form, here):
        return done(request, _("普查表交了，在工作台能看到得分和原因。"), "mobile:census")
    context = {"title": here.where.title, "form": form, "version": version, "card": here.card}
    return framed(request, "census/fill.html", context, tab="home", status=wrong(form))


def _hand_in(request: HttpRequest, form: Any, here: scorecards.Subject) -> bool:
    about = {
        "kind": CARD, "subject_id": here.id, "subject_code": here.where.code, "unit_id": here.where.unit_id, "title": here.where.title,
        "version_code": form.cleaned_data["version"],
    }  # fmt: skip
    return attempt(
        form,
        actions.fill,
        actor=request.actor,
        answers=form.answers(),
        remarks=form.remarks(),
        now=timezone.now(),
        **about,
    )
