"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.engines.figures import policies


class FiguresConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.figures"
    label = "figures"

    def ready(self) -> None:
        policies.register()
