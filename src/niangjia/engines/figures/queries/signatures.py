"""Signed figures: what was given out, the rows it had, whether they are whole, and why it would be another number today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures import rules
from niangjia.engines.figures.choices import Cause, TreeView
from niangjia.engines.figures.models import Signed
from niangjia.engines.figures.policies import READ
from niangjia.engines.figures.queries import asking, compiling, counting, trees
from niangjia.engines.figures.queries.asking import When
from niangjia.engines.figures.queries.counting import Number
from niangjia.engines.figures.queries.trees import Spell, Tree, UnitRef
from niangjia.engines.figures.rules import Packed
from niangjia.ground.audit import queries as trail
from niangjia.kit.declare import Figure
from niangjia.kit.powers import Actor, NotFound, known_powers, reach

PAGE = 50
ORDER = (Cause.ENTERED, Cause.NOW_COUNTS, Cause.GONE, Cause.TIME, Cause.PLACE, Cause.CONDITION, Cause.AMOUNT)


class SignedNotFound(NotFound):
    """No such signed figure, or none in reach."""

    code = "figures.signed_not_found"
    text = _("找不到这份审定的数，或者它不在您负责的范围内。")


@dataclass(frozen=True)
class OldRow:
    """One record as it counted when the figure was signed; `title` is what it is called today, empty if it is gone."""

    id: int
    code: str
    title: str
    unit: str
    value: int | Decimal
    counts_still: bool
    cause: str = ""


@dataclass(frozen=True)
class OldRows:
    """A page of such records; `count` of all, `hidden` of them are not the reader's to see."""

    signed: Signed
    count: int
    items: tuple[OldRow, ...]
    after: int | None = None
    hidden: int = 0
    withheld: str = ""


@dataclass(frozen=True)
class Group:
    """Records that make a part of the difference: why, how many, and by how much."""

    cause: Cause
    label: str
    count: int
    effect: int | Decimal


@dataclass(frozen=True)
class Bridge:
    """From the signed number to today's: `then` + the effects of the groups = `now`.

    `definition_changed`: the figure is counted by another rule today, so the difference is not of the records alone.
    A ratio has no groups of its own; `terms` are the bridges of the numbers that it divides.
    """

    signed: Signed
    then: Number
    now: Number
    groups: tuple[Group, ...]
    definition_changed: bool
    terms: tuple[Bridge, ...] = ()


@dataclass(frozen=True)
class Verified:
    """Whether a signed figure is as it was written: the digest of question, answer and rows, computed anew, is the one
    that stands there and the one in the trail."""

    signed: Signed
    whole: bool
    digest: str
    sentence: str


def signed_figures(actor: Actor, *, figure: str = "", unit: str = "") -> QuerySet[Signed]:
    """Figures that were given out in the actor's branches, the newest first; parts of ratios not listed."""
    found: QuerySet[Signed] = Signed.objects.visible_to(actor, READ).filter(whole__isnull=True).select_related("unit")
    if figure:
        found = found.filter(figure=figure)
    if unit:
        found = found.filter(unit__code=unit)
    return found.order_by("-signed_at", "-pk")


def signed(actor: Actor, code: str) -> Signed:
    """One signed figure. Raises SignedNotFound."""
    found: Signed | None = Signed.objects.visible_to(actor, READ).filter(code=code).select_related("unit").first()
    if found is None:
        raise SignedNotFound
    return found


def signed_places(*, record_id: int) -> tuple[str, list[str]]:
    """Where a signed figure lies in the tree, for the contribution `record.places`: with its unit."""
    return READ, list(Signed.rows.filter(pk=record_id).values_list("unit__path", flat=True))


def verify(actor: Actor, code: str) -> Verified:
    """Compute the digest of the stored rows anew and hold it against the trail. Raises SignedNotFound."""
    return verified(signed(actor, code))


