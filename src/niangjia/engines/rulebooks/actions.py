"""What can be done with rules: draft, edit, examples, publish by somebody else, withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from niangjia.engines.rulebooks import events, queries, reasons, rules
from niangjia.engines.rulebooks.choices import EditionState, Standing
from niangjia.engines.rulebooks.models import Edition, Example
from niangjia.engines.rulebooks.policies import EDIT, PUBLISH
from niangjia.ground.audit import actions as audit
from niangjia.ground.org import queries as org
from niangjia.ground.org.scoped import may_write
from niangjia.kit import bus
from niangjia.kit.declare import Case, Param
from niangjia.kit.declare.rulebooks import plain_values
from niangjia.kit.powers import Actor, NotAllowed, Refused, Stale, giver

MOST_EXAMPLES = 200


class MayNotWrite(NotAllowed):
    """The actor writes no rules for that place."""

    code = "rulebooks.may_not_write"
    text = _("您不能起草或发布这个范围的规则。")


class ChangedMeanwhile(Stale):
    """Somebody changed the edition after it was opened."""

    code = "rulebooks.changed"
    text = _("这一版刚才有人改过，您填的还在。请刷新看看改了什么，再保存。")


class NoDraft(Refused):
    """Only a draft can be changed; a published edition is replaced by a new one."""

    code = "rulebooks.no_draft"
    text = _("已经发布的规则不能改，请另外起草一版。")


class Unreadable(Refused):
    """Numbers that cannot be read or are out of bounds; `by_field` says which."""

    code = "rulebooks.unreadable"
    text = _("{sentences}")

    def __init__(self, by_field: Mapping[str, list[str]]) -> None:
        super().__init__(sentences=" ".join(one for some in by_field.values() for one in some))
        self.by_field = by_field


class NoDay(Refused):
    """An edition needs its day, and an end after it."""

    code = "rulebooks.no_day"
    text = _("请填从哪天起执行；有截止日的，要晚于执行日。")


class NoDocument(Refused):
    """A rule stands in a document."""

    code = "rulebooks.no_document"
    text = _("请填文件名称和文号，发布后每个结果都会写明依据。")


class ExamplesFail(Refused):
    """An example came out otherwise than expected."""

    code = "rulebooks.examples_fail"
    text = _("有 {n} 个例子算出来不对，没有发布。请改规则，或者改例子。")


class NoExamples(Refused):
    """A rule that decides something needs at least one example."""

    code = "rulebooks.no_examples"
    text = _("这一版还没有例子，没有发布。请至少写一个算得清的例子。")


class DoNotFit(Refused):
    """Numbers that contradict each other."""

    code = "rulebooks.do_not_fit"
    text = _("几个数对不上：{sentences}")


class SameHand(Refused):
    """Who wrote an edition does not publish it."""

    code = "rulebooks.same_hand"
    text = _("起草或改过这一版的人不能自己发布，请另一位负责人核对后发布。")


class DayTaken(Refused):
    """Another edition of the same place begins on that day."""

    code = "rulebooks.day_taken"
    text = _("同一天已经有一版生效，请换一天，或者先撤下那一版。")


class NotNow(Refused):
    """The edition does not stand where this could be done."""

    code = "rulebooks.not_now"
    text = _("这一版现在是“{state}”，不能这样办。")


def _mine(actor: Actor, code: str, power: str) -> Edition:
    """An edition that the actor sees, locked, with the power over its place. Raises EditionNotFound, MayNotWrite."""
    seen = queries.edition(actor, code)
    if not may_write(actor, power, seen.path):
        raise MayNotWrite
    return Edition.objects.select_for_update().get(pk=seen.pk)


def _draft(actor: Actor, code: str, revision: int) -> Edition:
    here = _mine(actor, code, EDIT)
    if here.state != EditionState.DRAFT:
        raise NoDraft
    if here.revision != revision:
        raise ChangedMeanwhile
    return here


def _hands(actor: Actor, path: str) -> list[int]:
    """Whose hand it is: the account, and the one for whom it acts."""
    return sorted({key for key in (actor.account_id, giver(actor, path)) if key is not None})


def _record(actor: Actor, verb: str, here: Edition, **facts: Any) -> None:
    audit.record(
        actor=actor, verb=f"rulebooks.{verb}", subject=("rulebooks.edition", here.pk), path=here.path,
        facts={"rulebook": here.kind, **facts},
    )  # fmt: skip


@transaction.atomic
def draft(*, actor: Actor, kind: str, unit_code: str = "", copy_of: str = "", now: datetime) -> Edition:
    """Begin an edition for a unit and everything below it, or for the whole house (no unit): with the numbers and examples of
    another one, else of what holds there now. Raises UnknownRulebook, UnitNotFound, EditionNotFound, MayNotWrite."""
    one = queries.declared(kind)
    unit = org.unit(actor, unit_code) if unit_code else None
    path = unit.path if unit else ""
    if not may_write(actor, EDIT, path):
        raise MayNotWrite
    today = timezone.localdate(now)
    book = queries.numbers(actor, kind, copy_of, on=today) if copy_of else queries.rule_at(kind, today, path)
    with override(settings.LANGUAGE_CODE):
        title = str(book.title or one.title)
    here = Edition.objects.create(
        kind=kind, unit=unit, path=path, title=title, params=plain_values(book.values),
        hands=_hands(actor, path), made_by_id=actor.account_id, made_at=now,
    )  # fmt: skip
    old = Edition.objects.filter(code=book.edition).first() if book.edition else None
    _write_examples(here, queries.cases_of(old) if old else list(one.examples))
    _record(actor, "drafted", here, copy_of=book.edition)
    return here


@transaction.atomic
def edit(
    *,
    actor: Actor,
    code: str,
    revision: int,
    written: Mapping[str, str],
    title: str = "",
    document: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    note: str = "",
    now: datetime,
) -> Edition:
    """Write a draft's numbers as people type them (yuan, percent, ISO days) and its dates.

    Raises EditionNotFound, MayNotWrite, NoDraft, ChangedMeanwhile, NoDay, Unreadable.
    """
    here = _draft(actor, code, revision)
    if valid_from and valid_to and valid_to <= valid_from:
        raise NoDay(field="valid_to")
    values = _read(queries.declared(here.kind).params(), written)
    here.params = plain_values(values)
    here.title, here.document, here.note = title or here.title, document.strip(), note
    here.valid_from, here.valid_to = valid_from, valid_to
    here.hands = sorted({*here.hands, *_hands(actor, here.path)})
    here.made_by_id = actor.account_id
    here.revision += 1
    here.save()
    _record(actor, "edited", here, digest=queries.book_of(here, timezone.localdate(now)).digest)
    return here


def _read(params: Mapping[str, Param], written: Mapping[str, str]) -> dict[str, Any]:
    """All numbers out of what was typed. Raises Unreadable with a sentence for each that is wrong."""
    values: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for name, param in params.items():
        values[name], fault = rules.read_value(param, written.get(name, ""))
        if fault:
            wrong[name] = [reasons.sentence(fault, param)]
    if wrong:
        raise Unreadable(wrong)
    return values


@transaction.atomic
def set_examples(*, actor: Actor, code: str, revision: int, cases: Sequence[Case], now: datetime) -> Edition:
    """Replace the examples of a draft. Raises EditionNotFound, MayNotWrite, NoDraft, ChangedMeanwhile."""
    here = _draft(actor, code, revision)
    _write_examples(here, cases[:MOST_EXAMPLES])
    here.hands = sorted({*here.hands, *_hands(actor, here.path)})
    here.revision += 1
    here.save(update_fields=["hands", "revision"])
    _record(actor, "exampled", here, examples=len(cases))
    return here


def _write_examples(here: Edition, cases: Sequence[Case]) -> None:
    Example.objects.filter(edition=here).delete()
    Example.objects.bulk_create(
        [
            Example(
                edition=here, position=place, inputs=plain_values(case.inputs), expected=plain_values(case.expected),
                note=str(case.note)[:200],
            )
            for place, case in enumerate(cases)
        ]
    )  # fmt: skip


@transaction.atomic
def discard(*, actor: Actor, code: str, now: datetime) -> None:
    """Throw a draft away. Raises EditionNotFound, MayNotWrite, NoDraft."""
    here = _mine(actor, code, EDIT)
    if here.state != EditionState.DRAFT:
        raise NoDraft
    _record(actor, "discarded", here)
    here.delete()


@transaction.atomic
def publish(*, actor: Actor, code: str, revision: int, now: datetime) -> Edition:
    """Put an edition in force from its day on; the one before it ends there. All examples are run first.

    Raises EditionNotFound, MayNotWrite, NotNow, ChangedMeanwhile, SameHand, NoDay, NoDocument, DoNotFit, NoExamples,
    ExamplesFail, DayTaken.
    """
    here = _mine(actor, code, PUBLISH)
    if here.state != EditionState.DRAFT:
        raise NotNow(state=EditionState(here.state).label)
    if here.revision != revision:
        raise ChangedMeanwhile
    hands = _hands(actor, here.path)
    if not hands or actor.account_id is None or set(hands) & set(here.hands):
        raise SameHand
    since = _checked(here, timezone.localdate(now))
    _take_place(here, since)
    here.state, here.published_by_id, here.published_at = EditionState.PUBLISHED, actor.account_id, now
    here.revision += 1
    here.save()
    _record(actor, "published", here, valid_from=since.isoformat(), hands=here.hands)
    bus.publish(events.EditionPublished(here.pk, here.kind, here.path, since))
    return here


def _checked(here: Edition, today: date) -> date:
    """Whether an edition may be published at all; the day from which it holds."""
    if here.valid_from is None or (here.valid_to is not None and here.valid_to <= here.valid_from):
        raise NoDay
    if not here.document:
        raise NoDocument
    one = queries.declared(here.kind)
    book = queries.book_of(here, here.valid_from)
    sentences = [str(sentence) for sentence in one.check(book)] if one.check else []
    if sentences:
        raise DoNotFit(sentences=" ".join(sentences))
    tried = queries.tried(here, on=today)
    if one.run is not None and not tried:
        raise NoExamples
    failed = sum(not each.passed for each in tried)
    if one.run is not None and failed:
        raise ExamplesFail(n=failed)
    return here.valid_from


def _take_place(here: Edition, since: date) -> None:
    """Fit an edition between its neighbours: the one before it ends on its day, it ends where the next one begins."""
    same = Edition.objects.select_for_update().filter(kind=here.kind, path=here.path, state=EditionState.PUBLISHED)
    placed = [(one.valid_from, one) for one in same.order_by("valid_from") if one.valid_from is not None]
    if any(day == since for day, _one in placed):
        raise DayTaken
    next_day = next((day for day, _one in placed if day > since), None)
    if next_day is not None and (here.valid_to is None or here.valid_to > next_day):
        here.valid_to = next_day
    before = [one for day, one in placed if day < since][-1:]
    for one in before:
        if one.valid_to is None or one.valid_to > since:
            here.replaced, here.cut_to = one, one.valid_to
            Edition.objects.filter(pk=one.pk).update(valid_to=since, revision=F("revision") + 1)


@transaction.atomic
def withdraw(*, actor: Actor, code: str, words: str, now: datetime) -> Edition:
    """Take a published edition out. Until its first day is over it counts as if it had never been, and the one before it goes on; later it ends today, and
    what holds above it, or the first edition, holds. Raises EditionNotFound, MayNotWrite, NotNow."""
    here = _mine(actor, code, PUBLISH)
    today = timezone.localdate(now)
    where = queries.standing_of(here, today)
    if where not in {Standing.SCHEDULED, Standing.IN_FORCE}:
        raise NotNow(state=where.label)
    if here.valid_from is None or here.valid_from >= today:
        here.state = EditionState.WITHDRAWN
        _give_place_back(here)
    else:
        here.valid_to = today
    here.note = words.strip() or here.note
    here.revision += 1
    here.save()
    _record(actor, "withdrawn", here, on=today.isoformat(), was=where.value)
    bus.publish(events.EditionWithdrawn(here.pk, here.kind, here.path))
    return here


def _give_place_back(here: Edition) -> None:
    """The edition that was to end for this one goes on as before, at the longest until the next one."""
    if here.replaced_id is None:
        return
    after = Edition.objects.filter(
        kind=here.kind, path=here.path, state=EditionState.PUBLISHED, valid_from__gt=here.valid_from
    ).exclude(pk=here.pk)
    following = after.order_by("valid_from").values_list("valid_from", flat=True).first()
    ends = [day for day in (here.cut_to, following) if day is not None]
    Edition.objects.filter(pk=here.replaced_id, valid_to=here.valid_from).update(
        valid_to=min(ends) if ends else None, revision=F("revision") + 1
    )


@transaction.atomic
def follow_move(*, actor: Actor, old: str, new: str, on: date) -> int:
    """Repeat the new paths of a moved branch on its editions; how many. Part of org's act."""
    moved = Edition.objects.filter(org.subtree(old))
    return moved.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
