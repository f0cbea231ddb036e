"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Contribution, Sealed, Total, register
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import figures, policies, reasons
from niangjia.programmes.organising.choices import SEALED
from niangjia.programmes.organising.choices.founding import MEMBER_SEALED


class OrganisingConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.programmes.organising"
    label = "organising"

    def ready(self) -> None:
        """Declare powers, figures, kinds of approval, spreadsheets, rulebooks, scorecards and lists of work."""
        from niangjia.programmes.organising import covering, evidence, kinds, scorecards  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.actions import (  # noqa: PLC0415 (tables first)
            founding_follow,
            joining,
            reshaping,
            transfers,
        )
        from niangjia.programmes.organising.rulebooks import (  # noqa: PLC0415 (tables first)
            COVERAGE,
            FOUNDING_BOOK,
            SHELL,
            TERMS_BOOK,
        )
        from niangjia.programmes.organising.queries.founding import file_places  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.sheets import EMPLOYERS, MEMBERS, UNIONS  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.worklists import (  # noqa: PLC0415 (tables first)
            COVERAGE_LISTS,
            SHELL_VISIT,
            TERM_LISTS,
        )

        policies.register()
        figures.register()
        covering.register()
        register(COVERAGE, SHELL, scorecards.SHELL, FOUNDING_BOOK, TERMS_BOOK)
        register(*COVERAGE_LISTS, SHELL_VISIT, *TERM_LISTS, evidence.FOUNDING_PAPERS)
        register(UNIONS, EMPLOYERS, MEMBERS, *kinds.KINDS)
        label = _("入会申请")
        register(
            Contribution("unit.move", "organising", label, move=partial(joining.follow_move, actor=SYSTEM), order=50),
            Contribution(
                "unit.move",
                "organising.transfers",
                _("转会申请"),
                move=partial(transfers.follow_move_of_transfers, actor=SYSTEM),
                order=51,
            ),
            Contribution(
                "person.merge",
                "organising.transfers",
                _("转会申请"),
                move=partial(transfers.follow_merge_of_transfers, actor=SYSTEM),
            ),
            Contribution(
                "person.unmerge",
                "organising.transfers",
                _("转会申请"),
                move=partial(transfers.follow_unmerge_of_transfers, actor=SYSTEM),
            ),
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
        about = _("建会和换届档案")
        register(
            Contribution(
                "unit.move",
                "organising.founding",
                about,
                move=partial(founding_follow.follow_move_of_files, actor=SYSTEM),
                order=52,
            ),
            Contribution(
                "unit.merge",
                "organising.founding",
                about,
                preview=founding_follow.files_at,
                move=founding_follow.follow_merge_of_files,
                order=52,
            ),
            Contribution(
                "unit.unmerge", "organising.founding", about, move=founding_follow.return_merge_of_files, order=52
            ),
            Contribution(
                "person.merge",
                "organising.founding",
                about,
                move=partial(founding_follow.follow_merge_of_people, actor=SYSTEM),
            ),
            Contribution(
                "person.unmerge",
                "organising.founding",
                about,
                move=partial(founding_follow.return_merge_of_people, actor=SYSTEM),
            ),
            Contribution(
                "person.erase",
                "organising.founding",
                about,
                move=partial(founding_follow.forget_on_lists, actor=SYSTEM),
            ),
            Contribution(
                "person.export",
                "organising.founding",
                about,
                move=partial(founding_follow.hand_out_posts, actor=SYSTEM),
            ),
            Contribution("record.places", "organising.founding", about, move=file_places),
            Sealed("organising_foundingmember", "sealed", MEMBER_SEALED),
            Total("organising.foundings", about, "SELECT '', COUNT(*) FROM organising_founding", order=62),
            Total("organising.terms", _("届期"), "SELECT '', COUNT(*) FROM organising_term", order=63),
            Total("organising.documents", _("文号"), "SELECT '', COUNT(*) FROM organising_document", order=64),
        )
