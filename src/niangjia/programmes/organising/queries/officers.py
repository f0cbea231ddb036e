"""The register of officers as it is read: the list, one officer, visits, trainings and who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import seen
from niangjia.kit import vault
from niangjia.kit.ids import mask_phone
from niangjia.kit.powers import Actor, NotFound
from niangjia.programmes.organising.choices.grids import NOTE, PROMISE_TASK, FollowUp
from niangjia.programmes.organising.choices.officers import OFFICER_PHONE, OfficerKind
from niangjia.programmes.organising.models import Attendance, Officer, Post, Training, Visit
from niangjia.programmes.organising.policies import CADRE_VIEW
from niangjia.programmes.organising.queries.rounds import newest, task_of


class OfficerNotFound(NotFound):
    """No such officer, or none of the actor's."""


class TrainingNotFound(NotFound):
    """No such training, or none of the actor's."""


class VisitNotFound(NotFound):
    """No such visit, or none of the actor's."""


# ------------------------------------------------------------------ officers


@dataclass(frozen=True)
class OfficerFilter:
    """What the register is narrowed to. `state`: `serving`, `former` or `all`."""

    text: str = ""
    under: str = ""
    kinds: Sequence[str] = field(default=())
    state: str = "serving"
    codes: Sequence[str] = field(default=())


def posts_now(today: date) -> QuerySet[Post]:
    """Posts held on a day."""
    return Post.rows.filter(Q(until__isnull=True) | Q(until__gt=today), since__lte=today)


def matching_officers(actor: Actor, wanted: OfficerFilter, *, today: date) -> Any:
    """Officers with a post in the actor's branches (or entered there), with `post`, `post_kind`, `post_unit`, `post_since`."""
    held = posts_now(today).filter(officer=OuterRef("pk")).order_by("-since", "-pk")
    here = Exists(Post.rows.filter(seen(actor, CADRE_VIEW, "path"), officer=OuterRef("pk")))
    rows = Officer.rows.filter(Q(here) | seen(actor, CADRE_VIEW, "path"), removed_at__isnull=True)
    if wanted.state == "serving":
        rows = rows.filter(Exists(held))
    elif wanted.state == "former":
        rows = rows.filter(~Exists(held))
    if wanted.kinds:
        rows = rows.filter(Exists(held.filter(kind__in=list(wanted.kinds))))
    if wanted.under:
        rows = rows.filter(Exists(held.filter(org.subtree(org.unit(actor, wanted.under)))))
    if wanted.text:
        rows = rows.filter(Q(name__icontains=wanted.text) | Exists(held.filter(unit__name__icontains=wanted.text)))
    if wanted.codes:
        rows = rows.filter(code__in=list(wanted.codes))
    return rows.annotate(
        post=Subquery(held.values("title")[:1]),
        post_kind=Subquery(held.values("kind")[:1]),
        post_unit=Subquery(held.values("unit__name")[:1]),
        post_since=Subquery(held.values("since")[:1]),
    )


def officers(
    actor: Actor, wanted: OfficerFilter, *, today: date, after: str = "", before: str = "", size: int = 50
) -> Any:
    """A page of officers by name; each row carries `phone`, masked."""
    found = org.page(
        matching_officers(actor, wanted, today=today), ("name", "pk"), after=after, before=before, size=size
    )
    phones = vault.unseal_many([one.phone_sealed for one in found.rows], field=OFFICER_PHONE)
    for one, phone in zip(found.rows, phones, strict=True):
        one.phone = mask_phone(phone)
    return found


def count_officers(actor: Actor, wanted: OfficerFilter, *, today: date) -> int:
    """How many they are."""
    return int(matching_officers(actor, wanted, today=today).count())


def officer_kinds(actor: Actor, wanted: OfficerFilter, *, today: date) -> list[tuple[str, int]]:
    """How many serve as what; the filter's own kinds do not narrow it."""
    open_kinds = OfficerFilter(wanted.text, wanted.under, (), wanted.state, wanted.codes)
    rows = matching_officers(actor, open_kinds, today=today).exclude(post_kind__isnull=True).order_by()
    return list(rows.values_list("post_kind").annotate(n=Count("pk")).order_by("-n"))


