"""What happened to a union, the last first: founded, moved, merged, dissolved, with the paper that said so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.ground.org import queries
from niangjia.ground.org.choices import Part, Shape
from niangjia.kit.powers import Actor

SPLIT_WORDS = {
    Part.FROM: gettext_lazy("拆分出%(name)s"),
    Part.MADE: gettext_lazy("从%(names)s拆分新设"),
    Part.MOVED: gettext_lazy("%(names)s拆分时，划到%(name)s下面"),
}


@dataclass(frozen=True)
class Happened:
    """One line: `on` is empty for "since before our records", `undo` the code of what may still be taken back."""

    on: date | None
    text: str
    notes: list[str] = field(default_factory=list)
    undo: str = ""
    kind: str = ""
    now: bool = False


def history(actor: Actor, shown: queries.UnitPage) -> list[Happened]:
    """Every line of a union's page."""
    acts = queries.reshapings_of(actor, shown.unit)
    told = {act.on for act in acts if not act.undone and act.part not in {Part.INTO, Part.FROM}}
    lines = [_of_act(act) for act in acts]
    for stay in shown.stays:
        if stay.valid_from not in told:
            lines.append(Happened(stay.valid_from, _where(stay.parent), now=stay.valid_to is None))
    if shown.unit.founded_on:
        lines.append(Happened(shown.unit.founded_on, _("成立")))
    ended = shown.unit.dissolved_on
    if ended and not any(act.part in {Part.MERGED, Part.ENDED} and not act.undone for act in acts):
        lines.append(Happened(ended, _("撤销")))
    return sorted(lines, key=lambda line: line.on or date.min, reverse=True)


def _where(parent: str) -> str:
    return _("在%(name)s下面") % {"name": parent} if parent else _("没有上级")


def _of_act(act: queries.ReshapingLine) -> Happened:
    names = {"names": "、".join(act.others), "name": act.into}
    if act.kind == Shape.MOVE:
        text = _("调整到%(name)s下面") % names
    elif act.kind == Shape.DISSOLVE:
        text = _("撤销")
    elif act.kind == Shape.SPLIT:
        text = SPLIT_WORDS[Part(act.part)] % names
    elif act.part == Part.INTO:
        text = _("%(names)s并入") % names
    elif act.part == Part.MERGED:
        text = _("并入%(name)s") % names
    else:
        text = _("%(names)s并入%(name)s时，随同调整") % names
    undone = _("已恢复") if act.kind == Shape.DISSOLVE else _("当天已撤回")
    notes = [note for note in (act.document, act.words, undone if act.undone else "") if note]
    return Happened(act.on, text, notes, act.code if act.may_undo else "", act.kind)
