"""Django's entry to the module."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from niangjia.kit import bus
from niangjia.kit.jobs import tasks


class JobsConfig(AppConfig):
    """Gathers every module's `tasks.py` and gives the bus its outbox."""

    name = "niangjia.kit.jobs"
    label = "jobs"

    def ready(self) -> None:
        bus.install_outbox(tasks.outbox)
        autodiscover_modules("tasks")
