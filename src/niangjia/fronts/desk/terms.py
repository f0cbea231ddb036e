"""届次和班子: the terms of a union, entering one by hand, its certificate, beginning a term election."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk import founding_forms as forms
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.programmes.organising import actions, queries

FILES, FORM = "organising.files", "organising.form"


@power(FILES)
def unit_terms(request: HttpRequest, code: str) -> HttpResponse:
    """The terms of a union, the latest first, with who holds which post."""
    it = queries.unit_terms(request.actor, code)
    return page(request, "desk/founding/terms.html", {"it": it, "unit": it.unit, "key": secrets.token_hex(16)})


@power(FORM)
def unit_term_add(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a term by hand."""
    it = queries.unit_terms(request.actor, code)
    known = {"chair": it.unit.chair_name}
    form = forms.TermForm(request.POST or None, actor=request.actor, years=it.years, initial=known)
    if carried_out(request, form, actions.enter_term, unit_code=code):
        return done(request, _("届期登记好了，届满前会提醒。"), "desk:unit_terms", code)
    return page(request, "desk/founding/term_form.html", {"it": it, "unit": it.unit, "form": form}, status=wrong(form))


@power(FORM)
@require_POST
def unit_term_drop(request: HttpRequest, code: str) -> HttpResponse:
    """The open term was entered wrong."""
    actions.drop_term(actor=request.actor, unit_code=code, now=timezone.now())
    return done(request, _("登错的届期撤销了。"), "desk:unit_terms", code)


@power(FORM)
@require_POST
def unit_term_elect(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the term election."""
    key = request.POST.get("key", "")[:60] or secrets.token_hex(16)
    row = actions.start_election(actor=request.actor, unit_code=code, key=key, now=timezone.now())
    return done(request, _("换届档案建好了，会员人数和现任班子已经填上。下一步报换届请示。"), "desk:founding", row.code)


@power(FORM)
def unit_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a certificate of a union that is there."""
    it = queries.unit_terms(request.actor, code)
    form = forms.CertificateForm(
        request.POST or None, actor=request.actor, initial={"credit_code": it.unit.credit_code}
    )
    if carried_out(request, form, actions.enter_certificate, unit_code=code):
        return done(request, _("法人证书登记好了，到期前会提醒。"), "desk:unit_terms", code)
    return page(
        request, "desk/founding/certificate.html", {"it": it, "unit": it.unit, "form": form}, status=wrong(form)
    )
