"""My data: masked until I tap, "is it still right?", and what to do when it is not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.engines.messaging import actions as messaging
from niangjia.fronts.mobile.forms import CleanForm
from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell import limits
from niangjia.fronts.shell.pages import done, stop
from niangjia.ground.people import actions, queries
from niangjia.ground.people.actions.logins import show_own
from niangjia.ground.people.choices import Education, Gender, LeavingReason
from niangjia.programmes.organising import queries as organising

PARTS = (
    ("name", _("姓名")),
    ("identity", _("证件号码")),
    ("phone", _("手机号")),
    ("born", _("出生日期")),
    ("union", _("所在工会")),
    ("work", _("工作单位")),
    ("other", _("别的")),
)
NUMBERS = ("identity", "phone")


class WrongForm(CleanForm):
    """Which part is wrong, and in a few words how it should be."""

    about = forms.MultipleChoiceField(
        label=_("不对的是（可以选几个）"), choices=PARTS, error_messages={"required": _("请选不对的是哪一项。")}
    )
    words = forms.CharField(
        label=_("应该是什么（选填）"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("比如：我 3 月起在永安五金厂上班。"),
    )


@personal
def mine(request: HttpRequest) -> HttpResponse:
    """Everything the union keeps about me, on one page, numbers masked."""
    return _page(request, {})


@personal
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """Tap to show one number: a look at oneself, logged like every other, and gone with the next page."""
    field = request.POST.get("field", "")
    if field not in NUMBERS or request.actor.person_id is None:
        raise Http404
    if not limits.spend("own.shown", str(request.actor.account_id)):
        return stop(request, 429)
    return _page(request, {field: show_own(actor=request.actor, field=field)})


def _page(request: HttpRequest, opened: dict[str, str], *, refusal: str = "") -> HttpResponse:
    if request.actor.person_id is None:
        return framed(request, "data/none.html")
    mine = queries.mine(request.actor).page
    context: dict[str, Any] = {
        "mine": mine,
        "opened": opened,
        "refusal": refusal,
        "changes": organising.my_changes(request.actor),
        "gender": Gender(mine.gender).label if mine.gender else "",
        "education": Education(mine.education).label if mine.education else "",
        "memberships": [(one, LeavingReason(one.leaving).label if one.leaving else "") for one in mine.memberships],
    }
    return framed(request, "data/mine.html", context)


@personal
@require_POST
def right(request: HttpRequest) -> HttpResponse:
    """It is all right: identity and phone are confirmed by the person."""
    mine = queries.mine(request.actor).page
    try:
        actions.verify_person(actor=request.actor, code=mine.code, now=timezone.now())
    except actions.NumbersMissing as missing:
        return _page(request, {}, refusal=missing.sentence)
    return done(request, _("记下了：您的资料都对。"), "mobile:data")


@personal
def wrong(request: HttpRequest) -> HttpResponse:
    """Something is wrong: a message to those who keep the roster of her union."""
    if request.actor.person_id is None:
        return redirect("mobile:data")
    mine = queries.mine(request.actor).page
    home = next((one for one in mine.memberships if one.left_on is None), None)
    form = WrongForm(request.POST or None)
    if form.is_valid() and _tell(request, form):
        return done(request, _("发给工会了。经办人核对后会改，改好这一页就能看到。"), "mobile:data")
    context = {"form": form, "unit": home.unit_name if home else "", "chosen": request.POST.getlist("about")}
    return framed(request, "data/wrong.html", context)


def _tell(request: HttpRequest, form: WrongForm) -> bool:
    """Her words to those nearest to her who keep the roster."""
    hotline = {"n": settings.NIANGJIA_HOTLINE}
    if not limits.spend("own.wrong", str(request.actor.account_id)):
        form.add_error(None, _("今天已经发过几次了，工会都收到了。急的话打 %(n)s。") % hotline)
        return False
    told = form.cleaned_data
    try:
        messaging.ask_keepers(actor=request.actor, about=told["about"], words=told["words"], now=timezone.now())
    except messaging.NobodyToTell:
        form.add_error(None, _("您的工会还没有人在平台上值守，请打 %(n)s 或者去窗口说。") % hotline)
        return False
    return True
