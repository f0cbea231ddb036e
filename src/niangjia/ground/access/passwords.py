"""What a password must be like, beside Django's own checks (GB/T 22239-2019, 8.1.4.1: complexity and regular change)."""

from __future__ import annotations

import string
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KINDS = 3


def kinds_of(password: str) -> int:
    """How many of four kinds of characters occur: capitals, small letters, digits, everything else."""
    known = string.ascii_letters + string.digits
    return sum(
        (
            any(letter in string.ascii_uppercase for letter in password),
            any(letter in string.ascii_lowercase for letter in password),
            any(letter in string.digits for letter in password),
            any(letter not in known for letter in password),
        )
    )


class MixedValidator:
    """Asks for three of the four kinds of characters; for `AUTH_PASSWORD_VALIDATORS`."""

    def validate(self, password: str, user: Any = None) -> None:
        if kinds_of(password) < KINDS:
            raise ValidationError(self.get_help_text(), code="password_not_mixed")

    def get_help_text(self) -> str:
        return str(_("密码里要有大写字母、小写字母、数字、符号中的至少三种。"))
