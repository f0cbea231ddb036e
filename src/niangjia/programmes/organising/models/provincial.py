"""Tables of comparing with the province's real-name base. `path` repeats the unit's path (topic `unit.move`)."""

from django.db import models
from django.db.models import Q

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code
from niangjia.programmes.organising.choices.provincial import ComparisonState, DifferenceState, Side


class Comparison(Scoped):
    """One export of the province's base, compared with the roster of a branch. The file itself is gone once it was read.

    `taken_on`: the day of which the export is. `rows`: theirs that could be read; `wrong`: those that could not. `counts` by side, and
    `fresh`, `gone`: what is new since `previous` and what has come right. `by_unit`: unit → numbers by side, kept when the rows go.
    """

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    file_name = models.CharField(max_length=200)
    taken_on = models.DateField()
    state = models.CharField(max_length=10, choices=ComparisonState, default=ComparisonState.WAITING)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by_account_id = models.BigIntegerField(null=True)
    rows_there = models.PositiveIntegerField(default=0)
    rows_here = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    by_unit = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    previous = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)
    message = models.CharField(max_length=300, blank=True)
    wiped_on = models.DateField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        indexes = [models.Index(fields=["path", "-id"], name="organising_comparison_path")]


class Difference(Scoped):
    """One person about whom the two do not agree. What both say is sealed together; `digest` tells whether it is the same difference as
    last time, `since` since when it stands. `person_id` is ours and no foreign key: half a million rows are written at once."""

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    side = models.CharField(max_length=8, choices=Side)
    person_id = models.BigIntegerField(null=True)
    identity_index = AsciiField(max_length=64)
    cells = models.CharField(max_length=60, blank=True)
    sealed = models.TextField(blank=True)
    digest = AsciiField(max_length=24)
    since = models.DateField()
    state = models.CharField(max_length=8, choices=DifferenceState, default=DifferenceState.OPEN)
    act = models.CharField(max_length=CODE_LENGTH, blank=True)
    acted_at = models.DateTimeField(null=True)
    before = models.TextField(blank=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        indexes = [
            models.Index(fields=["comparison", "side", "path", "id"], name="organising_difference_list"),
            models.Index(fields=["comparison", "identity_index"], name="organising_difference_number"),
            models.Index(fields=["person_id"], condition=Q(person_id__isnull=False), name="organising_difference_who"),
            models.Index(fields=["act"], condition=~Q(act=""), name="organising_difference_act"),
        ]
