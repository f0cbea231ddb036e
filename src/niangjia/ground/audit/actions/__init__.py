"""What can be done to the trail: record, seal, anchor. Nothing takes away."""

from niangjia.ground.audit.actions.record import record, record_many

__all__ = ["record", "record_many"]
