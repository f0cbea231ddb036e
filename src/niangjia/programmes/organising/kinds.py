"""Kinds of approval that organising owns."""

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Approval, Stop
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.actions import correcting
from niangjia.programmes.organising.choices import BACK, JOINING, REFUSED, changes, founding, transfers
from niangjia.programmes.organising.policies import ADMIT, APPLY, FILES, FORM, REPLY
from niangjia.programmes.organising.queries import changes as change_pages
from niangjia.programmes.organising.rulebooks.membership import change_days, joining_days, receiver_days, sender_days

KINDS = (
    Approval(
        JOINING,
        _("入会申请"),
        ADMIT,
        (Stop("union", _("工会审批"), "unit", ADMIT, joining_days),),
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
            Stop("sender", _("转出工会"), "other", ADMIT, sender_days, "passes"),
            Stop("receiver", _("转入工会"), "unit", ADMIT, receiver_days),
        ),
        transfers.BACK,
        transfers.REFUSED,
        actions.settle_transfer,
        actions.unsettle_transfer,
        ask=APPLY,
        resume="same",
        order=11,
    ),
    Approval(
        founding.FOUNDING,
        _("建会"),
        FILES,
        (Stop("reply", _("上级工会批复"), "unit", REPLY, founding.DAYS),),
        founding.BACK,
        founding.REFUSED,
        actions.settle_founding,
        actions.unsettle_founding,
        queries.founding_facts,
        queries.founding_checks,
        ask=FORM,
        page="desk:founding",
        order=12,
    ),
    Approval(
        founding.TERM_ELECTION,
        _("换届"),
        FILES,
        (Stop("reply", _("上级工会批复"), "next_up", REPLY, founding.DAYS),),
        founding.BACK,
        founding.REFUSED,
        actions.settle_founding,
        actions.unsettle_founding,
        queries.founding_facts,
        queries.founding_checks,
        ask=FORM,
        page="desk:founding",
        order=13,
    ),
    Approval(
        changes.CHANGE,
        _("资料更正"),
        ADMIT,
        (Stop("union", _("工会审批"), "unit", ADMIT, change_days),),
        changes.BACK,
        changes.REFUSED,
        correcting.settle_change,
        correcting.unsettle_change,
        change_pages.change_facts,
        change_pages.change_checks,
        ask=APPLY,
        page="desk:change",
        order=14,
    ),
)
