"""Django's entry to the module."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.figures"
    label = "figures"
