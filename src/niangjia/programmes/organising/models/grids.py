"""Tables of grids: the grid, who and what belongs to it from one day to the next, and its officers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niangjia.kit.ids import CODE_LENGTH, new_code
from niangjia.programmes.organising.models.placed import Placed

IN_ORDER = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class Grid(Placed):
    """A grid of a town or county. `area` says in words what it covers."""

    name = models.CharField(_("网格名称"), max_length=60)
    area = models.CharField(_("范围"), max_length=200, blank=True)
    since = models.DateField(_("从"))
    ended_on = models.DateField(_("到"), null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Placed.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")), name="grid_in_order"
            ),
        ]
        indexes = [models.Index(fields=["path"], name="organising_grid_path")]

    def __str__(self) -> str:
        return self.name


class GridPlace(Placed):
    """An employer or a union in a grid, from `valid_from` until `valid_to` (the first day it no longer was).

    `unit` is the grid's, `member_unit` the union in it. `batch` names the act that put it there: it can be taken back.
    """

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="places")
    employer = models.ForeignKey("org.Employer", models.PROTECT, related_name="+", null=True)
    member_unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    batch = models.CharField(max_length=CODE_LENGTH, default=new_code)
    ended_by = models.CharField(max_length=CODE_LENGTH, blank=True)

    class Meta(Placed.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["employer"], condition=Q(valid_to__isnull=True), name="grid_one_an_employer"
            ),
            models.UniqueConstraint(
                fields=["member_unit"], condition=Q(valid_to__isnull=True), name="grid_one_a_union"
            ),
            models.CheckConstraint(
                condition=Q(employer__isnull=False, member_unit__isnull=True)
                | Q(employer__isnull=True, member_unit__isnull=False),
                name="grid_place_is_one",
            ),
            models.CheckConstraint(condition=IN_ORDER, name="grid_place_in_order"),
        ]
        indexes = [
            models.Index(fields=["path"], name="organising_gridplace_path"),
            models.Index(fields=["batch"], name="organising_gridplace_batch"),
        ]


class GridOfficer(models.Model):
    """Who looks after a grid: an account, or somebody named with a phone (sealed)."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    grid = models.ForeignKey(Grid, models.CASCADE, related_name="officers")
    account = models.ForeignKey("access.Account", models.PROTECT, related_name="+", null=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone_sealed = models.TextField(blank=True)
    since = models.DateField(_("从"))
    until = models.DateField(_("到"), null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "account"],
                condition=Q(until__isnull=True, account__isnull=False),
                name="grid_officer_once_open",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="grid_officer_in_order"
            ),
        ]


class Drive(Placed):
    """A campaign: what is looked at or signed, in which days. Its employers are those of its grids when it began."""

    title = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("内容"), max_length=10)
    since = models.DateField(_("从"))
    until = models.DateField(_("到"))
    ended_on = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=60, unique=True)

    class Meta(Placed.Meta):
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="drive_in_order")]
        indexes = [models.Index(fields=["path"], name="organising_drive_path")]

    def __str__(self) -> str:
        return self.title


class DriveTarget(models.Model):
    """An employer of a drive, in the grid where it was. `stage` is the latest found there; `done_on` when it was first looked at."""

    drive = models.ForeignKey(Drive, models.CASCADE, related_name="targets")
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="+")
    employer = models.ForeignKey("org.Employer", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, blank=True)
    done_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["drive", "employer"], name="drive_employer_once")]


class Round(Placed):
    """A grid officer was at an employer. `key` is the client's, `request` the digest of what it stood for."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="rounds")
    employer = models.ForeignKey("org.Employer", models.PROTECT, related_name="+")
    on = models.DateField(_("日期"))
    at = models.DateTimeField()
    words_sealed = models.TextField(blank=True)
    by_account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=60, unique=True)
    request = models.CharField(max_length=32)
    reversed_at = models.DateTimeField(null=True)
    reversed_words = models.CharField(max_length=200, blank=True)

    class Meta(Placed.Meta):
        indexes = [
            models.Index(fields=["path", "on"], name="organising_round_path"),
            models.Index(fields=["employer", "on"], name="organising_round_employer"),
        ]
