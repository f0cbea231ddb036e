"""What can be done with figures: sign one. A signed figure is never changed and never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures import events, rules
from niangjia.engines.figures.choices import TreeView
from niangjia.engines.figures.models import Signed, SignedRows
from niangjia.engines.figures.policies import SIGN
from niangjia.engines.figures.queries import asking, counting, trees
from niangjia.engines.figures.queries import signatures as reading
from niangjia.engines.figures.queries.asking import When
from niangjia.engines.figures.queries.trees import Tree, UnitRef
from niangjia.engines.figures.reasons import NothingToSign
from niangjia.ground.audit import actions as audit
from niangjia.kit import bus
from niangjia.kit.declare import Figure, figures
from niangjia.kit.powers import Actor, NotAllowed, Refused, holds


class MayNotSign(NotAllowed):
    """The actor reads figures here, but does not sign them."""

    code = "figures.may_not_sign"
    text = _("审定统计数需要“{unit}”负责人的权限，请交由负责人办理。")


class ChangedSinceShown(Refused):
    """The number is another one than the signer saw."""

    code = "figures.changed_since_shown"
    text = _("您看到的是 {shown}，现在已是 {now}：数据刚刚有变动。请重新打开这个数，核对后再审定。")


@transaction.atomic
def sign(
    *,
    actor: Actor,
    figure: str,
    unit: str,
    now: datetime,
    on: date | None = None,
    first: date | None = None,
    last: date | None = None,
    year: int | None = None,
    where: Mapping[str, str] | None = None,
    view: TreeView = TreeView.WAS,
    shown: int | Decimal | None = None,
    note: str = "",
) -> Signed:
    """Freeze a figure: question, definition, value, and every row behind it with their digest (B2).

    `shown` is the number that the signer has before his eyes; another one is not signed. Needs `figures.sign` over the
    unit. Raises MayNotSign, ChangedSinceShown, NothingToSign, and what `queries.value` raises.
    """
    tree = trees.load(view)
    asked = asking.figure(figure)
    at = trees.find(actor, tree, unit)
    if not holds(actor, SIGN, at.path):
        raise MayNotSign(unit=at.name)
    time = asking.when(on=on, first=first, last=last, year=year, today=timezone.localdate(now))
    made = _freeze(actor, asked, at, time, tree, dict(where or {}), now, note, None)
    if shown is not None and made.number != Decimal(shown):
        raise ChangedSinceShown(shown=shown, now=made.value)
    audit.record(
        actor=actor,
        verb="figures.signed",
        subject=("figures.signed", made.pk),
        path=at.path,
        facts={"figure": made.figure, "time": str(time), "count": made.count, "digest": made.digest},
    )
    bus.publish(events.FigureSigned(made.pk, made.figure, at.id))
    return made


def _freeze(
    actor: Actor,
    asked: Figure,
    at: UnitRef,
    time: When,
    tree: Tree,
    where: dict[str, str],
    now: datetime,
    note: str,
    whole: Signed | None,
) -> Signed:
    """Write one figure with its rows; of a ratio, its terms first count and then are written under it."""
    answer = counting.answer(asked, at, time, tree, where)
    if answer.value is None:
        raise NothingToSign(figure=asked.label)
    made = Signed(
        unit_id=at.id, whole=whole, figure=asked.code, label=str(asked.label), definition=str(asked.definition),
        word=str(asked.unit), unit_name=at.name, first=time.first, last=time.last, single=time.single, view=tree.view,
        where=where, value=str(answer.value), rule=reading.rule_of(asked), note=note, signed_at=now,
        by_account_id=actor.account_id,
    )  # fmt: skip
    if asked.shape == "ratio":
        made.save(force_insert=True)
        for term in asking.terms_of(asked):
            part = asking.term_time(term, time)
            _freeze(actor, figures()[term.code], at, part, tree, {**where, **term.where}, now, "", made)
        rows = rules.Packed([], [], [])
    else:
        rows, made.high = reading.current_rows(asked, at, time, tree, where)
        made.count, made.amount = rows.count, rows.amount
        made.value = str(counting.scaled(asked, rows.amount))
        made.save(force_insert=True)
        SignedRows.objects.create(signed=made, data=rules.pack(rows))
    made.digest = rules.digest(reading.header(made), rows)
    made.save(update_fields=["digest"])
    return made
