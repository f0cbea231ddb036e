"""What organising adds to other modules' acts for its fields membership, corrections, leaving and comparing, and what it keeps sealed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Contribution, Sealed, Total, register
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import listings_provincial, store
from niangjia.programmes.organising.actions import correcting, leaving, provincial, transfers
from niangjia.programmes.organising.choices.changes import BEFORE as CHANGE_BEFORE
from niangjia.programmes.organising.choices.changes import CHANGE
from niangjia.programmes.organising.choices.provincial import BEFORE as TAKEN_BEFORE
from niangjia.programmes.organising.choices.provincial import COMPARISON
from niangjia.programmes.organising.evidence_changes import CHANGE_PROOF
from niangjia.programmes.organising.worklists import LEAVING_TALK, PROVINCE_CHECK

CHANGES, LEAVINGS, TRANSFERS, COMPARISONS = _("资料更正"), _("退会申请"), _("转会申请"), _("和省实名制库的比对")
NUMBERS = ("person.identity", "person.phone")


def _units(name: str, label: Any, order: int, **parts: Any) -> tuple[Contribution, ...]:
    """Parts in moves, merges and unmerges of units."""
    return tuple(
        Contribution(
            topic,
            name,
            label,
            preview=parts.get("preview") if topic == "unit.merge" else None,
            move=parts[topic],
            order=order,
        )
        for topic in ("unit.move", "unit.merge", "unit.unmerge")
        if topic in parts
    )


def _persons(name: str, label: Any, **parts: Any) -> tuple[Contribution, ...]:
    """Parts in merges, erasure and export of persons."""
    topics = {"merge": "person.merge", "unmerge": "person.unmerge", "erase": "person.erase", "export": "person.export"}
    return tuple(Contribution(topics[key], name, label, move=partial(act, actor=SYSTEM)) for key, act in parts.items())


def declare() -> None:
    """Declare all of it; called when Django is ready."""
    listings_provincial.declare()
    register(CHANGE_PROOF, LEAVING_TALK, PROVINCE_CHECK)
    _declare_persons()
    register(
        *_units(
            "organising.transfers", TRANSFERS, 52,
            preview=transfers.transfers_at,
            **{
                "unit.move": partial(transfers.follow_move_of_transfers, actor=SYSTEM),
                "unit.merge": transfers.follow_unit_of_transfers,
                "unit.unmerge": transfers.return_unit_of_transfers,
            },
        ),
        *_units(
            "organising.changes", CHANGES, 53,
            preview=correcting.changes_at,
            **{
                "unit.move": partial(correcting.follow_move_of_changes, actor=SYSTEM),
                "unit.merge": correcting.follow_unit_of_changes,
                "unit.unmerge": correcting.return_unit_of_changes,
            },
        ),
        *_units(
            "organising.leavings", LEAVINGS, 54,
            preview=leaving.leavings_at,
            **{
                "unit.move": partial(leaving.follow_move_of_leavings, actor=SYSTEM),
                "unit.merge": leaving.follow_unit_of_leavings,
                "unit.unmerge": leaving.return_unit_of_leavings,
            },
        ),
        *_units(
            "organising.comparisons", COMPARISONS, 55,
            **{
                "unit.move": partial(provincial.follow_move_of_comparisons, actor=SYSTEM),
                "unit.merge": provincial.follow_unit_of_comparisons,
                "unit.unmerge": provincial.return_unit_of_comparisons,
            },
        ),
        Contribution("vault.files", "organising.comparisons", COMPARISONS, move=store.reseal_exports),
        Sealed("organising_change", "sealed", CHANGE),
        Sealed("organising_change", "before", CHANGE_BEFORE, inner=True, holds=NUMBERS),
        Sealed("organising_difference", "sealed", COMPARISON),
        Sealed("organising_difference", "before", TAKEN_BEFORE, inner=True, holds=NUMBERS),
        Total("organising.changes", CHANGES, "SELECT '', COUNT(*) FROM organising_change", order=62),
        Total("organising.leavings", LEAVINGS, "SELECT '', COUNT(*) FROM organising_leaving", order=63),
        Total("organising.differences", COMPARISONS, "SELECT '', COUNT(*) FROM organising_difference", order=64),
    )  # fmt: skip


def _declare_persons() -> None:
    """Parts in acts on persons."""
    register(
        *_persons(
            "organising.transfers", TRANSFERS,
            merge=transfers.follow_merge_of_transfers, unmerge=transfers.follow_unmerge_of_transfers,
        ),
        *_persons(
            "organising.changes", CHANGES,
            merge=correcting.follow_merge_of_changes, unmerge=correcting.follow_unmerge_of_changes,
            erase=correcting.forget_changes, export=correcting.hand_out_changes,
        ),
        *_persons(
            "organising.leavings", LEAVINGS,
            merge=leaving.follow_merge_of_leavings, unmerge=leaving.follow_unmerge_of_leavings,
            export=leaving.hand_out_leavings,
        ),
        *_persons(
            "organising.comparisons", COMPARISONS,
            merge=provincial.follow_merge_of_differences, unmerge=provincial.follow_unmerge_of_differences,
            erase=provincial.forget_differences, export=provincial.hand_out_differences,
        ),
    )  # fmt: skip
