"""Words of worklists for the trail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS = {
    "worklists.synced": _("更新工作清单"),
    "worklists.take": _("领办"),
    "worklists.assign": _("交办"),
    "worklists.note": _("在工作清单里记一笔"),
    "worklists.postpone": _("延期"),
    "worklists.finish": _("办结清单里的事"),
    "worklists.drop": _("清单里的事不办了"),
    "worklists.reopen": _("重新打开清单里的事"),
    "worklists.undone": _("撤回刚才办的事"),
    "worklists.released": _("办理人卸任，把事退回清单"),
    "worklists.reminded": _("提醒到期的事"),
}


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
