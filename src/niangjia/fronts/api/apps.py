"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.fronts.shell import frames


class ApiConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.fronts.api"
    label = "api"

    def ready(self) -> None:
        frames.register("/api/", machine=True)
