"""Joining a union on the phone: find the union, one question a page, check the answers, submit once."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.mobile import drafts
from niangjia.fronts.mobile.drafts import Draft
from niangjia.fronts.mobile.joining_forms import QUESTIONS
from niangjia.fronts.mobile.login import enter
from niangjia.fronts.shell import limits
from niangjia.fronts.shell.accounts import codes, proof
from niangjia.fronts.shell.doors import open_to_all
from niangjia.fronts.shell.pages import page
from niangjia.ground.people.choices import DocumentKind, WorkForm
from niangjia.kit import vault
from niangjia.kit.ids import mask_phone
from niangjia.kit.powers import Refused
from niangjia.programmes.organising import actions, queries

HOME = "/m/"
STOPS = {
    actions.MemberElsewhere: "elsewhere",
    actions.MemberHere: "here",
    actions.NotThisName: "name",
    actions.WasExpelled: "window",
    actions.TooYoung: "young",
    actions.AlreadyApplied: "applied",
    actions.NotTaking: "closed",
}
"""Refusals that have a page of their own."""

# ------------------------------------------------------------------ finding the union


@open_to_all
def search(request: HttpRequest) -> HttpResponse:
    """Unions that take applications, by name or town."""
    text = request.GET.get("q", "")[:40]
    if text and not may_search(request):
        return busy(request)
    return page(request, "mobile/joining/search.html", {"q": text, "found": queries.takers(text)})


def may_search(request: HttpRequest) -> bool:
    """One more search: strict for one browser, wide for the address of a whole factory."""
    browser = request.session.session_key or ""
    own = limits.spend("join.search", browser) if browser else True
    return own and limits.spend("join.place", proof.place(request))


def busy(request: HttpRequest) -> HttpResponse:
    """Too many tries: what to do instead, and the way back."""
    return page(request, "mobile/joining/busy.html", {"again": request.get_full_path()}, status=429)


@open_to_all
def union(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR of a poster leads: which union, what it takes, begin."""
    taker = queries.taker(code) or queries.gathering(code)
    if taker is None:
        if not limits.spend("join.missed", proof.place(request)):
            return busy(request)
        return page(request, "mobile/joining/stop.html", {"stop": "closed"}, status=404)
    draft = drafts.kept(request)
    if request.method == "POST":
        draft = _begun(request, taker)
        drafts.keep(request, draft)
        return _on(draft)
    here = (taker.unit_code, taker.join_code if taker.preparing else "")
    same = draft is not None and (draft.unit_code, draft.gather) == here and not draft.done
    going_on = draft if draft and same and draft.answers else None
    return page(request, "mobile/joining/union.html", {"it": taker, "draft": going_on})


def _begun(request: HttpRequest, taker: queries.Taker | queries.Gathering) -> Draft:
    """A new draft; whoever is logged in has confirmed her phone by that."""
    draft = Draft(taker.unit_code, taker.name, gather=taker.join_code if taker.preparing else "")
    sealed = getattr(request.user, "phone_sealed", "")
    if sealed:
        phone = vault.unseal(sealed, field=proof.PHONE)
        draft.answers = {"name": request.user.name, "phone": phone, "proved": phone}
    draft.employers = (
        queries.employers_gathering(draft.gather) if draft.gather else queries.employers_of(taker.unit_code)
    )
    return draft


def _became(draft: Draft) -> HttpResponse:
    """Where one follows what was handed in."""
    return redirect("mobile:gathered" if draft.gather else "mobile:application", draft.done)


# ------------------------------------------------------------------ one question a page


