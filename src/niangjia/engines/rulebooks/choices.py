"""Closed lists of rulebooks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EditionState(TextChoices):
    """What is stored; the rest follows from the dates."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤下")


class Standing(TextChoices):
    """Where an edition stands on a day."""

    DRAFT = "draft", _("草稿")
    SCHEDULED = "scheduled", _("到日子生效")
    IN_FORCE = "in_force", _("执行中")
    PAST = "past", _("已过期")
    WITHDRAWN = "withdrawn", _("已撤下")


BUILT_IN = "first"
"""In place of a code: the edition that ships with the product."""
