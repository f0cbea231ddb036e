"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.config.schedule import SCHEDULE
from niangjia.config.wiring import REACTIONS
from niangjia.kit import bus, jobs


class ConfigConfig(AppConfig):
    """Hands the two lists over: what causes what, what runs when."""

    name = "niangjia.config"
    label = "config"

    def ready(self) -> None:
        bus.install(REACTIONS)
        jobs.install_schedule(SCHEDULE)