def verified(one: Signed) -> Verified:
    """The same for a record at hand: its own digest, those of its terms, and the digest that the trail kept of it."""
    fresh = own_digest(one)
    if not fresh or not all(own_digest(part) for part in one.parts.order_by("pk")):
        return Verified(one, False, fresh, str(_("与审定时的摘要不符：有人改动过已审定的数或它的明细。")))
    told = trail.witness(verb="figures.signed", subject=("figures.signed", one.pk))
    if told is None:
        text = _("操作记录里没有这次审定：记录被删掉了，或者这份数不是在平台里审定的。")
    elif told.facts.get("digest") != fresh:
        text = _("与操作记录里留下的摘要不符：有人把这份数连同它的明细一起改过。")
    elif not told.holds:
        text = _("这次审定的操作记录被改动过，与封存时不一致。")
    else:
        return Verified(one, True, fresh, str(_("与审定时一字不差。")))
    return Verified(one, False, fresh, str(text))


def own_digest(one: Signed) -> str:
    """The digest of a record and its rows, computed anew; "" if it is not the one that stands there."""
    try:
        rows = stored_rows(one)
    except rules.BrokenRows:
        return ""
    fresh = rules.digest(header(one), rows)
    whole = fresh == one.digest and rows.count == one.count and one.amount in {None, rows.amount}
    return fresh if whole else ""


def stored_rows(one: Signed) -> Packed:
    """The rows that were stored; none for a ratio. Raises rules.BrokenRows."""
    kept = getattr(one, "packed", None)
    return rules.unpack(bytes(kept.data)) if kept is not None else Packed([], [], [])


def header(one: Signed) -> dict[str, Any]:
    """What the digest covers besides the rows."""
    return {
        "figure": one.figure,
        "definition": one.definition,
        "unit": one.unit_id,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "view": one.view,
        "where": one.where,
        "value": one.value,
        "count": one.count,
        "rule": one.rule,
        "parts": [part.digest for part in one.parts.order_by("pk")] if one.pk else [],
    }


def rule_of(asked: Figure) -> str:
    """Digest of the definition as it stands in code: if it changes, the number is another one."""
    source = asked.source
    parts: list[Any] = [asked.shape, asked.since, asked.until, asked.where, asked.value, asked.distinct, asked.scale]
    if source:
        parts += [source.table, source.where, source.unit, source.person, sorted(source.joins.items())]
    parts += [[term.code, term.at, sorted(term.where.items())] for term in asking.terms_of(asked)]
    return rules.text_digest(repr(parts))


def current_rows(asked: Figure, at: UnitRef, time: When, tree: Tree, where: Mapping[str, str]) -> tuple[Packed, int]:
    """All rows behind a figure now, and the highest record key. For a figure of different persons, the persons."""
    source = compiling.source_of(asked)
    narrowed = asking.narrow(asked, where)
    spells = counting.spells_of(asked, at, time, tree)
    query = compiling.ask(asked, time, narrowed, tree=tree, spells=spells)
    if asked.distinct:
        columns = [source.person, f"MIN({source.unit})", "1"]
        tail, extra = f"GROUP BY {source.person} ORDER BY 1", [f"{source.person} IS NOT NULL"]
    else:
        columns, tail, extra = [source.id, source.unit, asked.value or "1"], "ORDER BY 1", []
    found = compiling.fetch(query.statement(columns, tail, extra))
    high = compiling.fetch((f"SELECT MAX({source.id}) FROM {source.table}", {}))[0][0]  # noqa: S608
    keys, units, values = zip(*found, strict=True) if found else ((), (), ())
    return Packed(keys, units, [int(value) for value in values]), int(high or 0)


# ------------------------------------------------------------------ then and now


@dataclass(frozen=True)
class Compared:
    """A signed figure beside today's records."""

    asked: Figure
    then: Packed
    now: Packed
    causes: Mapping[int, Cause]
    effects: Mapping[int, int]


