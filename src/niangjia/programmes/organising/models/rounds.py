"""The table of findings: what was found on a round, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.programmes.organising.choices.grids import FindingKind, Stage
from niangjia.programmes.organising.models.grids import Round
from niangjia.programmes.organising.models.placed import Followed


class Finding(Followed):
    """One thing found on a round. `unit` is whom it concerns; with `due_on` it is a task there. The note is sealed."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="findings")
    kind = models.CharField(_("发现"), max_length=10, choices=FindingKind)
    stage = models.CharField(_("情况"), max_length=10, choices=Stage, blank=True)
    expires_on = models.DateField(_("合同到期"), null=True)
    words_sealed = models.TextField(blank=True)

    class Meta(Followed.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "kind"], name="finding_once_a_kind"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(kind="contract", stage="signed"),
                name="finding_expiry_of_signed",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "closed_on"], name="organising_finding_path"),
        ]
