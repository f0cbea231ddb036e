"""Several figures of one unit at once, each narrowed in its own way: a plan's targets cost a few statements, not one each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from niangjia.engines.figures.choices import TreeView
from niangjia.engines.figures.queries import asking, trees
from niangjia.engines.figures.queries.counting import Number
from niangjia.engines.figures.queries.tables import counted_together
from niangjia.kit.powers import Actor


def several(
    actor: Actor, asked: Sequence[tuple[str, date, Mapping[str, str]]], unit: str, *, today: date
) -> list[Number]:
    """Stocks of one unit with everything below it, as (figure, day, narrowing), in their order. Needs `figures.read`.

    Raises what `value` raises.
    """
    tree = trees.load(TreeView.WAS)
    at = trees.find(actor, tree, unit)
    cells = []
    for code, on, where in asked:
        one = asking.figure(code)
        time = asking.when(on=on, first=None, last=None, year=None, today=today)
        asking.check_time(one, time)
        asking.narrow(one, where)
        cells.append((one, time, where))
    return [column[0] for column in counted_together(cells, tree, [at.id])]
