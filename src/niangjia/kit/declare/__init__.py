"""What a module declares about itself, as plain data that engines and fronts read: sheets, figures, lists to give out,
kinds of approval (`approvals.py`), lists of work (`worklists.py`), ciphertext and control totals (`custody.py`), contributions.

Ground can declare figures and sheets here without knowing the engines that read them. `config` gathers what every
module's `apps.py` registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from niangjia.kit.declare.approvals import Approval as Approval
from niangjia.kit.declare.approvals import Asked as Asked
from niangjia.kit.declare.approvals import Checked as Checked
from niangjia.kit.declare.approvals import Outcome as Outcome
from niangjia.kit.declare.approvals import Stop as Stop
from niangjia.kit.declare.custody import Sealed as Sealed
from niangjia.kit.declare.custody import Sign as Sign
from niangjia.kit.declare.custody import Total as Total
from niangjia.kit.declare.evidence import EvidenceKind as EvidenceKind
from niangjia.kit.declare.located import Located as Located
from niangjia.kit.declare.printing import Printing as Printing
from niangjia.kit.declare.rulebooks import Book as Book
from niangjia.kit.declare.rulebooks import Case as Case
from niangjia.kit.declare.rulebooks import Param as Param
from niangjia.kit.declare.rulebooks import Rulebook as Rulebook
from niangjia.kit.declare.scorecards import Grade as Grade
from niangjia.kit.declare.scorecards import Item as Item
from niangjia.kit.declare.scorecards import Scorecard as Scorecard
from niangjia.kit.declare.traces import Input as Input
from niangjia.kit.declare.traces import Step as Step
from niangjia.kit.declare.traces import Trace as Trace
from niangjia.kit.declare.traces import from_json as from_json
from niangjia.kit.declare.traces import sum_up as sum_up
from niangjia.kit.declare.worklists import Worklist as Worklist

if TYPE_CHECKING:
    import polars as pl

    from niangjia.kit.powers import Actor, PathRange

# ------------------------------------------------------------------ sheets

ColumnType = Literal[
    "text", "name", "identity", "document", "phone", "date", "integer", "money", "number", "choice", "unit"
]


@dataclass(frozen=True)
class Column:
    """One column of a spreadsheet kind.

    `name` is the field in code, `title` the heading we print, `synonyms` other headings that mean it. `choices` maps
    what people write to the stored value (also used for the drop-down of the template). `sensitive` values are
    masked in every preview. `help` is one sentence under the heading of the template and beside the mapping.
    """

    name: str
    title: str
    type: ColumnType = "text"
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    open_choice: bool = False
    """True: a value outside `choices` is kept as written; False: it is an error."""
    max_length: int = 200
    sensitive: bool = False
    help: Any = ""
    example: str = ""


class Planner(Protocol):
    """`plan(actor, frame, options)`: look the rows up and say what each would do. Reads only.

    The frame holds the typed columns of the sheet (missing ones are null), `_row` (its number in the file), `_digest`
    (keyed digest of its cells) and, for each column of type `identity`, `<name>_index` (blind index). Rows that the
    check refused are not in it. Returned with `_verdict` (`new`, `changed`, `same`, `transfer` or `wrong`), `_problem`
    (the sentence of a wrong row), `_note` (a warning), `_changed` (names of the columns that would change, by commas)
    and whatever `apply` needs again. `_refresh` true: a row that is the same yet wants to be handed to `apply`.
    """

    def __call__(self, *, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> pl.DataFrame: ...


class Preparer(Protocol):
    """`prepare(columns)`: ciphertext and the like for one chunk, in a helper process without a database.

    Takes the columns named in `Sheet.needs` as lists, returns columns of text of the same length.
    """

    def __call__(self, columns: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]: ...


@dataclass(frozen=True)
class Applied:
    """What `apply` did with a chunk.

    `lineage` has a line for each row that wrote something: `row`, `table` and `record` (what it wrote), `before` (the
    sealed image of what stood there; empty: nothing, it is new) and `after` (digest of what stands there now).
    `skipped`: rows whose verdict is no longer what the preview said; they were left alone.
    """

    lineage: pl.DataFrame
    skipped: list[int] = field(default_factory=list)


class Applier(Protocol):
    """`apply(actor, frame, options)`: write one planned chunk inside the caller's transaction.

    Called with the rows of verdict `new` and `changed`, the transfers that were ticked and those with `_refresh`; the
    verdict is judged again on what the base says now. `options["later"](function, …)` runs a top-level function in the
    helper process and gives a Future; `options["memory"]` is a dictionary that lasts for the run. `options["untouched"]`: nothing
    was done since the preview, which may be taken as it is.
    """

    def __call__(self, *, actor: Actor, frame: pl.DataFrame, options: Mapping[str, Any]) -> Applied: ...


class Undoer(Protocol):
    """`undo(actor, lineage, options)`: take one chunk of lineage back inside the caller's transaction.

    Returns the numbers of the rows whose records were edited or relied upon since: those stay as they are.
    """

    def __call__(self, *, actor: Actor, lineage: pl.DataFrame, options: Mapping[str, Any]) -> list[int]: ...


@dataclass(frozen=True)
class Sheet:
    """A kind of spreadsheet: its columns and what its rows do. Declared in a module's `sheets.py`.

    `order` sorts kinds that arrive together (unions before members). `key` names the columns that identify a row.
    `chunk` rows are planned and written together; a tree that comes in any order is one chunk. `options` of plan,
    apply and undo: `today` (ISO date). See `docs/modules/imports.md`.
    """

    kind: str
    title: Any
    sheet_name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    power: str
    plan: Planner
    apply: Applier
    undo: Undoer
    order: int = 100
    layouts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Named selections of columns for blank templates: `{"official": (...), "short": (...)}`."""
    prepare: Preparer | None = None
    needs: tuple[str, ...] = ()
    chunk: int = 50_000
    foresee: Undoer | None = None
    """What `undo` would leave alone, read without writing: for batches too large to be tried out. Must agree with `undo`."""
    before: Callable[[Mapping[str, Any]], dict[str, str]] | None = None
    """For the preview: what the base says now in the columns named by `_changed`, from one planned row, by column."""


