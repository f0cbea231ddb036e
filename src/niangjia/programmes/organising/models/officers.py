"""Tables of the register of officers: who serves, in which post from one day to the next; trainings; visits."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code
from niangjia.programmes.organising.choices.officers import Invited, OfficerKind, Way
from niangjia.programmes.organising.models.placed import Followed, Placed


class Officer(Placed):
    """Somebody who serves in the unions of a house. `unit` is where the latest post is; the phone is sealed."""

    name = models.CharField(_("姓名"), max_length=60)
    phone_sealed = models.TextField(blank=True)
    phone_index = AsciiField(max_length=64, blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey("access.Account", models.PROTECT, related_name="+", null=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=20, blank=True)

    class Meta(Placed.Meta):
        indexes = [
            models.Index(fields=["path"], name="organising_officer_path"),
            models.Index(fields=["name"], name="organising_officer_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(Placed):
    """A post of an officer in a unit, from one day to the next (`until`: the first day it was no longer held)."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="posts")
    kind = models.CharField(_("类别"), max_length=10, choices=OfficerKind)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    since = models.DateField(_("任职起"))
    until = models.DateField(_("任职止"), null=True)

    class Meta(Placed.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_in_order"),
        ]
        indexes = [models.Index(fields=["path", "until"], name="organising_post_path")]


class Training(Placed):
    """A class for chairs and officers. `sign_code` stands in the QR at the door while sign-in is open."""

    title = models.CharField(_("培训名称"), max_length=80)
    since = models.DateField(_("开始"))
    until = models.DateField(_("结束"))
    hours = models.PositiveSmallIntegerField(_("学时"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    invited = models.CharField(_("面向"), max_length=10, choices=Invited)
    sign_code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    sign_open = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Placed.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="training_in_order"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="training_has_hours"),
        ]
        indexes = [models.Index(fields=["path", "since"], name="organising_training_path")]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Somebody was at a training. `who` tells people apart: a person, an account, or a name at a union. `chair`: as chair of `of_unit`."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    training = models.ForeignKey(Training, models.PROTECT, related_name="attendances")
    who = models.BigIntegerField()
    name = models.CharField(max_length=60)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True)
    of_unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", null=True)
    chair = models.BooleanField(default=False)
    way = models.CharField(max_length=6, choices=Way)
    at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["training", "who"], name="attendance_once")]
        indexes = [models.Index(fields=["of_unit"], name="organising_attendance_unit")]


class Visit(Followed):
    """A round at the grass roots by an officer of the register; `unit` is the officer's. What was found and promised is sealed."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="visits")
    kind = models.CharField(_("类型"), max_length=40)
    on = models.DateField(_("日期"))
    days = models.PositiveSmallIntegerField(_("天数"), default=1)
    seen_unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", null=True)
    employer = models.ForeignKey("org.Employer", models.PROTECT, related_name="+", null=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    found_sealed = models.TextField(blank=True)
    promise_sealed = models.TextField(blank=True)
    by_account_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=60, unique=True)
    request = models.CharField(max_length=32)
    reversed_at = models.DateTimeField(null=True)
    reversed_words = models.CharField(max_length=200, blank=True)

    class Meta(Followed.Meta):
        constraints = [models.CheckConstraint(condition=Q(days__gt=0), name="visit_has_days")]
        indexes = [models.Index(fields=["path", "on"], name="organising_visit_path")]
