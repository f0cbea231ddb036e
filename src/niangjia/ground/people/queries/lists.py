"""The list of members: built for half a million people and ten thousand unions on both databases.

How a page is found. The list is asked in plain SQL, because the order in which tables and indexes are used decides
between a millisecond and seconds and neither planner knows enough to choose it:

*few*: the branch holds at most `FEW` members in force (one bounded count tells). Gather them by the path index, test
    the filters, sort.
*walk*: a town or the county. Walk the index (pinyin, id, path) from the cursor on and stop when the page is full.
    With filters the walk looks at so many members at most as `STEPS` says: a few, then more.
*sets*: the walk did not fill the page, so the filters are rare: find the matching persons and employments first, each
    table read once, then their memberships.

Every page is a keyset page: any depth costs the same. The cursor is the person's address code, never a name.
Writing `path || ''` keeps a planner from using an index that we know to be the wrong one.
"""

# ruff: noqa: S608  (statements are built of the constant pieces of this package; values are always parameters)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from niangjia.ground.people.models import IDENTITY, PHONE
from niangjia.ground.people.policies import VIEW
from niangjia.ground.people.queries.conditions import Filters, Part, branches, conditions, narrowed
from niangjia.kit import vault
from niangjia.kit.ids import mask_identity, mask_phone
from niangjia.kit.powers import Actor, PathRange, reach, within

if TYPE_CHECKING:
    from niangjia.ground.org.models import Unit

FEW = 2_000
STEPS = (1_500, 6_000)
EXACT_TO = 10_000

SORTS: dict[str, tuple[str, ...]] = {
    "pinyin": ("m.pinyin", "m.id"),
    "joined": ("COALESCE(m.joined_on, '0001-01-01')", "m.id"),
    "unit": ("m.path", "m.pinyin", "m.id"),
}
"""What a list can be sorted by; "-" before the name turns it round."""


class MemberRow(NamedTuple):
    """One line of the list (a tuple: fifty a page, and frozen dataclasses cost three times as much to make). `opens` says whether the person's page is open to the actor: somebody who left is listed
    in her old union with name and dates only, and opened by her present one."""

    code: str
    name: str
    gender: str
    born_on: date | None
    identity: str
    phone: str
    unit_code: str
    unit_name: str
    workplace: str
    occupation: str
    form: str
    education: str
    native_place: str
    state: str
    mode: str
    joined_on: date | None
    left_on: date | None
    leaving: str
    verified: bool
    opens: bool


@dataclass(frozen=True)
class Page:
    """Rows in order, and the cursors of the pages before and after; "" where there is none."""

    rows: tuple[MemberRow, ...]
    before: str
    after: str


@dataclass(frozen=True)
class Tally:
    """How many; `exact` is False where counting stopped at `number`: shown as "10,000+"."""

    number: int
    exact: bool


def member_list(
    actor: Actor,
    *,
    unit: Unit | Sequence[Unit] | None = None,
    filters: Filters | None = None,
    sort: str = "pinyin",
    after: str = "",
    before: str = "",
    size: int = 50,
    power: str = VIEW,
) -> Page:
    """Members in force (or those who left, `filters.left`) in the actor's reach, within one branch or several if
    `unit` is given. `after` and `before` are cursors of an earlier page. Identity and phone are masked. `power`: only
    those over whom the actor holds that power, too."""
    filters = filters or Filters()
    seen = reach_of(actor, power)
    ranges = branches(seen, units_of(unit))
    if not ranges:
        return Page((), "", "")
    walk = Walk(SORTS[sort.lstrip("-")], sort.startswith("-") != bool(before), size + 1)
    found = _ids(filters, ranges, walk, walk.key_of(before or after))
    more = len(found) > size
    rows = _rows(found[:size], seen, left=filters.left)
    if before:
        rows.reverse()
    cursors = [_cursor(row) for row in rows]
    ahead = bool(rows) and (more or bool(before))
    behind = bool(rows) and (more if before else bool(after))
    return Page(tuple(rows), cursors[0] if behind else "", cursors[-1] if ahead else "")