@open_to_all
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One question; then the next one that is open, or back to the answers."""
    draft, asked = drafts.kept(request), QUESTIONS.get(step)
    if asked is None:
        raise Http404
    if draft is None:
        return redirect("mobile:join_search")
    if draft.done:
        return _became(draft)
    if step == "code":
        return _code(request, draft)
    form = asked.bound(request.POST if request.method == "POST" else None, draft.answers, draft.employers)
    if form.is_valid() and _take(request, draft, step, form):
        return _on(draft)
    steps = list(QUESTIONS)
    context = {"asked": asked, "form": form, "draft": draft, "number": steps.index(step) + 1, "all": len(steps)}
    return page(request, "mobile/joining/step.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, draft: Draft, step: str, form: Any) -> bool:
    """Take the answer in; a phone that is not confirmed yet gets a code."""
    drafts.answer(request, draft, form.cleaned_data)
    if step != "phone" or draft.answers["phone"] == draft.answers.get("proved"):
        return True
    return proof.send(request, form, draft.answers["phone"], home=HOME)


def _on(draft: Draft) -> HttpResponse:
    return redirect("mobile:join_step", draft.missing) if draft.missing else redirect("mobile:join_check")


def _code(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Compare the code that was sent to the phone."""
    waiting = proof.waiting(request)
    if waiting is None or waiting.phone != draft.answers.get("phone"):
        return redirect("mobile:join_step", "phone")
    again = request.method == "POST" and "again" in request.POST
    form = proof.CodeForm(request.POST if request.method == "POST" and not again else None)
    if again:
        form = proof.CodeForm({})
        form.full_clean()
        form.errors.clear()
        if proof.send(request, form, waiting.phone, home=HOME):
            return redirect("mobile:join_step", "code")
    elif form.is_valid():
        refusal = proof.compare(request, waiting, form.cleaned_data["code"])
        if refusal is None:
            proof.keep(request)
            drafts.answer(request, draft, {"proved": waiting.phone})
            return _on(draft)
        form.add_error("code", refusal)
    context = {"asked": QUESTIONS["code"], "form": form, "draft": draft, "number": 4, "all": len(QUESTIONS)}
    context |= {"phone": mask_phone(waiting.phone), "minutes": codes.MINUTES, "printed": codes.shown_here()}
    return page(request, "mobile/joining/step.html", context, status=422 if form.errors else 200)


# ------------------------------------------------------------------ check, submit


@open_to_all
def check(request: HttpRequest) -> HttpResponse:
    """All answers once more, each to be changed; submitting twice gives one application."""
    draft = drafts.kept(request)
    if draft is None:
        return redirect("mobile:join_search")
    if draft.done:
        return _became(draft)
    if draft.missing:
        return redirect("mobile:join_step", draft.missing)
    if request.method == "POST":
        return _submit(request, draft)
    return page(
        request,
        "mobile/joining/check.html",
        {"draft": draft, "lines": _lines(draft), "kept": queries.kept_days_of(draft.unit_code)},
    )


def _lines(draft: Draft) -> list[tuple[str, Any, Any]]:
    """(question, label, value) of the answers; the number whole, for she checks it."""
    known = draft.answers
    form = known.get("form", "")
    return [
        ("name", _("姓名"), known["name"]),
        ("document", DocumentKind(known["document_kind"]).label, _in_groups(known["identity"])),
        ("phone", _("手机号"), known["phone"]),
        ("work", _("工作单位"), known["workplace"]),
        ("work", _("职业"), known.get("occupation", "")),
        ("work", _("用工形式"), WorkForm(form).label if form else ""),
    ]


def _in_groups(number: str) -> str:
    """Eighteen characters as one compares them: place, birthday, the rest."""
    return f"{number[:6]} {number[6:14]} {number[14:]}" if len(number) == 18 else number


def _submit(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Hand it in; afterwards she is logged in with the phone that she confirmed."""
    try:
        made = _hand_in(request, draft)
    except Refused as refusal:
        return _stopped(request, draft, refusal)
    draft.done, draft.answers = made.code, {}
    drafts.keep(request, draft)
    if request.actor.account_id is None and made.account_id:
        return enter(request, made.account_id, _became(draft).headers["Location"])
    return _became(draft)


def _hand_in(request: HttpRequest, draft: Draft) -> Any:
    proved = bool(draft.answers.get("proved"))
    given = {"actor": request.actor, "answers": draft.told(), "proved": proved, "now": timezone.now()}
    if draft.gather:
        return actions.gather(gather_code=draft.gather, key=draft.key, **given)
    if draft.mending:
        return actions.mend(code=draft.mending, **given)
    return actions.apply(unit_code=draft.unit_code, key=draft.key, **given)


def _stopped(request: HttpRequest, draft: Draft, refusal: Refused) -> HttpResponse:
    """Why it did not go in, on a page of its own; nothing of the draft is lost."""
    stop = STOPS.get(type(refusal))
    if stop is None:
        raise refusal
    unit = refusal.values.get("unit", "") if refusal.values.get("known") else ""
    context = {"stop": stop, "sentence": refusal.sentence, "unit": unit, "draft": draft}
    return page(request, "mobile/joining/stop.html", context, status=409)


@open_to_all
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    request.session.pop(drafts.KEY, None)
    return redirect("mobile:join_search")
