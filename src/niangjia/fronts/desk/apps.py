"""Django's entry to the module."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.fronts.desk"
    label = "desk"
