"""Tables of approvals. `path` repeats the unit's path of today everywhere, so that lists need one table (topic `unit.move`)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.engines.approvals.choices import (
    ENDED,
    LIVING,
    Act,
    BatchState,
    MatterState,
    RouteState,
    RowState,
    StandState,
)
from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code


class Route(Scoped):
    """The way of a kind within one branch, from a day on. A matter follows the published route of the nearest unit above it."""

    scope_field = "path"

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    path = AsciiField(max_length=255)
    kind = models.CharField(max_length=40)
    document = models.CharField(_("依据文号"), max_length=80, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=RouteState, default=RouteState.DRAFT)
    valid_from = models.DateField(_("起"), null=True)
    valid_to = models.DateField(_("止"), null=True)
    by_account_id = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False, valid_from__isnull=False),
                name="route_published_with_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="route_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(state="published", valid_to__isnull=True),
                name="route_one_open",
            ),
            models.UniqueConstraint(fields=["unit", "kind"], condition=Q(state="draft"), name="route_one_draft"),
        ]
        indexes = [models.Index(fields=["kind", "path"], name="approvals_route_kind")]


class RouteStop(models.Model):
    """One stop of a route, as `kit.declare.Stop`. Amounts in fen; `amount_to` is the first amount that is too much."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    title = models.CharField(_("环节名称"), max_length=60)
    where = models.CharField(_("由谁办"), max_length=10)
    power = models.CharField(_("办理权限"), max_length=60)
    days = models.PositiveSmallIntegerField(_("工作日"), default=5)
    silence = models.CharField(_("逾期不答复"), max_length=8, default="waits")
    amount_from = models.BigIntegerField(null=True, blank=True)
    amount_to = models.BigIntegerField(null=True, blank=True)
    levels = models.JSONField(default=list, blank=True)
    unit_kinds = models.JSONField(default=list, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["route", "position"], name="route_stop_once"),
            models.UniqueConstraint(fields=["route", "name"], name="route_stop_name_once"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=250), name="route_stop_days"),
            models.CheckConstraint(condition=Q(silence__in=["waits", "passes"]), name="route_stop_silence"),
            models.CheckConstraint(
                condition=Q(where__in=["unit", "next_up", "town", "county", "other"]), name="route_stop_where"
            ),
        ]


class Matter(Scoped):
    """One thing that was asked for. `unit` is where it belongs, `other_unit` the second unit that it names, if any.

    `person` is whose matter it is; `acting`: somebody else asked on her behalf (`by_person`, if she is on record);
    `for_account_id` for whom a deputy asked. `facts` hold ids, codes and counts; `sealed` the private ones. `asker` with `key` is the client's
    idempotency key, `request` the digest of what it stood for. `round` counts the askings.
    """

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    other_unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", null=True)
    other_path = AsciiField(max_length=255, blank=True)
    title = models.CharField(_("事项"), max_length=120)
    amount = models.BigIntegerField(_("金额"), default=0)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True, db_index=False)
    by_account_id = models.BigIntegerField(null=True)
    for_account_id = models.BigIntegerField(null=True)
    by_person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True)
    acting = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MatterState, default=MatterState.DRAFT)
    position = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    asked_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    working_days = models.PositiveSmallIntegerField(null=True)
    facts = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    asker = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=60, blank=True)
    request = models.CharField(max_length=32, blank=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "asker", "key"], condition=~Q(key=""), name="matter_key_once"),
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=Q(state__in=[str(one) for one in LIVING], subject_id__isnull=False),
                name="matter_one_living_a_subject",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="matter_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(round__gte=1, asked_at__isnull=False, asked_on__isnull=False),
                name="matter_asked_before_decided",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[str(one) for one in LIVING],
                    decided_at__isnull=True,
                    decided_on__isnull=True,
                    working_days__isnull=True,
                )
                | Q(state="withdrawn", decided_at__isnull=False, decided_on__isnull=False, working_days__isnull=True)
                | Q(
                    state__in=["approved", "refused"],
                    decided_at__isnull=False,
                    decided_on__isnull=False,
                    working_days__isnull=False,
                ),
                name="matter_decided_with_date",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "kind", "state"], name="approvals_matter_path"),
            models.Index(fields=["unit", "kind"], name="approvals_matter_unit"),
            models.Index(fields=["person", "-id"], condition=Q(person__isnull=False), name="approvals_matter_person"),
            models.Index(
                fields=["by_account_id", "-id"], condition=Q(by_account_id__isnull=False), name="approvals_matter_asker"
            ),
        ]


