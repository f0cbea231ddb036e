"""Tables of worklists: tasks and their history."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.engines.worklists.choices import Act, TaskState
from niangjia.ground.org.scoped import Scoped
from niangjia.kit.ids import CODE_LENGTH, AsciiField, new_code


class Task(Scoped):
    """Something to be done about one record. `path` repeats the unit's, so that lists read one table.

    `stands`: the cause was there when the list was last brought up to date. `told`: how many reminders went out, 99 once it was
    said that the task is overdue. `digest` of title, facts and place tells whether the list brings anything new.
    """

    scope_field = "path"

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("清单"), max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_code = models.CharField(max_length=CODE_LENGTH, blank=True)
    path = AsciiField(max_length=255)
    title = models.CharField(_("事项"), max_length=120)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=32, blank=True)
    owner = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("到期日"))
    state = models.CharField(_("状态"), max_length=8, choices=TaskState, default=TaskState.OPEN)
    stands = models.BooleanField(default=True)
    outcome = models.CharField(_("结果"), max_length=30, blank=True)
    words = models.CharField(_("说明"), max_length=500, blank=True)
    told = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(_("从什么时候"))
    closed_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(Scoped.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_kind", "subject_id"], name="task_once_a_subject"),
            models.CheckConstraint(
                condition=Q(state=TaskState.OPEN, closed_at__isnull=True)
                | (~Q(state=TaskState.OPEN) & Q(closed_at__isnull=False)),
                name="task_closed_has_a_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state=TaskState.DONE) & ~Q(outcome="")) | (~Q(state=TaskState.DONE) & Q(outcome="")),
                name="task_done_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="worklists_due"),
            models.Index(fields=["path"], name="worklists_path"),
            models.Index(fields=["owner", "state", "due_on"], name="worklists_owner"),
            models.Index(fields=["subject_kind", "subject_id"], name="worklists_subject"),
        ]

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """One line of a task's history. `before` is what an act changed, so that it can be taken back; `batch` names the act,
    one code for all the tasks that it met; `revision` is the task's afterwards."""

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, models.CASCADE, related_name="notes")
    act = models.CharField(max_length=10, choices=Act)
    words = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    batch = models.CharField(max_length=CODE_LENGTH, blank=True)
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey("access.Account", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["batch"], name="worklists_batch")]
