"""What terms and certificates give to do: elections to be prepared, changes and renewals to be registered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Worklist
from niangjia.programmes.organising.choices.founding import TermOutcome
from niangjia.programmes.organising.policies import FILES, FORM

LATE = _("已过（天）")

TERM_DUE = Worklist(
    "organising.term_due", _("届满要换届的工会"), "org.unit", dict(TermOutcome.choices), power_view=FILES, power_work=FORM,
    reminders=(60, 20, 5, 1), page="desk:unit_terms", facts={"until": _("届满"), "years": _("任期（年）"), "late": LATE},
    help=_("从工会的届次页发起换届，新一届批复以后自行了结。提前多久列出来，规则“届期和选举”里写着。"), order=31,
)  # fmt: skip
TERM_REGISTER = Worklist(
    "organising.term_register", _("换届后要办法人变更登记的工会"), "organising.founding", {"kept": _("登记机关说不用变更"), "other": _("另有安排")},
    power_view=FILES, power_work=FORM, reminders=(10, 3, 1), page="desk:founding", facts={"replied": _("批复日期")},
    help=_("换届后变更了法定代表人的，要在期限内办法人变更登记。在换届档案里登记新证书以后自行了结。"), order=32,
)  # fmt: skip
CERTIFICATE_DUE = Worklist(
    "organising.certificate_due", _("工会法人证书快到期"), "org.unit", {"renewed": _("已换证，证书待补登"), "ended": _("不再登记")},
    power_view=FILES, power_work=FORM, reminders=(20, 5, 1), page="desk:unit_terms", facts={"until": _("有效期到"), "late": LATE},
    help=_("在工会的届次页登记新证书以后自行了结。"), order=33,
)  # fmt: skip
TERM_LISTS = (TERM_DUE, TERM_REGISTER, CERTIFICATE_DUE)
