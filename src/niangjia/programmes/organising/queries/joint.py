"""Joint building as it is read: liaison persons, meetings, decisions, and the overview of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Q

from niangjia.ground.org import queries as org
from niangjia.kit import vault
from niangjia.kit.ids import mask_phone
from niangjia.kit.powers import Actor, NotFound
from niangjia.programmes.organising.choices.grids import DECISION_TASK, FollowUp
from niangjia.programmes.organising.choices.officers import LIAISON_PHONE, Side
from niangjia.programmes.organising.models import Decision, Liaison, Meeting
from niangjia.programmes.organising.policies import CADRE_VIEW
from niangjia.programmes.organising.queries.rounds import newest, task_of


class MeetingNotFound(NotFound):
    """No such meeting, or none of the actor's."""


class LiaisonLine(NamedTuple):
    """A liaison person; the phone is masked."""

    code: str
    party: str
    union: str
    side: Any
    name: str
    phone: str
    since: date
    until: date | None


def liaisons(
    actor: Actor, *, text: str = "", former: bool = False, after: str = "", before: str = ""
) -> tuple[list[LiaisonLine], Any]:
    """A page of liaison persons by party organisation."""
    rows = Liaison.objects.visible_to(actor, CADRE_VIEW).filter(until__isnull=not former).select_related("unit")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(party__icontains=text) | Q(unit__name__icontains=text))
    page: Any = org.page(rows, ("party", "name", "pk"), after=after, before=before, size=50)
    phones = vault.unseal_many([one.phone_sealed for one in page.rows], field=LIAISON_PHONE)
    lines = [
        LiaisonLine(
            one.code, one.party, one.unit.name, Side(one.side).label, one.name, mask_phone(phone), one.since, one.until
        )
        for one, phone in zip(page.rows, phones, strict=True)
    ]
    return lines, page


def meetings(
    actor: Actor, *, text: str = "", year: int | None = None, after: str = "", before: str = "", size: int = 50
) -> Any:
    """A page of meetings, the latest first, with the numbers of their decisions: all, done, overdue as of today."""
    rows = Meeting.objects.visible_to(actor, CADRE_VIEW).filter(reversed_at__isnull=True).select_related("unit")
    if text:
        rows = rows.filter(Q(party__icontains=text) | Q(agenda__icontains=text) | Q(unit__name__icontains=text))
    if year:
        rows = rows.filter(on__year=year)
    rows = rows.annotate(
        all=Count("decisions"),
        done=Count("decisions", filter=Q(decisions__closed_on__isnull=False)),
        mark=F("pk") * -1,
        day=newest("on"),
    )
    return org.page(rows, ("day", "mark"), after=after, before=before, size=size)


class DecisionLine(NamedTuple):
    """A decision with its result and its task."""

    code: str
    words: str
    owner: str
    due_on: date
    result: Any
    closed_on: date | None
    task: str


@dataclass(frozen=True)
class MeetingPage:
    """One meeting with what it decided."""

    row: Meeting
    decisions: list[DecisionLine]


def meeting_page(actor: Actor, code: str) -> MeetingPage:
    """One meeting. Raises MeetingNotFound."""
    row = Meeting.objects.visible_to(actor, CADRE_VIEW).filter(code=code).select_related("unit").first()
    if row is None:
        raise MeetingNotFound
    lines = [
        DecisionLine(
            one.code, one.words, one.owner, one.due_on, FollowUp(one.result).label if one.result else "", one.closed_on,
            task_of(DECISION_TASK, one.pk),
        )
        for one in row.decisions.order_by("pk")
    ]  # fmt: skip
    return MeetingPage(row, lines)


def meeting_of_decision(actor: Actor, code: str) -> str:
    """The code of the meeting that decided something. Raises MeetingNotFound."""
    row = Decision.objects.visible_to(actor, CADRE_VIEW).filter(code=code).select_related("meeting").first()
    if row is None:
        raise MeetingNotFound
    return str(row.meeting.code)


class YearLine(NamedTuple):
    """What one union did together with its party organisations in a year."""

    union: str
    meetings: int
    decisions: int
    done: int
    overdue: int


def joint_year(actor: Actor, year: int, *, today: date, most: int = 300) -> list[YearLine]:
    """The overview of a year by union, the busiest first."""
    rows = Meeting.objects.visible_to(actor, CADRE_VIEW).filter(reversed_at__isnull=True, on__year=year).order_by()
    told = rows.values("unit__name").annotate(
        n=Count("pk", distinct=True),
        all=Count("decisions", distinct=True),
        done=Count("decisions", filter=Q(decisions__closed_on__isnull=False), distinct=True),
        late=Count(
            "decisions",
            filter=Q(decisions__closed_on__isnull=True, decisions__due_on__lt=today),
            distinct=True,
        ),
    )
    return [
        YearLine(one["unit__name"], one["n"], one["all"], one["done"], one["late"])
        for one in told.order_by("-n", "unit__name")[:most]
    ]
