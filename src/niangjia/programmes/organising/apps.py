"""Django's entry to the module."""

from importlib import import_module

from django.apps import AppConfig

from niangjia.kit.declare import register


class OrganisingConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.programmes.organising"
    label = "organising"

    def ready(self) -> None:
        figures = import_module(f"{self.name}.figures")
        register(*figures.FIGURES)
