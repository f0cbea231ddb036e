"""What can be seen of rules: the book of a day at a place, editions, examples that are tried, two editions compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks import reasons, rules
from niangjia.engines.rulebooks.choices import BUILT_IN, EditionState, Standing
from niangjia.engines.rulebooks.models import Edition, Example
from niangjia.engines.rulebooks.policies import EDIT, PUBLISH, VIEW
from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import held_at, may_write
from niangjia.kit.declare import Book, Case, Param, Rulebook, rulebooks
from niangjia.kit.declare.rulebooks import stored_values
from niangjia.kit.powers import Actor, NotFound


class EditionNotFound(NotFound):
    """No such edition, or none that holds where the actor works."""

    code = "rulebooks.not_found"


class UnknownRulebook(LookupError):
    """A rulebook that no module declares was asked for: a mistake in the program."""


def declared(kind: str) -> Rulebook:
    """One rulebook. Raises UnknownRulebook."""
    try:
        return rulebooks()[kind]
    except KeyError:
        raise UnknownRulebook(kind) from None


# ------------------------------------------------------------------ the rules of a day at a place


@dataclass(frozen=True)
class Books:
    """The editions of one rulebook that hold on a day, for many places with one statement."""

    rulebook: Rulebook
    on: date
    by_path: dict[str, Edition]

    def at(self, path: str) -> Book:
        """The book of a place: the edition of the nearest unit above, else that of the whole house, else the first."""
        found = rules.nearest(self.by_path, path)
        return self.rulebook.first(self.on) if found is None else book_of(self.by_path[found], self.on)


def books_on(kind: str, on: date) -> Books:
    """All editions of a rulebook that hold on a day. Unscoped: rules are applied, not read. Raises UnknownRulebook."""
    rows = Edition.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), kind=kind, state=EditionState.PUBLISHED, valid_from__lte=on
    )
    return Books(declared(kind), on, {one.path: one for one in rows.order_by("valid_from")})


def rule_at(kind: str, on: date, path: str = "") -> Book:
    """The rules in force on a day at a place, with typed access: `rule_at("organising.transfers", today, unit.path).days("reply")`.

    Past days give what held then. Raises UnknownRulebook.
    """
    return books_on(kind, on).at(path)


def book_of(edition: Edition, on: date) -> Book:
    """An edition as a book, whatever its dates: a draft can be tried."""
    one = declared(edition.kind)
    params = one.params()
    return Book(
        edition.kind, on, stored_values(params, edition.params), params, edition.code, edition.title, edition.document
    )


# ------------------------------------------------------------------ editions


def visible(actor: Actor) -> QuerySet[Edition]:
    """Editions that hold where the actor works or somewhere below; drafts only for those who may write there."""
    return Edition.objects.filter(held_at(actor, VIEW, EDIT, draft=Q(state=EditionState.DRAFT)))


def edition(actor: Actor, code: str) -> Edition:
    """One edition. Raises EditionNotFound, whether it is missing or merely not the actor's."""
    found = visible(actor).select_related("unit", "made_by", "published_by").filter(code=code).first()
    if found is None or found.kind not in rulebooks():
        raise EditionNotFound
    return found


@dataclass(frozen=True)
class Line:
    """One rulebook in the list: the edition that holds today where the reader works (None: the first), and how many others there are."""

    rulebook: Rulebook
    now: Edition | None
    drafts: int
    scheduled: int


def overview(actor: Actor, *, path: str, today: date) -> list[Line]:
    """All rulebooks with what holds today at a place; one statement."""
    rows: dict[str, list[Edition]] = {}
    for one in visible(actor).order_by("valid_from"):
        rows.setdefault(one.kind, []).append(one)
    return [_line(one, rows.get(one.kind, []), path, today) for one in rulebooks().values()]


def _line(one: Rulebook, rows: Sequence[Edition], path: str, today: date) -> Line:
    standings = [(standing_of(row, today), row) for row in rows]
    here = {row.path: row for standing, row in standings if standing == Standing.IN_FORCE}
    nearest = rules.nearest(here, path)
    count = [standing for standing, _row in standings].count
    return Line(one, here[nearest] if nearest is not None else None, count(Standing.DRAFT), count(Standing.SCHEDULED))


def editions(actor: Actor, kind: str) -> list[Edition]:
    """The editions of one rulebook, drafts first, then the latest first. Raises EditionNotFound for an unknown rulebook."""
    if kind not in rulebooks():
        raise EditionNotFound
    rows = visible(actor).filter(kind=kind).select_related("unit", "made_by", "published_by")
    return sorted(
        rows, key=lambda one: (one.state != EditionState.DRAFT, -(one.valid_from or date.max).toordinal(), -one.pk)
    )


def standing_of(one: Edition, today: date) -> Standing:
    """Where an edition stands on a day."""
    return rules.standing(one.state, one.valid_from, one.valid_to, today)


