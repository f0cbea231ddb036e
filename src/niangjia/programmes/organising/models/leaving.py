"""The table of members who leave of their own will. `path` repeats the path of their union (topic `unit.move`)."""

from django.db import models
from django.db.models import Q

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code
from niangjia.programmes.organising.choices.leaving import LeavingState, WhyLeaving


class Leaving(Scoped):
    """A member said that she leaves: she is one until `last_on` is over, and may take it back until then."""

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=LeavingState, default=LeavingState.OPEN)
    reason = models.CharField(max_length=10, choices=WhyLeaving)
    last_on = models.DateField()
    asked_on = models.DateField()
    decided_on = models.DateField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="open"), name="leaving_one_open_a_person"),
            models.CheckConstraint(condition=Q(last_on__gte=models.F("asked_on")), name="leaving_days_in_order"),
        ]
        indexes = [
            models.Index(fields=["path", "state"], name="organising_leaving_path"),
            models.Index(fields=["unit", "decided_on"], name="organising_leaving_unit"),
            models.Index(fields=["last_on"], condition=Q(state="open"), name="organising_leaving_due"),
        ]
