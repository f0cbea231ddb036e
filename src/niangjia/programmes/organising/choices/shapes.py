"""Closed lists of employers that go to another union."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOVE = "organising.employer_move"
"""The kind of record."""


class Going(TextChoices):
    """Whether a member goes along when her employer changes its union."""

    GOES = "goes", _("随单位一起转")
    RETIRED = "retired", _("已退休，留在原工会")
    OPEN = "open", _("有没办完的事，先留在原工会")
    ELSEWHERE = "else", _("会籍在别的工会，不动")
