"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.ground.org import policies


class OrgConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.ground.org"
    label = "org"

    def ready(self) -> None:
        policies.register()
