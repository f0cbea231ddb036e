"""Decisions on many: one's own previews and what became of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count

from niangjia.engines.approvals.choices import TYPED_FROM, WORDS, Act, BatchState, RowState
from niangjia.engines.approvals.models import Batch, BatchRow
from niangjia.engines.approvals.queries.matters import MatterNotFound
from niangjia.engines.approvals.queries.tellings import kind_title
from niangjia.kit import vault
from niangjia.kit.declare import approvals
from niangjia.kit.powers import Actor

SHOWN = 500


class BatchLine(NamedTuple):
    """One row of a batch: the matter, and why it was not decided ("" if it was, or is still to be)."""

    code: str
    kind_title: Any
    title: str
    unit: str
    amount: int
    state: str
    why: str


@dataclass(frozen=True)
class BatchPage:
    """A batch as its page shows it. `lines` are at most `SHOWN`; the numbers count all rows."""

    token: str
    act: str
    reason: str
    words: str
    number: int
    amount: int
    digest: str
    state: str
    told: Sequence[str]
    made_at: datetime
    ended_at: datetime | None
    done: int
    refused: int
    left: int
    kinds: Sequence[tuple[Any, int]]
    reasons: Sequence[tuple[str, Any]]
    lines: Sequence[BatchLine]

    @property
    def typed(self) -> bool:
        """Whether the number has to be typed."""
        return self.number >= TYPED_FROM

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return BatchState(self.state).label

    @property
    def act_label(self) -> Any:
        """The act in words."""
        return Act(self.act).label


def batch_row(actor: Actor, token: str, *, lock: bool = False) -> Batch:
    """The actor's own batch. Raises MatterNotFound."""
    rows = Batch.objects.filter(code=token, account_id=actor.account_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None or actor.account_id is None:
        raise MatterNotFound
    return found


def batch(actor: Actor, token: str, *, only: str = "") -> BatchPage:
    """One's own batch with its rows, refused ones first; `only` a `RowState`. Raises MatterNotFound."""
    found = batch_row(actor, token)
    counted = dict(found.rows.order_by().values_list("state").annotate(Count("pk")))
    kinds = found.rows.order_by("matter__kind").values_list("matter__kind").annotate(number=Count("pk"))
    rows = found.rows.select_related("matter", "matter__unit")
    rows = rows.filter(state=only) if only else rows
    return BatchPage(
        token=found.code,
        act=found.act,
        reason=found.reason,
        words=vault.unseal(found.words_sealed, field=WORDS),
        number=found.number,
        amount=found.amount,
        digest=found.digest,
        state=found.state,
        told=found.told,
        made_at=found.made_at,
        ended_at=found.ended_at,
        done=counted.get(RowState.DONE, 0),
        refused=counted.get(RowState.REFUSED, 0),
        left=counted.get(RowState.WAITING, 0),
        kinds=[(kind_title(kind), number) for kind, number in kinds],
        reasons=list(reasons_of(found).items()) if found.state == BatchState.FROZEN else (),
        lines=tuple(_line(row) for row in rows.order_by("-state", "pk")[:SHOWN]),
    )


def reasons_of(found: Batch) -> dict[str, Any]:
    """Reasons that may be given for a batch: those that every kind among its rows knows."""
    kinds = list(found.rows.order_by("matter__kind").values_list("matter__kind", flat=True).distinct())
    known = [approvals()[kind] for kind in kinds if kind in approvals()]
    lists = [one.reasons_refused if found.act == Act.REFUSED else one.reasons_back for one in known]
    if not lists or len(known) < len(kinds):
        return {}
    return {code: text for code, text in lists[0].items() if all(code in one for one in lists)}


def _line(row: BatchRow) -> BatchLine:
    one = row.matter
    return BatchLine(one.code, kind_title(one.kind), one.title, one.unit.name, one.amount, row.state, row.why)


def shown_codes(actor: Actor, token: str) -> list[tuple[str, int]]:
    """Codes and revisions that a batch was frozen with, in its order. Raises MatterNotFound."""
    return list(batch_row(actor, token).rows.order_by("pk").values_list("code", "revision"))


def working(actor: Actor) -> list[Batch]:
    """The actor's batches at work."""
    if actor.account_id is None:
        return []
    return list(Batch.objects.filter(account_id=actor.account_id, state=BatchState.WORKING).order_by("-pk")[:5])
