"""What can be counted of the new forms of employment: unions and members by group, each union under its main group."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.ground.people.choices import LeavingReason, MemberState
from niangjia.kit.declare import Breakdown, Figure, Shown, Source

IN_FORCE = "(g.valid_from IS NULL OR g.valid_from <= {on}) AND (g.valid_to IS NULL OR g.valid_to > {on})"
PLACE = f"LEFT JOIN organising_focusplace g ON g.unit_id = %s AND g.main AND {IN_FORCE}"
NAMED = "LEFT JOIN organising_focusgroup fg ON fg.id = g.group_id"

UNITS = Source(
    name="organising.focus_units", table="org_unit u", id="u.id", unit="u.id", title="u.name", code="u.code",
    joins={"g": PLACE % "u.id", "fg": NAMED},
)  # fmt: skip
MEMBERS = Source(
    name="organising.focus_memberships", table="people_membership m", id="m.id", unit="m.unit_id", person="m.person_id",
    title="p.name", code="p.code",
    joins={
        "p": "JOIN people_person p ON p.id = m.person_id",
        "u": "JOIN org_unit u ON u.id = m.unit_id",
        "g": PLACE % "m.unit_id",
        "fg": NAMED,
    },
    where=f"(m.left_on IS NULL OR m.leaving <> '{LeavingReason.UNDONE.value}')",
)  # fmt: skip
BY_GROUP = Breakdown("group", _("群体"), "fg.name")
BY_TOWN = Breakdown("town", _("镇街"), "u.town")
BY_STATE = Breakdown("state", _("会员状态"), "m.state", dict(MemberState.choices), closed=True)

FIGURES = (
    Figure(
        "organising.focus_unions", _("新就业形态群体工会"),
        _("当日存续、当日归入某个新就业形态群体的工会，一家工会只在主要群体里计一次。"),
        "stock", _("家"), "org.view", "org.unit", UNITS, since="u.founded_on", until="u.dissolved_on",
        where="g.id IS NOT NULL", columns=(Shown("group", _("群体"), "fg.name"),), breakdowns=(BY_GROUP, BY_TOWN), order=43,
    ),
    Figure(
        "organising.focus_members", _("新就业形态群体会员"),
        _("当日会籍有效、所在工会当日归入某个新就业形态群体的会员。"),
        "stock", _("人"), "people.view", "people.person", MEMBERS, since="m.joined_on", until="m.left_on",
        where="g.id IS NOT NULL", columns=(Shown("group", _("群体"), "fg.name"),), breakdowns=(BY_GROUP, BY_TOWN, BY_STATE), order=43,
    ),
)  # fmt: skip
