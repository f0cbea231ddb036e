"""Tables of the new forms of employment: groups with their days, who belongs to which, and plans with phases and targets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code
from niangjia.programmes.organising.choices.focus import Measure, PhaseKind


class FocusGroup(Scoped):
    """A group of workers, as a document names it from a day on. `words` recognise its unions; `unit` is who keeps it."""

    scope_field = "path"

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    path = AsciiField(max_length=255)
    name = models.CharField(_("群体"), max_length=40)
    words = models.JSONField(_("识别用的词"), default=list)
    document = models.CharField(_("依据文号"), max_length=80, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(valid_to__isnull=True), name="focus_group_one_open"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="focus_group_dates_in_order",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="organising_group_path")]

    def __str__(self) -> str:
        return self.name


class FocusPlace(models.Model):
    """A union or an employer belongs to a group from one day to the next. A union may belong to several; `main` is the one
    under which it is counted, so that nobody is counted twice."""

    group = models.ForeignKey(FocusGroup, models.PROTECT, related_name="places")
    unit = models.ForeignKey("org.Unit", models.CASCADE, null=True, related_name="+")
    employer = models.ForeignKey("org.Employer", models.CASCADE, null=True, related_name="+")
    main = models.BooleanField(default=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, employer__isnull=True) | Q(unit__isnull=True, employer__isnull=False),
                name="focus_place_of_one",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="focus_place_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to__isnull=True, main=True), name="focus_place_one_main"
            ),
            models.UniqueConstraint(
                fields=["group", "unit"], condition=Q(valid_to__isnull=True), name="focus_place_unit_once"
            ),
            models.UniqueConstraint(
                fields=["group", "employer"], condition=Q(valid_to__isnull=True), name="focus_place_employer_once"
            ),
        ]


class FocusPlan(Scoped):
    """A plan of several years, as its document says."""

    scope_field = "path"

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    path = AsciiField(max_length=255)
    name = models.CharField(_("计划"), max_length=80)
    document = models.CharField(_("依据文号"), max_length=80, blank=True)
    made_at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=60, blank=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="focus_plan_key_once")]
        indexes = [models.Index(fields=["path"], name="organising_plan_path")]

    def __str__(self) -> str:
        return self.name


class FocusPhase(models.Model):
    """One phase of a plan, from its first day to its last one."""

    plan = models.ForeignKey(FocusPlan, models.CASCADE, related_name="phases")
    kind = models.CharField(_("阶段"), max_length=8, choices=PhaseKind)
    first = models.DateField(_("从"))
    last = models.DateField(_("到"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], name="focus_phase_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="focus_phase_dates_in_order"),
        ]


class FocusTarget(models.Model):
    """What is to be reached by the end of a phase: of one group or all, in one town or all."""

    phase = models.ForeignKey(FocusPhase, models.CASCADE, related_name="targets")
    group = models.ForeignKey(FocusGroup, models.PROTECT, null=True, related_name="+")
    town = models.CharField(_("镇街"), max_length=60, blank=True)
    measure = models.CharField(_("数的是"), max_length=8, choices=Measure)
    number = models.PositiveIntegerField(_("目标"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "group", "town", "measure"],
                condition=Q(group__isnull=False),
                name="focus_target_once",
            ),
            models.UniqueConstraint(
                fields=["phase", "town", "measure"], condition=Q(group__isnull=True), name="focus_target_all_once"
            ),
        ]


__all__ = ["FocusGroup", "FocusPhase", "FocusPlace", "FocusPlan", "FocusTarget"]