@dataclass(frozen=True)
class OfficerPage:
    """One officer with posts, trainings and visits, the latest first."""

    row: Officer
    phone: str
    posts: list[Post]
    trainings: list[Attendance]
    visits: list[Visit]
    account: str
    person: str


def officer_row(actor: Actor, code: str, *, today: date) -> Officer:
    """One officer. Raises OfficerNotFound."""
    rows = matching_officers(actor, OfficerFilter(state="all", codes=(code,)), today=today)
    found: Officer | None = rows.select_related("unit", "account", "person").first()
    if found is None:
        raise OfficerNotFound
    return found


def officer_page(actor: Actor, code: str, *, today: date) -> OfficerPage:
    """One officer. Raises OfficerNotFound."""
    row = officer_row(actor, code, today=today)
    posts = list(Post.rows.filter(officer=row).select_related("unit").order_by("-since", "-pk"))
    here = Q(officer=row) | (Q(person_id=row.person_id) if row.person_id else Q(pk__in=[]))
    trainings = Attendance.objects.filter(here, training__cancelled_at__isnull=True).select_related("training")
    visits = Visit.objects.visible_to(actor, CADRE_VIEW).filter(officer=row, reversed_at__isnull=True)
    return OfficerPage(
        row, mask_phone(vault.unseal(row.phone_sealed, field=OFFICER_PHONE)), posts,
        list(trainings.order_by("-training__since", "-pk")[:50]),
        list(visits.select_related("seen_unit", "employer").order_by("-on", "-pk")[:20]),
        row.account.username if row.account else "", row.person.code if row.person else "",
    )  # fmt: skip


def serving(actor: Actor, *, power: str, today: date, most: int = 500) -> list[Officer]:
    """Officers with a post now where the actor holds a power, for a choice."""
    held = posts_now(today).filter(seen(actor, power, "path"), officer=OuterRef("pk"))
    rows = Officer.rows.filter(Exists(held), removed_at__isnull=True).select_related("unit")
    return list(rows.order_by("name", "pk")[:most])


def kind_label(kind: str | None) -> Any:
    """The words of a kind of post."""
    return OfficerKind(kind).label if kind else ""


# ------------------------------------------------------------------ trainings


def trainings(
    actor: Actor, *, text: str = "", year: int | None = None, after: str = "", before: str = "", size: int = 50
) -> Any:
    """A page of trainings, the latest first, with how many were `there`."""
    rows = Training.objects.visible_to(actor, CADRE_VIEW).select_related("unit")
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(unit__name__icontains=text))
    if year:
        rows = rows.filter(since__year=year)
    rows = rows.annotate(there=Count("attendances"), mark=F("pk") * -1, day=newest("since"))
    return org.page(rows, ("day", "mark"), after=after, before=before, size=size)


def training_row(actor: Actor, code: str, *, power: str = CADRE_VIEW) -> Training:
    """One training. Raises TrainingNotFound."""
    found: Training | None = Training.objects.visible_to(actor, power).filter(code=code).select_related("unit").first()
    if found is None:
        raise TrainingNotFound
    return found


def attendances(row: Training, *, text: str = "", after: str = "", before: str = "", size: int = 100) -> Any:
    """A page of who was there, by name."""
    rows = Attendance.objects.filter(training=row).select_related("of_unit")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(of_unit__name__icontains=text))
    return org.page(rows, ("name", "pk"), after=after, before=before, size=size)


def attendance_counts(row: Training) -> dict[str, int]:
    """How many were there, and how many of them as chairs."""
    found = Attendance.objects.filter(training=row)
    return found.aggregate(all=Count("pk"), chairs=Count("pk", filter=Q(chair=True)))


def training_by_sign(sign_code: str) -> Training | None:
    """The training of a QR at the door, whether it may be signed or not. Unscoped: it tells title, day and place only."""
    return Training.rows.filter(sign_code=sign_code).select_related("unit").first()


def is_there(training: Training, actor: Actor) -> bool:
    """Whether the actor stands on the list of a training."""
    mine = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    if actor.account_id:
        mine |= Q(by_account_id=actor.account_id, way="sign") | Q(officer__account_id=actor.account_id)
    return Attendance.objects.filter(mine, training=training).exists()


