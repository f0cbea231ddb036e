"""Tables of messaging."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.engines.messaging.choices import Channel, OutgoingState
from niangjia.kit.ids import CODE_LENGTH, new_code


class Message(models.Model):
    """What is said. `topic` is for filters; `subject_kind` and `subject_code` name the record that it is about, from
    which a front makes a link. The body is sealed: it may tell of somebody's health or carry a number."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    topic = models.CharField(max_length=40)
    title = models.CharField(_("标题"), max_length=60)
    body_sealed = models.TextField(_("内容"), blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    by_account_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(_("时间"))

    class Meta:
        default_permissions = ()


class Recipient(models.Model):
    """One who finds the message in the inbox: an account or a person."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, models.CASCADE, related_name="recipients")
    account = models.ForeignKey("access.Account", models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["message", "account"], name="recipient_account_once"),
            models.UniqueConstraint(fields=["message", "person"], name="recipient_person_once"),
            models.CheckConstraint(
                condition=Q(account__isnull=True, person__isnull=False) | Q(account__isnull=False, person__isnull=True),
                name="recipient_is_one",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="messaging_account"),
            models.Index(fields=["person", "-id"], name="messaging_person"),
        ]


class Outgoing(models.Model):
    """The outbox: one message to one person by one channel. `code` is the key by which a channel knows a repetition."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="outgoing")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=8, choices=OutgoingState, default=OutgoingState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=100, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["message", "person", "channel"], name="outgoing_once"),
        ]
