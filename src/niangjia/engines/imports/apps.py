"""Django's entry to the module."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.imports"
    label = "imports"
