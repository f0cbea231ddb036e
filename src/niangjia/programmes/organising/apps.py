"""Django's entry to the module."""

from django.apps import AppConfig


class OrganisingConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.programmes.organising"
    label = "organising"
