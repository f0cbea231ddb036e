"""Working off the differences with the province's base: take its value over, leave it as it is, have the unions look into theirs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.worklists import actions as worklists
from niangjia.engines.worklists.actions import Wanted
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.people.actions import correcting
from niangjia.ground.people.actions.correcting import Correction, Image
from niangjia.kit import vault
from niangjia.kit.ids import new_code, read_phone
from niangjia.kit.powers import SYSTEM, Actor, holds, subtree_range
from niangjia.programmes.organising.actions.compare_refusals import ChangedSince, NothingChosen, TooLate, TooMany
from niangjia.programmes.organising.choices.provincial import BEFORE, COMPARISON, MOST, TO_CHECK, DifferenceState, Side
from niangjia.programmes.organising.models import Comparison, Difference
from niangjia.programmes.organising.policies import COMPARE
from niangjia.programmes.organising.queries.provincial import (
    DifferenceFilter,
    comparison_row,
    pick_differences,
    told_there,
)

SECONDS = 10


@dataclass(frozen=True)
class Worked:
    """What an act did: its mark for taking it back, how many rows, and why the others were left alone (sentence → number)."""

    act: str
    number: int
    left: dict[str, int]


@transaction.atomic
def take_over(*, actor: Actor, code: str, wanted: DifferenceFilter, digest: str, now: datetime) -> Worked:
    """Names and phones become what the province's base says, for exactly the rows of the preview. Whoever was confirmed has to confirm
    anew. Raises ComparisonNotFound, ChangedSince, NothingChosen, TooMany."""
    row, found = _taken(actor, code, wanted, "take", digest)
    told = told_there(found)
    ones, left = [], dict[str, int]()
    by_key = {one.pk: one for one in found}
    for one, there in zip(found, told, strict=True):
        phone = read_phone(there.get("phone", "")).value if "phone" in one.cells else None
        name = there.get("name") or None if "name" in one.cells else None
        if one.person_id and (name or phone) and holds(actor, "people.edit", one.path):
            ones.append(Correction(one.pk, one.person_id, name=name, phone=phone or None))
    images, refused = correcting.correct(actor=actor, ones=ones, on=timezone.localdate(now))
    for refusal in refused.values():
        left[refusal.sentence] = left.get(refusal.sentence, 0) + 1
    made = new_code()
    texts = vault.seal_many([json.dumps(asdict(image), ensure_ascii=False) for image in images.values()], field=BEFORE)
    for key, text in zip(images, texts, strict=True):
        one = by_key[key]
        one.state, one.act, one.acted_at, one.before = DifferenceState.TAKEN, made, now, text
    Difference.rows.bulk_update(
        [by_key[key] for key in images], ["state", "act", "acted_at", "before"], batch_size=1_000
    )
    _record(actor, "organising.province_taken", row, len(images))
    return Worked(made, len(images), left)


@transaction.atomic
def leave_as_is(*, actor: Actor, code: str, wanted: DifferenceFilter, digest: str, now: datetime) -> Worked:
    """The rows of the preview were looked into: ours is right. They are not shown as open again as long as both say the same.

    Raises ComparisonNotFound, ChangedSince, NothingChosen, TooMany."""
    row, found = _taken(actor, code, wanted, "leave", digest)
    made = new_code()
    keys = [one.pk for one in found]
    Difference.rows.filter(pk__in=keys).update(state=DifferenceState.LEFT, act=made, acted_at=now)
    _record(actor, "organising.province_left", row, len(keys))
    return Worked(made, len(keys), {})


def _taken(
    actor: Actor, code: str, wanted: DifferenceFilter, act: str, digest: str
) -> tuple[Comparison, list[Difference]]:
    """The rows of the preview, locked, if they are still the same."""
    row = comparison_row(actor, code)
    picked = pick_differences(actor, code, wanted, act=act, most=MOST)
    if not picked.number:
        raise NothingChosen
    if picked.number > MOST:
        raise TooMany(most=MOST, number=picked.number)
    if picked.digest != digest:
        raise ChangedSince
    rows = Difference.rows.select_for_update(of=("self",)).filter(pk__in=picked.keys, state=DifferenceState.OPEN)
    return row, list(rows.order_by("pk"))


@transaction.atomic
def undo_differences(*, actor: Actor, act: str, now: datetime) -> int:
    """Take an act on differences back within ten seconds; how many. Records that were edited since stay. Raises TooLate."""
    rows = Difference.objects.visible_to(actor, COMPARE).filter(act=act, acted_at__gte=now - timedelta(seconds=SECONDS))
    found = list(rows.exclude(act="").order_by("pk"))
    if not found:
        raise TooLate
    taken = [one for one in found if one.before]
    texts = vault.unseal_many([one.before for one in taken], field=BEFORE)
    images = {one.pk: Image(**json.loads(text)) for one, text in zip(taken, texts, strict=True)}
    held = correcting.take_back(actor=actor, images=images)
    keys = [one.pk for one in found if one.pk not in held]
    Difference.rows.filter(pk__in=keys).update(state=DifferenceState.OPEN, act="", acted_at=None, before="")
    _record(actor, "organising.province_undone", found[0].comparison, len(keys))
    return len(keys)


@transaction.atomic
def ask_unions(*, actor: Actor, code: str, now: datetime) -> int:
    """Every union of the comparison that has open differences gets a task to look into them; how many. Asked again, the tasks follow
    what is left. Raises ComparisonNotFound."""
    row = comparison_row(actor, code, power=COMPARE)
    rows = Difference.rows.filter(comparison=row, state=DifferenceState.OPEN)
    numbers: dict[int, dict[str, int]] = {}
    for unit, side, number in rows.order_by().values_list("unit_id", "side").annotate(number=Count("pk")):
        numbers.setdefault(unit, {one.value: 0 for one in Side})[side] = number
    names, paths = org.unit_names(numbers), org.held_paths(numbers)
    low, high = subtree_range(row.path)
    wanted = [
        Wanted(unit, names[unit][1], unit, names[unit][0], told)
        for unit, told in numbers.items()
        if unit in paths and low <= paths[unit] < high
    ]
    worklists.sync(actor=SYSTEM, kind=TO_CHECK, wanted=wanted, now=now, under=row.path)
    _record(actor, "organising.province_asked", row, len(wanted))
    return len(wanted)


def _record(actor: Actor, verb: str, row: Comparison, number: int) -> None:
    audit.record(actor=actor, verb=verb, subject=(COMPARISON, row.pk), path=row.path, facts={"number": number})


# ------------------------------------------------------------------ what other modules' acts do


def follow_move_of_comparisons(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    for table in (Comparison, Difference):
        table.rows.filter(path__gte=low, path__lt=high).update(path=Concat(Value(new), Substr("path", len(old) + 1)))


@transaction.atomic
def follow_unit_of_comparisons(
    *, actor: Actor, unit_id: int, into_id: int, path: str, **_more: Any
) -> dict[str, list[int]]:
    """Differences of a merged union are the receiver's. Returns what changed."""
    kept = list(Difference.rows.filter(unit_id=unit_id).values_list("pk", flat=True))
    Difference.rows.filter(unit_id=unit_id).update(unit_id=into_id, path=path)
    return {"differences": kept}


