"""Closed lists of scorecards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionState(TextChoices):
    """Where a version is; whether a published one holds follows from its day."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤下")


class ItemKind(TextChoices):
    """How an item is answered."""

    YES = "yes", _("是或否")
    NUMBER = "number", _("填数字")
    SCALE = "scale", _("打分")
    PHOTO = "photo", _("拍照")


MOST_ITEMS = 100
MOST_WORDS = 300
