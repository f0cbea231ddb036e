"""Tables of evidence: files, labels, stacks and the pages that wait."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.engines.evidence.choices import FileState, Origin, PageState, StackState, Why
from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code


class File(Scoped):
    """One paper or photo of a record. The content lies sealed in the data folder under `code`.

    `digest` is SM3 of what is kept, `came_as` of what arrived: the same photo handed in twice is found by it. `consent` names the purpose to
    which `person_id` agreed, if the file is held by consent. `expires_on` is the first day on which it proves nothing any more.
    """

    scope_field = "path"

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    path = AsciiField(max_length=255)
    person_id = models.BigIntegerField(null=True)
    sheet = models.CharField(max_length=30, blank=True)
    name_sealed = models.TextField(blank=True)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64)
    came_as = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin)
    consent = models.CharField(max_length=30, blank=True)
    dated_on = models.DateField(_("材料日期"), null=True)
    expires_on = models.DateField(_("有效期到"), null=True)
    state = models.CharField(max_length=8, choices=FileState, default=FileState.KEPT)
    by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    removed_words = models.CharField(max_length=300, blank=True)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=FileState.REMOVED) & Q(removed_at__isnull=False))
                | (~Q(state=FileState.REMOVED) & Q(removed_at__isnull=True)),
                name="file_removed_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="evidence_subject"),
            models.Index(fields=["path"], name="evidence_path"),
            models.Index(fields=["state", "expires_on"], name="evidence_expiry"),
            models.Index(fields=["came_as"], name="evidence_came_as"),
            models.Index(fields=["person_id"], name="evidence_person"),
        ]


class Label(models.Model):
    """The code of one printed sheet of one record; made when it is first printed, the same ever after. `signature` survives a change of keys."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    sheet = models.CharField(max_length=30)
    signature = models.CharField(max_length=16)
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "sheet"], name="label_once_a_sheet")]


class Stack(models.Model):
    """A file of scans that files itself. `next_page` is the mark of progress, written with the page that it counts."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    path = AsciiField(max_length=255, blank=True)
    account = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    actor_kind = models.CharField(max_length=10)
    media_type = models.CharField(max_length=80)
    pages = models.PositiveIntegerField()
    next_page = models.PositiveIntegerField(default=0)
    filed = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=StackState, default=StackState.READING)
    at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["account", "-id"], name="evidence_stacks_of")]


class TrayPage(models.Model):
    """A page of a stack that could not file itself. `path` is the place of whoever brought it in: her tray."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    stack = models.ForeignKey(Stack, models.PROTECT, related_name="tray")
    number = models.PositiveIntegerField()
    path = AsciiField(max_length=255, blank=True)
    media_type = models.CharField(max_length=80)
    why = models.CharField(max_length=10, choices=Why)
    state = models.CharField(max_length=8, choices=PageState, default=PageState.WAITING)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["stack", "number"], name="tray_page_once")]
        indexes = [models.Index(fields=["path", "state", "id"], name="evidence_tray")]