@transaction.atomic
def return_unit_of_comparisons(
    *, actor: Actor, unit_id: int, path: str, kept: dict[str, list[int]] | None, **_more: Any
) -> None:
    """A merge is taken back."""
    keys: Sequence[int] = (kept or {}).get("differences", [])
    for start in range(0, len(keys), 1_000):
        Difference.rows.filter(pk__in=keys[start : start + 1_000]).update(unit_id=unit_id, path=path)


def follow_merge_of_differences(*, actor: Actor, keeper_id: int, other_id: int) -> list[int]:
    """Two records are one person: the differences of the other are about the keeper. Returns what moved."""
    rows = Difference.rows.filter(person_id=other_id)
    moved = list(rows.values_list("pk", flat=True))
    rows.update(person_id=keeper_id)
    return moved


def follow_unmerge_of_differences(*, actor: Actor, keeper_id: int, other_id: int, moved: list[int]) -> None:
    """They were two after all."""
    Difference.rows.filter(pk__in=moved, person_id=keeper_id).update(person_id=other_id)


def forget_differences(*, actor: Actor, person_id: int) -> None:
    """A person is erased: what the province's base says of her goes, and what finds her."""
    Difference.rows.filter(person_id=person_id).update(sealed="", before="", identity_index="", person_id=None)


def hand_out_differences(*, actor: Actor, person_id: int) -> list[tuple[Any, list[Any], list[tuple[Any, ...]]]]:
    """What the province's base says of a person where it differs, for the export of her own data."""
    rows = list(Difference.rows.filter(person_id=person_id).order_by("pk"))
    lines = [
        (
            one.since,
            Side(one.side).label,
            there.get("name", ""),
            there.get("phone", ""),
            DifferenceState(one.state).label,
        )
        for one, there in zip(rows, told_there(rows), strict=True)
    ]
    heads = [_("从哪天起"), _("差异"), _("省库的姓名"), _("省库的手机号"), _("处理")]
    return [(_("和省实名制库的差异"), heads, lines)]