def acts_on(actor: Actor, one: Edition, *, today: date) -> set[str]:
    """What the actor may do with an edition: edit, discard, publish, withdraw."""
    acts: set[str] = set()
    if one.state == EditionState.DRAFT and may_write(actor, EDIT, one.path):
        acts |= {"edit", "discard"}
    if may_write(actor, PUBLISH, one.path):
        if one.state == EditionState.DRAFT and actor.account_id is not None and actor.account_id not in one.hands:
            acts.add("publish")
        if standing_of(one, today) in {Standing.SCHEDULED, Standing.IN_FORCE}:
            acts.add("withdraw")
    return acts


# ------------------------------------------------------------------ examples and differences


def cases_of(one: Edition) -> list[Case]:
    """The examples of an edition, in their order."""
    book = declared(one.kind)
    given, out = {p.name: p for p in book.inputs}, {p.name: p for p in book.outputs}
    return [
        Case(
            {name: value for name, value in stored_values(given, row.inputs).items() if name in row.inputs},
            {name: value for name, value in stored_values(out, row.expected).items() if name in row.expected},
            row.note,
        )
        for row in Example.objects.filter(edition=one).order_by("position")
    ]


def read_case(
    given: Mapping[str, str], out: Mapping[str, str], inputs: Mapping[str, Param], outputs: Mapping[str, Param]
) -> tuple[tuple[dict[str, Any], dict[str, Any]], dict[str, str]]:
    """Inputs and results of an example out of what was typed, under the names of the parameters, and a sentence for each field that
    cannot be read. A result that is left empty is not looked at; an input has to be there."""
    faults: dict[str, str] = {}
    found: list[dict[str, Any]] = []
    for typed, params, needed in ((given, inputs, True), (out, outputs, False)):
        values: dict[str, Any] = {}
        for field, param in params.items():
            value, fault = rules.read_value(param, typed.get(field, ""))
            if fault and (needed or fault != "empty"):
                faults[field] = reasons.sentence(fault, param)
            elif not fault:
                values[param.name] = value
        found.append(values)
    return (found[0], found[1]), faults


def typed_case(case: Case, inputs: Mapping[str, Param], outputs: Mapping[str, Param]) -> dict[str, str]:
    """The opposite: an example as it is typed, by field."""
    told = {field: rules.written(param, case.inputs.get(param.name)) for field, param in inputs.items()}
    return told | {field: rules.written(param, case.expected.get(param.name)) for field, param in outputs.items()}


def typed_numbers(book: Book) -> dict[str, str]:
    """The numbers of a book as they are typed."""
    return {name: rules.written(param, book.values.get(name)) for name, param in book.params.items()}


@dataclass(frozen=True)
class Number:
    """One number as people read it, with where it is written."""

    title: Any
    value: str
    help: Any
    clause: str


def shown_numbers(book: Book) -> list[Number]:
    """The numbers of a book, in their order."""
    return [
        Number(param.title, rules.shown(param, book.values.get(name)), param.help, book.clause(name))
        for name, param in book.params.items()
    ]


def shown_case(kind: str, case: Case) -> tuple[list[tuple[Any, str]], list[tuple[Any, str]]]:
    """An example as people read it: inputs and results."""
    one = declared(kind)
    given = [(p.title, rules.shown(p, case.inputs[p.name])) for p in one.inputs if p.name in case.inputs]
    return given, [(p.title, rules.shown(p, case.expected[p.name])) for p in one.outputs if p.name in case.expected]


def tried(one: Edition, *, on: date) -> list[rules.Tried]:
    """All examples of an edition after they were run against its numbers."""
    book = book_of(one, one.valid_from or on)
    return [rules.try_case(declared(one.kind), book, case) for case in cases_of(one)]


def tried_first(kind: str, *, on: date) -> list[rules.Tried]:
    """The examples that ship with the product, against the numbers that do."""
    one = declared(kind)
    return [rules.try_case(one, one.first(on), case) for case in one.examples]


def compare(actor: Actor, kind: str, first: str, second: str, *, on: date) -> list[rules.Difference]:
    """In what two editions of a rulebook differ; `BUILT_IN` stands for the one that ships. Raises EditionNotFound."""
    params = declared(kind).params() if kind in rulebooks() else {}
    books = [numbers(actor, kind, code, on=on).values for code in (first, second)]
    return rules.differences(params, books[0], books[1])


def numbers(actor: Actor, kind: str, code: str, *, on: date) -> Book:
    """The numbers of an edition of a rulebook, or of the one that ships. Raises EditionNotFound."""
    if kind not in rulebooks():
        raise EditionNotFound
    if code == BUILT_IN:
        return declared(kind).first(on)
    found = edition(actor, code)
    if found.kind != kind:
        raise EditionNotFound
    return book_of(found, on)


def edition_places(*, record_id: int) -> tuple[str, list[str]]:
    """Where an edition lies, for `record.places`: at its unit, that of the whole house at the roots."""
    path = Edition.objects.filter(pk=record_id).values_list("path", flat=True).first()
    if path is None:
        return VIEW, []
    return VIEW, [path] if path else org.root_paths()


def editions_below(*, path: str | Sequence[str]) -> list[tuple[Any, Any]]:
    """Editions that go along when a branch moves, for `unit.move`."""
    return [(_("规则的版本"), Edition.objects.filter(org.subtree(path)))]
