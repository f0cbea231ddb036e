"""An employer goes to another union with its members: see who goes and who stays, type the number, do it; take it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk.org_forms import document_field
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.forms import ActingForm, DayField, UnitField
from niangjia.fronts.shell.pages import attempt, done, page, wrong
from niangjia.kit.counted import counted
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.shapes import Going

SHOWN = 200


class MoveForm(ActingForm):
    """Where to, from when, on what paper; the number of those who go along is typed once they are seen."""

    unit_code = UnitField(label=_("改归哪家工会"), power="org.edit", help_text=_("输入几个字，从提示里选。"))
    on = DayField(
        label=_("从哪天起"), initial=timezone.localdate, help_text=_("今天或以前。这天以前的数据仍然算在原来的工会。")
    )
    document = document_field()
    with_retired = forms.BooleanField(label=_("从这个单位退休的会员也一起转"), required=False)
    total = forms.CharField(
        label=_("一起转的会员有多少人"), max_length=9, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("请对照右边的名单，把人数填在这里，表示已经看过。"),
    )  # fmt: skip

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("unit_code", "on", "document", "with_retired")}

    def is_read(self, number: int) -> bool:
        """Whether the number that was typed is the one that is shown; else the form says what is wrong."""
        typed = self.cleaned_data["total"].replace(",", "").replace("，", "").strip()
        if typed != str(number):
            self.add_error("total", _now("人数对不上，现在是 %(n)s 人。") % {"n": f"{number:,}"})
        return not self.errors


@power("org.edit")
def employer_move(request: HttpRequest, code: str) -> HttpResponse:
    """Two steps on one address: choose the union and see who goes; then type the number and do it."""
    form = MoveForm(request.POST or None, actor=request.actor)
    asked = form.cleaned_data if form.is_valid() else {}
    plan = queries.plan_move(
        request.actor, code, asked.get("unit_code", ""), with_retired=bool(asked.get("with_retired"))
    )
    number = len(plan.group(Going.GOES))
    if plan.into is not None and "sure" in request.POST and form.is_read(number):
        given = {**form.given(), "code": code, "digest": request.POST.get("digest", ""), "now": timezone.now()}
        if attempt(form, actions.move_employer, actor=request.actor, **given):
            said = counted("“%(name)s”已改归“%(union)s”，%(n)s 名会员一起转了。", form.result.members)
            told = {"name": plan.employer.name, "union": plan.into.name, "n": form.result.members}
            return done(request, said % told, "desk:employer", code)
    context = {
        "form": form, "plan": plan, "employer": plan.employer, "number": number,
        "groups": [(one, len(one.people), one.people[:SHOWN]) for one in plan.groups if one.people],
    }  # fmt: skip
    return page(request, "desk/org/employer_move.html", context, status=wrong(form))


@power("org.edit")
@require_POST
def employer_move_undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take a move of today back."""
    made = actions.undo_employer_move(actor=request.actor, code=code, now=timezone.now())
    return done(request, _("已撤回，单位和会员都回到原来的工会。"), "desk:employer", made.employer.code)
