"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Contribution, Sealed, Total, register
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import figures, policies, reasons
from niangjia.programmes.organising.choices import SEALED


class OrganisingConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.programmes.organising"
    label = "organising"

    def ready(self) -> None:
        """Declare powers, figures, kinds of approval, spreadsheets, rulebooks, scorecards and lists of work."""
        from niangjia.programmes.organising import (  # noqa: PLC0415 (tables first)
            covering,
            declared,
            field,
            kinds,
            scorecards,
            taking_part,
        )
        from niangjia.programmes.organising.actions import joining, reshaping  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.declared_founding import register_founding  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.evidence import JOINING_PAPERS  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.printing import PRINTINGS  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.rulebooks import COVERAGE, MEMBERSHIP, SHELL  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.sheets import EMPLOYERS, MEMBERS, UNIONS  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.worklists import COVERAGE_LISTS, SHELL_VISIT  # noqa: PLC0415 (tables first)

        policies.register()
        field.declare_field()
        figures.register()
        covering.register()
        taking_part.register()
        register(COVERAGE, MEMBERSHIP, SHELL, scorecards.SHELL, scorecards.CENSUS)
        register(*COVERAGE_LISTS, SHELL_VISIT)
        register(UNIONS, EMPLOYERS, MEMBERS, *kinds.KINDS)
        register(JOINING_PAPERS, *PRINTINGS)
        register_founding()
        label = _("入会申请")
        register(
            Contribution("unit.move", "organising", label, move=partial(joining.follow_move, actor=SYSTEM), order=50),
            Contribution(
                "unit.merge",
                "organising",
                label,
                preview=reshaping.applications_at,
                move=reshaping.follow_unit,
                order=50,
            ),
            Contribution("unit.unmerge", "organising", label, move=reshaping.return_unit, order=50),
            Contribution("person.merge", "organising", label, move=partial(joining.follow_merge, actor=SYSTEM)),
            Contribution("person.unmerge", "organising", label, move=partial(joining.follow_unmerge, actor=SYSTEM)),
            Contribution("person.erase", "organising", label, move=partial(joining.forget, actor=SYSTEM)),
            Contribution("person.export", "organising", label, move=partial(joining.hand_out, actor=SYSTEM)),
            Contribution("audit.verbs", "organising", label, move=reasons.verbs),
            Contribution("audit.subjects", "organising", label, move=reasons.subjects),
            Sealed("organising_application", "sealed", SEALED),
            Total("organising.applications", label, "SELECT '', COUNT(*) FROM organising_application", order=60),
            Total("organising.transfers", _("转会申请"), "SELECT '', COUNT(*) FROM organising_transfer", order=61),
        )
        declared.declare()
