"""Recording the stages of a file: by hand, by asking the higher union, taking the last one back, ending without a union."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.kit.powers import SYSTEM, Actor
from niangjia.programmes.organising.actions.founding import suggest_seats
from niangjia.programmes.organising.actions.founding_parts import (
    blocked,
    day_of,
    done_stages,
    end_file,
    mark_elected,
    matter_kind,
    record,
    recordable,
    save_row,
    step_back,
    withdraw_matter,
    workable,
    write,
)
from niangjia.programmes.organising.actions.founding_refusals import (
    AlreadyFounded,
    FactMissing,
    FileClosed,
    NotNextStage,
    NotReady,
    TooManyThere,
    WhyMissing,
)
from niangjia.programmes.organising.choices.founding import SUBJECT, FileState, Stage
from niangjia.programmes.organising.models import Candidate, Founding
from niangjia.programmes.organising.policies import FORM
from niangjia.programmes.organising.queries.founding import blocking, file_checks, file_row, stage_label
from niangjia.programmes.organising.rules import founding as rules

# ------------------------------------------------------------------ stages


@transaction.atomic
def record_gathered(*, actor: Actor, code: str, on: date, members: int, women: int, now: datetime) -> Founding:
    """So many have gathered. Raises FileNotFound, FileClosed, LiesAbove, NotNextStage, WrongStageDay, NotReady."""
    row = workable(actor, code, now)
    recordable(row, Stage.GATHERED, on, now, blocks=False)
    row.members, row.women = members, min(women, members)
    suggest_seats(row)
    blocked(row, Stage.GATHERED)
    write(actor, row, Stage.GATHERED, on, now, facts={"members": members, "women": row.women})
    save_row(row, "members", "women", "committee_seats", "review_seats", "women_seats", "meeting")
    return row


@dataclass(frozen=True)
class Held:
    """What a meeting came to. `votes`: place of the candidate → votes of the first and, where there was one, second round."""

    on: date
    meeting: str
    years: int
    should_attend: int
    attended: int
    votes: dict[int, tuple[int, int | None]]


@transaction.atomic
def record_held(*, actor: Actor, code: str, held: Held, now: datetime) -> Founding:
    """The meeting elected. Who is elected is worked out, not entered. Raises FileNotFound, FileClosed, LiesAbove, NotNextStage, WrongStageDay, NotReady, FactMissing, TooManyThere."""
    row = workable(actor, code, now)
    recordable(row, Stage.HELD, held.on, now, blocks=False)
    if held.attended > held.should_attend:
        raise TooManyThere
    candidates = list(row.candidates.order_by("place"))
    for one in candidates:
        if one.place not in held.votes:
            raise FactMissing(what=one.name)
        one.votes, one.votes_again = held.votes[one.place]
    row.held_on, row.meeting, row.years = held.on, held.meeting, held.years
    row.should_attend, row.attended = held.should_attend, held.attended
    found = file_checks(row, candidates)
    stop = blocking(found, Stage.HELD)
    if stop is not None:
        raise NotReady(label=stop.label, note=stop.note)
    mark_elected(row, candidates)
    Candidate.objects.bulk_update(candidates, ["votes", "votes_again", "elected"])
    facts = {"should_attend": held.should_attend, "attended": held.attended}
    write(actor, row, Stage.HELD, held.on, now, facts=facts)
    save_row(row, "held_on", "meeting", "years", "should_attend", "attended")
    return row


@transaction.atomic
def carry_out(
    *,
    actor: Actor,
    code: str,
    stage: str,
    on: date,
    document: str = "",
    words: str = "",
    skipped: bool = False,
    now: datetime,
) -> Founding:
    """Record one of the steps after the reply: seal, bank account, funds, plaque; or that the union does without it, with the reason.

    Raises FileNotFound, FileClosed, LiesAbove, NotNextStage, WrongStageDay, NotReady, WhyMissing."""
    row = workable(actor, code, now)
    if stage not in rules.OPTIONAL or (stage == Stage.REGISTERED and not skipped):
        raise NotNextStage(stage=stage_label(row.purpose, rules.next_stage(row.purpose, done_stages(row)) or ""))
    recordable(row, stage, on, now)
    if skipped and not words.strip():
        raise WhyMissing
    write(actor, row, stage, on, now, document=document, words=words, skipped=skipped)
    save_row(row)
    return row


# ------------------------------------------------------------------ asking the higher union


@transaction.atomic
def ask_above(*, actor: Actor, code: str, on: date, now: datetime) -> Founding:
    """Hand the file to the higher union: the request, the list of candidates, or the result. Once more after it came back.

    Raises FileNotFound, FileClosed, LiesAbove, NotNextStage, WrongStageDay, NotReady."""
    row = workable(actor, code, now)
    if rules.waits_for_reply(row.stage):
        return _ask_again(actor, row, now)
    stage = rules.next_stage(row.purpose, done_stages(row))
    if stage is None or stage not in rules.ANSWERS:
        raise NotNextStage(stage=stage_label(row.purpose, stage or ""))
    recordable(row, stage, on, now)
    write(actor, row, stage, on, now)
    matter = approvals.ask(
        actor=actor, kind=matter_kind(row), unit_id=row.unit_id, title=_title(row, stage), now=now,
        subject=(SUBJECT, row.pk, row.code), facts=_told(row, stage),
    )  # fmt: skip
    row.matter_code = matter.code
    row.due_on = _due_above(row, now)
    save_row(row, "matter_code")
    return row


def _due_above(row: Founding, now: datetime) -> date | None:
    """By when the higher union is expected to reply."""
    here = matters.matter(SYSTEM, row.matter_code, now=now).here
    return here.due_on if here else None


def _ask_again(actor: Actor, row: Founding, now: datetime) -> Founding:
    blocked(row, row.stage)
    page = matters.matter(SYSTEM, row.matter_code, now=now)
    approvals.resubmit(
        actor=actor, code=row.matter_code, revision=page.revision, now=now, title=_title(row, row.stage), facts=_told(row, row.stage)
    )  # fmt: skip
    row.stages.filter(stage=row.stage, undone_at__isnull=True).update(on=day_of(now))
    row.due_on = _due_above(row, now)
    save_row(row)
    record(actor, "organising.file_asked_again", row)
    return row


def _told(row: Founding, stage: str) -> dict[str, Any]:
    return {"step": str(stage), "file": row.pk, "revision": row.revision}


def _title(row: Founding, stage: str) -> str:
    label = stage_label(row.purpose, stage)
    return f"{row.name[: 116 - len(str(label))]} · {label}"


# ------------------------------------------------------------------ taking back, ending


@transaction.atomic
def take_back(*, actor: Actor, code: str, now: datetime) -> Founding:
    """Take the last stage back, as long as the next one is not recorded and it is no reply that founded anything. Candidates that were
    agreed to are taken back together with the asking, to be asked for again. Raises FileNotFound, NothingToTakeBack."""
    from_row = file_row(actor, code, power=FORM, lock=True)
    return step_back(actor, from_row, now)


@transaction.atomic
def withdraw_file(*, actor: Actor, code: str, words: str, now: datetime) -> Founding:
    """There will be no union, or no election now. Raises FileNotFound, FileClosed, AlreadyFounded, WhyMissing."""
    row = file_row(actor, code, power=FORM, lock=True)
    if row.state != FileState.OPEN:
        raise FileClosed
    if row.replied_on is not None:
        raise AlreadyFounded
    if not words.strip():
        raise WhyMissing
    withdraw_matter(actor, row, now)
    end_file(row, FileState.WITHDRAWN, words.strip(), now)
    record(actor, "organising.file_withdrawn", row)
    return row


@transaction.atomic
def step_back_withdrawn(*, actor: Actor, matter_codes: list[str], now: datetime) -> None:
    """Matters were withdrawn from their own page: what asked for them is undone. Run again it finds nothing."""
    rows = Founding.rows.select_for_update(of=("self",)).select_related("unit").filter(matter_code__in=matter_codes)
    for row in rows.filter(state=FileState.OPEN, stage__in=list(rules.ANSWERS)).order_by("pk"):
        step_back(actor, row, now, matter=False)
