"""Tables of terms of office, of legal-person registrations, and of the numbers of documents. All of a unit."""

from django.db import models
from django.db.models import F, Q

from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, new_code
from niangjia.programmes.organising.choices.founding import Post, Sex, TermEnd


class Term(Scoped):
    """A term of office: `since` to `until` as elected, `ended_on` when it really ended. One open term a unit.

    A term that has run out stays open until the next one begins: it is overdue.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    number = models.PositiveSmallIntegerField(null=True)
    since = models.DateField()
    until = models.DateField()
    years = models.PositiveSmallIntegerField()
    elected_on = models.DateField(null=True)
    reply_text = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey("organising.Founding", models.PROTECT, related_name="+", null=True)
    ended_on = models.DateField(null=True)
    ending = models.CharField(max_length=10, choices=TermEnd, blank=True)
    made_at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(ended_on__isnull=True), name="term_one_open"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="term_days_in_order"),
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | ~Q(ending=""), name="term_ended_says_why"),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(ended_on__isnull=True), name="organising_term_until"),
            models.Index(fields=["since"], name="organising_term_since"),
        ]


class TermSeat(models.Model):
    """Who holds a post in a term. A person where it is known who it is."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="seats")
    post = models.CharField(max_length=14, choices=Post)
    name = models.CharField(max_length=60)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["term"], condition=Q(post="chair", until__isnull=True), name="term_seat_one_chair"
            ),
        ]


class Registration(Scoped):
    """A certificate of a legal person. The one in force is open; a change or a renewal ends it and begins the next."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    number = models.CharField(max_length=40)
    credit_code = models.CharField(max_length=18, blank=True)
    authority = models.CharField(max_length=120)
    issued_on = models.DateField()
    valid_until = models.DateField()
    file = models.ForeignKey("organising.Founding", models.PROTECT, related_name="+", null=True)
    ended_on = models.DateField(null=True)
    by_account_id = models.BigIntegerField(null=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(ended_on__isnull=True), name="registration_one_open"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("issued_on")), name="registration_days_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"], condition=Q(ended_on__isnull=True), name="organising_registration_until"
            ),
        ]


class DocumentSeries(Scoped):
    """The numbers of one unit, year and kind. `last` moves only in a transaction that issues a paper."""

    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    word = models.CharField(max_length=30)
    last = models.PositiveIntegerField(default=0)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["unit", "year", "kind"], name="document_series_once")]


class Document(Scoped):
    """A number that was given out, and for what. A void one stays."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    series = models.ForeignKey(DocumentSeries, models.PROTECT, related_name="documents")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)
    void_at = models.DateTimeField(null=True)
    void_words = models.CharField(max_length=200, blank=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="document_number_once")]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="organising_document_subject")]
