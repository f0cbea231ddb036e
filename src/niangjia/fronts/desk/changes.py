"""资料更正 and 退会 at the desk: the case with old and new side by side and its proof, asking for somebody at the counter."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals.queries import Page
from niangjia.fronts.desk import approval_parts
from niangjia.fronts.desk.paper_forms import SCANS
from niangjia.fronts.desk.papers import papers_of
from niangjia.fronts.desk.people_forms import RevealForm
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.forms import ActingForm
from niangjia.fronts.shell.pages import attempt, carried_out, done, page, wrong
from niangjia.ground.people.choices import DocumentKind
from niangjia.ground.people.queries import person as person_page
from niangjia.kit.powers import NotFound
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.actions import Correct
from niangjia.programmes.organising.choices import WhyActing
from niangjia.programmes.organising.choices.changes import CHANGE, ChangeField

APPLY = "organising.apply"
OFF = {"autocomplete": "off"}


class ChangeForm(ActingForm):
    """What should be put right, and what proves it."""

    field = forms.ChoiceField(label=_("更正什么"), choices=[("", _("请选择")), *ChangeField.choices])
    value = forms.CharField(label=_("改成"), max_length=60, widget=forms.TextInput(attrs=OFF))
    document_kind = forms.ChoiceField(
        label=_("证件类型"), choices=DocumentKind.choices, initial=DocumentKind.RESIDENT, required=False,
        help_text=_("更正证件号码时用。"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("证明的照片或扫描件"), required=False, widget=forms.FileInput(attrs={"accept": SCANS}),
        help_text=_("更正姓名、证件号码要有；照片里的位置、时间会自动去掉。"),
    )  # fmt: skip
    why = forms.ChoiceField(label=_("为什么代办"), choices=[("", _("请选择")), *WhyActing.choices])
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def told(self) -> Correct:
        """What the action takes."""
        values = self.cleaned_data
        return Correct(values["field"], values["value"], values["document_kind"] or DocumentKind.RESIDENT)

    def given(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {
            "told": self.told(), "why": self.cleaned_data["why"], "key": self.cleaned_data["key"], "source": file or None,
            "name": file.name if file else "",
        }  # fmt: skip


@power(APPLY)
def change_for(request: HttpRequest, code: str) -> HttpResponse:
    """Ask on behalf of a member who stands at the counter; a colleague decides."""
    her = person_page(request.actor, code)
    form = ChangeForm(
        request.POST or None, request.FILES or None, actor=request.actor, initial={"key": secrets.token_hex(16)}
    )
    if carried_out(request, form, actions.ask_change_for, person_code=code):
        return done(request, _("更正申请已提交，由另一位同事审批。"), "desk:change", form.result.code)
    return page(request, "desk/changes/ask.html", {"form": form, "it": her}, status=wrong(form))


@power(APPLY)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """One correction: old and new side by side, the proof, the whole values for a reason, mending one that came back."""
    return _case(request, code)


def _case(request: HttpRequest, code: str, *, status: int = 200, **more: Any) -> HttpResponse:
    it = queries.follow_change(request.actor, code, now=timezone.now())
    context = {"it": it, "papers": _papers(request, code), "reveal": RevealForm(actor=request.actor), **more}
    return page(request, "desk/changes/one.html", context, status=status)


def _papers(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """The proof, for those who deal with corrections."""
    try:
        return papers_of(request, CHANGE, code)
    except NotFound:
        return None


@power("people.reveal")
def change_reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Old and new whole, once, for a reason that the trail keeps."""
    form = RevealForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.reveal_change, code=code):
        return _case(request, code, opened=form.result)
    return _case(request, code, reveal=form, status=wrong(form))


class MendForm(ActingForm):
    value = forms.CharField(label=_("改成"), max_length=60, widget=forms.TextInput(attrs=OFF))


@power(APPLY)
def change_mend(request: HttpRequest, code: str) -> HttpResponse:
    """Mend a correction that came back, for the person."""
    it = queries.follow_change(request.actor, code, now=timezone.now())
    told = queries.correct_of(request.actor, code)
    form = MendForm(
        request.POST or None, actor=request.actor, initial={"value": told.value if told.field == "name" else ""}
    )
    if form.is_valid():
        new = Correct(told.field, form.cleaned_data["value"], told.document_kind)
        given = {"told": new, "proved": False, "code": code, "now": timezone.now()}
        if attempt(form, actions.mend_change, actor=request.actor, **given):
            return done(request, _("改好了，已再次提交。"), "desk:change", code)
    return page(request, "desk/changes/mend.html", {"form": form, "it": it}, status=wrong(form))


@power("people.view")
def leaving(request: HttpRequest, code: str) -> HttpResponse:
    """A member who said that she leaves: until when she may take it back."""
    return page(request, "desk/changes/leaving.html", {"it": queries.leaving(request.actor, code)})


# ------------------------------------------------------------------ on the pages of approvals


def _slot(request: HttpRequest, found: Page) -> dict[str, Any] | None:
    """Old and new side by side and the proof, on the page where it is decided."""
    try:
        it = queries.follow_change(request.actor, found.asked.subject_code, now=timezone.now())
    except NotFound:
        return None
    return {"it": it, "papers": _papers(request, found.asked.subject_code)}


approval_parts.register(approval_parts.Slot("change", "desk/changes/slot.html", _slot, kind=CHANGE, order=10))
