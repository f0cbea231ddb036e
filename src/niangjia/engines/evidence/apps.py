"""Django's entry to the module."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.engines.evidence import policies, reasons, store
from niangjia.engines.evidence.choices import NAME
from niangjia.kit.declare import Contribution, Sealed, Total, register
from niangjia.kit.powers import SYSTEM


class EvidenceConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.evidence"
    label = "evidence"

    def ready(self) -> None:
        from niangjia.engines.evidence import actions, queries, tasks  # noqa: PLC0415 (tables first)
        from niangjia.engines.evidence.actions.keeping import must_keep  # noqa: PLC0415 (tables first)

        policies.register()
        label = _("材料")
        follow = partial(actions.follow_move, actor=SYSTEM)
        register(
            Contribution("unit.move", "evidence", label, preview=queries.files_below, move=follow, order=75),
            Contribution("person.merge", "evidence", label, move=partial(actions.follow_merge, actor=SYSTEM)),
            Contribution("person.unmerge", "evidence", label, move=partial(actions.follow_unmerge, actor=SYSTEM)),
            Contribution("person.export", "evidence", label, move=partial(actions.hand_out, actor=SYSTEM)),
            Contribution("person.retain", "evidence", label, preview=must_keep),
            Contribution("person.erase", "evidence", label, move=partial(actions.forget, actor=SYSTEM)),
            Contribution("record.places", "evidence.file", label, move=queries.file_places),
            Contribution("audit.verbs", "evidence", label, move=reasons.verbs),
            Contribution("vault.files", "evidence", label, move=store.reseal_files),
            Contribution("export.files", "evidence", label, move=store.plain_files),
            Sealed("evidence_file", "name_sealed", NAME),
            Total("evidence.files", label, "SELECT '', COUNT(*) FROM evidence_file", order=75),
            Contribution("audit.subjects", "evidence", label, move=lambda: {"evidence.stack": _("一叠扫描件")}),
        )
        assert tasks
