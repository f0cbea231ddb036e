"""Founding files and term elections at the desk: the list, one file with its stages, filling it in, its papers."""

from __future__ import annotations

import io
import secrets
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk import founding_forms as forms
from niangjia.fronts.desk import founding_views as views
from niangjia.fronts.desk.papers import papers_of
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.downloads import download
from niangjia.fronts.shell.lists import pages, size_of
from niangjia.fronts.shell.pages import attempt, carried_out, done, page, wrong
from niangjia.kit import papers as printing
from niangjia.kit.counted import counted
from niangjia.programmes.organising import actions, queries

FILES, FORM = "organising.files", "organising.form"


@power(FILES)
def founding_list(request: HttpRequest) -> HttpResponse:
    """Files by when they are due."""
    wanted, size = views.filter_of(request.GET), size_of(request)
    lines, found = queries.files(
        request.actor, wanted, after=request.GET.get("after", ""), before=request.GET.get("before", ""), size=size
    )
    context = {
        "wanted": wanted,
        "lines": lines,
        "tabs": views.tabs(request, queries.file_counts(request.actor), wanted),
        "purposes": views.purposes(request, wanted),
        "pages": pages(request, len(lines), before=found.before, after=found.after, size=size),
    }
    return page(request, "desk/founding/list.html", context, part="page")


@power(FORM)
def founding_start(request: HttpRequest) -> HttpResponse:
    """Begin a file; from an employer it is filled from the register."""
    codes = request.GET.getlist("employer")[:100]
    known = asdict(queries.proposal(request.actor, codes)) if request.method != "POST" else {}
    form = forms.StartForm(request.POST or None, actor=request.actor, initial={**known, "key": secrets.token_hex(16)})
    if carried_out(request, form, actions.start_founding):
        return done(request, _("建会档案建好了。下一步报请示。"), "desk:founding", form.result.code)
    return page(request, "desk/founding/start.html", {"form": form, "known": known}, status=wrong(form))


@power(FILES)
def founding(request: HttpRequest, code: str) -> HttpResponse:
    """One file: facts, stages, checks, people, papers, scans."""
    it = queries.file_page(request.actor, code, now=timezone.now())
    context = {
        "it": it,
        "row": it.row,
        "act": views.act_of(it),
        "papers": views.papers_by_stage(it),
        "bodies": views.bodies(it),
        "evidence": papers_of(request, "organising.founding", code),
        "more_people": max(0, len(it.people) - views.SHOWN),
        "people": it.people[: views.SHOWN],
    }
    return page(request, "desk/founding/file.html", context)


