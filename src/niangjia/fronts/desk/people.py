"""One person: her page, what can be done with her record, and two records of one person."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from niangjia.fronts.desk import people_forms as forms
from niangjia.fronts.desk.org_forms import revision_of
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.downloads import download
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.ground.people import actions
from niangjia.ground.people.queries import WHY, duplicates, preview_merge
from niangjia.ground.people.queries import person as person_page
from niangjia.kit.powers import holds
from niangjia.programmes.organising import queries as organising

FILLED = {
    "gender": gettext_lazy("性别"),
    "born_on": gettext_lazy("出生日期"),
    "education": gettext_lazy("学历"),
    "native_place": gettext_lazy("户籍地"),
    "identity_index": gettext_lazy("证件号码"),
    "phone_index": gettext_lazy("手机号"),
    "verified_on": gettext_lazy("实名"),
}


# ------------------------------------------------------------------ one person


@power("people.view")
def person(request: HttpRequest, code: str) -> HttpResponse:
    shown = actions.open_person(actor=request.actor, code=code, now=timezone.now())
    context = {
        "it": shown,
        "changes": organising.changes_of_person(request.actor, code),
        "may_ask_change": holds(request.actor, "organising.apply"),
    }
    return page(request, "desk/people/person.html", {**context, **acts_of(shown)})


def acts_of(shown: Any) -> dict[str, Any]:
    """What may be done with the person now, in the two groups of the menu."""
    home = next((one for one in shown.memberships if one.left_on is None), None)
    state = home.state if home else ""
    offered = [(name, one) for name, one in forms.ACTS.items() if state in one.states and shown.died_on is None]
    if "people.edit" not in shown.may:
        offered = []
    return {
        "home": home,
        "acts": [(name, one) for name, one in offered if not one.refusing],
        "endings": [(name, one) for name, one in offered if one.refusing],
    }


@power("people.edit")
def person_add(request: HttpRequest) -> HttpResponse:
    form = forms.JoinForm(request.POST or None, actor=request.actor, initial={"unit": request.GET.get("unit_name", "")})
    if carried_out(request, form, actions.add_person):
        return done(request, _("%(name)s 已登记入会。") % {"name": form.result.name}, "desk:person", form.result.code)
    return page(request, "desk/people/add.html", {"form": form}, status=wrong(form))


@power("people.edit")
def person_edit(request: HttpRequest, code: str) -> HttpResponse:
    shown = actions.open_person(actor=request.actor, code=code, now=timezone.now())
    initial = {name: getattr(shown, name) or "" for name in forms.PersonForm.base_fields}
    form = forms.EditPersonForm(
        request.POST or None, actor=request.actor, initial={**initial, "identity": "", "phone": ""}
    )
    revision = revision_of(request, shown.revision)
    if carried_out(request, form, actions.edit_person, code=code, revision=revision):
        return done(request, _("已保存 %(name)s 的资料。") % {"name": form.result.name}, "desk:person", code)
    return page(request, "desk/people/edit.html", {"form": form, "it": shown, "revision": revision}, status=wrong(form))


@power("people.edit")
def person_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """The short acts on one person: transfer, retire, leave, …"""
    shown = person_page(request.actor, code)
    one = forms.ACTS[act]
    form = one.form(request.POST or None, actor=request.actor)
    if carried_out(request, form, one.act, code=code):
        return done(request, one.said % {"name": shown.name}, "desk:person", code)
    return page(request, "desk/people/act.html", {"form": form, "it": shown, "one": one}, status=wrong(form))


@power("people.reveal")
def person_reveal(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """A whole number, once, for a reason that the trail keeps."""
    shown = person_page(request.actor, code)
    form = forms.RevealForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.reveal, code=code, field=field):
        context = {"number": form.result, "it": shown, "field": field}
        return page(request, "desk/people/revealed.html", context, part="number")
    return page(request, "desk/people/reveal.html", {"form": form, "it": shown, "field": field}, status=wrong(form))


@power("people.reveal")
@require_POST
def person_copy(request: HttpRequest, code: str) -> HttpResponse:
    """Everything held about her, for her to take along."""
    own = actions.export_own(actor=request.actor, code=code, now=timezone.now())
    text = json.dumps(own.as_json(), ensure_ascii=False, indent=1, default=str)
    return download(_("本人数据.json"), [text.encode()])


@power("people.erase")
def person_erase(request: HttpRequest, code: str) -> HttpResponse:
    shown = person_page(request.actor, code)
    form = forms.NoForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.erase, code=code):
        return done(request, _("个人信息已删除。"), "desk:members")
    return page(request, "desk/people/erase.html", {"form": form, "it": shown}, status=wrong(form))


# ------------------------------------------------------------------ one person twice


@power("people.merge")
def duplicate_list(request: HttpRequest) -> HttpResponse:
    skip = int(request.GET["skip"]) if request.GET.get("skip", "").isdigit() else 0
    pairs = duplicates(request.actor, limit=21, skip=min(skip, 5000))
    context = {"pairs": pairs[:20], "more": len(pairs) > 20, "skip": skip, "next": skip + 20, "why": WHY}
    return page(request, "desk/people/duplicates.html", context, part="page")


@power("people.merge")
def merge_preview(request: HttpRequest, keeper: str, other: str) -> HttpResponse:
    """What the merge would do; then it is done, or the two are noted as two people."""
    shown = preview_merge(request.actor, keeper, other)
    if request.method == "POST" and "two" in request.POST:
        actions.not_duplicate(actor=request.actor, first_code=keeper, second_code=other, now=timezone.now())
        return done(request, _("已记下是两个人，不再列出。"), "desk:duplicates")
    if request.method == "POST":
        home = "other" if request.POST.get("home") == "other" else "keeper"
        actions.merge(actor=request.actor, keeper_code=keeper, other_code=other, home=home, now=timezone.now())
        return done(request, _("已合并成一份。合错了可以在档案里拆开。"), "desk:person", keeper)
    return page(request, "desk/people/merge.html", {"it": shown, "fields": [FILLED[name] for name in shown.fills]})


@power("people.merge")
@require_POST
def person_unmerge(request: HttpRequest, code: str, other: str) -> HttpResponse:
    actions.unmerge(actor=request.actor, other_code=other, now=timezone.now())
    return done(request, _("已拆开，又是两份档案。"), "desk:person", code)
