"""One matter: who sees it, its page with the stops behind and ahead, and the lists of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import rules
from niangjia.engines.approvals.choices import ENDED, WORDS, Act, MatterState, StandState
from niangjia.engines.approvals.models import Matter, Move, Stand
from niangjia.engines.approvals.policies import USE
from niangjia.engines.approvals.queries.hands import Deciding, asking_marks
from niangjia.engines.approvals.queries.tellings import asked_of, kind_title, reason_text, stop_title
from niangjia.engines.approvals.queries.usual import usual_days
from niangjia.ground.access import queries as access
from niangjia.kit import vault
from niangjia.kit.calendar import today
from niangjia.kit.declare import Approval, Asked, Checked, approvals
from niangjia.kit.powers import Actor, ActorKind, NotFound, holds

PAGE = 30


class MatterNotFound(NotFound):
    """No such matter, or not the actor's to see."""

    code = "approvals.not_found"
    text = _("没有这件事，或者它不在您负责的范围里。")


# ------------------------------------------------------------------ who sees it


def sees(actor: Actor, matter: Matter) -> bool:
    """Whether the actor sees a matter: asked for it, holds the kind's `view` over a unit of it, or decides at a stop."""
    if matter.kind not in approvals():
        return False
    return is_own(actor, matter) or in_charge(actor, matter)


def in_charge(actor: Actor, matter: Matter) -> bool:
    """Whether the actor sees a matter by what she holds, not merely because it is her own."""
    declared = approvals().get(matter.kind)
    if declared is None:
        return False
    if holds(actor, declared.view, matter.path):
        return True
    if matter.other_path and holds(actor, declared.view, matter.other_path):
        return True
    return any(
        holds(actor, power, path)
        for power, path in Stand.rows.filter(matter=matter).values_list("power", "path")
        if power in declared.deciding()
    )


def is_own(actor: Actor, matter: Matter) -> bool:
    """Whether the actor is whose matter it is, or asked for it herself."""
    persons = {matter.person_id, matter.by_person_id} - {None}
    accounts = {matter.by_account_id, matter.for_account_id} - {None}
    return actor.person_id in persons or actor.account_id in accounts


def acts_for_asker(actor: Actor, matter: Matter, marks: frozenset[str]) -> bool:
    """Whether the actor is of the asking side: had a hand in the asking, is whose matter it is, holds the kind's `ask`
    power over the unit, or is the machine."""
    declared = approvals().get(matter.kind)
    if actor.kind is ActorKind.SYSTEM:
        return True
    if declared is not None and declared.ask and holds(actor, declared.ask, matter.path):
        return True
    return rules.own_hand(marks, Deciding(actor).marks(None))


def matter_row(actor: Actor, code: str) -> Matter:
    """The row of a matter that the actor sees. Raises MatterNotFound."""
    found: Matter | None = Matter.rows.select_related("unit", "other_unit").filter(code=code).first()
    if found is None or not sees(actor, found):
        raise MatterNotFound
    return found


def matter_places(*, record_id: int) -> tuple[str, list[str]]:
    """Where a matter lies, for "who can see this" (`record.places`): with its units, by the kind's `view`."""
    row = Matter.rows.filter(pk=record_id).first()
    declared = approvals().get(row.kind) if row else None
    if row is None or declared is None:
        return USE, []
    return declared.view, [path for path in (row.path, row.other_path) if path]


# ------------------------------------------------------------------ the page


@dataclass(frozen=True)
class Step:
    """One stop on the page: gone through, open, or to come. `who` decided it or holds it, as far as the reader may know."""

    title: Any
    unit: str
    state: str
    since: datetime | None
    due_on: date | None
    days: int
    usual: int | None
    decided_at: datetime | None
    who: str
    reason: Any
    words: str
    round: int
    silence: str


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    act: str
    label: Any
    at: datetime
    who: str
    for_whom: str
    to_whom: str
    reason: Any
    words: str


@dataclass(frozen=True)
class May:
    """What the actor may do with the matter now."""

    decide: bool = False
    own: bool = False
    undo: bool = False
    recall: bool = False
    hand_over: bool = False
    mend: bool = False
    pull_back: bool = False
    withdraw: bool = False
    claim: bool = False


