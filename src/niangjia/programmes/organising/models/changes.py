"""The table of corrections of name, number and phone. `path` repeats the path of the union that decides (topic `unit.move`)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code
from niangjia.programmes.organising.choices.changes import ChangeField, ChangeState
from niangjia.programmes.organising.choices.joining import WhyActing


class Change(Scoped):
    """A member asks that one thing of her record be put right. What stands there and what it should be are sealed together.

    `account_id`: who follows it on the phone; `by_account_id` with `why`: who asked on her behalf. `proved`: the new phone was
    confirmed by a code. `agreed`: she let the union look at the photo. `before`: sealed, what the decision overwrote. After the
    retention of the rulebook `sealed` is empty; that it was asked and decided stays.
    """

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    field = models.CharField(max_length=10, choices=ChangeField)
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.OPEN)
    matter_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    sealed = models.TextField(blank=True)
    before = models.TextField(blank=True)
    proved = models.BooleanField(default=False)
    agreed = models.BooleanField(default=False)
    account_id = models.BigIntegerField(null=True)
    by_account_id = models.BigIntegerField(null=True)
    why = models.CharField(_("代办原因"), max_length=10, choices=WhyActing, blank=True)
    key = models.CharField(max_length=60)
    request = models.CharField(max_length=64, blank=True)
    asked_on = models.DateField()
    decided_on = models.DateField(null=True)
    working_days = models.PositiveSmallIntegerField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key"], name="change_key_once"),
            models.UniqueConstraint(
                fields=["person", "field"], condition=Q(state="open"), name="change_one_open_a_field"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "withdrawn"]) | Q(decided_on__isnull=False),
                name="change_decided_with_day",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "state"], name="organising_change_path"),
            models.Index(fields=["unit", "asked_on"], name="organising_change_unit"),
            models.Index(fields=["state", "asked_on"], condition=Q(state="draft"), name="organising_change_draft"),
        ]
