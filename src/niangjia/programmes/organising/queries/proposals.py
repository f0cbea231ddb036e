"""What the register knows already, as the first filling of a founding file: nobody types it a second time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from niangjia.ground.org import queries as org
from niangjia.kit.powers import Actor, holds
from niangjia.programmes.organising.policies import FORM
from niangjia.programmes.organising.queries.founding import REPLIES


@dataclass(frozen=True)
class Proposal:
    """The first filling of a file."""

    upper: str
    name: str
    mode: str
    kind: str
    trade: str
    town: str
    address: str
    workers: int | None
    employers: str


def proposal(actor: Actor, employer_codes: Sequence[str]) -> Proposal:
    """A union of one employer, or a joint one of several of them, below the union that would reply. Raises EmployerNotFound."""
    wanted = org.EmployerFilter(codes=tuple(employer_codes), state="all")
    rows = org.employers(actor, wanted, size=200).rows if employer_codes else []
    if employer_codes and not rows:
        raise org.EmployerNotFound
    if not rows:
        return Proposal(_upper(actor, "", ""), "", "", "grassroots", "", "", "", None, "")
    first = rows[0]
    several = len(rows) > 1
    workers = [getattr(one, "workers", None) or 0 for one in rows]
    path = org.employer_units([first.pk]).get(first.pk, "")
    return Proposal(
        upper=_upper(actor, path, first.town),
        name="" if several else f"{first.name}工会委员会",
        mode="joint" if several else "alone",
        kind="joint" if several else "grassroots",
        trade=first.trade,
        town=first.town,
        address="" if several else first.address,
        workers=sum(workers) or None,
        employers="\n".join(one.name for one in rows),
    )


def _upper(actor: Actor, path: str, town: str) -> str:
    """The name of the union that would reply: above where the employer hangs, else the federation of its town."""
    if path:
        for unit in reversed(org.way(path)):
            if unit.kind in REPLIES and holds(actor, FORM, unit.path):
                return str(unit.name)
    found = [one for one in org.pick_units(actor, town, power=FORM, limit=50) if one.kind in REPLIES] if town else []
    return str(found[0].name) if found else ""


def employers_named(actor: Actor, lines: Sequence[str]) -> tuple[list[str], str]:
    """Codes of the employers of the register that are meant by names or credit codes, and the first line that means none."""
    codes: list[str] = []
    for line in lines:
        found = org.employers(actor, org.EmployerFilter(text=line, state="all"), size=20).rows
        same = [one for one in found if line in {one.name, one.credit_code}] or found
        if len(same) != 1:
            return codes, line
        codes.append(str(same[0].code))
    return codes, ""
