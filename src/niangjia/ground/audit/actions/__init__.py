"""What can be done to the trail: record, seal, anchor. Nothing takes away."""

from niangjia.ground.audit.actions.anchor import anchor
from niangjia.ground.audit.actions.record import record, record_many
from niangjia.ground.audit.actions.seal import Mark, seal_pending
from niangjia.ground.audit.queries import verify

__all__ = ["Mark", "anchor", "record", "record_many", "seal_pending", "verify"]
