"""One training at the desk: who was there, the QR at the door, its acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk import officer_forms as forms
from niangjia.fronts.desk.field_pages import Ask, ListPage, ask, listing, marks, text_of, went
from niangjia.fronts.desk.grid_forms import SureForm
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import done, page
from niangjia.fronts.shell.qr import qr_picture
from niangjia.kit.calendar import today
from niangjia.kit.counted import counted
from niangjia.kit.powers import Refused, holds
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.queries import chairs, officers
from niangjia.programmes.organising.queries.chairs import ContactFilter

VIEW, EDIT = "organising.cadre_view", "organising.cadre_edit"


@power(VIEW)
def training_page(request: HttpRequest, code: str) -> HttpResponse:
    """One training: who was there, and the code to sign in while it is open."""
    row = officers.training_row(request.actor, code)
    found = officers.attendances(row, text=text_of(request), **marks(request))
    address = request.build_absolute_uri(reverse("mobile:training", args=[row.sign_code]))
    words = ListPage(row.title, row.unit.name, (), _("还没有人"), "", _("姓名或工会"))
    return listing(
        request, words, found, template="desk/field/training.html", training=row,
        numbers=officers.attendance_counts(row), may_edit=holds(request.actor, EDIT, row.path),
        picture=qr_picture(address, scale=6) if row.sign_open else "", address=address,
    )  # fmt: skip


@power(EDIT)
def training_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Mend, cancel, open or close the sign-in, write down who was there, take somebody off."""
    row = officers.training_row(request.actor, code, power=EDIT)
    back = ("desk:training", code)
    crumbs = [(_("培训"), reverse("desk:trainings")), (row.title, reverse("desk:training", args=[code]))]
    data, actor = (request.POST if request.method == "POST" else None), request.actor
    if act == "edit":
        names = ("title", "since", "until", "hours", "place", "invited")
        form: Any = forms.TrainingForm(
            data, actor=actor, initial={one: getattr(row, one) for one in names}, mending=True
        )
        words = Ask(_("修改培训"), _("保存"), _("改好了。"), back, crumbs)
        return ask(request, words, form, actions.edit_training, code=code, revision=row.revision)
    if act == "cancel":
        text = _("取消的培训不计入数据，名单还在；点错了可以再恢复。")
        title = _("恢复培训") if row.cancelled_at else _("取消培训")
        words = Ask(title, title, _("办好了。"), back, crumbs, text=text, refusing=not row.cancelled_at)
        return ask(request, words, SureForm(data, actor=actor), actions.cancel_training, code=code)
    if act == "attend":
        return _attend(request, row, crumbs)
    if request.method != "POST":
        raise Http404
    return _at_once(request, code, act)


def _at_once(request: HttpRequest, code: str, act: str) -> HttpResponse:
    now, actor = timezone.now(), request.actor
    if act == "sign":
        on = request.POST.get("on") == "1"
        actions.switch_sign_in(actor=actor, code=code, on=on, now=now)
        return done(request, _("签到开着，现场扫码就行。") if on else _("签到关上了。"), "desk:training", code)
    actions.remove_attendance(actor=actor, code=code, attendance=request.POST.get("pick", ""), now=now)
    return done(request, _("从名单里去掉了。"), "desk:training", code)


def _attend(request: HttpRequest, row: Any, crumbs: list[tuple[Any, str]]) -> HttpResponse:
    """Tick officers and chairs, or write names, one a line."""
    if request.method == "POST":
        names = request.POST.get("names", "").replace("、", "\n").splitlines()[:200]
        try:
            number = actions.record_attendance(
                actor=request.actor, code=row.code, officers=request.POST.getlist("officer")[:500],
                unions=request.POST.getlist("union")[:500], names=names, now=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return went(request, "desk:training_act", row.code, "attend")
        return done(request, counted("登记了 %(n)s 人。", number) % {"n": number}, "desk:training", row.code)
    wanted = ContactFilter(text=text_of(request))
    context = {
        "training": row, "crumbs": crumbs, "q": text_of(request),
        "officers": [
            one
            for one in officers.serving(request.actor, power=EDIT, today=today())
            if not wanted.text or wanted.text in one.name or wanted.text in one.unit.name
        ],
        "chairs": [one for one in chairs.chairs_to_train(request.actor, wanted, on=today()) if one.name],
    }  # fmt: skip
    return page(request, "desk/field/attend.html", context)
