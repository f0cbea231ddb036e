"""The table of transfers. `unit` receives, `other_unit` gives; both paths repeat those of today (topic `unit.move`)."""

from django.db import models
from django.db.models import Q

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code
from niangjia.programmes.organising.choices.transfers import TransferState


class Transfer(Scoped):
    """A member asks to pass to another union, or that union asks for her. `by_account_id`: the officer who asked;
    `old_id`, `new_id`: the memberships that the decision ended and began."""

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    other_unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    other_path = AsciiField(max_length=255)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=TransferState, default=TransferState.OPEN)
    matter_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    by_account_id = models.BigIntegerField(null=True)
    old_id = models.BigIntegerField(null=True)
    new_id = models.BigIntegerField(null=True)
    asked_on = models.DateField()
    decided_on = models.DateField(null=True)
    working_days = models.PositiveSmallIntegerField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="open"), name="transfer_one_open_a_person"),
            models.CheckConstraint(condition=~Q(unit=models.F("other_unit")), name="transfer_between_two"),
        ]
        indexes = [
            models.Index(fields=["path", "state"], name="organising_transfer_path"),
            models.Index(fields=["unit", "decided_on"], name="organising_transfer_unit"),
        ]
