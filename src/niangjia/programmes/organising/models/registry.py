"""Tables of the registry: what the business register and the list of legal persons say, and how it was matched with ours."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code
from niangjia.programmes.organising.choices.registry import EntryState, RegistrySource, RegistryStatus


class RegistryEntry(Scoped):
    """One line of an outside register, as its latest list says it. It lies with the federation of its town.

    `name_key` is the whole name in its one form, `core` what is left of it without place and legal form. `employer`: ours that it
    is; `linked_by_id` with `linked_at`: who decided that (nobody: the credit code did). `listed_on`: day of the latest list.
    """

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    source = models.CharField(_("来源"), max_length=10, choices=RegistrySource)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    name = models.CharField(_("名称"), max_length=120)
    name_key = models.CharField(max_length=120)
    core = models.CharField(max_length=120, blank=True)
    registered_on = models.DateField(_("登记日期"), null=True)
    status = models.CharField(_("登记状态"), max_length=10, choices=RegistryStatus, default=RegistryStatus.ALIVE)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    trade = models.CharField(_("行业"), max_length=60, blank=True)
    town = models.CharField(_("镇街"), max_length=60, blank=True)
    capital = models.BigIntegerField(_("注册资本"), null=True)
    insured = models.PositiveIntegerField(_("参保人数"), null=True)
    listed_on = models.DateField(_("名单日期"))
    state = models.CharField(max_length=8, choices=EntryState, default=EntryState.NONE)
    employer = models.ForeignKey("org.Employer", models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField(null=True)
    linked_by_id = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["source", "credit_code"], condition=~Q(credit_code=""), name="registry_code_once"
            ),
            models.UniqueConstraint(
                fields=["source", "name_key"], condition=Q(credit_code=""), name="registry_name_once"
            ),
            models.CheckConstraint(
                condition=Q(state="linked", employer__isnull=False) | (~Q(state="linked") & Q(employer__isnull=True)),
                name="registry_linked_to_one",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "state"], name="organising_registry_path"),
            models.Index(fields=["state", "name", "id"], name="organising_registry_state"),
        ]

    def __str__(self) -> str:
        return self.name


class RegistryCandidate(models.Model):
    """An employer of ours that a line may be, with a score and its reasons; rebuilt with every reconciliation."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(RegistryEntry, models.CASCADE, related_name="candidates")
    employer = models.ForeignKey("org.Employer", models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entry", "employer"], name="registry_candidate_once")]


class RegistryRefusal(models.Model):
    """Somebody looked: this line is not that employer. Remembered for the lists to come."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(RegistryEntry, models.CASCADE, related_name="refusals")
    employer = models.ForeignKey("org.Employer", models.CASCADE, related_name="+")
    by_account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entry", "employer"], name="registry_refusal_once")]


__all__ = ["RegistryCandidate", "RegistryEntry", "RegistryRefusal"]
