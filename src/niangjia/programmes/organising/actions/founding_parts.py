"""What all acts on a founding file share: finding it in a workable state, whether a stage may be recorded, writing and undoing one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.engines.approvals.choices import LIVING, MENDED
from niangjia.engines.rulebooks.queries import rule_at
from niangjia.ground.audit import actions as audit
from niangjia.kit.powers import SYSTEM, Actor
from niangjia.programmes.organising.actions.founding_refusals import (
    FileChanged,
    FileClosed,
    LiesAbove,
    NothingToTakeBack,
    NotNextStage,
    NotReady,
    WrongStageDay,
)
from niangjia.programmes.organising.choices.founding import (
    FOUNDING,
    SUBJECT,
    TERM_ELECTION,
    Body,
    FileState,
    Purpose,
    Stage,
)
from niangjia.programmes.organising.models import Candidate, Founding, FoundingStage, Registration
from niangjia.programmes.organising.policies import FORM
from niangjia.programmes.organising.queries.founding import blocking, file_checks, file_row, picture, stage_label
from niangjia.programmes.organising.rules import checking
from niangjia.programmes.organising.rules import founding as rules

NONE: Mapping[str, Any] = {}


def day_of(now: datetime) -> date:
    """The day of a moment, here."""
    return timezone.localtime(now).date()


def matter_kind(row: Founding) -> str:
    """The kind of approval by which the higher union replies."""
    return FOUNDING if row.purpose == Purpose.FOUND else TERM_ELECTION


def done_stages(row: Founding) -> dict[str, FoundingStage]:
    """The stages that hold."""
    return {one.stage: one for one in row.stages.filter(undone_at__isnull=True)}


def workable(actor: Actor, code: str, now: datetime, revision: int | None = None) -> Founding:
    """The file, locked: open, and not with the higher union unless that sent it back. Raises FileNotFound, FileClosed, LiesAbove,
    FileChanged."""
    row = file_row(actor, code, power=FORM, lock=True)
    if row.state != FileState.OPEN:
        raise FileClosed
    if revision is not None and row.revision != revision:
        raise FileChanged
    if rules.waits_for_reply(row.stage) and matters.matter(SYSTEM, row.matter_code, now=now).state not in MENDED:
        raise LiesAbove
    return row


def recordable(row: Founding, stage: str, on: date, now: datetime, *, blocks: bool = True) -> None:
    """Whether a stage may be recorded for a day. Raises NotNextStage, WrongStageDay, NotReady."""
    following = rules.next_stage(row.purpose, done_stages(row))
    if following is None or following != stage:
        raise NotNextStage(stage=stage_label(row.purpose, following or ""))
    first = row.stage_on or date(2000, 1, 1)
    if on > day_of(now) or on < first:
        raise WrongStageDay(first=first)
    if blocks:
        blocked(row, stage)


def blocked(row: Founding, stage: str) -> None:
    """Raises NotReady where a line of the rule check failed on which the stage rests."""
    if stage not in rules.BLOCKS:
        return
    stop = blocking(file_checks(row, list(row.candidates.order_by("place"))), stage)
    if stop is not None:
        raise NotReady(label=stop.label, note=stop.note)


def write(
    actor: Actor, row: Founding, stage: str, on: date, now: datetime, *, facts: Mapping[str, Any] = NONE, document: str = "",
    words: str = "", skipped: bool = False,
) -> None:  # fmt: skip
    """Note a stage as a dated fact, and by when the next one is expected. The caller saves the row."""
    FoundingStage.objects.create(
        file=row, stage=stage, on=on, facts=dict(facts), document=document[:60], words=words.strip()[:200], skipped=skipped,
        at=now, by_account_id=actor.account_id,
    )  # fmt: skip
    row.stage, row.stage_on = stage, on
    row.due_on = _due(row, stage, on)
    if rules.next_stage(row.purpose, done_stages(row)) is None:
        row.state, row.ended_on, row.due_on = FileState.DONE, day_of(now), None
    record(actor, "organising.stage_recorded", row, stage=str(stage))


def _due(row: Founding, stage: str, on: date) -> date | None:
    """By when the next stage is expected: the rulebooks name a time after the consent, the election and the reply; in between the day
    that was set stays, and while the file lies above the inbox has its own."""
    if stage in {Stage.AGREED, Stage.GATHERED, Stage.NOMINATED, Stage.CLEARED}:
        agreed = (
            row.stages.filter(stage=Stage.AGREED, undone_at__isnull=True).values_list("on", flat=True).first() or on
        )
        return rules.months_on(agreed, rule_at("organising.founding", agreed, row.path).integer("prepare"))
    if stage == Stage.HELD:
        return on + timedelta(days=rule_at("organising.founding", on, row.path).integer("report"))
    if stage == Stage.REPLIED:
        return on + timedelta(days=rule_at("organising.terms", on, row.path).integer("register"))
    return None if stage in {Stage.ASKED, Stage.REPORTED, Stage.REGISTERED} else row.due_on


def save_row(row: Founding, *names: str) -> None:
    """Save some facts of a file together with where it stands."""
    row.revision += 1
    row.save(update_fields=[*names, "stage", "stage_on", "due_on", "state", "ended_on", "revision"])


def mark_elected(row: Founding, candidates: Sequence[Candidate]) -> None:
    """Who of the candidates is elected, by the count."""
    terms = rule_at("organising.terms", row.held_on or row.begun_on, row.path)
    seen = picture(row, candidates)
    won: set[int] = set()
    for body in Body:
        found = checking.count(terms, seen, body)
        won |= set(found.elected) if found else set()
    for place, one in enumerate(candidates):
        one.elected = place in won


def withdraw_matter(actor: Actor, row: Founding, now: datetime) -> None:
    """What was asked of the higher union and is not decided yet is withdrawn."""
    if row.matter_code:
        page = matters.matter(SYSTEM, row.matter_code, now=now)
        if page.state in LIVING:
            approvals.withdraw(actor=actor, code=row.matter_code, revision=page.revision, now=now)


def step_back(actor: Actor, row: Founding, now: datetime, *, matter: bool = True) -> Founding:
    """Undo the last stage; candidates that were agreed to together with the asking. Raises NothingToTakeBack."""
    if row.state not in {FileState.OPEN, FileState.DONE} or not rules.may_take_back(row.stage):
        raise NothingToTakeBack
    if matter and rules.waits_for_reply(row.stage):
        withdraw_matter(actor, row, now)
    going = [Stage.NOMINATED, Stage.CLEARED] if row.stage == Stage.CLEARED else [row.stage]
    undo_stages(actor, row, going, now)
    record(actor, "organising.stage_taken_back", row, stage=str(going[-1]))
    return row


def undo_stages(actor: Actor, row: Founding, going: Sequence[str], now: datetime) -> None:
    """Mark stages as taken back, with what they wrote on the file."""
    row.stages.filter(stage__in=going, undone_at__isnull=True).update(undone_at=now, undone_by_id=actor.account_id)
    names = []
    if Stage.HELD in going:
        row.held_on = row.should_attend = row.attended = None
        names = ["held_on", "should_attend", "attended"]
        row.candidates.update(votes=None, votes_again=None, elected=None)
    if Stage.REGISTERED in going:
        Registration.rows.filter(file=row, ended_on__isnull=True).delete()
        before = Registration.rows.filter(unit_id=row.unit_id).order_by("-pk").first()
        if before is not None and before.ended_on is not None:
            Registration.rows.filter(pk=before.pk).update(ended_on=None)
    last = row.stages.filter(undone_at__isnull=True).order_by("-pk").first()
    row.stage, row.stage_on = (last.stage, last.on) if last else ("", None)
    row.due_on = _due(row, row.stage, row.stage_on) if row.stage_on else None
    row.state, row.ended_on = FileState.OPEN, None
    save_row(row, *names)


def end_file(row: Founding, state: FileState, words: str, now: datetime) -> None:
    """Close a file without a union. The numbers of those who gathered are overwritten, of a refused one in the night: a refusal can
    be taken back for ten seconds."""
    row.state, row.ended_on, row.why_ended, row.due_on = state, day_of(now), words[:200], None
    if state == FileState.WITHDRAWN:
        row.people.update(sealed="", identity_index="")
    save_row(row, "why_ended")


def record(actor: Actor, verb: str, row: Founding, **facts: Any) -> None:
    """An entry in the trail."""
    audit.record(actor=actor, verb=verb, subject=(SUBJECT, row.pk), path=row.path, facts=facts)
