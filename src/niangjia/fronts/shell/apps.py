"""Django's entry to the module."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.fronts.shell"
    label = "shell"
