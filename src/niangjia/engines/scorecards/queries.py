"""What can be seen of scorecards: the version of a day at a place, sheets, their reasons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from niangjia.engines.scorecards import reasons as reasons_of
from niangjia.engines.scorecards import rules
from niangjia.engines.scorecards.choices import VersionState
from niangjia.engines.scorecards.models import Sheet, Version
from niangjia.engines.scorecards.policies import EDIT, PUBLISH, VIEW
from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import held_at, may_write, seen
from niangjia.kit.declare import Grade, Item, Located, Scorecard, Trace, scorecards
from niangjia.kit.declare.scorecards import grade_json, grade_of, item_json, item_of
from niangjia.kit.powers import Actor, NotFound, holds


class SheetNotFound(NotFound):
    """No such sheet, or none of the actor's."""

    code = "scorecards.not_found"


class VersionNotFound(NotFound):
    """No such version, or none that holds where the actor works."""

    code = "scorecards.version_not_found"


class UnknownScorecard(LookupError):
    """A scorecard that no module declares was asked for: a mistake in the program."""


def declared(kind: str) -> Scorecard:
    """One scorecard. Raises UnknownScorecard."""
    try:
        return scorecards()[kind]
    except KeyError:
        raise UnknownScorecard(kind) from None


def cards(actor: Actor) -> list[Scorecard]:
    """The scorecards of which the actor may see anything."""
    return [one for one in scorecards().values() if holds(actor, one.power_view)]


# ------------------------------------------------------------------ versions


def items_of(version: Version) -> list[Item]:
    """The items of a version; those of the one that ships, in the reader's language."""
    return list(declared(version.kind).items) if is_shipped(version) else [item_of(kept) for kept in version.items]


def grades_of(version: Version) -> list[Grade]:
    """The grades of a version; those of the one that ships, in the reader's language."""
    return list(declared(version.kind).grades) if is_shipped(version) else [grade_of(kept) for kept in version.grades]


def names_of(version: Version) -> tuple[Any, Any]:
    """Title and document of a version; those of the one that ships, in the reader's language."""
    if is_shipped(version):
        return declared(version.kind).title, declared(version.kind).source
    return version.title, version.document


def is_shipped(version: Version) -> bool:
    """Whether a version is the one that the product ships today."""
    return version.first and version.kind in scorecards() and version.digest == as_shipped(version.kind).digest


class Shipped(NamedTuple):
    """The first version as it is written down: in the language of the house, whoever asks."""

    title: str
    document: str
    items: list[dict[str, Any]]
    grades: list[dict[str, Any]]
    basis: str
    digest: str


def as_shipped(kind: str) -> Shipped:
    """What the product ships. Raises UnknownScorecard."""
    one = declared(kind)
    with override(settings.LANGUAGE_CODE):
        items, grades = [item_json(item) for item in one.items], [grade_json(grade) for grade in one.grades]
        title, document = str(one.title), str(one.source)
    return Shipped(title, document, items, grades, one.basis, digest_of(kind, items, grades, one.basis))


