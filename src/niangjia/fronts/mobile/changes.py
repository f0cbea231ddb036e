"""Asking that one's name, number or phone be put right: one question a page, a photo or a code as proof, then where it lies."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.mobile.forms import CleanForm
from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.mobile.joining_forms import DocumentForm, NameForm
from niangjia.fronts.shell import limits
from niangjia.fronts.shell.accounts import codes, proof
from niangjia.fronts.shell.accounts.proof import CodeForm, NumberForm
from niangjia.fronts.shell.pages import attempt, done, stop
from niangjia.ground.people import queries as people
from niangjia.ground.people.choices import DocumentKind
from niangjia.kit import vault
from niangjia.kit.ids import mask_phone
from niangjia.kit.powers import Refused
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.actions import Correct, missing_change_step
from niangjia.programmes.organising.choices.changes import ChangeField

KEY, FIELD, HOME = "changing", "changing.draft", "/m/me/data/"
PICTURES = "image/jpeg,image/png,image/webp,application/pdf"
WHAT = (
    ("name", _("姓名写错了，或者改了名")),
    ("identity", _("证件号码不对，或者换了证件")),
    ("phone", _("换了手机号")),
)


@dataclass
class Draft:
    """What was told so far, sealed in the session. `key` is the idempotency key; `mending` the code of one that came back; `photos`
    how many were handed in; `done` the code of what became of it."""

    key: str = field(default_factory=lambda: secrets.token_hex(16))
    answers: dict[str, Any] = field(default_factory=dict)
    mending: str = ""
    draft: str = ""
    done: str = ""

    @property
    def missing(self) -> str:
        """The first question that is still open."""
        return missing_change_step(self.answers)

    def told(self) -> Correct:
        """The answers as the action takes them."""
        known = self.answers
        return Correct(known["field"], str(known.get("value", "")), str(known.get("document_kind", "resident")))


def kept(request: HttpRequest) -> Draft | None:
    """The draft of this browser, if there is one."""
    token = request.session.get(KEY)
    return Draft(**json.loads(vault.unseal(token, field=FIELD))) if token else None


def keep(request: HttpRequest, draft: Draft) -> None:
    """Remember it."""
    request.session[KEY] = vault.seal(json.dumps(asdict(draft), ensure_ascii=False), field=FIELD)


class WhatForm(CleanForm):
    field = forms.ChoiceField(
        label=_("哪一项要改？"), choices=WHAT, error_messages={"required": _("请选要改的是哪一项。")}
    )


class ProofForm(CleanForm):
    """A photo and the consent to look at it."""

    file = forms.FileField(
        label=_("拍一张，或者从相册里选"),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
        help_text=_("四个角都要拍到，字要看得清。照片里的位置、时间会自动去掉。"),
        error_messages={"required": _("请拍一张，或者从相册里选一张。"), "empty": _("这张照片是空的，请重拍。")},
    )
    agreed = forms.BooleanField(
        label=_("我同意工会为核对这次更正看这张照片"),
        error_messages={"required": actions.NotAgreed.text},
    )


@dataclass(frozen=True)
class Question:
    """One page: what is asked and why."""

    title: Any
    why: Any


VALUES: Mapping[str, tuple[Question, type[forms.Form], str]] = {
    "name": (Question(_("正确的姓名？"), _("名册和会员证要用真名，和证件上的一样。")), NameForm, "name"),
    "identity": (
        Question(_("正确的证件号码？"), _("号码是分清同名的人用的，加密保存，工作人员平时只看到头尾几位。")), DocumentForm, "identity",
    ),
    "phone": (Question(_("新的手机号？"), _("办好以后用它登录、收通知，旧号码不再能登录。")), NumberForm, "phone"),
}  # fmt: skip
PROOF = Question(
    _("证明的照片"),
    _("姓名和证件号码照证件改：身份证正面；改了名的，户口簿或者公安的证明也行。批好以后照片按规定的天数删除。"),
)
CODE = Question(_("输入短信里的 6 位数"), _("确认新号码在您手里，别人不能冒名改。"))


def _number(draft: Draft, step: str) -> tuple[int, int]:
    steps = ("what", "value", "code" if draft.answers.get("field") == "phone" else "proof", "check")
    return steps.index(step) + 1, len(steps)


def _shown(request: HttpRequest, draft: Draft, step: str, question: Question, form: Any, **more: Any) -> HttpResponse:
    number, all_ = _number(draft, step)
    context = {"asked": question, "form": form, "step": step, "draft": draft, "number": number, "all": all_, **more}
    return framed(request, "changes/step.html", context, status=422 if form.errors else 200)


@personal
def begin(request: HttpRequest) -> HttpResponse:
    """What is wrong; a new draft."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    form = WhatForm(request.POST or None)
    if form.is_valid():
        keep(request, Draft(answers={"field": form.cleaned_data["field"]}))
        return redirect("mobile:change_step", "value")
    mine = people.mine(request.actor).page
    context = {
        "form": form,
        "mine": mine,
        "open": [one for one in queries.my_changes(request.actor) if one[2] == "open"],
    }
    return framed(request, "changes/begin.html", context, status=422 if form.errors else 200)


