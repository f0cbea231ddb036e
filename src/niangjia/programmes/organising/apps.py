"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.kit.declare import register
from niangjia.programmes.organising import figures


class OrganisingConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.programmes.organising"
    label = "organising"

    def ready(self) -> None:
        """Declare figures and spreadsheets."""
        from niangjia.programmes.organising import covering, scorecards, tasks  # noqa: PLC0415 (tables first)
        from niangjia.programmes.organising.rulebooks import COVERAGE, SHELL  # noqa: PLC0415
        from niangjia.programmes.organising.sheets import EMPLOYERS, MEMBERS, UNIONS  # noqa: PLC0415
        from niangjia.programmes.organising.worklists import COVERAGE_LISTS, SHELL_VISIT  # noqa: PLC0415

        figures.register()
        covering.register()
        register(UNIONS, EMPLOYERS, MEMBERS)
        register(COVERAGE, SHELL, scorecards.SHELL)
        register(*COVERAGE_LISTS, SHELL_VISIT)
        assert tasks
