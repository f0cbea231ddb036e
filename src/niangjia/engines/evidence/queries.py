"""What can be seen of evidence: files of a record, one file, the tray, one's stacks. Opening a content is an act (`actions.open_file`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.engines.evidence import labels
from niangjia.engines.evidence.choices import IMAGES, NAME, PDF, FileState, PageState
from niangjia.engines.evidence.models import File, Label, Stack, TrayPage
from niangjia.engines.evidence.policies import SCAN
from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import seen
from niangjia.kit import vault
from niangjia.kit.declare import EvidenceKind, Located, evidence_kinds
from niangjia.kit.powers import Actor, ActorKind, NotFound, holds

PAGE = 50


class FileNotFound(NotFound):
    """No such file, or none of the actor's."""

    code = "evidence.not_found"


class SubjectNotFound(NotFound):
    """No such record, or none of the actor's."""

    code = "evidence.subject_not_found"


class PageNotFound(NotFound):
    """No such page in the tray, or none of the actor's."""

    code = "evidence.page_not_found"


class UnknownKind(LookupError):
    """A kind of papers that no module declares was asked for: a mistake in the program."""


def declared(kind: str) -> EvidenceKind:
    """One kind of papers. Raises UnknownKind."""
    try:
        return evidence_kinds()[kind]
    except KeyError:
        raise UnknownKind(kind) from None


# ------------------------------------------------------------------ records


@dataclass(frozen=True)
class Subject:
    """A record with papers, as the actor meets it."""

    kind: EvidenceKind
    id: int
    where: Located
    path: str
    may_add: bool


def subject(actor: Actor, kind: str, subject_id: int | None) -> Subject:
    """A record whose papers the actor may see. Raises SubjectNotFound, whether it is missing or merely not hers."""
    one = declared(kind)
    where = one.locate(subject_id) if subject_id is not None else None
    path = org.held_paths([where.unit_id]).get(where.unit_id) if where is not None else None
    if subject_id is None or where is None or path is None:
        raise SubjectNotFound
    own = _own(actor, one, subject_id)
    if not own and not holds(actor, one.power_view, path):
        raise SubjectNotFound
    return Subject(one, subject_id, where, path, own or holds(actor, one.power_add, path))


def subject_by_code(actor: Actor, kind: str, code: str) -> Subject:
    """The same by the record's address code. Raises SubjectNotFound."""
    if kind not in evidence_kinds():
        raise SubjectNotFound
    return subject(actor, kind, declared(kind).find(code))


def _own(actor: Actor, one: EvidenceKind, subject_id: int) -> bool:
    """Whether the record is a worker's own."""
    return actor.kind == ActorKind.WORKER and one.own is not None and one.own(actor, subject_id)


# ------------------------------------------------------------------ files


@dataclass(frozen=True)
class FileLine:
    """A file in a record's list. `name` is what it was called, `sheet` the printed sheet that came back."""

    code: str
    name: str
    sheet: Any
    media_type: str
    size: int
    pages: int
    dated_on: date | None
    expires_on: date | None
    state: str
    origin: Any
    by: str
    at: Any
    words: str
    has_small: bool
    may_remove: bool
    twice: int
    """How many other files arrived as the very same bytes: a photo that was handed in before (B21)."""


def visible(actor: Actor) -> QuerySet[File]:
    """Files in the actor's branches, each by the power that its kind names."""
    kinds: dict[str, list[str]] = {}
    for one in evidence_kinds().values():
        kinds.setdefault(one.power_view, []).append(one.kind)
    condition = Q(pk__in=[])
    for power, some in kinds.items():
        condition |= Q(kind__in=some) & seen(actor, power, File.scope_field)
    rows: QuerySet[File] = File.rows.filter(condition)
    return rows


def files_of(actor: Actor, kind: str, subject_id: int, *, removed: bool = False) -> list[FileLine]:
    """The papers of a record, the latest first; removed ones only when asked for. Raises SubjectNotFound."""
    here = subject(actor, kind, subject_id)
    rows = File.rows.filter(kind=kind, subject_kind=here.kind.subject, subject_id=subject_id).select_related("by")
    if not removed:
        rows = rows.exclude(state=FileState.REMOVED)
    found = list(rows.order_by("-pk"))
    names = vault.unseal_many([one.name_sealed for one in found], field=NAME)
    twice = _twice([one.came_as for one in found])
    may_remove = holds(actor, here.kind.power_remove, here.path)
    return [
        _line(one, name, here.kind, may_remove, twice.get(one.came_as, 1) - 1)
        for one, name in zip(found, names, strict=True)
    ]