@personal
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One question, or all answers once more."""
    draft = kept(request)
    if draft is None or request.actor.person_id is None:
        return redirect("mobile:change_begin")
    if draft.done:
        return redirect("mobile:change", draft.done)
    view = {"value": _value, "proof": _proof, "code": _code, "check": _check}.get(step)
    if view is None:
        raise Http404
    return view(request, draft)


def _on(draft: Draft) -> HttpResponse:
    return redirect("mobile:change_step", draft.missing or "check")


def _value(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What it should be; a new phone gets a code."""
    question, kind, name = VALUES[draft.answers["field"]]
    known = {name: draft.answers.get("value", ""), "document_kind": draft.answers.get("document_kind", "resident")}
    form = kind(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        given = form.cleaned_data
        draft.answers |= {"value": given[name], "document_kind": given.get("document_kind", "resident")}
        keep(request, draft)
        if draft.answers["field"] != "phone" or draft.answers["value"] == draft.answers.get("proved"):
            return _on(draft)
        if proof.send(request, form, draft.answers["value"], home=HOME):
            return redirect("mobile:change_step", "code")
    return _shown(request, draft, "value", question, form)


def _code(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Compare the code that was sent to the new phone."""
    waiting = proof.waiting(request)
    if waiting is None or waiting.phone != draft.answers.get("value"):
        return redirect("mobile:change_step", "value")
    again = request.method == "POST" and "again" in request.POST
    form: Any = CodeForm(request.POST if request.method == "POST" and not again else None)
    if again:
        form = CodeForm({})
        form.full_clean()
        form.errors.clear()
        if proof.send(request, form, waiting.phone, home=HOME):
            return redirect("mobile:change_step", "code")
    elif form.is_valid():
        refusal = proof.compare(request, waiting, form.cleaned_data["code"])
        if refusal is None:
            proof.forget(request)
            draft.answers["proved"] = waiting.phone
            keep(request, draft)
            return _on(draft)
        form.add_error("code", refusal)
    told = {"phone": mask_phone(waiting.phone), "minutes": codes.MINUTES, "printed": codes.shown_here()}
    return _shown(request, draft, "code", CODE, form, **told)


def _proof(request: HttpRequest, draft: Draft) -> HttpResponse:
    """A photo of the document; more than one may be handed in."""
    if not draft.answers.get("value"):
        return redirect("mobile:change_step", "value")
    form: Any = ProofForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        if not limits.spend("own.change", str(request.actor.account_id)):
            return stop(request, 429)
        file = form.cleaned_data["file"]
        given = {"told": draft.told(), "agreed": True, "source": file, "name": file.name or "", "key": draft.key}
        if attempt(form, actions.add_proof, actor=request.actor, code=draft.mending, now=timezone.now(), **given):
            draft.answers["photos"] = int(draft.answers.get("photos", 0)) + 1
            draft.draft = form.result.code
            keep(request, draft)
            return _on(draft)
    return _shown(request, draft, "proof", PROOF, form, multipart=True)


def _check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """All answers once more; handing in twice gives one."""
    if draft.missing:
        return _on(draft)
    form = CleanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _hand_in(request, draft, form):
        draft.done, draft.answers = form.result.code, {}  # type: ignore[attr-defined]
        keep(request, draft)
        return redirect("mobile:change", draft.done)
    known = draft.answers
    context = {
        "form": form, "draft": draft, "label": ChangeField(known["field"]).label, "value": known["value"],
        "document": DocumentKind(known["document_kind"]).label if known["field"] == "identity" else "",
        "photos": known.get("photos", 0), "number": 4, "all": 4,
    }  # fmt: skip
    return framed(request, "changes/check.html", context, status=422 if form.errors else 200)


def _hand_in(request: HttpRequest, draft: Draft, form: Any) -> bool:
    if not limits.spend("own.change", str(request.actor.account_id)):
        form.add_error(None, _("今天已经提交过很多次了，请明天再来，或者打 12351。"))
        return False
    given = {
        "actor": request.actor,
        "told": draft.told(),
        "proved": bool(draft.answers.get("proved")),
        "now": timezone.now(),
    }
    if draft.mending:
        return attempt(form, actions.mend_change, code=draft.mending, **given)
    return attempt(form, actions.ask_change, key=draft.key, **given)


# ------------------------------------------------------------------ afterwards


@personal
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Where it lies, what came of it, how long what was told is kept."""
    it = queries.follow_change(request.actor, code, now=timezone.now())
    return framed(request, "changes/one.html", {"it": it, "page": it.page})


@personal
@require_POST
def mend(request: HttpRequest, code: str) -> HttpResponse:
    """Open the question that came back; the rest stays as it was."""
    it = queries.follow_change(request.actor, code, now=timezone.now())
    told = queries.correct_of(request.actor, code)
    photos = len(queries.photos_of(request.actor, code))
    answers = {"field": told.field, "value": told.value, "document_kind": told.document_kind, "photos": photos}
    if it.proved:
        answers["proved"] = told.value
    keep(request, Draft(answers=answers, mending=code))
    return redirect("mobile:change_step", it.step or "check")


@personal
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """One more page before it is done."""
    it = queries.follow_change(request.actor, code, now=timezone.now())
    if request.method == "POST":
        try:
            actions.withdraw_change(actor=request.actor, code=code, now=timezone.now())
        except Refused as refusal:
            return stop(request, 409, text=refusal.sentence)
        return done(request, _("更正申请撤回了，填的内容和照片已经删除。"), "mobile:change", code)
    return framed(request, "changes/withdraw.html", {"it": it})
