"""What other modules' acts do to founding files and terms: moves, merges of unions and of persons, erasure, the own copy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import Actor, subtree_range
from niangjia.programmes.organising.actions.terms import end_terms, return_terms
from niangjia.programmes.organising.choices.founding import FileState, Post, Purpose, TermEnd
from niangjia.programmes.organising.models import Founding, FoundingMember, Term, TermSeat


def follow_move_of_files(*, actor: Actor, old: str, new: str, on: date) -> None:
    """Repeat the new paths of a moved branch."""
    low, high = subtree_range(old)
    rows = Founding.rows.filter(path__gte=low, path__lt=high)
    rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def files_at(*, unit_ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The module's part of the preview of a merge."""
    open_ = Founding.rows.filter(unit__in=list(unit_ids), state=FileState.OPEN)
    return [
        (_("改由接收工会批复的建会档案"), open_.filter(purpose=Purpose.FOUND, upper=F("unit"))),
        (_("不再办的换届档案"), open_.filter(purpose=Purpose.TERM)),
        (_("提前结束的届期"), Term.rows.filter(unit__in=list(unit_ids), ended_on__isnull=True)),
    ]


@transaction.atomic
def follow_merge_of_files(
    *, actor: Actor, unit_id: int, into_id: int, path: str, on: date, **_more: Any
) -> dict[str, Any]:
    """Unions in preparation are for the receiver; the merged union's own election ends, and its term. Returns what changed."""
    open_ = Founding.rows.filter(unit_id=unit_id, state=FileState.OPEN)
    kept: dict[str, Any] = {
        "files": list(
            open_.filter(purpose=Purpose.FOUND, upper_id=unit_id).order_by("pk").values_list("pk", flat=True)
        ),
        "elections": list(open_.filter(purpose=Purpose.TERM).order_by("pk").values_list("pk", flat=True)),
    }
    Founding.rows.filter(pk__in=kept["files"]).update(unit_id=into_id, upper_id=into_id, path=path)
    Founding.rows.filter(pk__in=kept["elections"]).update(state=FileState.WITHDRAWN, ended_on=on)
    kept["terms"] = end_terms(actor=actor, unit_id=unit_id, on=on, why=TermEnd.MERGED)
    return kept


@transaction.atomic
def return_merge_of_files(*, actor: Actor, unit_id: int, path: str, kept: dict[str, Any] | None, **_more: Any) -> None:
    """A merge is taken back."""
    kept = kept or {"files": [], "elections": [], "terms": 0}
    Founding.rows.filter(pk__in=kept["files"]).update(unit_id=unit_id, upper_id=unit_id, path=path)
    Founding.rows.filter(pk__in=kept["elections"]).update(state=FileState.OPEN, ended_on=None)
    if kept["terms"]:
        return_terms(actor=actor, unit_id=unit_id)


@transaction.atomic
def follow_merge_of_people(*, actor: Actor, keeper_id: int, other_id: int) -> dict[str, list[int]]:
    """Two records are one person: seats and places on lists come to the keeper. Returns what moved."""
    seats, listed = TermSeat.objects.filter(person_id=other_id), FoundingMember.objects.filter(person_id=other_id)
    moved = {"seats": list(seats.values_list("pk", flat=True)), "listed": list(listed.values_list("pk", flat=True))}
    seats.update(person_id=keeper_id)
    listed.update(person_id=keeper_id)
    return moved


@transaction.atomic
def return_merge_of_people(*, actor: Actor, keeper_id: int, other_id: int, moved: dict[str, list[int]]) -> None:
    """They were two after all."""
    TermSeat.objects.filter(pk__in=moved["seats"], person_id=keeper_id).update(person_id=other_id)
    FoundingMember.objects.filter(pk__in=moved["listed"], person_id=keeper_id).update(person_id=other_id)


def forget_on_lists(*, actor: Actor, person_id: int) -> None:
    """A person is erased: her name goes from lists of those who gathered and from seats that have ended; who holds an office now is
    public while she does."""
    FoundingMember.objects.filter(person_id=person_id).update(sealed="", identity_index="", name="", workplace="")
    TermSeat.objects.filter(person_id=person_id, until__isnull=False).update(name="")


def hand_out_posts(*, actor: Actor, person_id: int) -> list[tuple[Any, list[Any], list[tuple[Any, ...]]]]:
    """A person's posts, and the lists of unions in preparation on which she stands, for the export of her own data."""
    seats = TermSeat.objects.filter(person_id=person_id).select_related("term__unit").order_by("pk")
    lines = [(one.term.unit.name, Post(one.post).label, one.since, one.until) for one in seats]
    listed = FoundingMember.objects.filter(person_id=person_id).select_related("file").order_by("pk")
    names = [(one.file.name, one.asked_on) for one in listed]
    posts = [(_("工会职务"), [_("工会"), _("职务"), _("从"), _("到")], lines)] if lines else []
    return posts + ([(_("筹备工会的名单"), [_("工会"), _("自己报名的日期")], names)] if names else [])
