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
        from niangjia.programmes.organising.sheets import EMPLOYERS, MEMBERS, UNIONS  # noqa: PLC0415 (tables first)

        figures.register()
        register(UNIONS, EMPLOYERS, MEMBERS)
