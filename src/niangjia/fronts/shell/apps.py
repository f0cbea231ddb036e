"""Django's entry to the module."""

from django.apps import AppConfig

from niangjia.kit.declare import Sealed, register


class ShellConfig(AppConfig):
    """Registers what the module declares."""

    name = "niangjia.fronts.shell"
    label = "shell"

    def ready(self) -> None:
        from niangjia.fronts.shell.accounts.adapter import TOTP_FIELD  # noqa: PLC0415 (tables first)

        register(Sealed("mfa_authenticator", "data", holds=(TOTP_FIELD,)))
