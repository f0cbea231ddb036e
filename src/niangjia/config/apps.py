"""Django's entry to the module."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.config"
    label = "config"
