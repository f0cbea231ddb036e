"""Django's entry to the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports import policies, reasons
from niangjia.kit.declare import Contribution, Sealed, register


class ImportsConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.imports"
    label = "imports"

    def ready(self) -> None:
        """Declare powers; the jobs register themselves."""
        from niangjia.engines.imports import resealing, tasks  # noqa: PLC0415 (tables first)

        policies.register()
        register(
            Contribution("audit.verbs", "imports", _("导入和导出"), move=reasons.verbs),
            Contribution("vault.files", "imports", _("导入和导出"), move=resealing.reseal_files),
            Sealed("imports_lineage", "before", "imports.row", key=("batch", "row", "table"), inner=True),
        )
        assert tasks