def count_members(
    actor: Actor,
    *,
    unit: Unit | Sequence[Unit] | None = None,
    filters: Filters | None = None,
    exact: bool = False,
    power: str = VIEW,
) -> Tally:
    """How many members the list holds: exactly up to 10,000, beyond that only if asked (`exact`)."""
    filters = filters or Filters()
    ranges = branches(reach_of(actor, power), units_of(unit))
    if not ranges:
        return Tally(0, True)
    part = chosen_part(filters, ranges)
    limit = "" if exact else f" LIMIT {EXACT_TO + 1}"
    sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM people_membership m WHERE {part.where}{limit}) k"
    number = int(fetch(sql, part.values)[0][0])
    return Tally(number, True) if exact or number <= EXACT_TO else Tally(EXACT_TO, False)


def chosen_part(filters: Filters, ranges: Sequence[PathRange], *, small: bool | None = None) -> Part:
    """The condition of everything that the list holds, in the shape that suits its size (`small`: known to be few)."""
    few = not narrowed(filters) or filters.left or (at_most(ranges, FEW) if small is None else small)
    return conditions(filters, ranges, plan="few" if few else "sets")


def reach_of(actor: Actor, power: str) -> tuple[PathRange, ...]:
    """Where the actor sees the list and holds the power."""
    seen = reach(actor, VIEW)
    if power == VIEW:
        return seen
    cut = [(max(low, a), min(high, b)) for low, high in seen for a, b in reach(actor, power)]
    return tuple(dict.fromkeys(pair for pair in cut if pair[0] < pair[1]))


def units_of(unit: Unit | Sequence[Unit] | None) -> Sequence[Unit]:
    """The branches asked for, as a list."""
    if unit is None:
        return ()
    return unit if isinstance(unit, Sequence) else (unit,)


# ------------------------------------------------------------------ which rows


@dataclass(frozen=True)
class Walk:
    """The order of a list: by which expressions, which way, how many."""

    keys: tuple[str, ...]
    down: bool
    size: int

    def off_index(self) -> Walk:
        """The same order, written so that no planner goes along an index to save itself the sorting."""
        return Walk(
            tuple(f"{key} || ''" if key in {"m.pinyin", "m.path"} else key for key in self.keys), self.down, self.size
        )

    def order(self) -> str:
        """ORDER BY."""
        return ", ".join(f"{key} DESC" if self.down else key for key in self.keys)

    def past(self, key: tuple[Any, ...]) -> Part:
        """Condition for the rows past a key; all rows if there is none."""
        if not key:
            return Part("1 = 1")
        marks = ", ".join(["%s"] * len(key))
        return Part(f"({', '.join(self.keys)}) {'<' if self.down else '>'} ({marks})", key)

    def key_of(self, cursor: str) -> tuple[Any, ...]:
        """The key at which a cursor stands. Somebody who has left since keeps her place in the order."""
        if not cursor:
            return ()
        code, _at, day = cursor.partition("~")
        fits = "m.left_on = %s" if day else "m.left_on IS NULL"
        rows = fetch(
            f"SELECT {', '.join(self.keys)} FROM people_membership m JOIN people_person p ON p.id = m.person_id "
            f"WHERE p.code = %s ORDER BY CASE WHEN {fits} THEN 0 ELSE 1 END, m.id DESC LIMIT 1",
            (code, day) if day else (code,),
        )
        return tuple(rows[0]) if rows else ()


def _ids(filters: Filters, ranges: Sequence[PathRange], walk: Walk, key: tuple[Any, ...]) -> list[int]:
    """Ids of the memberships of one page, in order."""
    if filters.left or at_most(ranges, FEW):
        return _gather(conditions(filters, ranges, plan="few"), walk, key)
    asked = narrowed(filters)
    if not walk.keys[0].startswith("COALESCE"):
        part = conditions(filters, ranges, plan="walk")
        for steps in STEPS if asked else (0,):
            found = _walk(part, walk, key, steps)
            if len(found) == walk.size or not asked:
                return found
    return _gather(conditions(filters, ranges, plan="sets"), walk, key)


def at_most(ranges: Sequence[PathRange], limit: int) -> bool:
    """Whether the branches hold at most `limit` members in force; reads no more than that of the path index."""
    part = conditions(Filters(), ranges, plan="few")
    sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM people_membership m WHERE {part.where} LIMIT {limit + 1}) k"
    return bool(fetch(sql, part.values)[0][0] <= limit)


