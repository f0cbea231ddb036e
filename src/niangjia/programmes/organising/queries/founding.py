"""Founding files and term elections: the list, one file with its stages and checks, and what the higher union is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import queries as matters
from niangjia.engines.approvals.choices import MENDED
from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.access import queries as accounts
from niangjia.ground.org import queries as org
from niangjia.ground.org.choices import UnitKind
from niangjia.kit.calendar import today as _today
from niangjia.kit.declare import Asked, Checked, Located
from niangjia.kit.powers import SYSTEM, Actor, NotFound, holds
from niangjia.programmes.organising.choices.founding import BODY_OF, Body, FileState, Post, Purpose, Stage
from niangjia.programmes.organising.models import Candidate, Founding, FoundingStage
from niangjia.programmes.organising.policies import FILES, FORM
from niangjia.programmes.organising.rules import checking
from niangjia.programmes.organising.rules import founding as rules
from niangjia.programmes.organising.rules.founding import Check, Picture, Stood

REPLIES = (UnitKind.FEDERATION, UnitKind.ASSOCIATION, UnitKind.INDUSTRY, UnitKind.WORK_COMMITTEE)
"""Kinds of union that reply to others: see the route `next_up` of approvals."""

NEVER = date(9999, 12, 31)


class FileNotFound(NotFound):
    """No such file, or none of the actor's."""


def file_row(actor: Actor, code: str, *, power: str = FILES, lock: bool = False) -> Founding:
    """One file in the actor's branches. Raises FileNotFound."""
    rows = Founding.objects.visible_to(actor, power).select_related("unit", "upper")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row: Founding | None = rows.filter(code=code).first()
    if row is None:
        raise FileNotFound
    return row


def replier(path: str, *, itself: bool = False) -> Any:
    """The next higher union of a place: the nearest one above that replies; with `itself` also the one at the place."""
    chain = org.way(path)
    return next((one for one in reversed(chain if itself else chain[:-1]) if one.kind in REPLIES), None)


# ------------------------------------------------------------------ the list


@dataclass(frozen=True)
class FileFilter:
    """What a list of files is narrowed to."""

    purpose: str = ""
    state: str = "open"
    """A state, `late` for open ones that are overdue, or `all`."""
    lies: str = ""
    """`above`: with the higher union; `here`: with those who prepare."""
    text: str = ""
    under: str = ""


@dataclass(frozen=True)
class FileLine:
    """A file in the list. `with_whom` has it now, `days` it has been going on, `late` by how many days."""

    row: Founding
    stage: Any
    next: Any
    with_whom: str
    days: int
    late: int


def matching_files(actor: Actor, wanted: FileFilter) -> QuerySet[Founding]:
    """Files in the actor's reach that fit the filter."""
    rows: QuerySet[Founding] = Founding.objects.visible_to(actor, FILES)
    if wanted.purpose:
        rows = rows.filter(purpose=wanted.purpose)
    if wanted.state == "late":
        rows = rows.filter(state=FileState.OPEN, due_on__lt=_today())
    elif wanted.state != "all":
        rows = rows.filter(state=wanted.state)
    asking = [one.value for one in Stage if one in rules.ANSWERS]
    if wanted.lies == "above":
        rows = rows.filter(state=FileState.OPEN, stage__in=asking)
    elif wanted.lies == "here":
        rows = rows.filter(state=FileState.OPEN).exclude(stage__in=asking)
    if wanted.text:
        rows = rows.filter(Q(name__icontains=wanted.text) | Q(reply_text__icontains=wanted.text))
    if wanted.under:
        rows = rows.filter(org.subtree(org.unit(actor, wanted.under), "path"))
    return rows


def files(actor: Actor, wanted: FileFilter, *, after: str = "", before: str = "", size: int = 50) -> Any:
    """One page of files, what is due first in front."""
    rows = matching_files(actor, wanted).select_related("unit", "upper")
    rows = rows.annotate(due_key=Coalesce(F("due_on"), Value(NEVER), output_field=DateField()))
    found = org.page(rows, ("due_key", "pk"), after=after, before=before, size=size)
    uppers = {row.pk: row.upper.name if row.upper else "" for row in found.rows}
    paths = {row.path for row in found.rows if row.upper is None}
    above = _above(paths)
    lines = [_line(row, uppers[row.pk] or above.get(row.path, "")) for row in found.rows]
    return lines, found


def _above(paths: Iterable[str]) -> dict[str, str]:
    """The name of the next higher union of many places, in one statement."""
    wanted = {step for path in paths for step in org.above(path)}
    known = {unit.path: unit for unit in org.units_at(wanted)} if wanted else {}
    found = {}
    for path in paths:
        chain = [known[step] for step in org.above(path) if step in known]
        one = next((unit for unit in reversed(chain) if unit.kind in REPLIES), None)
        found[path] = one.name if one else ""
    return found