def compared(one: Signed, tree: Tree) -> Compared:
    """Every record that counts differently today, with its cause and its effect."""
    asked, at, time = question(one, tree)
    then = stored_rows(one)
    now, _high = current_rows(asked, at, time, tree, one.where)
    diff = rules.difference(then, now)
    causes: dict[int, Cause] = dict.fromkeys(diff.changed, Cause.AMOUNT)
    causes |= causes_of_coming(asked, one.high, list(diff.came))
    causes |= causes_of_going(asked, at, time, tree, list(diff.went))
    effects = dict(diff.came) | {key: -value for key, value in diff.went.items()}
    effects |= {key: new - old for key, (old, new) in diff.changed.items()}
    return Compared(asked, then, now, causes, effects)


def question(one: Signed, tree: Tree) -> tuple[Figure, UnitRef, When]:
    """What was asked when the figure was signed."""
    return asking.figure(one.figure), tree.units[one.unit_id], When(one.first, one.last, single=one.single)


def causes_of_coming(asked: Figure, high: int, keys: Sequence[int]) -> dict[int, Cause]:
    """Entered after the signing, or there already and changed since."""
    if not keys:
        return {}
    source = compiling.source_of(asked)
    params = compiling.Params()
    key = source.person if asked.distinct else source.id
    query = compiling.Asked(asked, When.MAX, [f"{key} {params.put_many(keys)}"], params)
    found = compiling.fetch(query.statement([key, f"MIN({source.id})"], f"GROUP BY {key}"))
    return {ident: Cause.ENTERED if lowest > high else Cause.NOW_COUNTS for ident, lowest in found}


def causes_of_going(asked: Figure, at: UnitRef, time: When, tree: Tree, keys: Sequence[int]) -> dict[int, Cause]:
    """Which test a record fails first: being there, the time, the place, the condition."""
    if not keys:
        return {}
    source = compiling.source_of(asked)
    params = compiling.Params()
    key = source.person if asked.distinct else source.id
    in_time = compiling.in_time(asked, time, params)
    placed = compiling.in_units(asked, counting.spells_of(asked, at, time, tree), tree, params)
    in_place = f"{in_time} AND {placed}" if placed else in_time
    tests = [f"MAX(CASE WHEN {test} THEN 1 ELSE 0 END)" for test in (in_time, in_place)]
    conditions = [one for one in (source.where, f"{key} {params.put_many(keys)}") if one]
    query = compiling.Asked(asked, time, conditions, params)
    found = {row[0]: row[1:] for row in compiling.fetch(query.statement([key, *tests], f"GROUP BY {key}"))}
    return {ident: _first_failed(found.get(ident)) for ident in keys}


def _first_failed(tests: tuple[Any, ...] | None) -> Cause:
    if tests is None:
        return Cause.GONE
    timely, placed = tests
    return Cause.TIME if not timely else Cause.PLACE if not placed else Cause.CONDITION


def explain(actor: Actor, code: str) -> Bridge:
    """Why the signed number would be another one today, in groups of records. Raises SignedNotFound, UnknownFigure."""
    one = signed(actor, code)
    return bridge(one, trees.load(TreeView(one.view)))


def bridge(one: Signed, tree: Tree) -> Bridge:
    """The same for a record at hand."""
    asked, at, time = question(one, tree)
    altered = rule_of(asked) != one.rule
    if asked.shape == "ratio":
        terms = tuple(bridge(part, tree) for part in one.parts.order_by("pk"))
        now = counting.answer(asked, at, time, tree, one.where).value
        return Bridge(one, one.number, now, (), altered, terms)
    found = compared(one, tree)
    groups = []
    for cause in ORDER:
        keys = [key for key, why in found.causes.items() if why == cause]
        if keys:
            effect = counting.scaled(asked, sum(found.effects[key] for key in keys))
            groups.append(Group(cause, str(cause.label), len(keys), effect))
    return Bridge(
        one,
        counting.scaled(asked, found.then.amount),
        counting.scaled(asked, found.now.amount),
        tuple(groups),
        altered,
    )


