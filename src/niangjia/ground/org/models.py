"""Tables of the tree and of the employers: today's state and its dated history."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from niangjia.ground.org.choices import Level, Ownership, Part, Shape, UnitKind
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code


class Unit(MP_Node):
    """A union body in the tree. `path` is its place today; `Placement` keeps where it was."""

    path = AsciiField(max_length=255, unique=True)

    steplen = 4
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    node_order_by: list[str] = []

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("工会类型"), max_length=16, choices=UnitKind)
    level = models.CharField(_("层级"), max_length=10, choices=Level, blank=True)
    name = models.CharField(_("工会名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    seal_name = models.CharField(_("印章名称"), max_length=120, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    region_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    town = models.CharField(_("镇街"), max_length=60, blank=True)
    mode = models.CharField(_("建会方式"), max_length=40, blank=True)
    trade = models.CharField(_("所属行业"), max_length=60, blank=True)
    focus = models.CharField(_("重点领域"), max_length=60, blank=True)
    phone = models.CharField(_("办公电话"), max_length=30, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    chair_name = models.CharField(_("主席"), max_length=60, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=20, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(founded_on__isnull=True)
                | Q(dissolved_on__gte=F("founded_on")),
                name="unit_not_dissolved_before_founded",
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="org_unit_name"),
            models.Index(fields=["kind"], name="org_unit_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """Where a unit stood from one day to the next (`valid_to` is the first day it no longer did; empty: still does).

    An empty `valid_from` means since before our records. One row of a unit is open.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements")
    path = AsciiField(max_length=255)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to__isnull=True), name="placement_one_open"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="placement_dates_in_order",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="org_placement_path")]


class Employer(models.Model):
    """An employer of the register. Only these count as covered; a workplace named on a roster is not one."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    name = models.CharField(_("单位名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True)
    trade = models.CharField(_("行业"), max_length=60, blank=True)
    ownership = models.CharField(_("单位性质"), max_length=12, choices=Ownership, blank=True)
    town = models.CharField(_("镇街"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    closed_on = models.DateField(_("注销日期"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=20, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["name"], name="org_employer_name")]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """Which union an employer hung on, from one day to the next. One open row an employer."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="attachments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["employer"], condition=Q(valid_to__isnull=True), name="attachment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="attachment_dates_in_order",
            ),
        ]


class Headcount(models.Model):
    """Declared number of workers of an employer, in force from `valid_from` (empty: always) until the next one."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="headcounts")
    workers = models.PositiveIntegerField(_("职工人数"))
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["employer"], condition=Q(valid_to__isnull=True), name="headcount_one_open"),
        ]


class FormerName(models.Model):
    """What a unit or an employer was called, from one day to the next; the present name stands in its own row.

    An empty `valid_from` means since before our records. `valid_to` is the first day of the next name.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="former_names")
    employer = models.ForeignKey(Employer, models.CASCADE, null=True, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    seal_name = models.CharField(_("印章名称"), max_length=120, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField()
    document = models.CharField(_("依据文号"), max_length=80, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, employer__isnull=True) | Q(unit__isnull=True, employer__isnull=False),
                name="former_name_of_one",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="former_name_dates_in_order",
            ),
            models.UniqueConstraint(fields=["unit", "valid_to"], name="former_name_unit_once"),
            models.UniqueConstraint(fields=["employer", "valid_to"], name="former_name_employer_once"),
        ]
        indexes = [models.Index(fields=["name"], name="org_former_name")]


class Reshaping(models.Model):
    """One act on the shape of the tree, as a dated fact: `into` is the unit that received, `parts` are all that took part.

    `before` holds what the act changed beside the paths, by module, so that it can be taken back. It names keys and days
    only, never a person's values.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=8, choices=Shape)
    on = models.DateField(_("生效日期"))
    document = models.CharField(_("依据文号"), max_length=80, blank=True)
    words = models.CharField(_("说明"), max_length=200, blank=True)
    into = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()


class Reshaped(models.Model):
    """What became of one unit in a reshaping. A path that a unit had for an hour stays in `new_path`: none is given twice.

    `revision` is the unit's afterwards: what was changed since can be told.
    """

    reshaping = models.ForeignKey(Reshaping, models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    part = models.CharField(max_length=8, choices=Part)
    old_path = AsciiField(max_length=255)
    new_path = AsciiField(max_length=255)
    revision = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["reshaping", "unit"], name="reshaped_once")]
        indexes = [models.Index(fields=["new_path"], name="org_reshaped_new_path")]


__all__ = ["Attachment", "Employer", "FormerName", "Headcount", "Placement", "Reshaped", "Reshaping", "Unit"]
