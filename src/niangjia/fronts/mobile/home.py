"""Home: who I am to the union, what needs me, who looked at my data, what I look after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from niangjia.engines.approvals import queries as approvals
from niangjia.fronts.mobile.frame import framed, personal, tie
from niangjia.fronts.mobile.looks import lately
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import Role
from niangjia.ground.people import queries as people
from niangjia.kit import calendar
from niangjia.kit.powers import Actor, holds
from niangjia.programmes.organising import queries as organising


@dataclass(frozen=True)
class LookedAfter:
    """A union that the person has a role in. `members` is empty where the role does not see members."""

    name: str
    role: Any
    members: people.Tally | None


@personal
def home(request: HttpRequest) -> HttpResponse:
    """What one page can say at a glance; nothing here leads to a service that does not exist yet."""
    tie(request)
    mine = people.mine(request.actor).page if request.actor.person_id else None
    current = next((one for one in mine.memberships if one.left_on is None), None) if mine else None
    context = {
        "mine": mine,
        "membership": current,
        "applications": [
            one for one in organising.my_applications(request.actor) if one.state == "open" or not current
        ],
        "gatherings": [one for one in organising.my_gatherings(request.actor) if one.state == "listed" or not current],
        "name": mine.name if mine else request.user.name,
        "greeting": greeting(calendar.now().hour),
        "recent": lately(request) if mine else (),
        "after": looked_after(request.actor),
        "approvals": waiting_for(request.actor),
        "field": holds(request.actor, "organising.grid_visit"),
        "census": holds(request.actor, "scorecards.fill"),
        "sent": holds(request.actor, "organising.contact"),
    }
    return framed(request, "home.html", context, tab="home")


def waiting_for(actor: Actor) -> dict[str, int] | None:
    """How many approvals wait where she is appointed, and how many of them are overdue; None for those who decide nothing."""
    if not holds(actor, "approvals.use"):
        return None
    waiting = approvals.counts(actor).values()
    return {"all": sum(one.all for one in waiting), "overdue": sum(one.overdue for one in waiting)}


def greeting(hour: int) -> str:
    """By the clock on the wall in Shanghai."""
    if hour < 5 or hour >= 22:
        return _("夜深了")
    if hour < 11:
        return _("上午好")
    return _("中午好") if hour < 13 else _("下午好") if hour < 18 else _("晚上好")


def looked_after(actor: Actor) -> list[LookedAfter]:
    """The unions of the actor's appointments, each with how many members stand on its roster."""
    names = org.unit_names([held.unit_id for held in actor.appointments])
    found = []
    for held in actor.appointments:
        name, code, path = names[held.unit_id]
        sees = holds(actor, "people.view", path)
        members = people.count_members(actor, unit=org.unit(actor, code)) if sees else None
        found.append(LookedAfter(name, Role(held.role).label, members))
    return found
