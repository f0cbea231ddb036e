"""People who gather for a union in preparation: its code, the union as its poster leads to it, and one's own place on the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from niangjia.engines.approvals import queries as approvals
from niangjia.kit.papers import Paper
from niangjia.kit.powers import Actor, NotFound
from niangjia.programmes.organising import papers
from niangjia.programmes.organising.choices.founding import FileState, Purpose
from niangjia.programmes.organising.models import Founding, FoundingMember
from niangjia.programmes.organising.policies import FORM
from niangjia.programmes.organising.queries.founding import file_row

MOST = 20
MOST_EMPLOYERS = 30


class GatheredNotFound(NotFound):
    """No such place on a list, or not the actor's."""


@dataclass(frozen=True)
class Gathering:
    """A union in preparation that takes people on its list. Shaped like a union that takes applications."""

    name: str
    town: str
    address: str
    phone: str
    join_code: str
    unit_code: str = ""
    preparing: bool = True


def gathering(gather_code: str) -> Gathering | None:
    """The union in preparation of a poster's code, while it takes people. Open to everybody."""
    row = open_files().filter(gather_code=gather_code).first() if gather_code else None
    return Gathering(row.name, row.town, row.address, row.phone, gather_code) if row else None


def open_files() -> Any:
    """Files of unions in preparation that take people by a code."""
    return Founding.rows.filter(
        state=FileState.OPEN, purpose=Purpose.FOUND, replied_on__isnull=True, gather_code__isnull=False
    )


def employers_gathering(gather_code: str) -> list[str]:
    """The employers for which the union is, by name; none where there are more than thirty. Open to everybody: its poster names them."""
    file = open_files().filter(gather_code=gather_code).first()
    names = list(file.employers.values_list("employer__name", flat=True)[: MOST_EMPLOYERS + 1]) if file else []
    return [] if len(names) > MOST_EMPLOYERS else sorted(names)


def gather_page(actor: Actor, code: str) -> tuple[Founding, int]:
    """A file of which the actor prepares, for its code and poster, and how many came by it. Raises FileNotFound."""
    row = file_row(actor, code, power=FORM)
    return row, row.people.filter(code__isnull=False).count()


def gather_poster(row: Founding, *, address: str, hotline: str) -> Paper:
    """The poster of a union in preparation as a paper."""
    return papers.poster(unit=row.name, address=address, phone=row.phone, hotline=hotline, preparing=True)


def gathered_accounts(matters: Iterable[int], *, joined: bool) -> list[int]:
    """Accounts of those who put themselves on the lists of unions that were founded by some matters: taken in, or held back with a reason."""
    codes = [one.code for one in approvals.asked(matters)]
    rows = FoundingMember.objects.filter(
        file__matter_code__in=codes, file__replied_on__isnull=False, account_id__isnull=False, person__isnull=not joined
    )
    return sorted({one for one in rows.values_list("account_id", flat=True) if one is not None})


# ------------------------------------------------------------------ one's own


@dataclass(frozen=True)
class Gathered:
    """One's own place on the list of a union in preparation. `state`: `listed`, `joined`, `refused` (with the reason) or `ended`."""

    code: str
    unit: str
    phone: str
    state: str
    reason: str
    asked_on: date
    stage: Any
    ended_words: str


def _state(row: FoundingMember) -> str:
    if row.person_id is not None:
        return "joined"
    if row.refusal:
        return "refused"
    return "listed" if row.file.state == FileState.OPEN and row.file.replied_on is None else "ended"


def _line(row: FoundingMember) -> Gathered:
    file = row.file
    stage = file.get_stage_display() if file.stage else ""
    assert row.code is not None
    assert row.asked_on is not None
    return Gathered(row.code, file.name, file.phone, _state(row), row.refusal, row.asked_on, stage, file.why_ended)


def gathered_row(actor: Actor, code: str, *, lock: bool = False) -> FoundingMember:
    """The row of one's own place. Raises GatheredNotFound."""
    rows = FoundingMember.objects.select_related("file")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(code=code, account_id=actor.account_id).first() if actor.account_id is not None else None
    if row is None:
        raise GatheredNotFound
    return row


def gathered(actor: Actor, code: str) -> Gathered:
    """One's own place on a list. Raises GatheredNotFound."""
    return _line(gathered_row(actor, code))


def my_gatherings(actor: Actor) -> list[Gathered]:
    """Lists on which the actor put herself, the newest first."""
    if actor.account_id is None:
        return []
    rows = FoundingMember.objects.filter(account_id=actor.account_id, code__isnull=False).select_related("file")
    return [_line(row) for row in rows.order_by("-pk")[:MOST]]