def _line(row: Founding, upper: str) -> FileLine:
    today = _today()
    following = rules.STAGES[row.purpose]
    done = following[: following.index(Stage(row.stage)) + 1] if row.stage else ()
    waits = row.state == FileState.OPEN and rules.waits_for_reply(row.stage)
    late = (today - row.due_on).days if row.state == FileState.OPEN and row.due_on and row.due_on < today else 0
    return FileLine(
        row=row,
        stage=stage_label(row.purpose, row.stage) if row.stage else _("还没有报请示"),
        next=stage_label(row.purpose, rules.next_stage(row.purpose, done) or ""),
        with_whom=upper
        if waits
        else _now("筹备组")
        if row.purpose == Purpose.FOUND and not row.replied_on
        else row.unit.name,
        days=((row.ended_on or today) - row.begun_on).days,
        late=late,
    )


def file_counts(actor: Actor) -> dict[tuple[str, str], int]:
    """How many files there are by purpose and state, for the tabs."""
    rows = Founding.objects.visible_to(actor, FILES).order_by().values_list("purpose", "state")
    return {(purpose, state): number for purpose, state, number in rows.annotate(number=Count("pk"))}


# ------------------------------------------------------------------ one file

TERM_LABELS: dict[str, Any] = {
    Stage.ASKED: _("报换届请示"), Stage.AGREED: _("上级同意换届"), Stage.REGISTERED: _("法人变更登记"),
}  # fmt: skip


def stage_label(purpose: str, stage: str) -> Any:
    """A stage in words; a term election has some of its own."""
    if not stage:
        return ""
    return TERM_LABELS.get(stage, Stage(stage).label) if purpose == Purpose.TERM else Stage(stage).label


@dataclass(frozen=True)
class StageLine:
    """A stage on the page: done (with its day and papers), now, or to come."""

    stage: str
    label: Any
    sort: str
    on: date | None = None
    document: str = ""
    words: str = ""
    skipped: bool = False
    who: str = ""
    may_skip: bool = False


@dataclass(frozen=True)
class FilePage:
    """All that a file's page shows. `next` is the stage that can be recorded now ("" if the file lies above or is closed);
    `returned` the matter's words if the higher union sent it back."""

    row: Founding
    stages: Sequence[StageLine]
    next: str
    checks: Sequence[Check]
    blocked: Any
    people: Sequence[Any]
    candidates: Sequence[Any]
    employers: Sequence[Any]
    matter: matters.Page | None
    waits: bool
    returned: bool
    reason: Any
    words: str
    may_form: bool
    may_edit: bool
    may_back: bool
    term: Any
    upper: str
    upper_code: str
    days: int
    late: int


def file_page(actor: Actor, code: str, *, now: datetime) -> FilePage:
    """One file. Raises FileNotFound."""
    row = file_row(actor, code)
    stages = list(row.stages.filter(undone_at__isnull=True).order_by("pk"))
    done = {one.stage: one for one in stages}
    candidates = list(row.candidates.order_by("place"))
    found = file_checks(row, candidates)
    matter = matters.matter(SYSTEM, row.matter_code, now=now) if row.matter_code else None
    waits = row.state == FileState.OPEN and rules.waits_for_reply(row.stage)
    returned = bool(waits and matter and matter.state in MENDED)
    last = (
        next((one for one in reversed(matter.steps) if one.state == "returned"), None) if returned and matter else None
    )
    following = rules.next_stage(row.purpose, done) if row.state == FileState.OPEN else None
    upper = row.upper or replier(row.path)
    may_form = holds(actor, FORM, row.path)
    open_ = row.state == FileState.OPEN
    return FilePage(
        row=row,
        stages=_stage_lines(row, stages, following),
        next=following.value if following and not waits else "",
        checks=found,
        blocked=blocking(found, following.value) if following else None,
        people=list(row.people.order_by("place")),
        candidates=candidates,
        employers=[one.employer for one in row.employers.select_related("employer").order_by("pk")],
        matter=matter,
        waits=waits and not returned,
        returned=returned,
        reason=last.reason if last else "",
        words=last.words if last else "",
        may_form=may_form,
        may_edit=may_form and open_ and (not waits or returned),
        may_back=may_form and row.state in {FileState.OPEN, FileState.DONE} and rules.may_take_back(row.stage),
        term=None,
        upper=upper.name if upper else "",
        upper_code=upper.code if upper and holds(actor, "org.view", upper.path) else "",
        days=((row.ended_on or _today()) - row.begun_on).days + 1,
        late=(_today() - row.due_on).days if open_ and row.due_on and row.due_on < _today() else 0,
    )


def _stage_lines(row: Founding, stages: Sequence[FoundingStage], following: Stage | None) -> list[StageLine]:
    names = accounts.account_names([one.by_account_id for one in stages if one.by_account_id])
    done = {one.stage: one for one in stages}
    lines = []
    for stage in rules.STAGES[row.purpose]:
        label = stage_label(row.purpose, stage)
        fact = done.get(stage)
        if fact is not None:
            who = names.get(fact.by_account_id or 0, "")
            lines.append(StageLine(stage, label, "past", fact.on, fact.document, fact.words, fact.skipped, who))
        elif row.state == FileState.OPEN:
            lines.append(
                StageLine(stage, label, "now" if stage == following else "next", may_skip=stage in rules.OPTIONAL)
            )
    return lines