def _walk(part: Part, walk: Walk, key: tuple[Any, ...], steps: int) -> list[int]:
    """Go along the index until the page is full; with filters test each of the next `steps` members of the branch."""
    past = walk.past(key)
    source = f"people_membership m WHERE {part.where} AND {past.where} ORDER BY {walk.order()}"
    if not steps:
        rows = fetch(f"SELECT m.id FROM {source} LIMIT {walk.size}", (*part.values, *past.values))
    else:
        columns = "m.id, m.path, m.pinyin, m.person_id, m.state, m.mode, m.joined_on"
        rows = fetch(
            f"SELECT m.id FROM (SELECT {columns} FROM {source} LIMIT {steps}) m "
            f"WHERE {part.tests} ORDER BY {walk.order()} LIMIT {walk.size}",
            (*part.values, *past.values, *part.test_values),
        )
    return [row[0] for row in rows]


def _gather(part: Part, walk: Walk, key: tuple[Any, ...]) -> list[int]:
    """Collect what matches, then sort."""
    walk = walk.off_index()
    past = walk.past(key)
    sql = (
        f"SELECT m.id FROM people_membership m WHERE {part.where} AND {past.where} "
        f"ORDER BY {walk.order()} LIMIT {walk.size}"
    )
    return [row[0] for row in fetch(sql, (*part.values, *past.values))]


# ------------------------------------------------------------------ what is shown

_COLUMNS = (
    "m.id, p.code, p.name, p.gender, p.born_on, p.identity_sealed, p.phone_sealed, u.code, u.name, "
    "COALESCE(o.name, e.workplace, ''), COALESCE(e.occupation, ''), COALESCE(e.form, ''), p.education, p.native_place, "
    "m.state, m.mode, m.joined_on, m.left_on, m.leaving, p.verified_on"
)
_TABLES = (
    "people_membership m JOIN people_person p ON p.id = m.person_id JOIN org_unit u ON u.id = m.unit_id "
    "LEFT JOIN people_employment e ON e.person_id = m.person_id AND e.valid_to IS NULL "
    "LEFT JOIN org_employer o ON o.id = e.employer_id"
)
_HERE = "CASE WHEN m.left_on IS NULL THEN m.path END"
"""Where a member in force is today, who is in one union at a time."""
_PRESENT = "(SELECT n.path FROM people_membership n WHERE n.person_id = m.person_id AND n.left_on IS NULL)"
"""Where somebody is today who left this union."""


def _rows(ids: Sequence[int], seen: Sequence[PathRange], *, left: bool) -> list[MemberRow]:
    """The lines of a page in the order of the ids: one statement, one opening of all masked values."""
    if not ids:
        return []
    marks = ", ".join(["%s"] * len(ids))
    columns = f"{_COLUMNS}, {_PRESENT if left else _HERE}"
    by_id = {row[0]: row for row in fetch(f"SELECT {columns} FROM {_TABLES} WHERE m.id IN ({marks})", tuple(ids))}
    rows = [by_id[one] for one in ids if one in by_id]
    opens = [row[20] is not None and within(row[20], seen) for row in rows]
    identities = vault.unseal_many(
        [row[5] if open_ else "" for row, open_ in zip(rows, opens, strict=True)], field=IDENTITY
    )
    phones = vault.unseal_many([row[6] if open_ else "" for row, open_ in zip(rows, opens, strict=True)], field=PHONE)
    return [
        _row(row, mask_identity(identity), mask_phone(phone), open_)
        for row, identity, phone, open_ in zip(rows, identities, phones, opens, strict=True)
    ]


def _row(row: tuple[Any, ...], identity: str, phone: str, opens: bool) -> MemberRow:
    """One line. Of somebody who is no longer in reach: name, union and dates, as her old union may know them."""
    workplace, occupation, form, education, native_place = row[9:14] if opens else ("",) * 5
    return MemberRow(
        row[1], row[2], row[3] if opens else "", _day(row[4]) if opens else None, identity, phone, row[7], row[8],
        workplace, occupation, form, education, native_place, row[14], row[15], _day(row[16]), _day(row[17]), row[18],
        opens and row[19] is not None, opens,
    )  # fmt: skip


def _cursor(row: MemberRow) -> str:
    return f"{row.code}~{row.left_on.isoformat()}" if row.left_on else row.code


def _day(value: Any) -> date | None:
    """A date as the driver gives it: SQLite knows text only."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value.isoformat() if isinstance(value, date) else value for value in values])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
