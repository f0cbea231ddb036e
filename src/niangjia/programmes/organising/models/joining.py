"""Tables of joining: the code on a union's poster, and applications. `path` repeats the unit's path (topic `unit.move`)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code
from niangjia.programmes.organising.choices.joining import ApplicationState, WhyActing


class JoinCode(Scoped):
    """The code of a union's poster. A union with an open one takes applications; a new one ends the one before."""

    scope_field = "path"

    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    path = AsciiField(max_length=255)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    made_at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(ended_at__isnull=True), name="join_code_one_open"),
        ]
        indexes = [models.Index(fields=["path"], name="organising_code_path")]


class Application(Scoped):
    """Somebody asks to join a union. What she told is sealed; the blind indexes find it.

    `key` is the client's idempotency key, `request` the digest of what it stood for. `account_id`: who follows it on the
    phone; `by_account_id` with `why`: who entered it for her. `proved`: she confirmed the phone by a code. `written`: keys
    of what the approval wrote, for taking it back.
    """

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.OPEN)
    matter_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    sealed = models.TextField(blank=True)
    identity_index = models.CharField(max_length=64, blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    proved = models.BooleanField(default=False)
    charter = models.CharField(max_length=60)
    consents = models.JSONField(default=list)
    account_id = models.BigIntegerField(null=True)
    by_account_id = models.BigIntegerField(null=True)
    why = models.CharField(_("代办原因"), max_length=10, choices=WhyActing, blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True, db_index=False)
    written = models.JSONField(default=dict)
    key = models.CharField(max_length=60)
    request = models.CharField(max_length=32)
    asked_on = models.DateField()
    decided_on = models.DateField(null=True)
    working_days = models.PositiveSmallIntegerField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key"], name="application_key_once"),
            models.UniqueConstraint(
                fields=["identity_index"], condition=Q(state="open"), name="application_one_open_a_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | Q(decided_on__isnull=False, working_days__isnull=False),
                name="application_decided_with_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="joined") | Q(person__isnull=False), name="application_joined_is_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "state"], name="organising_application_path"),
            models.Index(fields=["unit", "asked_on"], name="organising_application_unit"),
            models.Index(fields=["phone_index"], condition=Q(state="open"), name="organising_application_phone"),
            models.Index(
                fields=["account_id", "-id"],
                condition=Q(account_id__isnull=False),
                name="organising_application_account",
            ),
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="organising_application_person"),
        ]