@dataclass(frozen=True)
class Page:
    """A matter with everything that its page shows."""

    code: str
    revision: int
    kind: str
    kind_title: Any
    title: str
    state: str
    unit: str
    other_unit: str
    amount: int
    asked_at: datetime | None
    decided_at: datetime | None
    working_days: int | None
    acting: bool
    asked: Asked
    here: Step | None
    steps: Sequence[Step]
    history: Sequence[Line]
    may: May
    declared: Approval
    undoable: bool
    """Whether what is decided now can be undone for ten seconds: there is a further stop, or the kind can take it back."""
    facts: Sequence[tuple[Any, Any]] = ()
    checks: Sequence[Checked] = field(default_factory=tuple)

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return MatterState(self.state).label


def matter(actor: Actor, code: str, *, now: datetime) -> Page:
    """One matter: facts, rule check, the way with the stops to come, history, and what the actor may do.

    The asking side reads the names of those officers only who agreed to it. Raises MatterNotFound.
    """
    row = matter_row(actor, code)
    declared = approvals()[row.kind]
    stands = list(Stand.rows.filter(matter=row).select_related("unit").order_by("round", "position"))
    moves = list(Move.objects.filter(matter=row).order_by("pk"))
    charge = in_charge(actor, row)
    names = _names(stands, moves, all_of_them=charge)
    told = asked_of([row])
    steps = _steps(row, stands, names)
    facts = declared.facts(actor=actor, matters=told).get(row.pk, ()) if declared.facts else ()
    checks = declared.checks(actor=actor, matters=told).get(row.pk, ()) if declared.checks else ()
    return Page(
        code=row.code,
        revision=row.revision,
        kind=row.kind,
        kind_title=declared.title,
        title=row.title,
        state=row.state,
        unit=row.unit.name,
        other_unit=row.other_unit.name if row.other_unit else "",
        amount=row.amount,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        working_days=row.working_days,
        acting=row.acting,
        asked=told[0],
        here=next((one for one in steps if one.state == StandState.OPEN), None),
        steps=steps,
        history=_history(row, moves, names, charge),
        may=may_of(actor, row, stands, moves, now),
        declared=declared,
        undoable=declared.unsettle is not None or any(one.state == StandState.TO_COME for one in steps),
        facts=tuple(facts),
        checks=tuple(checks),
    )


def _names(stands: Sequence[Stand], moves: Sequence[Move], *, all_of_them: bool) -> dict[int, str]:
    ids = {one for stand in stands for one in (stand.by_account_id, stand.holder_id)}
    ids |= {one for move in moves for one in (move.by_account_id, move.for_account_id, move.to_account_id)}
    known = {one for one in ids if one}
    return access.account_names(sorted(known)) if all_of_them else access.agreeing_names(known)


def _steps(row: Matter, stands: Sequence[Stand], names: dict[int, str]) -> list[Step]:
    shown = [one for one in stands if one.round == row.round or one.state in ENDED]
    words = vault.unseal_many([one.words_sealed for one in shown], field=WORDS)
    usual = usual_days(row.kind, [one.name for one in shown])
    return [
        Step(
            title=stop_title(one.kind, one.name, one.title),
            unit=one.unit.name,
            state=one.state,
            since=one.since,
            due_on=one.due_on,
            days=one.days,
            usual=usual.get(one.name),
            decided_at=one.decided_at,
            who=names.get(one.by_account_id or one.holder_id or 0, ""),
            reason=reason_text(one.kind, one.reason),
            words=text,
            round=one.round,
            silence=one.silence,
        )
        for one, text in zip(shown, words, strict=True)
    ]


def _history(row: Matter, moves: Sequence[Move], names: dict[int, str], charge: bool) -> list[Line]:
    """Lines as the reader may know them: what colleagues write when they hand over is not for the asker."""
    words = vault.unseal_many([one.words_sealed for one in moves], field=WORDS)
    return [
        Line(
            act=one.act,
            label=Act(one.act).label,
            at=one.at,
            who=names.get(one.by_account_id or 0, ""),
            for_whom=names.get(one.for_account_id or 0, ""),
            to_whom=names.get(one.to_account_id or 0, ""),
            reason=reason_text(row.kind, one.reason),
            words=text if charge or one.act != Act.HANDED_OVER else "",
        )
        for one, text in zip(moves, words, strict=True)
    ]


