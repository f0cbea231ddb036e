"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.ground.people import figures, policies, reasons
from niangjia.kit.declare import Contribution, Sealed, Total, register
from niangjia.kit.powers import SYSTEM

IN_FORCE = """
SELECT coalesce(t.name, m.path), COUNT(*) FROM people_membership m LEFT JOIN org_unit t ON t.path = substr(m.path, 1, 8)
WHERE m.left_on IS NULL GROUP BY coalesce(t.name, m.path) ORDER BY 1
"""
"""Memberships in force by the units below the top: a county's towns."""


class PeopleConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.people"
    label = "people"

    def ready(self) -> None:
        from niangjia.ground.people import actions, listings, queries  # noqa: PLC0415 (tables first)
        from niangjia.ground.people.models import IDENTITY, PHONE  # noqa: PLC0415 (tables first)

        policies.register()
        figures.register()
        listings.declare()
        follow = partial(actions.follow_move, actor=SYSTEM)
        register(
            Contribution("unit.move", "people", _("会员"), preview=queries.members_below, move=follow, order=20),
            Contribution(
                "unit.merge", "people", _("会员"), preview=queries.members_of, move=actions.carry_members, order=20
            ),
            Contribution(
                "unit.unmerge", "people", _("会员"), preview=queries.moved_on, move=actions.give_members_back, order=20
            ),
            Contribution("unit.people", "people", _("会员"), move=queries.members_chosen, order=20),
            Contribution("unit.split", "people", _("会员"), move=actions.carry_some, order=20),
            Contribution(
                "unit.unsplit",
                "people",
                _("会员"),
                preview=partial(queries.moved_on, word="split"),
                move=partial(actions.give_members_back, word="split"),
                order=20,
            ),
            Contribution("record.places", "people.person", pgettext_lazy("one", "会员"), move=queries.person_places),
            Contribution("audit.verbs", "people", _("会员"), move=reasons.verbs),
            Sealed("people_person", "identity_sealed", IDENTITY),
            Sealed("people_person", "phone_sealed", PHONE),
            Sealed("people_merge", "before", "people.merge", inner=True),
            Total("people.persons", _("人员档案"), "SELECT '', COUNT(*) FROM people_person", order=20),
            Total("people.memberships", _("在册会员"), IN_FORCE, order=21),
        )
