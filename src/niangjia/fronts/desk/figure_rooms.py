"""The figures by field, so that a page counts one field and not all of them: each source of records costs a statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Figure, figures

FIELDS: dict[str, tuple[Any, frozenset[str]]] = {
    "people": (_("会员"), frozenset({"people.memberships"})),
    "unions": (
        _("工会和单位"),
        frozenset({
            "organising.units", "organising.attachments", "organising.employers", "organising.focus_units", "organising.focus_memberships",
        }),
    ),
    "joining": (
        _("入会和转会"),
        frozenset({
            "organising.applications", "organising.transfers", "organising.changes", "organising.leavings", "approvals.matters",
        }),
    ),
    "founding": (_("建会和换届"), frozenset({"organising.foundings", "organising.terms", "organising.registrations"})),
    "grids": (
        _("网格"),
        frozenset({
            "organising.grids", "organising.grid_places", "organising.rounds", "organising.findings", "organising.drives",
            "organising.drive_targets",
        }),
    ),
    "officers": (
        _("干部队伍"),
        frozenset({
            "organising.posts", "organising.trainings", "organising.attendances", "organising.chair_attendances", "organising.visits",
            "organising.group_receivers", "organising.meetings", "organising.decisions",
        }),
    ),
}  # fmt: skip
"""Field → its title and the sources of records that are counted there."""
OTHERS = "others"


def field_of(figure: Figure) -> str:
    """The field in which a figure stands; a ratio stands where its upper term does."""
    while figure.source is None and figure.over is not None:
        figure = figures()[figure.over.code]
    source = figure.source.name if figure.source else ""
    return next((field for field, (_title, sources) in FIELDS.items() if source in sources), OTHERS)


def fields(codes: Sequence[str]) -> dict[str, list[str]]:
    """The figures of each field that has any, in order."""
    known = figures()
    found: dict[str, list[str]] = {field: [] for field in (*FIELDS, OTHERS)}
    for code in codes:
        found[field_of(known[code])].append(code)
    return {field: listed for field, listed in found.items() if listed}


def title_of(field: str) -> Any:
    """What a field is called."""
    return FIELDS[field][0] if field in FIELDS else _("其他")
