"""Tables of messages to chairs and of party-union joint building."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from niangjia.kit.ids import CODE_LENGTH, new_code
from niangjia.programmes.organising.choices.officers import Side
from niangjia.programmes.organising.models.placed import Followed, Placed


class GroupMessage(Placed):
    """A message to the chairs of chosen unions. `sent` are the codes of what went out: the message, then its reminders."""

    title = models.CharField(_("标题"), max_length=60)
    sent = models.JSONField(default=list)
    chosen = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    by_account_id = models.BigIntegerField(null=True)
    reminded_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=60, unique=True)
    request = models.CharField(max_length=32)

    class Meta(Placed.Meta):
        indexes = [models.Index(fields=["path"], name="organising_groupmessage_path")]


class GroupReceiver(models.Model):
    """The chair of one union as a receiver: the account or the person whose inbox it is."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    message = models.ForeignKey(GroupMessage, models.CASCADE, related_name="receivers")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    account = models.ForeignKey("access.Account", models.PROTECT, related_name="+", null=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["message", "unit"], name="group_receiver_once"),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(person__isnull=False), name="group_receiver_is_somebody"
            ),
        ]


class Liaison(Placed):
    """A liaison person between a party organisation and a union, from one day to the next; the phone is sealed."""

    party = models.CharField(_("党组织"), max_length=80)
    side = models.CharField(_("哪一方"), max_length=6, choices=Side)
    name = models.CharField(_("姓名"), max_length=60)
    phone_sealed = models.TextField(blank=True)
    since = models.DateField(_("从"))
    until = models.DateField(_("到"), null=True)

    class Meta(Placed.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="liaison_in_order"),
        ]
        indexes = [models.Index(fields=["path"], name="organising_liaison_path")]


class Meeting(Placed):
    """A joint meeting of party organisation and union."""

    on = models.DateField(_("日期"))
    party = models.CharField(_("党组织"), max_length=80)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    present = models.CharField(_("参加的人"), max_length=300, blank=True)
    agenda = models.CharField(_("议题"), max_length=300)
    key = models.CharField(max_length=60, unique=True)
    request = models.CharField(max_length=32)
    reversed_at = models.DateTimeField(null=True)
    reversed_words = models.CharField(max_length=200, blank=True)

    class Meta(Placed.Meta):
        indexes = [models.Index(fields=["path", "on"], name="organising_meeting_path")]


class Decision(Followed):
    """What a joint meeting decided: who does it until when, as a task of the list."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    words = models.CharField(_("决定"), max_length=200)
    owner = models.CharField(_("谁办"), max_length=60)
    owner_account = models.ForeignKey("access.Account", models.PROTECT, related_name="+", null=True)

    class Meta(Followed.Meta):
        constraints = [models.CheckConstraint(condition=Q(due_on__isnull=False), name="decision_has_a_day")]
        indexes = [models.Index(fields=["path", "due_on"], name="organising_decision_path")]