# ------------------------------------------------------------------ figures

Shape = Literal["stock", "flow", "ratio"]


@dataclass(frozen=True)
class Source:
    """The records that figures are counted from, as plain portable SQL.

    `table` is the first table with its alias; `id`, `unit`, `person` and `title` are expressions over it. `joins` maps
    each further alias to its JOIN clause, in order; only the aliases that a question mentions are joined, so every
    clause must leave the number of rows as it is. `where` keeps out rows that never count (taken back, for example).

    In every expression `{on}` stands for the day asked about (stock) or the day of the event (flow), and
    `{year_before}` for one year before the day asked about. A literal `%` is written `%%`.
    """

    name: str
    table: str
    id: str
    unit: str
    title: str
    code: str = ""
    """Address code of the record that a row links to."""
    person: str = ""
    joins: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    narrow: frozenset[str] = frozenset()
    """Columns that an index by unit holds (or that are seldom looked at): counting these alone reads the index only."""


@dataclass(frozen=True)
class Breakdown:
    """One way to split a figure: `column` is an SQL expression of the source, `labels` names its stored values.

    `aliases` maps other ways of writing a value to the stored one. `closed`: a value outside `labels` is a mistake;
    otherwise any text may be asked for. A missing value is shown as 未填写.
    """

    name: str
    label: Any
    column: str
    labels: Mapping[str, Any] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False


