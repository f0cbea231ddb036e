"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.fronts.shell import frames


class DeskConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.fronts.desk"
    label = "desk"

    def ready(self) -> None:
        frames.register("/desk/", "desk/frame.html")