@power(FORM)
def founding_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what the file says."""
    row = queries.file_row(request.actor, code, power=FORM)
    known = {name: getattr(row, name) for name in forms.DetailsForm.base_fields}
    form = forms.EditForm(
        request.POST or None,
        actor=request.actor,
        election=row.purpose == "term",
        initial={**known, "revision": row.revision},
    )
    if carried_out(request, form, actions.edit_file, code=code):
        return done(request, _("改好了。"), "desk:founding", code)
    return page(request, "desk/founding/edit.html", {"row": row, "form": form}, status=wrong(form))


@power(FORM)
def founding_people(request: HttpRequest, code: str) -> HttpResponse:
    """Those who gather."""
    it = queries.file_page(request.actor, code, now=timezone.now())
    form = forms.PeopleForm(request.POST or None, request.FILES or None, actor=request.actor)
    taken = form.result if carried_out(request, form, actions.take_people, code=code) else None
    if taken and not taken.wrong:
        said = counted("名单收好了，一共 %(n)s 人，证件号码加密保存。", taken.number) % {"n": taken.number}
        return done(request, said, "desk:founding", code)
    context = {
        "it": it,
        "row": it.row,
        "form": form,
        "taken": taken,
        "own": sum(one.code is not None for one in it.people),
    }
    return page(request, "desk/founding/people.html", context, status=wrong(form))


@power(FORM)
def founding_candidates(request: HttpRequest, code: str) -> HttpResponse:
    """Who stands for what, and how many seats there are."""
    it = queries.file_page(request.actor, code, now=timezone.now())
    rows = forms.CandidateRows(request.POST or None, initial=views.known_candidates(it), prefix="c")
    seats = forms.SeatsForm(request.POST or None, actor=request.actor, initial=views.known_seats(it))
    if rows.is_valid() and seats.is_valid():
        given = {"candidates": forms.standings(rows), **seats.given()}
        if attempt(seats, actions.set_candidates, actor=request.actor, code=code, now=timezone.now(), **given):
            return done(request, _("候选人记下了，检查结果在下面。"), "desk:founding", code)
    context = {"it": it, "row": it.row, "rows": rows, "form": seats}
    bad = seats.is_bound and (seats.errors or any(rows.errors))
    return page(request, "desk/founding/candidates.html", context, status=422 if bad else 200)


@power(FORM)
def founding_next(request: HttpRequest, code: str) -> HttpResponse:
    """The stage that comes next: one form each."""
    it = queries.file_page(request.actor, code, now=timezone.now())
    step = views.step_of(it, skip=request.POST.get("skip") == "1")
    form = step.form(request, it)
    if step.act is not None and carried_out(request, form, step.act, code=code, **step.more):
        return done(request, step.said, "desk:founding", code)
    skip = views.skip_of(it, form, step)
    context = {"it": it, "row": it.row, "form": form, "step": step, "skip": skip, "act": views.act_of(it)}
    return page(request, "desk/founding/next.html", context, status=wrong(form))


@power(FORM)
@require_POST
def founding_back(request: HttpRequest, code: str) -> HttpResponse:
    """Take the last stage back."""
    actions.take_back(actor=request.actor, code=code, now=timezone.now())
    return done(request, _("收回了这一步，可以改好再办。"), "desk:founding", code)


@power(FORM)
def founding_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """There will be no union, or no election now."""
    row = queries.file_row(request.actor, code, power=FORM)
    form = forms.WhyForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.withdraw_file, code=code):
        return done(request, _("档案作废了，原因留着。"), "desk:founding", code)
    return page(request, "desk/founding/withdraw.html", {"row": row, "form": form}, status=wrong(form))


@power(FILES)
def founding_papers(request: HttpRequest, code: str, what: str, ending: str) -> HttpResponseBase:
    """A paper, those of a stage, or all of them, as PDF or Word."""
    name, made = queries.papers(request.actor, code, what)
    content = printing.word(made) if ending == "docx" else printing.pdf(made)
    return download(f"{name}.{ending}", io.BytesIO(content))


# ------------------------------------------------------------------ numbers of documents


@power("organising.reply")
def document_list(request: HttpRequest) -> HttpResponse:
    """The numbers that were given out, void ones with them, and the words of the units."""
    size = size_of(request)
    found = queries.documents(
        request.actor, text=request.GET.get("q", "").strip()[:60], after=request.GET.get("after", ""),
        before=request.GET.get("before", ""), size=size,
    )  # fmt: skip
    context = {
        "rows": found.rows,
        "series": queries.words_of(request.actor),
        "pages": pages(request, len(found.rows), before=found.before, after=found.after, size=size),
    }
    return page(request, "desk/founding/documents.html", context, part="page")


@power("organising.reply")
def document_void(request: HttpRequest, code: str) -> HttpResponse:
    """Make a number void."""
    form = forms.WhyForm(request.POST or None, actor=request.actor)
    row = queries.document(request.actor, code)
    if carried_out(request, form, actions.void_document, code=code):
        return done(request, _("文号作废了，不会再用。"), "desk:documents")
    return page(request, "desk/founding/void.html", {"row": row, "form": form}, status=wrong(form))


@power("organising.reply")
def document_word(request: HttpRequest, code: str) -> HttpResponse:
    """The word of one unit's numbers."""
    unit, known = queries.word_of(request.actor, code)
    form = forms.WordForm(request.POST or None, actor=request.actor, initial={"word": known})
    if carried_out(request, form, actions.set_word, unit_code=code):
        return done(request, _("下一个文号起用新的代字。"), "desk:documents")
    return page(request, "desk/founding/word.html", {"unit": unit, "form": form}, status=wrong(form))
