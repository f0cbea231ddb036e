"""Django's entry to the module."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.kit.jobs"
    label = "jobs"
