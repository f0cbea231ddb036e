"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals import figures, policies, reasons
from niangjia.engines.approvals.choices import FACTS, WORDS
from niangjia.kit.declare import Contribution, Sealed, Total, register
from niangjia.kit.powers import SYSTEM


class ApprovalsConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.approvals"
    label = "approvals"

    def ready(self) -> None:
        from niangjia.engines.approvals import actions, queries, tasks  # noqa: PLC0415 (tables first)
        from niangjia.engines.approvals.actions import merging, upkeep  # noqa: PLC0415 (tables first)

        policies.register()
        figures.register()
        label = _("审批")
        follow = partial(actions.follow_move, actor=SYSTEM)
        register(
            Contribution("unit.move", "approvals", label, preview=upkeep.below, move=follow, order=40),
            Contribution("unit.merge", "approvals", label, preview=merging.at_unit, move=merging.follow_unit, order=40),
            Contribution("unit.split", "approvals", label, preview=merging.about, move=merging.follow_people, order=40),
            Contribution(
                "unit.unsplit", "approvals", label, preview=merging.worked_on, move=merging.return_unit, order=40
            ),
            Contribution(
                "unit.unmerge", "approvals", label, preview=merging.worked_on, move=merging.return_unit, order=40
            ),
            Contribution("person.merge", "approvals", label, move=partial(actions.follow_merge, actor=SYSTEM)),
            Contribution("person.unmerge", "approvals", label, move=partial(actions.follow_unmerge, actor=SYSTEM)),
            Contribution("person.erase", "approvals", label, move=partial(actions.forget, actor=SYSTEM)),
            Contribution("person.export", "approvals", label, move=partial(actions.hand_out, actor=SYSTEM)),
            Contribution("record.places", "approvals.matter", _("审批单"), move=queries.matter_places),
            Contribution("audit.verbs", "approvals", label, move=reasons.verbs),
            Contribution("audit.subjects", "approvals", label, move=reasons.subjects),
            Sealed("approvals_matter", "sealed", FACTS),
            Sealed("approvals_stand", "words_sealed", WORDS),
            Sealed("approvals_move", "words_sealed", WORDS),
            Sealed("approvals_batch", "words_sealed", WORDS),
            Total("approvals.matters", label, "SELECT '', COUNT(*) FROM approvals_matter", order=50),
        )
        assert tasks
