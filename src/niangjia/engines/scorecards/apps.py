"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.engines.scorecards import policies, reasons
from niangjia.kit.declare import Contribution, Total, register
from niangjia.kit.powers import SYSTEM


class ScorecardsConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.scorecards"
    label = "scorecards"

    def ready(self) -> None:
        from niangjia.engines.scorecards import actions, queries  # noqa: PLC0415 (tables first)

        policies.register()
        label = _("评分表")
        follow = partial(actions.follow_move, actor=SYSTEM)
        register(
            Contribution("unit.move", "scorecards", label, preview=queries.sheets_below, move=follow, order=65),
            Contribution("record.places", "scorecards.sheet", _("评分结果"), move=queries.sheet_places),
            Contribution("person.erase", "scorecards", label, move=partial(actions.forget, actor=SYSTEM)),
            Total("scorecards.sheets", label, "SELECT '', COUNT(*) FROM scorecards_sheet", order=65),
            Contribution("audit.verbs", "scorecards", label, move=reasons.verbs),
            Contribution("audit.subjects", "scorecards", label, move=lambda: {"scorecards.version": _("评分表的版本")}),
        )
