"""Papers of founding files: what was signed and sealed, scanned."""

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import EvidenceKind
from niangjia.programmes.organising.choices.founding import SUBJECT
from niangjia.programmes.organising.policies import FILES, FORM
from niangjia.programmes.organising.queries.founding import key_of, located

FOUNDING_PAPERS = EvidenceKind(
    "organising.founding",
    _("建会和换届材料"),
    subject=SUBJECT,
    locate=located,
    find=key_of,
    power_view=FILES,
    power_add=FORM,
    power_remove=FORM,
    sheets={
        "request": _("请示"),
        "party": _("党组织意见"),
        "candidates": _("候选人名册"),
        "tally": _("计票单"),
        "result": _("选举结果报告"),
        "reply": _("批复"),
        "certificate": _("法人证书"),
        "account": _("开户许可"),
    },
    page="desk:founding",
    order=40,
)
