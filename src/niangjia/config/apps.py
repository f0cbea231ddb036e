"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.config.schedule import SCHEDULE
from niangjia.kit import bus, jobs


class ConfigConfig(AppConfig):
    """Hands the two lists over: what causes what, what runs when."""

    name = "niangjia.config"
    label = "config"

    def ready(self) -> None:
        from niangjia.config.wiring import REACTIONS  # noqa: PLC0415 (handlers need the tables first)

        bus.install(REACTIONS)
        jobs.install_schedule(SCHEDULE)
