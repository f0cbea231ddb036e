"""Django's entry to the module."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.people"
    label = "people"
