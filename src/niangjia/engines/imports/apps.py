"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.engines.imports import policies


class ImportsConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.imports"
    label = "imports"

    def ready(self) -> None:
        """Declare powers; the jobs register themselves."""
        from niangjia.engines.imports import tasks  # noqa: PLC0415 (tables first)

        policies.register()
        assert tasks