def may_of(actor: Actor, row: Matter, stands: Sequence[Stand], moves: Sequence[Move], now: datetime) -> May:
    """What the actor may do with a matter now; the actions ask again."""
    here = next((one for one in stands if one.state == StandState.OPEN), None)
    after = next((one for one in stands if here and one.round == here.round and one.position > here.position), None)
    marks = asking_marks([row])[row.pk]
    asker = acts_for_asker(actor, row, marks)
    deciding = Deciding(actor)
    in_reach = here is not None and holds(actor, here.power, here.path)
    own = rules.own_hand(marks, deciding.marks(deciding.giver(here.power, here.path) if here else None))
    last = moves[-1] if moves else None
    mine = last is not None and is_hand_of(actor, last)
    silent = here is not None and rules.silent(here.silence, here.due_on, today())
    next_decides = after is not None and holds(actor, after.power, after.path)
    declared = approvals()[row.kind]
    final = row.state in {MatterState.APPROVED, MatterState.REFUSED}
    return May(
        decide=in_reach and not own,
        own=in_reach and own,
        undo=mine
        and last is not None
        and last.act in {Act.APPROVED, Act.RETURNED, Act.REFUSED}
        and rules.undoable(last.at, now)
        and (not final or declared.unsettle is not None),
        recall=mine and last is not None and last.act in {Act.APPROVED, Act.RETURNED} and not final,
        hand_over=in_reach,
        mend=asker and row.state in {MatterState.DRAFT, MatterState.RETURNED},
        pull_back=asker and row.state == MatterState.WAITING and not _answered(row, stands),
        withdraw=asker and rules.may(row.state, Act.WITHDRAWN),
        claim=silent and (asker or next_decides),
    )


def _answered(row: Matter, stands: Sequence[Stand]) -> bool:
    return any(one.round == row.round and one.state in ENDED for one in stands)


def is_hand_of(actor: Actor, move: Move) -> bool:
    """Whether a line of the history is the actor's own: her account's, or done on its behalf."""
    return actor.account_id is not None and actor.account_id in {move.by_account_id, move.for_account_id}


# ------------------------------------------------------------------ lists of one's own


class Mine(NamedTuple):
    """A line of the lists of one's own. `where` and `due_on`: where it lies now."""

    code: str
    kind: str
    kind_title: Any
    title: str
    state: str
    state_label: Any
    unit: str
    asked_at: datetime | None
    decided_at: datetime | None
    where: str
    step: Any
    due_on: date | None
    subject_kind: str
    subject_code: str


class MinePage(NamedTuple):
    """A page of such lines, the newest first; `older` continues as `after`, "" ends."""

    items: Sequence[Mine]
    older: str


def mine(actor: Actor, *, kinds: Sequence[str] = (), after: str = "", size: int = PAGE) -> MinePage:
    """What the actor asked for, or what was asked for her: the newest first."""
    own = Q(pk__in=[])
    if actor.account_id is not None:
        own |= Q(by_account_id=actor.account_id)
    if actor.person_id is not None:
        own |= Q(person_id=actor.person_id)
    rows = Matter.rows.filter(own)
    return _own_page(rows.filter(kind__in=kinds) if kinds else rows, after, size)


def sent(actor: Actor, *, kinds: Sequence[str] = (), after: str = "", size: int = PAGE) -> MinePage:
    """What went through the actor's hands: matters that her account decided, the newest first."""
    if actor.account_id is None:
        return MinePage((), "")
    done = Stand.rows.filter(by_account_id=actor.account_id, decided_at__isnull=False)
    rows = Matter.rows.filter(pk__in=done.values("matter_id"))
    return _own_page(rows.filter(kind__in=kinds) if kinds else rows, after, size)


def _own_page(rows: QuerySet[Matter], after: str, size: int) -> MinePage:
    rows = rows.select_related("unit").order_by("-pk")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: size + 1])
    shown = found[:size]
    open_ = Stand.rows.filter(matter__in=[one.pk for one in shown], state=StandState.OPEN).select_related("unit")
    at = {one.matter_id: one for one in open_}
    return MinePage(tuple(_mine(one, at.get(one.pk)) for one in shown), str(shown[-1].pk) if len(found) > size else "")


def _mine(one: Matter, here: Stand | None) -> Mine:
    return Mine(
        code=one.code,
        kind=one.kind,
        kind_title=kind_title(one.kind),
        title=one.title,
        state=one.state,
        state_label=MatterState(one.state).label,
        unit=one.unit.name,
        asked_at=one.asked_at,
        decided_at=one.decided_at,
        where=here.unit.name if here else "",
        step=stop_title(here.kind, here.name, here.title) if here else "",
        due_on=here.due_on if here else None,
        subject_kind=one.subject_kind,
        subject_code=one.subject_code,
    )
