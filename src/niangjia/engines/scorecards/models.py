"""Tables of scorecards: versions and filled sheets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niangjia.engines.scorecards.choices import VersionState
from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code


class Version(models.Model):
    """Items and grades of a scorecard from a day on; the latest of the nearest place holds. `path` "" is the whole house.

    `first`: it ships with the product; `digest` tells whether the product ships another one meanwhile. `hands` wrote it.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=40)
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+")
    path = AsciiField(max_length=255, blank=True)
    title = models.CharField(_("名称"), max_length=100)
    document = models.CharField(_("文件名称和文号"), max_length=120, blank=True)
    valid_from = models.DateField(_("从哪天起执行"), null=True)
    items = models.JSONField(default=list)
    grades = models.JSONField(default=list)
    basis = models.CharField(max_length=5, default="share")
    first = models.BooleanField(default=False)
    digest = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    hands = models.JSONField(default=list)
    made_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    published_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT)
                | Q(first=True)
                | Q(valid_from__isnull=False, published_by__isnull=False),
                name="version_published_has_a_day_and_a_hand",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(made_by__isnull=True) | ~Q(made_by=F("published_by")),
                name="version_two_people",
            ),
            models.UniqueConstraint(
                fields=["kind", "path", "valid_from"],
                condition=Q(state=VersionState.PUBLISHED),
                name="version_one_a_day",
            ),
            models.UniqueConstraint(fields=["kind", "digest"], condition=Q(first=True), name="version_first_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Sheet(Scoped):
    """One filled card about one record. `score` is in hundredths (NULL: nothing counted). Answers are written once.

    `current`: the latest about the record. `corrects` names the sheet that this one corrects. `checked_at`: when a computed card was
    last looked at and came out the same. `digest` of version and answers.
    """

    scope_field = "path"

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=40)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    path = AsciiField(max_length=255)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    title = models.CharField(max_length=120)
    values = models.JSONField(default=dict)
    remarks = models.JSONField(default=dict)
    score = models.IntegerField(null=True)
    grade = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=32, blank=True)
    current = models.BooleanField(default=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"], condition=Q(current=True), name="sheet_one_current"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "current", "score", "id"], name="scorecards_score"),
            models.Index(fields=["subject_kind", "subject_id"], name="scorecards_subject"),
            models.Index(fields=["path"], name="scorecards_path"),
        ]
