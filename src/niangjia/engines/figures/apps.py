"""Django's entry to the module."""

from importlib import import_module

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.figures"
    label = "figures"

    def ready(self) -> None:
        import_module(f"{self.name}.policies")