# ------------------------------------------------------------------ opening


def signed_rows(actor: Actor, code: str, *, after: int | None = None, size: int = PAGE) -> OldRows:
    """The rows that the figure had when it was signed, whatever became of them. Raises SignedNotFound."""
    one = signed(actor, code)
    tree = trees.load(TreeView(one.view))
    rows = stored_rows(one)
    kept = list(zip(rows.keys, rows.units, rows.values, strict=True))
    return opened(actor, one, tree, kept, after=after, size=size)


def explained_rows(actor: Actor, code: str, cause: Cause, *, after: int | None = None, size: int = PAGE) -> OldRows:
    """The records of one group of the difference; `value` is its effect. Raises SignedNotFound."""
    one = signed(actor, code)
    tree = trees.load(TreeView(one.view))
    found = compared(one, tree)
    units = dict(zip(found.now.keys, found.now.units, strict=True)) | dict(
        zip(found.then.keys, found.then.units, strict=True)
    )
    kept = [(key, units[key], found.effects[key]) for key, why in sorted(found.causes.items()) if why == cause]
    return opened(actor, one, tree, kept, after=after, size=size, cause=cause)


def opened(
    actor: Actor,
    one: Signed,
    tree: Tree,
    kept: Sequence[tuple[int, int, int]],
    *,
    after: int | None,
    size: int,
    cause: Cause | None = None,
) -> OldRows:
    """A page of stored rows, as far as the reader may see the records behind them."""
    asked, at, time = question(one, tree)
    readable = tree.within(reach(actor, asked.power))
    seen = [row for row in kept if row[1] in readable]
    hidden = len(kept) - len(seen)
    rest = [row for row in seen if after is None or row[0] > after]
    part = rest[:size]
    titles = titles_of(asked, [row[0] for row in part])
    still = still_counting(asked, at, time, tree, one.where, [row[0] for row in part])
    items = tuple(
        OldRow(
            key,
            *titles.get(key, ("", "")),
            tree.units[unit].name if unit in tree.units else "",
            counting.scaled(asked, value),
            key in still,
            str(cause.label) if cause else "",
        )
        for key, unit, value in part
    )
    more = part[-1][0] if len(rest) > size else None
    text = _("这个数您可以看，但其中 {hidden} 条记录需要“{power}”权限，所以没有列出。")
    withheld = str(text).format(hidden=hidden, power=known_powers()[asked.power].label) if hidden else ""
    return OldRows(one, len(kept), items, more, hidden, withheld)


def titles_of(asked: Figure, keys: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Address code and name of records by key, as they are called today."""
    if not keys:
        return {}
    source = compiling.source_of(asked)
    params = compiling.Params()
    key = source.person if asked.distinct else source.id
    code = source.code or "''"
    query = compiling.Asked(asked, When.MAX, [f"{key} {params.put_many(keys)}"], params)
    found = compiling.fetch(query.statement([key, f"MIN({code})", f"MIN({source.title})"], f"GROUP BY {key}"))
    return {ident: (str(address or ""), str(title or "")) for ident, address, title in found}


def still_counting(
    asked: Figure, at: UnitRef, time: When, tree: Tree, where: Mapping[str, str], keys: Sequence[int]
) -> set[int]:
    """Which of the records count today, too."""
    if not keys:
        return set()
    source = compiling.source_of(asked)
    spells: list[Spell] = counting.spells_of(asked, at, time, tree)
    query = compiling.ask(asked, time, asking.narrow(asked, where), tree=tree, spells=spells)
    key = source.person if asked.distinct else source.id
    return {row[0] for row in compiling.fetch(query.statement([key], extra=[f"{key} {query.params.put_many(keys)}"]))}
