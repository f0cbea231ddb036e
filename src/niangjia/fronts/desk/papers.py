"""材料: papers and photos of a record, and the tray of scans that could not file themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.engines.evidence import actions, queries
from niangjia.engines.evidence.actions import About
from niangjia.engines.evidence.choices import ENDINGS, IMAGES, LARGEST, LARGEST_STACK, StackState
from niangjia.fronts.desk import paper_forms as forms
from niangjia.fronts.shell.doors import own, power
from niangjia.fronts.shell.downloads import download, picture
from niangjia.fronts.shell.pages import attempt, done, page
from niangjia.kit.powers import ActorKind, NotFound, Refused, holds

PROGRESS = 2 * 1024 * 1024
"""Files above this size show how much is sent."""


# ------------------------------------------------------------------ papers of a record


def papers_of(request: HttpRequest, kind: str, code: str) -> dict[str, Any]:
    """What `desk/papers/files.html` needs to stand in the page of a record. Raises SubjectNotFound."""
    here = queries.subject_by_code(request.actor, kind, code)
    return {
        "here": here,
        "files": queries.files_of(request.actor, kind, here.id),
        "address": reverse("desk:papers", args=[kind, code]),
        "back": reverse(here.kind.page, args=[code]) if here.kind.page else "",
        "images": IMAGES,
    }


@own(ActorKind.STAFF)
def papers(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The papers of one record, and adding one."""
    here = queries.subject_by_code(request.actor, kind, code)
    form = forms.PaperForm(request.POST or None, request.FILES or None, kind=here.kind) if here.may_add else None
    if form is not None and form.is_valid():
        values = form.cleaned_data
        about = About(
            name=values["file"].name or "",
            sheet=values.get("sheet", ""),
            dated_on=values["dated_on"],
            expires_on=values["expires_on"],
        )
        given = {"actor": request.actor, "kind": kind, "subject_id": here.id, "source": values["file"], "about": about}
        if attempt(form, actions.add, now=timezone.now(), **given):
            return done(request, _("收下了，加密保存着。"), "desk:papers", kind, code)
    context = papers_of(request, kind, code)
    context |= {"form": form, "large": PROGRESS, "limit": LARGEST}
    if form is not None and holds(request.actor, "evidence.scan"):
        context["waiting"] = queries.tray(request.actor, size=20)[0]
    return page(request, "desk/papers/record.html", context, status=422 if form is not None and form.errors else 200)


@own(ActorKind.STAFF)
def paper_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The paper itself: pictures in the browser, everything else as a download. A look in the trail."""
    here, name, content = actions.open_file(actor=request.actor, code=code, now=timezone.now())
    if here.media_type in IMAGES:
        return picture(content, here.media_type)
    stem = name.rpartition(".")[0] or name or _("材料")
    return download(f"{stem}.{ENDINGS.get(here.media_type, 'bin')}", content)


@own(ActorKind.STAFF)
def paper_small(request: HttpRequest, code: str) -> HttpResponseBase:
    """The small picture of a paper."""
    return picture(actions.open_small(actor=request.actor, code=code), "image/jpeg")


@own(ActorKind.STAFF)
def paper_remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take a paper away, with a reason."""
    it = queries.file(request.actor, code)
    here = queries.subject(request.actor, it.kind, it.subject_id)
    back = (here.kind.kind, here.where.code)
    form = forms.RemoveForm(request.POST or None)
    if form.is_valid() and attempt(
        form, actions.remove, actor=request.actor, code=code, words=form.cleaned_data["words"], now=timezone.now()
    ):
        return done(request, _("移除了，原因留着。"), "desk:papers", *back)
    context = {"form": form, "here": here, "back": reverse("desk:papers", args=back)}
    return page(request, "desk/papers/remove.html", context, status=422 if form.errors else 200)


# ------------------------------------------------------------------ scans


@power("evidence.scan")
def tray(request: HttpRequest) -> HttpResponse:
    """Pages that wait to be filed by hand, and bringing a stack in."""
    form = forms.StackForm(request.POST or None, request.FILES or None)
    if form.is_valid() and attempt(
        form, actions.bring_stack, actor=request.actor, source=form.cleaned_data["file"], now=timezone.now()
    ):
        return done(request, _told(form.result), "desk:tray")
    found, after = queries.tray(request.actor, after=request.GET.get("after", ""))
    stacks = queries.stacks(request.actor, limit=5)
    context = {
        "form": form, "pages": found, "after": after, "stacks": stacks, "number": queries.count_waiting(request.actor),
        "reading": any(one.state == StackState.READING for one in stacks), "large": PROGRESS, "limit": LARGEST_STACK,
    }  # fmt: skip
    return page(request, "desk/papers/tray.html", context, part="rows", status=422 if form.errors else 200)


def _told(made: Any) -> str:
    if made.state == StackState.READING:
        return _("收下了，正在一页一页认，可以先去忙别的。")
    filed, waiting = f"{made.filed:,}", f"{made.waiting:,}"
    return _("认完了：自己归档 %(filed)s 页，等人归档 %(waiting)s 页。") % {"filed": filed, "waiting": waiting}


@power("evidence.scan")
def tray_page(request: HttpRequest, code: str) -> HttpResponse:
    """One page that waits: what it looks like, and filing it by the line on the paper."""
    it = queries.tray_page(request.actor, code)
    form = forms.LabelForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        actions.file_page_by_label,
        actor=request.actor,
        code=code,
        text=form.cleaned_data["text"],
        now=timezone.now(),
    ):
        return done(request, _("归档了。"), "desk:tray")
    context = {"it": it, "form": form}
    return page(request, "desk/papers/page.html", context, status=422 if form.errors else 200)


@power("evidence.scan")
@require_POST
def tray_file(request: HttpRequest, code: str) -> HttpResponse:
    """File a page at the record from whose page it was chosen."""
    here = queries.subject_by_code(request.actor, request.POST.get("kind", ""), request.POST.get("record", ""))
    given = {"kind": here.kind.kind, "subject_id": here.id, "sheet": request.POST.get("sheet", "")[:30]}
    try:
        actions.file_page(actor=request.actor, code=code, now=timezone.now(), **given)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("desk:papers", here.kind.kind, here.where.code)
    return done(request, _("归档了。"), "desk:papers", here.kind.kind, here.where.code)


@power("evidence.scan")
def tray_picture(request: HttpRequest, code: str) -> HttpResponseBase:
    """The page as a picture. A look in the trail."""
    return picture(actions.open_page(actor=request.actor, code=code, now=timezone.now()), "image/jpeg")


@power("evidence.scan")
@require_POST
def tray_throw(request: HttpRequest, code: str) -> HttpResponse:
    """Throw a page away."""
    actions.throw_page(actor=request.actor, code=code, now=timezone.now())
    return done(request, _("丢弃了这一页。"), "desk:tray")
