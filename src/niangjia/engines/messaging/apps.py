"""Django's entry to the module."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.engines.messaging"
    label = "messaging"
