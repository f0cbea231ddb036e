"""Tables of imports: batches with their progress, the lineage of what they wrote, remembered mappings, exports."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niangjia.engines.imports.choices import ExportState, Form, State
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code


class Batch(models.Model):
    """One sheet of one file, taken in as a thing of its own.

    `path` is the place in the tree that the importer worked for ("": the whole house). `digest` is SM3 of the file. Rows and plan lie
    sealed in the data folder under `code`. `next_chunk` and `undone_to` are the progress marks; they are written in
    the transaction of the chunk that they count. `options`: ticked transfers and fixes. `counts`: rows by verdict;
    `taken`: what was really written. `touched_at` tells a batch at work from one whose process died; `stop` says that a fault
    stopped its job: `why` (a code of `reasons.py`), `at`, and how many `times` since somebody last pressed a button.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("表格种类"), max_length=30)
    file_name = models.CharField(_("文件"), max_length=200)
    sheet_name = models.CharField(_("工作表"), max_length=100, blank=True)
    digest = models.CharField(max_length=64)
    path = AsciiField(max_length=255, blank=True)
    actor_kind = models.CharField(max_length=10)
    account_id = models.BigIntegerField(null=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.STAGED)
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    chunks = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    next_chunk = models.PositiveIntegerField(default=0)
    taken = models.JSONField(default=dict)
    skipped = models.JSONField(default=list)
    undone_to = models.BigIntegerField(default=-1)
    kept = models.PositiveIntegerField(default=0)
    stop = models.JSONField(default=dict)
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["path", "-id"], name="imports_batch_path"),
            models.Index(fields=["state"], name="imports_batch_state"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_read(self) -> bool:
        """Whether the file was read: before that there are no columns, no rows, and perhaps no kind."""
        return "read_as" in self.facts

    @property
    def headings(self) -> dict[str, str]:
        """The headings of the file by column, from left to right: PostgreSQL keeps no order of keys in JSON."""
        places = self.facts.get("positions", {})
        found = self.facts["headings"].items()
        return dict(sorted(found, key=lambda one: places.get(one[0], len(places))))


class Lineage(models.Model):
    """What one row of a batch wrote: the record, the sealed image of what stood there before, and the digest of what it left.

    No foreign keys in the database: half a million rows are written at once. `kept`: undo left it alone.
    """

    pk = models.CompositePrimaryKey("batch", "row", "table")
    batch = models.BigIntegerField()
    row = models.BigIntegerField()
    table = models.CharField(max_length=24)
    record = models.BigIntegerField()
    before = models.TextField(default="")
    after = models.CharField(max_length=24)
    kept = models.SmallIntegerField(default=0)

    class Meta:
        default_permissions = ()


class Remembered(models.Model):
    """Which heading meant which column the last time this unit sent a sheet with these headings."""

    path = AsciiField(max_length=255, blank=True)
    headings = models.CharField(max_length=32)
    kind = models.CharField(max_length=30)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["path", "headings"], name="imports_remembered_once")]


class Export(models.Model):
    """A list given out, or papers printed for chosen records: a sealed file that expires, with the words of the filter it was made by.

    A long one is written by a job: `asked` and `columns` say what was ordered, `rows` how far it is, `total` how far it goes.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    source = models.CharField(max_length=40)
    title = models.CharField(_("名称"), max_length=100)
    form = models.CharField(max_length=4, choices=Form, default=Form.SHEET)
    filter_text = models.CharField(_("筛选条件"), max_length=500, blank=True)
    account_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.READY)
    rows = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    message = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["account_id", "-id"], name="imports_export_account")]
