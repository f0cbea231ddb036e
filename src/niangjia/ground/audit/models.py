"""Tables of the trail: entries as they happen, seals that chain them, anchors that leave the house."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.kit.ids import AsciiField


class Entry(models.Model):
    """One act or one sensitive look, written in the transaction of the act. Never changed, never deleted.

    Holds ids and the unit's path, never personal values, so that erasure leaves the chain whole. `facts` is
    canonical JSON kept as text, for the chain is over bytes.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("时间"))
    actor_kind = models.CharField(_("谁"), max_length=10)
    account_id = models.BigIntegerField(null=True)
    for_account_id = models.BigIntegerField(null=True)
    verb = models.CharField(_("做了什么"), max_length=60)
    look = models.BooleanField(_("查看"), default=False)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    path = AsciiField(max_length=255, blank=True)
    origin = models.CharField(max_length=40, blank=True)
    facts = models.TextField(default="{}")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_entry_subject"),
            models.Index(fields=["account_id", "id"], name="audit_entry_account"),
            models.Index(fields=["path", "id"], name="audit_entry_path"),
        ]


class Seal(models.Model):
    """One link of the chain: `digest = SM3(previous digest, seq, the entry's bytes)`. `seq` has no gaps."""

    seq = models.BigAutoField(primary_key=True)  # always given; on SQLite only this type is the table's own order
    entry_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()


class Anchor(models.Model):
    """A head of the chain that was given out of the house (to the level above, on a slip): seq, digest, day."""

    seq = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["seq"]