def digest_of(kind: str, items: Any, grades: Any, basis: str) -> str:
    """The same for the same version only."""
    told = json.dumps([kind, items, grades, basis], sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def published_at(kind: str, on: date, path: str) -> Version | None:
    """The published version that holds on a day at a place: the latest of the nearest unit above; None: the first one does."""
    above = [*org.above(path), path] if path else []
    rows = Version.objects.filter(
        Q(path="") | Q(path__in=above), kind=kind, state=VersionState.PUBLISHED, first=False, valid_from__lte=on
    )
    return max(rows, key=lambda one: (len(one.path), one.valid_from or date.min), default=None)


def visible_versions(actor: Actor) -> QuerySet[Version]:
    """Versions that hold where the actor works or below; drafts only for those who may write there."""
    return Version.objects.filter(held_at(actor, VIEW, EDIT, draft=Q(state=VersionState.DRAFT)))


def version(actor: Actor, code: str) -> Version:
    """One version. Raises VersionNotFound."""
    found = visible_versions(actor).select_related("unit", "made_by", "published_by").filter(code=code).first()
    if found is None or found.kind not in scorecards():
        raise VersionNotFound
    return found


def versions(actor: Actor, kind: str) -> list[Version]:
    """The versions of one scorecard, drafts first, then the latest first. Raises VersionNotFound for an unknown card."""
    if kind not in scorecards():
        raise VersionNotFound
    rows = visible_versions(actor).filter(kind=kind).select_related("unit", "made_by", "published_by")
    return sorted(
        rows,
        key=lambda one: (
            one.state != VersionState.DRAFT,
            one.first,
            -(one.valid_from or date.max).toordinal(),
            -one.pk,
        ),
    )


def acts_on(actor: Actor, one: Version, *, today: date) -> set[str]:
    """What the actor may do with a version: edit, discard, publish, withdraw."""
    acts: set[str] = set()
    if one.state == VersionState.DRAFT and may_write(actor, EDIT, one.path):
        acts |= {"edit", "discard"}
    if may_write(actor, PUBLISH, one.path) and not one.first:
        if one.state == VersionState.DRAFT and actor.account_id is not None and actor.account_id not in one.hands:
            acts.add("publish")
        if one.state == VersionState.PUBLISHED and one.valid_from is not None and one.valid_from > today:
            acts.add("withdraw")
    return acts


# ------------------------------------------------------------------ sheets


def visible(actor: Actor) -> QuerySet[Sheet]:
    """Sheets in the actor's branches, each by the power that its card names."""
    kinds: dict[str, list[str]] = {}
    for one in scorecards().values():
        kinds.setdefault(one.power_view, []).append(one.kind)
    condition = Q(pk__in=[])
    for power, some in kinds.items():
        condition |= Q(kind__in=some) & seen(actor, power, Sheet.scope_field)
    rows: QuerySet[Sheet] = Sheet.rows.filter(condition)
    return rows


@dataclass(frozen=True)
class SheetFilter:
    """What a list of sheets is narrowed to. `under` is a unit's code."""

    under: str = ""
    grades: Sequence[str] = ()
    text: str = ""


def matching(actor: Actor, kind: str, wanted: SheetFilter | None = None) -> QuerySet[Sheet]:
    """The current sheets of a card that the actor sees and that fit, unordered. Raises UnitNotFound for a foreign `under`."""
    wanted = wanted or SheetFilter()
    rows = visible(actor).filter(kind=kind, current=True)
    if wanted.under:
        rows = rows.filter(org.subtree(org.unit(actor, wanted.under)))
    if wanted.grades:
        rows = rows.filter(grade__in=list(wanted.grades))
    return rows.filter(title__icontains=wanted.text) if wanted.text else rows


def sheets(
    actor: Actor,
    kind: str,
    wanted: SheetFilter | None = None,
    *,
    highest_first: bool = False,
    after: str = "",
    before: str = "",
    size: int = 50,
) -> org.Page[Sheet]:
    """A page of current sheets by score; those without a score come first, last with `highest_first`."""
    rank = Coalesce("score", Value(-1))
    rows = matching(actor, kind, wanted).select_related("unit", "version")
    rows = rows.annotate(rank=rank * Value(-1) if highest_first else rank)
    return org.page(rows, ("rank", "pk"), after=after, before=before, size=size)


def count_sheets(actor: Actor, kind: str, wanted: SheetFilter | None = None) -> int:
    """How many current sheets the list has."""
    return matching(actor, kind, wanted).count()


def grade_counts(actor: Actor, kind: str, wanted: SheetFilter | None = None) -> dict[str, int]:
    """How many current sheets have each grade, under the other filters."""
    wanted = SheetFilter(wanted.under, (), wanted.text) if wanted else SheetFilter()
    rows = matching(actor, kind, wanted).values("grade").annotate(n=Count("pk")).values_list("grade", "n").order_by()
    return dict(rows)


def sheet(actor: Actor, code: str) -> Sheet:
    """One sheet. Raises SheetNotFound, whether it is missing or merely not the actor's."""
    found = visible(actor).filter(code=code).select_related("unit", "version", "by", "corrects").first()
    if found is None:
        raise SheetNotFound
    return found


def sheets_about(actor: Actor, kind: str, subject_id: int) -> list[Sheet]:
    """All sheets of a card about one record, the latest first: its history."""
    rows = visible(actor).filter(kind=kind, subject_kind=declared(kind).subject, subject_id=subject_id)
    return list(rows.select_related("version", "by", "corrects").order_by("-pk"))


def current(kind: str, subject_ids: Sequence[int]) -> dict[int, Sheet]:
    """The current sheet of each of some records. Unscoped: for programmes that have scoped the records."""
    rows = Sheet.rows.filter(
        kind=kind, subject_kind=declared(kind).subject, current=True, subject_id__in=list(subject_ids)
    )
    return {one.subject_id: one for one in rows.select_related("version")}


def shown_score(one: Sheet) -> str:
    """The score as people read it."""
    return rules.shown_score(one.score)


def reasons(one: Sheet) -> Trace:
    """Why a sheet came out so, from the version that it answered."""
    version = one.version
    return rules.explain(
        items_of(version),
        grades_of(version),
        one.values,
        one.remarks,
        basis=version.basis,
        document=names_of(version)[1],
    )


@dataclass(frozen=True)
class Subject:
    """A record about which a card can be filled in, as the actor meets it."""

    card: Scorecard
    id: int
    where: Located
    path: str

    def known(self, day: date) -> Mapping[str, tuple[Any, str]]:
        """What the house knows of it already: item → (answer, sentence)."""
        return self.card.known(self.id, day) if self.card.known else {}


def subject(actor: Actor, kind: str, code: str) -> Subject:
    """A record by its address code, for filling a card in. Raises SheetNotFound, whether it is missing or merely not the actor's."""
    one = scorecards().get(kind)
    if one is None or one.find is None or one.locate is None:
        raise SheetNotFound
    key = one.find(code)
    where = one.locate(key) if key is not None else None
    path = org.held_paths([where.unit_id]).get(where.unit_id) if where is not None else None
    if key is None or where is None or path is None or not may_fill(actor, kind, path):
        raise SheetNotFound
    return Subject(one, key, where, path)


def check_answers(version: Version, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """A sentence for each answer that is missing or does not fit, by item; nothing if a card could be handed in so."""
    wrong: dict[str, list[str]] = {}
    for item in items_of(version):
        _value, fault = rules.read_answer(item, answers.get(item.code))
        if fault:
            wrong[item.code] = [str(reasons_of.ANSWERS[fault]).format(title=item.title, top=item.top)]
    return wrong


def may_fill(actor: Actor, kind: str, path: str) -> bool:
    """Whether the actor may fill in a card about something at a place."""
    one = declared(kind)
    return not one.computed and holds(actor, one.power_fill, path)


def sheet_places(*, record_id: int) -> tuple[str, list[str]]:
    """Where a sheet lies, for `record.places`."""
    found = Sheet.rows.filter(pk=record_id).values_list("kind", "path").first()
    if found is None or found[0] not in scorecards():
        return VIEW, []
    return declared(found[0]).power_view, [found[1]]


def sheets_below(*, path: str | Sequence[str]) -> list[tuple[Any, Any]]:
    """Sheets that go along when a branch moves, for `unit.move`."""
    return [(_("评分结果"), Sheet.rows.filter(org.subtree(path), current=True))]