class Stand(Scoped):
    """One stop of one matter in one round, planned when it was asked. `holder_id`: the account it was handed to."""

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="stands", db_index=False)
    kind = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    title = models.CharField(max_length=60, blank=True)
    power = models.CharField(max_length=60)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    days = models.PositiveSmallIntegerField()
    silence = models.CharField(max_length=8, default="waits")
    state = models.CharField(max_length=10, choices=StandState, default=StandState.TO_COME)
    since = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    holder_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    by_account_id = models.BigIntegerField(null=True)
    for_account_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=30, blank=True)
    words_sealed = models.TextField(blank=True)
    due_told = models.BooleanField(default=False)
    overdue_told = models.BooleanField(default=False)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["matter", "round", "position"], name="stand_once"),
            models.UniqueConstraint(fields=["matter"], condition=Q(state="open"), name="stand_one_open"),
            models.CheckConstraint(
                condition=Q(state__in=["to_come", "dropped"], decided_at__isnull=True)
                | Q(state="open", since__isnull=False, due_on__isnull=False, decided_at__isnull=True)
                | Q(state__in=[str(one) for one in ENDED], since__isnull=False, decided_at__isnull=False),
                name="stand_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on", "id"], condition=Q(state="open"), name="approvals_stand_unit"),
            models.Index(
                fields=["path", "power", "kind", "state"], condition=Q(state="open"), name="approvals_stand_path"
            ),
            # Walked along the due days, and counted without touching the table (SQLite wants `state` in it for that).
            models.Index(
                fields=["due_on", "id", "path", "power", "kind", "unit", "holder_id", "since", "state"],
                condition=Q(state="open"),
                name="approvals_stand_due",
            ),
            models.Index(
                fields=["holder_id"], condition=Q(state="open", holder_id__isnull=False), name="approvals_stand_holder"
            ),
            models.Index(
                fields=["kind", "name", "-decided_at"],
                condition=Q(decided_at__isnull=False),
                name="approvals_stand_done",
            ),
        ]


class Move(models.Model):
    """One line of a matter's history. `words_sealed`: what was written about it; the asker reads it."""

    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="moves", db_index=False)
    stand = models.ForeignKey(Stand, models.CASCADE, related_name="+", null=True, db_index=False)
    act = models.CharField(max_length=12, choices=Act)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_account_id = models.BigIntegerField(null=True)
    for_account_id = models.BigIntegerField(null=True)
    by_person_id = models.BigIntegerField(null=True)
    to_account_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=30, blank=True)
    words_sealed = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["matter", "id"], name="approvals_move_matter"),
            models.Index(
                fields=["by_account_id", "-id"], condition=Q(by_account_id__isnull=False), name="approvals_move_account"
            ),
        ]


class Batch(models.Model):
    """A decision on many, frozen as it was shown: `code` is the token, `digest` that of codes and revisions."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=12, choices=Act)
    reason = models.CharField(max_length=30, blank=True)
    words_sealed = models.TextField(blank=True)
    number = models.PositiveIntegerField()
    amount = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=32)
    told = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.FROZEN)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["account_id", "-id"], name="approvals_batch_account")]


class BatchRow(models.Model):
    """One matter of a batch in the revision that was shown, and what became of it: `why` is the sentence of a refusal."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_index=False)
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=CODE_LENGTH)
    revision = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RowState, default=RowState.WAITING)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["batch", "code"], name="batch_row_once")]
        indexes = [
            models.Index(fields=["batch", "state", "id"], name="approvals_batch_row"),
            models.Index(fields=["matter"], name="approvals_batch_matter"),
        ]