def _line(one: File, name: str, kind: EvidenceKind, may_remove: bool, twice: int) -> FileLine:
    small = one.media_type in {*IMAGES, PDF} and not kind.private and one.state != FileState.REMOVED
    return FileLine(
        one.code, name, kind.sheets.get(one.sheet, ""), one.media_type, one.size, one.pages, one.dated_on, one.expires_on,
        one.state, one.get_origin_display(), one.by.name if one.by else "", one.at, one.removed_words, small,
        may_remove and one.state != FileState.REMOVED, twice,
    )  # fmt: skip


def _twice(digests: Sequence[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for came_as in (
        File.rows.filter(came_as__in=set(digests)).exclude(state=FileState.REMOVED).values_list("came_as", flat=True)
    ):
        counted[came_as] = counted.get(came_as, 0) + 1
    return counted


def file(actor: Actor, code: str) -> File:
    """One file that is still there. Raises FileNotFound, whether it is missing, removed, or merely not the actor's."""
    rows = File.rows.filter(code=code).exclude(state=FileState.REMOVED)
    found = visible(actor).filter(pk__in=rows.values("pk")).select_related("unit").first()
    if found is None and actor.kind == ActorKind.WORKER:
        found = next(
            (one for one in rows if one.kind in evidence_kinds() and _own(actor, declared(one.kind), one.subject_id)),
            None,
        )
    if found is None:
        raise FileNotFound
    return found


def in_force(kind: str, subject_ids: Iterable[int], *, on: date) -> dict[int, list[File]]:
    """Files of records that prove something on a day. Unscoped: for programmes that have scoped the records and decide by them (B14)."""
    rows = File.rows.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=on), kind=kind, subject_id__in=list(subject_ids)
    ).exclude(state=FileState.REMOVED)
    found: dict[int, list[File]] = {}
    for one in rows.order_by("pk"):
        found.setdefault(one.subject_id, []).append(one)
    return found


def file_places(*, record_id: int) -> tuple[str, list[str]]:
    """Where a file lies, for `record.places`."""
    found = File.rows.filter(pk=record_id).values_list("kind", "path").first()
    if found is None or found[0] not in evidence_kinds():
        return SCAN, []
    return declared(found[0]).power_view, [found[1]]


def files_below(*, path: str | Sequence[str]) -> list[tuple[Any, Any]]:
    """Files that go along when a branch moves, for `unit.move`."""
    return [(_("材料"), File.rows.filter(org.subtree(path)).exclude(state=FileState.REMOVED))]


# ------------------------------------------------------------------ labels, stacks, the tray


def label_of(text: str) -> Label | None:
    """The label that a QR or a typed line names, if it is one of ours and whole."""
    read = labels.read(text)
    if read is None:
        return None
    found = Label.objects.filter(code=read[0]).first()
    return found if found is not None and found.signature == read[1] and found.kind in evidence_kinds() else None


def stacks(actor: Actor, *, limit: int = 20) -> list[Stack]:
    """The actor's own stacks, the latest first."""
    return list(Stack.objects.filter(account_id=actor.account_id or 0).order_by("-pk")[:limit])


def tray(actor: Actor, *, after: str = "", size: int = PAGE) -> tuple[list[TrayPage], str]:
    """Pages that wait, the oldest first, and the mark of the next page ("" ends)."""
    rows = waiting(actor).select_related("stack", "stack__account").order_by("pk")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: size + 1])
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""


def waiting(actor: Actor) -> QuerySet[TrayPage]:
    """Pages of the tray that the actor may work off; read by the actions of this module, too."""
    return TrayPage.objects.filter(seen(actor, SCAN, "path"), state=PageState.WAITING)


def count_waiting(actor: Actor) -> int:
    """How many pages wait."""
    return waiting(actor).count()


def tray_page(actor: Actor, code: str) -> TrayPage:
    """One page that waits. Raises PageNotFound."""
    found = waiting(actor).filter(code=code).select_related("stack", "stack__account").first()
    if found is None:
        raise PageNotFound
    return found
