"""Django's entry to the module."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.org"
    label = "org"
