"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.engines.worklists import policies, reasons
from niangjia.kit.declare import Contribution, Total, register
from niangjia.kit.powers import SYSTEM


class WorklistsConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.worklists"
    label = "worklists"

    def ready(self) -> None:
        from niangjia.engines.worklists import actions, queries, tasks  # noqa: PLC0415 (tables first)

        policies.register()
        label = _("工作清单")
        follow = partial(actions.follow_move, actor=SYSTEM)
        register(
            Contribution("unit.move", "worklists", label, preview=queries.tasks_below, move=follow, order=60),
            Contribution("unit.merge", "worklists", label, move=actions.follow_unit, order=60),
            Contribution(
                "unit.split",
                "worklists",
                label,
                preview=queries.tasks_about_them,
                move=actions.follow_subjects,
                order=60,
            ),
            Contribution("unit.unsplit", "worklists", label, move=actions.return_unit, order=60),
            Contribution("unit.unmerge", "worklists", label, move=actions.return_unit, order=60),
            Contribution("record.places", "worklists.task", _("工作清单里的事"), move=queries.task_places),
            Contribution("person.erase", "worklists", label, move=partial(actions.forget, actor=SYSTEM)),
            Total("worklists.tasks", label, "SELECT '', COUNT(*) FROM worklists_task", order=60),
            Contribution("audit.verbs", "worklists", label, move=reasons.verbs),
        )
        assert tasks
