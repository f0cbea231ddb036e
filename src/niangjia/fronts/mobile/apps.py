"""Django's entry to the module."""

from django.apps import AppConfig


class MobileConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.fronts.mobile"
    label = "mobile"
