"""A union without employers: its members pass to the union above; with preview, and back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.forms import ActingForm
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.kit.counted import counted
from niangjia.programmes.organising import actions, queries


class SureForm(ActingForm):
    """Nothing to fill in: the words and the button say it all."""


@power("org.edit")
def unit_pass_up(request: HttpRequest, code: str) -> HttpResponse:
    """What passes to the union above, and doing it."""
    it = queries.holding(request.actor, code)
    back = request.method == "POST" and "back" in request.POST
    form = SureForm(request.POST if request.method == "POST" else None, actor=request.actor)
    act = actions.take_members_back if back else actions.pass_members_up
    if carried_out(request, form, act, unit_code=code):
        told = _("%(n)s 名会员接回来了。") if back else _("%(n)s 名会员转由上级工会保管了。")
        return done(request, counted(told, form.result) % {"n": f"{form.result:,}"}, "desk:unit_pass_up", code)
    return page(request, "desk/org/unit_pass_up.html", {"it": it, "unit": it.unit, "form": form}, status=wrong(form))