@dataclass(frozen=True)
class Shown:
    """One column beside the name and the unit when a figure is opened."""

    name: str
    title: Any
    column: str
    labels: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Term:
    """One figure inside a ratio. `at`: `same` the time asked for, `start` the end of the day before the period,
    `end` its last day. `where` narrows it further."""

    code: str
    at: Literal["same", "start", "end"] = "same"
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A number that is counted from records, declared once.

    *stock*: rows of `source` in force on the date (`since` empty or not later; `until` empty or later).
    *flow*: rows whose `since` lies within the period, both ends counted.
    *ratio*: `over` ÷ the sum of `under`, other figures; None when there is nothing to divide by.

    `where` is what a row must fulfil. `value` is summed (empty: rows are counted); `distinct` counts different persons.
    `scale` divides the stored sum (100: fen to yuan), `places` are the decimals shown. `unit` is the word after the
    number (人, 家, 元). `power` is what a reader needs for the rows; the number itself needs `figures.read`.
    `subject` is the kind of the record behind each row (`people.person`), for links and for the trail.
    """

    code: str
    label: Any
    definition: Any
    shape: Shape
    unit: Any
    power: str
    subject: str = ""
    source: Source | None = None
    since: str = ""
    until: str = ""
    where: str = ""
    value: str = ""
    distinct: bool = False
    scale: int = 1
    places: int = 0
    columns: tuple[Shown, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    over: Term | None = None
    under: tuple[Term, ...] = ()
    order: int = 100
    """Place in lists of figures, before the code."""


# ------------------------------------------------------------------ lists to give out


@dataclass(frozen=True)
class Given:
    """A column of a list that is given out: `cell` takes its value from a row of the query. `kind` as in `kit.sheets.Heading`."""

    name: str
    title: Any
    cell: Callable[[Any], Any]
    kind: Literal["text", "date", "integer", "money"] = "text"
    width: float = 14


@dataclass(frozen=True)
class Listing:
    """A list that can be given out as a spreadsheet. Declared in a module's `listings.py`.

    `rows(actor, asked)` streams what the query of the same list shows this actor, `count(actor, asked)` says how many that
    is; both take `asked`, plain JSON that says what the list was narrowed to. `power` is what giving it out needs.
    Identity and phone come masked from the query and stay so. `places(actor, asked)`: the path ranges in which those rows lie.
    """

    name: str
    title: Any
    power: str
    columns: tuple[Given, ...]
    rows: Callable[[Actor, Mapping[str, Any]], Iterator[Any]]
    count: Callable[[Actor, Mapping[str, Any]], int]
    places: Callable[[Actor, Mapping[str, Any]], Sequence[PathRange]]


# ------------------------------------------------------------------ contributions


@dataclass(frozen=True)
class Contribution:
    """What a module adds to other modules' previews and moves without being known to them.

    `topic` is one of: `unit.move`, `unit.merge`, `unit.unmerge`, `unit.people`, `unit.split`, `unit.unsplit` (docs/modules/org.md), `person.merge`, `person.unmerge`, `person.export`, `person.retain`,
    `person.erase`, `person.visible` (docs/modules/people.md), `record.places`, `record.title`, `vault.files`, `export.files`, `health.signs`. `preview(**facts)` returns rows `(label, count)`, of the topics `unit.move` and `unit.merge` also `(label, rows that would be counted)`: all of them are counted in one statement; `move(**facts)` does it inside the caller's transaction.
    """

    topic: str
    name: str
    label: Any
    preview: Callable[..., Sequence[tuple[Any, Any]]] | None = None
    move: Callable[..., Any] | None = None
    order: int = 100


# ------------------------------------------------------------------ registry

_approvals: dict[str, Approval] = {}
_contributions: dict[str, list[Contribution]] = {}
_evidence: dict[str, EvidenceKind] = {}
_figures: dict[str, Figure] = {}
_listings: dict[str, Listing] = {}
_printings: dict[str, Printing] = {}
_rulebooks: dict[str, Rulebook] = {}
_scorecards: dict[str, Scorecard] = {}
_sealed: dict[str, Sealed] = {}
_sheets: dict[str, Sheet] = {}
_totals: dict[str, Total] = {}
_worklists: dict[str, Worklist] = {}

Kept = Approval | EvidenceKind | Figure | Listing | Printing | Rulebook | Scorecard | Sealed | Sheet | Total | Worklist
Declared = Kept | Contribution


def register(*declared: Declared) -> None:
    """Take declarations in; called from a module's `apps.py` when it is ready. Twice the same is harmless."""
    for one in declared:
        if isinstance(one, Contribution):
            known = _contributions.setdefault(one.topic, [])
            if one not in known:
                known.append(one)
                known.sort(key=lambda c: (c.order, c.name))
        else:
            book, code = _place(one)
            _put(book, code, one)


