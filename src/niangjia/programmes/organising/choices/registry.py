"""Closed lists of the registry."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ENTRY = "organising.registry"
"""The kind of record."""


class RegistrySource(TextChoices):
    """Which outside register a line comes from."""

    BUSINESS = "business", _("企业登记")
    LEGAL = "legal", _("法人单位")


class RegistryStatus(TextChoices):
    """What the register says of an employer."""

    ALIVE = "alive", _("存续")
    CLOSED = "closed", _("注销")
    AWAY = "away", _("迁出")
    REVOKED = "revoked", _("吊销")


class EntryState(TextChoices):
    """Whether it is known which employer of ours a line is."""

    LINKED = "linked", _("已对上")
    OPEN = "open", _("等人认定")
    NONE = "none", _("没有相近的")


class RegistryList(TextChoices):
    """The lists of work that a reconciliation makes."""

    NEW = "organising.registry_new", _("登记名单里有、单位名录里没有")
    CLOSED = "organising.registry_closed", _("登记已注销或吊销")
    MOVED = "organising.registry_moved", _("登记已迁到别处")
    RENAMED = "organising.registry_renamed", _("登记名称变了")
    TRADE = "organising.registry_trade", _("登记行业变了")
    WORKERS = "organising.registry_workers", _("参保人数和申报人数差得多")

    @property
    def short(self) -> str:
        """The word of it in an address."""
        return str(self.value).removeprefix("organising.registry_")


class RegistryOutcome(TextChoices):
    """How a task of the registry ends."""

    APPLIED = "applied", _("已按登记修改")
    KEPT = "kept", _("核实过，名录不改")
    WRONG = "wrong", _("登记名单有误")
    OUTSIDE = "outside", _("不属于本地或不用建会")
