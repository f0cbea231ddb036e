"""Kinds of approval that organising owns."""

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Approval, Stop
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices import BACK, DAYS, JOINING, REFUSED, transfers
from niangjia.programmes.organising.policies import ADMIT, APPLY

KINDS = (
    Approval(
        JOINING,
        _("入会申请"),
        ADMIT,
        (Stop("union", _("工会审批"), "unit", ADMIT, DAYS),),
        BACK,
        REFUSED,
        actions.settle_joining,
        actions.unsettle_joining,
        queries.joining_facts,
        queries.joining_checks,
        ask=APPLY,
        page="desk:application_mend",
        order=10,
    ),
    Approval(
        transfers.TRANSFER,
        _("转会申请"),
        ADMIT,
        (
            Stop("sender", _("转出工会"), "other", ADMIT, transfers.DAYS, "passes"),
            Stop("receiver", _("转入工会"), "unit", ADMIT, transfers.DAYS),
        ),
        transfers.BACK,
        transfers.REFUSED,
        actions.settle_transfer,
        actions.unsettle_transfer,
        ask=APPLY,
        resume="same",
        order=11,
    ),
)