# ------------------------------------------------------------------ the checks


def picture(row: Founding, candidates: Sequence[Candidate], *, employers: int | None = None) -> Picture:
    """The file as the pure rules see it."""
    seats = {Body.COMMITTEE: row.committee_seats, Body.REVIEW: row.review_seats, Body.WOMEN: row.women_seats}
    return Picture(
        purpose=row.purpose,
        kind=row.kind,
        mode=row.mode,
        employers=row.employers.count() if employers is None else employers,
        members=row.members,
        women=row.women,
        seats={str(body): number for body, number in seats.items() if number},
        candidates=tuple(
            Stood(one.name, one.post, one.sex, one.relation, one.votes, one.votes_again) for one in candidates
        ),
        meeting=row.meeting,
        should_attend=row.should_attend,
        attended=row.attended,
        years=row.years,
        party=row.party,
    )


def file_checks(row: Founding, candidates: Sequence[Candidate], *, employers: int | None = None) -> list[Check]:
    """The rule check of a file, by the rules in force today at its place."""
    today = _today()
    book, terms = rule_at("organising.founding", today, row.path), rule_at("organising.terms", today, row.path)
    return checking.checks(book, terms, picture(row, candidates, employers=employers))


def blocking(found: Iterable[Check], stage: str) -> Check | None:
    """The first failed line that keeps a stage from being recorded."""
    topics = rules.BLOCKS.get(stage, ())
    return next((one for one in found if one.verdict == "failed" and one.topic in topics), None)


# ------------------------------------------------------------------ what the higher union is shown


def _rows(asked: Sequence[Asked]) -> dict[int, Founding]:
    rows = Founding.rows.select_related("unit", "upper").filter(pk__in=[one.subject_id for one in asked])
    by_key = {row.pk: row for row in rows.prefetch_related("candidates", "employers__employer")}
    return {one.id: by_key[one.subject_id] for one in asked if one.subject_id in by_key}


def founding_facts(*, actor: Actor, matters: Sequence[Asked]) -> dict[int, list[tuple[Any, Any]]]:
    """What the file says: who, how many, which bodies, the result. Names of candidates are what the reply is about."""
    return {key: _facts(row) for key, row in _rows(matters).items()}


def _facts(row: Founding) -> list[tuple[Any, Any]]:
    employers = "、".join(one.employer.name for one in row.employers.all()[:5])
    lines: list[tuple[Any, Any]] = [
        (_("事项"), stage_label(row.purpose, row.stage)),
        (_("工会"), row.name),
        (_("建会方式"), row.get_mode_display() if row.mode else ""),
        (_("单位"), employers),
        (_("会员"), row.members if row.members is not None else ""),
        (_("同级党组织"), row.party),
    ]
    for body in Body:
        some = [one for one in row.candidates.all() if BODY_OF[one.post] == body]
        shown = [one for one in some if one.elected is not False]
        if shown:
            lines.append(
                (body.label, "、".join(f"{one.name}（{Post(one.post).label}）" for one in sorted(shown, key=_order)))
            )
    if row.held_on:
        told = {"n": row.should_attend, "m": row.attended}
        lines.append((_("大会"), _now("应到会 %(n)s，实到会 %(m)s") % told))
    return lines


def _order(one: Candidate) -> tuple[int, int]:
    return list(Post).index(Post(one.post)), one.place


def founding_checks(*, actor: Actor, matters: Sequence[Asked]) -> dict[int, list[Checked]]:
    """The rule check, as on the file's own page."""
    found = {}
    for key, row in _rows(matters).items():
        lines = file_checks(
            row, sorted(row.candidates.all(), key=lambda one: one.place), employers=len(row.employers.all())
        )
        found[key] = [Checked(one.verdict, one.label, one.note, one.clause) for one in lines]
    return found


# ------------------------------------------------------------------ papers


def located(subject_id: int) -> Located | None:
    """Where a file lies, for its papers."""
    row = Founding.rows.filter(pk=subject_id).first()
    return Located(row.unit_id, row.code, row.name) if row else None


def key_of(code: str) -> int | None:
    """The key of a file by its code."""
    return Founding.rows.filter(code=code).values_list("pk", flat=True).first()


def file_places(*, record_id: int) -> tuple[str, list[str]]:
    """Where a file lies, for "who can see this"."""
    return FILES, list(Founding.rows.filter(pk=record_id).values_list("path", flat=True))


def askers(asked: Sequence[Asked]) -> dict[int, int]:
    """Accounts that began the files of some matters, by the matter's key."""
    rows = dict(Founding.rows.filter(pk__in=[one.subject_id for one in asked]).values_list("pk", "by_account_id"))
    return {one.id: rows[one.subject_id] for one in asked if rows.get(one.subject_id or 0)}
