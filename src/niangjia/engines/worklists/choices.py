"""Closed lists of worklists."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TaskState(TextChoices):
    """Where a task is."""

    OPEN = "open", _("待办")
    DONE = "done", _("办结")
    DROPPED = "dropped", _("不办了")
    SETTLED = "settled", _("自行了结")


class Act(TextChoices):
    """What can happen to a task; also the line of its history."""

    TAKE = "take", _("领办")
    ASSIGN = "assign", _("交办")
    NOTE = "note", _("记一笔")
    POSTPONE = "postpone", _("延期")
    FINISH = "finish", _("办结")
    DROP = "drop", _("不办了")
    REOPEN = "reopen", _("重新打开")
    SETTLE = "settle", _("事由消失，自行了结")
    RETURN = "return", _("事由又出现，重新打开")
    RELEASE = "release", _("办理人不再负责这里，退回清单")


UNDOABLE = (Act.TAKE, Act.ASSIGN, Act.POSTPONE, Act.FINISH, Act.DROP, Act.REOPEN)
"""Acts that can be taken back."""

NEEDS_WORDS = (Act.NOTE, Act.POSTPONE, Act.DROP, Act.REOPEN)
"""Acts that want a sentence: why."""

UNDO_FOR = timedelta(seconds=10)
"""How long an act can be taken back."""

OVERDUE_TOLD = 99
"""`Task.told` once it was said that the task is overdue."""

MOST_WORDS = 500
