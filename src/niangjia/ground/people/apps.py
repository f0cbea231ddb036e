"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.ground.people import figures, policies


class PeopleConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.people"
    label = "people"

    def ready(self) -> None:
        policies.register()
        figures.register()
