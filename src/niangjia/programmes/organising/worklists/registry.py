"""The lists of the registry: what a monthly list says that our register does not."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.kit.declare import Worklist
from niangjia.programmes.organising.choices.registry import ENTRY, RegistryList, RegistryOutcome

FACTS = {
    "source": _("来源"), "ours": _("名录里"), "theirs": _("登记"), "status": _("登记状态"), "workers": _("参保（人）"),
    "town": _("镇街"), "listed": _("名单日期"),
}  # fmt: skip
HELP: dict[RegistryList, Any] = {
    RegistryList.NEW: _("登记名单里存续、单位名录里没有的。核实后收进名录，组建清单就会列出它。"),
    RegistryList.CLOSED: _("登记已注销或吊销，名录里还在的。登记注销后，它的会员转为待业、仍由工会管着。"),
    RegistryList.MOVED: _("登记的镇街和名录不同，或者已经迁出本县。"),
    RegistryList.RENAMED: _("登记名称和名录不同。按登记更名后，旧名留作曾用名，仍然查得到。"),
    RegistryList.TRADE: _("登记的行业和名录不同。"),
    RegistryList.WORKERS: _("参保人数和申报的职工人数相差超过规则里的比例。"),
}


def registry_days(on: date, path: str) -> int:
    """Working days that a change has, as the rulebook says."""
    return rule_at("organising.registry", on, path).days("days")


REGISTRY_LISTS = tuple(
    Worklist(
        one.value, one.label, ENTRY, dict(RegistryOutcome.choices), days=registry_days, reminders=(5, 1),
        page="desk:registry_entry", facts=FACTS, help=HELP[one], order=30 + place,
    )
    for place, one in enumerate(RegistryList)
)  # fmt: skip
