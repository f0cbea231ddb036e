"""Keys of the API: who has which, asking for one, releasing it (shown once), taking it away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.fronts.desk.key_forms import STATES, KeyForm
from niangjia.fronts.desk.org import cursors
from niangjia.fronts.shell.doors import power
from niangjia.fronts.shell.lists import pages
from niangjia.fronts.shell.pages import carried_out, done, page, wrong
from niangjia.ground.access import actions, queries
from niangjia.kit.powers import known_powers


@power("access.view")
def key_list(request: HttpRequest) -> HttpResponse:
    """The keys in reach, those that end first on top."""
    state = request.GET.get("state", "")
    state = state if state in dict(STATES) else "open"
    found = queries.api_keys(request.actor, state=state, **cursors(request))
    today = timezone.localdate()
    context = {
        "rows": [(one, f"key_{queries.state_of_key(one, today)}") for one in found.rows],
        "pages": pages(request, len(found.rows), before=found.before, after=found.after),
        "tabs": [(label, f"?state={value}", value == state) for value, label in STATES],
        "state": state,
    }
    return page(request, "desk/keys/list.html", context, part="page")


@power("access.view")
def key(request: HttpRequest, code: str) -> HttpResponse:
    """One key: what it may do, where, until when, who asked and who released."""
    one = queries.api_key(request.actor, code)
    context = {
        "one": one,
        "state": f"key_{queries.state_of_key(one, timezone.localdate())}",
        "powers": [(name, known_powers()[name].label) for name in one.powers if name in known_powers()],
        "mine": one.asked_by_id == request.actor.account_id,
    }
    return page(request, "desk/keys/key.html", context)


@power("access.account")
def key_add(request: HttpRequest) -> HttpResponse:
    """First person: ask for a key."""
    form = KeyForm(request.POST or None, actor=request.actor)
    if carried_out(request, form, actions.ask_key):
        return done(request, _("已申请，请安全管理员放行。"), "desk:key", form.result.code)
    return page(request, "desk/keys/add.html", {"form": form}, status=wrong(form))


@power("access.appoint")
@require_POST
def key_release(request: HttpRequest, code: str) -> HttpResponse:
    """Second person: release it. The secret is shown this once."""
    secret = actions.release_key(actor=request.actor, key_code=code, now=timezone.now())
    return page(request, "desk/keys/shown.html", {"secret": secret, "one": queries.api_key(request.actor, code)})


@power("access.view")
@require_POST
def key_revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Take it away at once; either of the two may."""
    actions.revoke_key(actor=request.actor, key_code=code, now=timezone.now())
    return done(request, _("已吊销，从现在起用不了。"), "desk:key", code)