def _place(one: Kept) -> tuple[dict[str, Any], str]:
    """The book in which a declaration stands, and its code there."""
    if isinstance(one, Sealed):
        return _sealed, f"{one.table}.{one.column}"
    if isinstance(one, Listing | Printing):
        return (_listings if isinstance(one, Listing) else _printings), one.name
    if isinstance(one, Figure | Total):
        return (_figures if isinstance(one, Figure) else _totals), one.code
    books: dict[type, dict[str, Any]] = {
        Approval: _approvals, EvidenceKind: _evidence, Rulebook: _rulebooks, Scorecard: _scorecards, Sheet: _sheets,
        Worklist: _worklists,
    }  # fmt: skip
    return books[type(one)], one.kind


def _put(book: dict[str, Any], code: str, one: Any) -> None:
    if code in book and book[code] != one:
        raise ValueError(f"{code} is declared twice")
    book[code] = one


def sheets() -> dict[str, Sheet]:
    """All spreadsheet kinds by code, in the order in which they are taken in together."""
    return dict(sorted(_sheets.items(), key=lambda pair: (pair[1].order, pair[0])))


def figures() -> dict[str, Figure]:
    """All figures by code, in the order in which they are listed."""
    return dict(sorted(_figures.items(), key=lambda pair: (pair[1].order, pair[0])))


def listings() -> dict[str, Listing]:
    """All lists that can be given out, by name."""
    return dict(_listings)


def printings() -> dict[str, Printing]:
    """All kinds of papers that can be printed for chosen records, by name."""
    return dict(_printings)


def approvals() -> dict[str, Approval]:
    """All kinds of approval by code, in the order in which they are listed."""
    return dict(sorted(_approvals.items(), key=lambda pair: (pair[1].order, pair[0])))


def contributions(topic: str) -> list[Contribution]:
    """What modules add to a topic, in order."""
    return list(_contributions.get(topic, ()))


def worklists() -> dict[str, Worklist]:
    """All lists of work by kind, in the order in which they are shown."""
    return dict(sorted(_worklists.items(), key=lambda pair: (pair[1].order, pair[0])))


def sealed_columns() -> list[Sealed]:
    """All columns of ciphertext; those that hold other tokens come last, for they take what stands in the others."""
    return sorted(_sealed.values(), key=lambda one: (one.inner or not one.field, one.table, one.column))


def sealed_fields() -> list[str]:
    """All fields that tokens were sealed for."""
    return list(dict.fromkeys(name for one in sealed_columns() for name in (one.field, *one.holds) if name))


def control_totals() -> list[Total]:
    """All control totals, in order."""
    return sorted(_totals.values(), key=lambda one: (one.order, one.code))


def rulebooks() -> dict[str, Rulebook]:
    """All rulebooks by kind, in the order in which they are shown."""
    return dict(sorted(_rulebooks.items(), key=lambda pair: (pair[1].order, pair[0])))


def scorecards() -> dict[str, Scorecard]:
    """All scorecards by kind, in the order in which they are shown."""
    return dict(sorted(_scorecards.items(), key=lambda pair: (pair[1].order, pair[0])))


def evidence_kinds() -> dict[str, EvidenceKind]:
    """All kinds of papers by code, in the order in which they are shown."""
    return dict(sorted(_evidence.items(), key=lambda pair: (pair[1].order, pair[0])))
