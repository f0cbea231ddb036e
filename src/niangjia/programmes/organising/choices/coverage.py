"""Closed lists of coverage."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CoverageList(TextChoices):
    """The work-lists of coverage, in the order in which an employer is put on them: it stands on one of the first five."""

    LARGE = "organising.uncovered_large", _("百人以上没有单独建会的单位")
    DUE = "organising.uncovered_due", _("25 人以上没有单独建会的单位")
    SMALL = "organising.uncovered_small", _("可以建联合工会的小单位")
    OLD = "organising.uncovered_old", _("登记一年多还没有工会的单位")
    NEW = "organising.uncovered_new", _("新登记的单位")
    AGAIN = "organising.refused_again", _("拒绝过、到期再上门的单位")
    STRANDED = "organising.union_stranded", _("单位已注销或迁走的工会")


class CoverageOutcome(TextChoices):
    """How a visit about forming a union ended."""

    FORMED = "formed", _("已建会")
    JOINED = "joined", _("并入联合工会")
    FEW = "few", _("职工不足")
    CLOSED = "closed", _("已停业")
    REFUSED = "refused", _("拒绝，以后再上门")
