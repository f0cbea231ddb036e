"""What the shape of the tree, the registers and the groups add to other modules' acts, and what they declare."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from niangjia.kit import declare
from niangjia.kit.declare import Contribution, Total
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising.actions import employer_moves, focus, registry, reshaping
from niangjia.programmes.organising.rulebooks import REGISTRY
from niangjia.programmes.organising.sheets import BUSINESS, LEGAL
from niangjia.programmes.organising.worklists import REGISTRY_LISTS


def register() -> None:
    """Declare them; called when Django is ready."""
    declare.register(REGISTRY, BUSINESS, LEGAL, *REGISTRY_LISTS)
    declare.register(
        Contribution(
            "unit.move",
            "organising.moves",
            _("单位改归工会"),
            move=partial(employer_moves.follow_move_of_moves, actor=SYSTEM),
            order=52,
        ),
        Contribution(
            "unit.move",
            "organising.focus",
            _("新就业形态群体"),
            move=partial(focus.follow_move_of_focus, actor=SYSTEM),
            order=54,
        ),
        Contribution(
            "unit.move",
            "organising.registry",
            _("登记名单"),
            move=partial(registry.follow_move_of_entries, actor=SYSTEM),
            order=53,
        ),
        Contribution(
            "unit.merge", "organising.registry", _("登记名单"), move=registry.follow_unit_of_entries, order=53
        ),
        Contribution(
            "unit.unmerge", "organising.registry", _("登记名单"), move=registry.return_unit_of_entries, order=53
        ),
        Contribution(
            "unit.split",
            "organising",
            _("入会申请"),
            preview=reshaping.transfers_of,
            move=reshaping.follow_people,
            order=50,
        ),
        Contribution("unit.unsplit", "organising", _("入会申请"), move=reshaping.return_people, order=50),
        Total("organising.registry", _("登记名单"), "SELECT '', COUNT(*) FROM organising_registryentry", order=62),
        Total("organising.moves", _("单位改归"), "SELECT '', COUNT(*) FROM organising_employermove", order=62),
        Total("organising.plans", _("重点群体计划"), "SELECT '', COUNT(*) FROM organising_focusplan", order=62),
    )
