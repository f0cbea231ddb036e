"""Choosing how pages look: language, dark, size of type, elder mode. Kept in the person's own cookies for a year."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from niangjia.fronts.shell.doors import open_to_all

YEAR = 365 * 24 * 3600
CHOICES = {
    "language": (settings.LANGUAGE_COOKIE_NAME, tuple(code for code, _ in settings.LANGUAGES)),
    "theme": ("nj_theme", ("light", "dark")),
    "size": ("nj_size", ("normal", "large")),
    "elder": ("nj_elder", ("0", "1")),
}


@open_to_all
@require_POST
def looks(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen and go back to where the person was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    for name, (cookie, allowed) in CHOICES.items():
        wanted = request.POST.get(name, "")
        if wanted in allowed:
            answer.set_cookie(
                cookie, wanted, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
    return answer