def _attended_as_chair(on: date, days: int) -> Any:
    return Attendance.objects.filter(
        chair=True, of_unit__isnull=False, training__cancelled_at__isnull=True,
        training__until__gt=on - timedelta(days=days), training__until__lte=on,
    )  # fmt: skip


def trained_chairs(*, on: date, path: str = "") -> set[int]:
    """Unions whose chair was at a training within the rulebook's days before a day: a fact for scorecards. Unscoped."""
    days = rule_at("organising.officers", on, path).integer("trained")
    return set(_attended_as_chair(on, days).values_list("of_unit_id", flat=True))


def chair_trained(unit_id: int, *, on: date, path: str = "") -> tuple[int, date | None]:
    """The rulebook's days, and the last training within them at which the chair of a union was. Unscoped: callers hold the union."""
    days = rule_at("organising.officers", on, path).integer("trained")
    found = _attended_as_chair(on, days).filter(of_unit_id=unit_id)
    return days, found.aggregate(last=Max("training__until"))["last"]


# ------------------------------------------------------------------ visits


@dataclass(frozen=True)
class VisitFilter:
    """What the visits are narrowed to. `promise`: `open`, `kept` or ""."""

    text: str = ""
    kind: str = ""
    officer: str = ""
    promise: str = ""
    reversed: bool = False


def visits(actor: Actor, wanted: VisitFilter, *, after: str = "", before: str = "", size: int = 50) -> Any:
    """A page of visits, the latest first."""
    rows = Visit.objects.visible_to(actor, CADRE_VIEW).filter(reversed_at__isnull=not wanted.reversed)
    rows = rows.select_related("officer", "seen_unit", "employer", "unit")
    if wanted.text:
        rows = rows.filter(
            Q(officer__name__icontains=wanted.text)
            | Q(seen_unit__name__icontains=wanted.text)
            | Q(employer__name__icontains=wanted.text)
            | Q(place__icontains=wanted.text)
        )
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.officer:
        rows = rows.filter(officer__code=wanted.officer)
    if wanted.promise:
        rows = rows.filter(due_on__isnull=False, closed_on__isnull=wanted.promise == "open")
    return org.page(
        rows.annotate(mark=F("pk") * -1, day=newest("on")), ("day", "mark"), after=after, before=before, size=size
    )


def visit_kinds(*, on: date, path: str = "") -> list[str]:
    """The kinds of visits that hold on a day."""
    text = rule_at("organising.officers", on, path).text("kinds")
    return [one.strip() for one in text.replace("，", "、").replace("\n", "、").split("、") if one.strip()]


class VisitCount(NamedTuple):
    """What one officer did of one kind in a period."""

    officer: str
    code: str
    kind: str
    visits: int
    days: int


def visit_counts(actor: Actor, *, since: date, until: date, most: int = 300) -> list[VisitCount]:
    """Visits by officer and kind in a period."""
    rows = Visit.objects.visible_to(actor, CADRE_VIEW).filter(reversed_at__isnull=True, on__gte=since, on__lte=until)
    told = rows.order_by().values_list("officer__name", "officer__code", "kind").annotate(n=Count("pk"), d=Sum("days"))
    return [VisitCount(*one) for one in told.order_by("officer__name", "officer__code", "kind")[:most]]


@dataclass(frozen=True)
class VisitPage:
    """One visit, opened."""

    row: Visit
    found: str
    promise: str
    result: Any
    task: str


def visit_row(actor: Actor, code: str, *, power: str = CADRE_VIEW) -> Visit:
    """One visit. Raises VisitNotFound."""
    rows = Visit.objects.visible_to(actor, power).filter(code=code)
    found: Visit | None = rows.select_related("officer", "seen_unit", "employer", "unit").first()
    if found is None:
        raise VisitNotFound
    return found


def visit_page(row: Visit) -> VisitPage:
    """What a visit tells; the look at it is an act (`actions.open_visit`)."""
    found, promise = vault.unseal_many([row.found_sealed, row.promise_sealed], field=NOTE)
    label = FollowUp(row.result).label if row.result else ""
    return VisitPage(row, found, promise, label, task_of(PROMISE_TASK, row.pk) if row.due_on else "")
