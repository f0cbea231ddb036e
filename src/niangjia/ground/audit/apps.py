"""Django's entry to the module."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.audit"
    label = "audit"
