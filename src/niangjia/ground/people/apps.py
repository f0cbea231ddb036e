"""Django's entry to the module."""

from importlib import import_module

from django.apps import AppConfig

from niangjia.kit.declare import register


class PeopleConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.people"
    label = "people"

    def ready(self) -> None:
        figures = import_module(f"{self.name}.figures")
        register(*figures.FIGURES)
