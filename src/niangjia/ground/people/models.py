"""Tables of people. Identity and phone are ciphertext with a blind index; a merge is a link, never a deletion."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.scoped import Scoped
from niangjia.ground.people.choices import (
    DocumentKind,
    Education,
    Gender,
    JoinMode,
    LeavingReason,
    MemberState,
    Purpose,
    StandingKind,
    WorkForm,
)
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code

IDENTITY = "person.identity"
PHONE = "person.phone"
"""Fields of the vault: what the ciphertext of identity and phone is bound to."""


class Person(models.Model):
    """A human being, once. `pinyin` sorts and finds; `identity_index` finds without opening.

    `merged_into` links a duplicate to the record that stays. `verified_on`: identity and phone confirmed by the
    person; `active_on`: last act of one's own. `roster_digest` is the digest of the row that last wrote the person
    from a spreadsheet: the same row again never overwrites a later edit by hand.
    """

    id = models.BigAutoField(primary_key=True)
    code = AsciiField(max_length=CODE_LENGTH, default=new_code, editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    pinyin = AsciiField(max_length=120, blank=True)
    gender = models.CharField(_("性别"), max_length=1, choices=Gender, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    document_kind = models.CharField(_("证件类型"), max_length=10, choices=DocumentKind, default=DocumentKind.RESIDENT)
    identity_sealed = models.TextField(blank=True)
    identity_index = AsciiField(max_length=64, null=True)
    phone_sealed = models.TextField(blank=True)
    phone_index = AsciiField(max_length=64, blank=True)
    nation = models.CharField(_("民族"), max_length=20, blank=True)
    politics = models.CharField(_("政治面貌"), max_length=20, blank=True)
    education = models.CharField(_("学历"), max_length=10, choices=Education, blank=True)
    native_place = models.CharField(_("户籍地"), max_length=120, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    active_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    erased_at = models.DateTimeField(null=True, blank=True)
    roster_digest = models.CharField(max_length=32, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        # Constraints, not unique=True: that would add an index for LIKE to each on PostgreSQL.
        constraints = [
            models.UniqueConstraint(fields=["code"], name="person_code_once"),
            models.UniqueConstraint(fields=["identity_index"], name="person_identity_once"),
        ]
        indexes = [
            models.Index(fields=["phone_index"], name="people_person_phone"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="people_person_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Employment(models.Model):
    """Where and as what a person works, from one day to the next. `workplace` is what the roster says;
    `employer` is set once an officer matched it. One open main row a person."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="employments")
    employer = models.ForeignKey("org.Employer", models.PROTECT, null=True, related_name="+", db_index=False)
    workplace = models.CharField(_("工作单位"), max_length=120, blank=True)
    occupation = models.CharField(_("职业类别"), max_length=40, blank=True)
    form = models.CharField(_("用工形式"), max_length=10, choices=WorkForm, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(valid_to__isnull=True), name="employment_one_open"),
        ]
        indexes = [
            models.Index(fields=["employer"], condition=Q(employer__isnull=False), name="people_employment_employer"),
            # Those that ended; a roster writes none, so it costs an import nothing.
            models.Index(
                fields=["person", "valid_to"], condition=Q(valid_to__isnull=False), name="people_employment_ended"
            ),
        ]


class Membership(Scoped):
    """A person belongs to a union, from `joined_on` (empty: since before our records) until `left_on`.

    `left_on` is the first day the membership is no longer in force. One membership in force a person.
    `path` repeats the unit's path of today and `pinyin` the person's, so that a list of half a million needs one table;
    org moves and people edits keep them (topic `unit.move`). The indexes are few on purpose: an import pays for each.
    """

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    path = AsciiField(max_length=255)
    pinyin = AsciiField(max_length=120, blank=True)
    state = models.CharField(_("会员状态"), max_length=12, choices=MemberState, default=MemberState.ACTIVE)
    joined_on = models.DateField(_("入会日期"), null=True, blank=True)
    left_on = models.DateField(_("离会日期"), null=True, blank=True)
    leaving = models.CharField(_("离会原因"), max_length=12, choices=LeavingReason, blank=True)
    mode = models.CharField(_("入会方式"), max_length=10, choices=JoinMode, default=JoinMode.DESK)
    card_number = models.CharField(_("会员证号"), max_length=30, blank=True)
    origin = models.CharField(max_length=20, blank=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_on__isnull=True), name="membership_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="membership_dates_in_order",
            ),
        ]
        indexes = [
            # One union or a small branch: gather by path, sort by name.
            models.Index(
                fields=["path", "pinyin", "id"], condition=Q(left_on__isnull=True), name="people_membership_path"
            ),
            # A town or the county: walk by name and test the path without touching the table.
            models.Index(
                fields=["pinyin", "id", "path"], condition=Q(left_on__isnull=True), name="people_membership_walk"
            ),
            # Those who left; a roster writes none, so it costs an import nothing.
            models.Index(fields=["path", "left_on"], condition=Q(left_on__isnull=False), name="people_membership_left"),
            # Counting by unit on a date reads this index alone; it serves the foreign key, too.
            models.Index(fields=["unit", "joined_on", "left_on"], name="people_membership_unit"),
        ]


class Standing(models.Model):
    """A dated fact about a person, written by an event of the programme that owns it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="standings")
    kind = models.CharField(max_length=20, choices=StandingKind)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        default_permissions = ()


class Consent(models.Model):
    """A person agreed to one purpose at one moment, to one version of its text, and may have taken it back."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    version = models.CharField(max_length=10)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    by_account_id = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_once_in_force"
            ),
        ]


class PersonAccount(models.Model):
    """Which account is this person's own."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="login")
    account = models.OneToOneField("access.Account", models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()


class Merge(models.Model):
    """Two records were found to be one person: a dated link that can be undone; `before` (sealed) holds what changed."""

    keeper = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    before = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["other"], condition=Q(undone_at__isnull=True), name="merge_once_in_force"),
            models.CheckConstraint(condition=~Q(keeper=F("other")), name="merge_of_two"),
        ]


class NotDuplicate(models.Model):
    """Two records were looked at and are two people: the work-list stops showing the pair."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by_account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="not_duplicate_once")]
