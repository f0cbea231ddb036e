"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.programmes.organising import figures


class OrganisingConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.programmes.organising"
    label = "organising"

    def ready(self) -> None:
        figures.register()
