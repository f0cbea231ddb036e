"""Tables of founding and of term elections: the file, its stages, the employers, the people who gather, the candidates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Mode, UnitKind
from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code
from niangjia.programmes.organising.choices.founding import (
    Area,
    FileState,
    Meeting,
    Post,
    Purpose,
    Relation,
    Sex,
    Stage,
)


class Founding(Scoped):
    """One file: a union that is to be formed, or a term election of one that is there.

    `unit`: where the file lies. Of a founding that is the next higher union (`upper`) until it replies, then the new union; of a term
    election the union itself. `path` repeats that unit's (topic `unit.move`). `stage` repeats the last stage that is recorded,
    `due_on` the day by which the next one is expected. `key` is the client's, `request` the digest of what it stood for. `gather_code`: the
    code on the poster of a union in preparation; with the reply it is the new union's own.
    """

    scope_field = "path"

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    purpose = models.CharField(max_length=6, choices=Purpose)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    path = AsciiField(max_length=255)
    upper = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.OPEN)
    stage = models.CharField(max_length=12, choices=Stage, blank=True)
    stage_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    matter_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    name = models.CharField(_("工会名称"), max_length=120)
    kind = models.CharField(_("工会类型"), max_length=16, choices=UnitKind, default=UnitKind.GRASSROOTS)
    mode = models.CharField(_("建会方式"), max_length=10, choices=Mode, blank=True)
    area = models.CharField(_("按什么联合"), max_length=10, choices=Area, blank=True)
    trade = models.CharField(_("所属行业"), max_length=60, blank=True)
    focus = models.CharField(_("重点领域"), max_length=60, blank=True)
    town = models.CharField(_("镇街"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    party = models.CharField(_("同级党组织"), max_length=120, blank=True)
    head = models.CharField(_("单位主要负责人"), max_length=60, blank=True)
    workers = models.PositiveIntegerField(_("职工人数"), null=True)
    members = models.PositiveIntegerField(_("会员人数"), null=True)
    women = models.PositiveIntegerField(_("女会员人数"), null=True)
    years = models.PositiveSmallIntegerField(_("每届任期"), null=True)
    meeting = models.CharField(_("大会形式"), max_length=10, choices=Meeting, blank=True)
    committee_seats = models.PositiveSmallIntegerField(_("委员会名额"), null=True)
    review_seats = models.PositiveSmallIntegerField(_("经审组织名额"), null=True)
    women_seats = models.PositiveSmallIntegerField(_("女职工组织名额"), null=True)
    held_on = models.DateField(_("选举日期"), null=True)
    should_attend = models.PositiveIntegerField(_("应到会"), null=True)
    attended = models.PositiveIntegerField(_("实到会"), null=True)
    reply_text = models.CharField(_("批复文号"), max_length=60, blank=True)
    replied_on = models.DateField(null=True)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True)
    why_ended = models.CharField(max_length=200, blank=True)
    days = models.PositiveIntegerField(null=True)
    by_account_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=60, unique=True)
    request = models.CharField(max_length=64)
    gather_code = models.CharField(max_length=CODE_LENGTH, null=True, unique=True)
    gather_since = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(ended_on__isnull=False), name="founding_ended_with_day"
            ),
            models.CheckConstraint(
                condition=~Q(purpose="term") | Q(upper__isnull=True), name="founding_term_has_no_upper"
            ),
            models.CheckConstraint(
                condition=Q(attended__isnull=True)
                | Q(should_attend__isnull=True)
                | Q(attended__lte=F("should_attend")),
                name="founding_no_more_than_should",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(purpose="term", state="open"), name="founding_one_election_a_unit"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "state", "-id"], name="organising_founding_path"),
            models.Index(fields=["replied_on"], name="organising_founding_replied"),
        ]


class FoundingStage(models.Model):
    """A stage as a dated fact. One that was taken back stays, with the moment; one of each holds."""

    file = models.ForeignKey(Founding, models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=12, choices=Stage)
    on = models.DateField()
    facts = models.JSONField(default=dict)
    document = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=200, blank=True)
    skipped = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["file", "stage"], condition=Q(undone_at__isnull=True), name="founding_stage_once"
            ),
        ]


class FoundingEmployer(models.Model):
    """An employer that the union is for."""

    file = models.ForeignKey(Founding, models.CASCADE, related_name="employers")
    employer = models.ForeignKey("org.Employer", models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["file", "employer"], name="founding_employer_once")]


class FoundingMember(models.Model):
    """Somebody who gathers. Number and phone are sealed; `person` and `admission` once she was taken in, `refusal` why she was not.

    Who came by the file's own code has a `code` of her own and follows it with `account_id`; `key` is her client's, `request` the digest of
    what it stood for, `proved`: she confirmed the phone. `identity_index` finds the number, once on a list.
    """

    file = models.ForeignKey(Founding, models.CASCADE, related_name="people")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    workplace = models.CharField(max_length=120, blank=True)
    sealed = models.TextField(blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True)
    admission = models.JSONField(default=dict)
    refusal = models.CharField(max_length=200, blank=True)
    identity_index = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=CODE_LENGTH, null=True, unique=True)
    account_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=60, null=True, unique=True)
    request = models.CharField(max_length=64, blank=True)
    proved = models.BooleanField(default=False)
    asked_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["file", "place"], name="founding_member_place"),
            models.UniqueConstraint(
                fields=["file", "identity_index"], condition=~Q(identity_index=""), name="founding_member_number_once"
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(account_id__isnull=False, asked_on__isnull=False),
                name="founding_member_follows",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account_id"], condition=Q(account_id__isnull=False), name="organising_gathered_account"
            ),
            models.Index(fields=["identity_index"], condition=~Q(identity_index=""), name="organising_gathered_number"),
        ]


class Candidate(models.Model):
    """One who stands for a post, and what the count said."""

    file = models.ForeignKey(Founding, models.CASCADE, related_name="candidates")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    post = models.CharField(max_length=14, choices=Post)
    relation = models.CharField(max_length=6, choices=Relation, default=Relation.NONE)
    duty = models.CharField(max_length=60, blank=True)
    votes = models.PositiveIntegerField(null=True)
    votes_again = models.PositiveIntegerField(null=True)
    elected = models.BooleanField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["file", "place"], name="founding_candidate_place")]
