"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.fronts.shell import frames


class DeskConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.fronts.desk"
    label = "desk"

    def ready(self) -> None:
        from niangjia.fronts.desk import approval_parts, joining_papers  # noqa: PLC0415 (tables first)

        frames.register("/desk/", "desk/frame.html")
        approval_parts.register(joining_papers.SLOT)
