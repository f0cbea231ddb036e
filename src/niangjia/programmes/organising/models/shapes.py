"""The table of employers that went to another union together with their members (topic `unit.move` keeps both paths)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code


class EmployerMove(Scoped):
    """An employer went from `other_unit` to `unit` on a day, and `members` of its workers with it: one act.

    `kept` holds the keys that taking it back needs: what the attachment was, and for each person the memberships that ended and
    began. It names keys and days only.
    """

    scope_field = "path"

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    path = AsciiField(max_length=255)
    other_unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    other_path = AsciiField(max_length=255)
    employer = models.ForeignKey("org.Employer", models.PROTECT, related_name="+")
    on = models.DateField(_("生效日期"))
    document = models.CharField(_("依据文号"), max_length=80, blank=True)
    members = models.PositiveIntegerField(_("随同转会的会员"), default=0)
    kept = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~models.Q(unit=models.F("other_unit")), name="employer_move_between_two"),
        ]
        indexes = [
            models.Index(fields=["path"], name="organising_move_path"),
            models.Index(fields=["other_path"], name="organising_move_other"),
        ]
