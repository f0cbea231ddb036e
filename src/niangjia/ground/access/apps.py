"""Django's entry to the module."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.access"
    label = "access"
