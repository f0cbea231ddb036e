"""Tables of signed figures. Nothing here is changed or deleted once it is written."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.engines.figures.choices import TreeView
from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, new_code


class Signed(Scoped):
    """A figure as it was given out (审定): question, answer, definition, and the digest of its rows.

    `amount` is the stored sum (fen for money), `value` the number as text as people read it, empty where a ratio had
    none. `high` is the highest record key at the time: what lies above was entered later. `rule` is the digest of the
    definition as it is in code. A ratio has no rows; its terms are signed with it as `parts`.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    whole = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    figure = models.CharField(_("指标"), max_length=60)
    label = models.CharField(_("名称"), max_length=120)
    definition = models.TextField(_("口径"))
    word = models.CharField(_("单位"), max_length=20, blank=True)
    unit_name = models.CharField(_("范围"), max_length=120)
    first = models.DateField(_("起"))
    last = models.DateField(_("止"))
    single = models.BooleanField(default=False)
    view = models.CharField(max_length=4, choices=TreeView, default=TreeView.WAS)
    where = models.JSONField(default=dict)
    value = models.CharField(_("数值"), max_length=40, blank=True)
    amount = models.BigIntegerField(null=True)
    count = models.BigIntegerField(default=0)
    high = models.BigIntegerField(default=0)
    rule = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("审定时间"))
    by_account_id = models.BigIntegerField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        indexes = [models.Index(fields=["figure", "-signed_at"], name="figures_signed_figure")]

    @property
    def number(self) -> Decimal | None:
        """The value as a number."""
        return Decimal(self.value) if self.value else None


class SignedRows(models.Model):
    """The rows behind a signed figure: keys, units and amounts, packed and compressed (`rules.pack`)."""

    signed = models.OneToOneField(Signed, models.PROTECT, related_name="packed")
    data = models.BinaryField()

    class Meta:
        default_permissions = ()
