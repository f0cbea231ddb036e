"""Closed lists of approvals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MatterState(TextChoices):
    """Where a matter is."""

    DRAFT = "draft", _("草稿")
    WAITING = "waiting", _("审核中")
    RETURNED = "returned", _("退回")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("不予通过")
    WITHDRAWN = "withdrawn", _("已撤回")


LIVING = (MatterState.DRAFT, MatterState.WAITING, MatterState.RETURNED)
"""States in which a matter can still come to a decision."""

MENDED = (MatterState.DRAFT, MatterState.RETURNED)
"""States in which the asking side works on it."""


class StandState(TextChoices):
    """Where one stop is. `PASSED`: nobody answered in time and silence passes; `DROPPED`: never reached, or taken back."""

    TO_COME = "to_come", _("还没有到")
    OPEN = "open", _("正在办")
    APPROVED = "approved", _("同意")
    RETURNED = "returned", _("退回")
    REFUSED = "refused", _("不予通过")
    PASSED = "passed", _("逾期视为同意")
    DROPPED = "dropped", _("没有经过")


ENDED = (StandState.APPROVED, StandState.RETURNED, StandState.REFUSED, StandState.PASSED)
"""States of a stop that was answered."""


class Act(TextChoices):
    """What was done with a matter, one word a line of its history."""

    DRAFTED = "drafted", _("存为草稿")
    ASKED = "asked", _("提交申请")
    RESUBMITTED = "resubmitted", _("修改后再次提交")
    APPROVED = "approved", _("同意")
    RETURNED = "returned", _("退回")
    REFUSED = "refused", _("不予通过")
    CLAIMED = "claimed", _("逾期未答复，视为同意")
    RECALLED = "recalled", _("撤回自己的办理")
    PULLED_BACK = "pulled_back", _("收回修改")
    UNDONE = "undone", _("撤销刚才的办理")
    HANDED_OVER = "handed_over", _("转交")
    WITHDRAWN = "withdrawn", _("撤回申请")


ASKING = (Act.DRAFTED, Act.ASKED, Act.RESUBMITTED)
"""Acts of the asking side: whoever did one of them may not decide the matter."""

DECIDING = (Act.APPROVED, Act.RETURNED, Act.REFUSED)
"""Acts of a decider."""


class RouteState(TextChoices):
    """A route is written as a draft and then published for a day; a published one is replaced, never edited."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")


class BatchState(TextChoices):
    """A decision on many: previewed and frozen, at work, done, or stopped half-way by the person."""

    FROZEN = "frozen", _("等您确认")
    WORKING = "working", _("正在办")
    DONE = "done", _("办完了")
    STOPPED = "stopped", _("中途停下")


class RowState(TextChoices):
    """What became of one row of a batch."""

    WAITING = "waiting", _("还没有办")
    DONE = "done", _("办好了")
    REFUSED = "refused", _("没有办成")


class Scope(TextChoices):
    """Whose work an inbox shows: what lies where one is appointed (or was handed to one), what lies further below, all."""

    OWN = "own", _("等我办的")
    BELOW = "below", _("下级正在办的")
    ALL = "all", _("全部")


class Urgency(TextChoices):
    """By the due day."""

    OVERDUE = "overdue", _("已逾期")
    TODAY = "today", _("今天到期")
    LATER = "later", _("以后")


WORDS = "approvals.words"
FACTS = "approvals.facts"
"""Fields of the vault: what deciders wrote, and the private facts of a matter."""

UNDO_SECONDS = 10
MOST_WORDS = 500
TYPED_FROM = 51
"""From so many on, the number has to be typed."""
MOST = 10_000
"""So many in one batch."""
AT_ONCE = 300
"""Up to so many are decided while the person waits; more by a job."""
CHUNK = 1_000
"""Rows in one transaction of a batch."""
