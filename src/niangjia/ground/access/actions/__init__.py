"""What can be done with accounts."""

from niangjia.ground.access.actions.workers import close_worker_account, open_worker_account, take_phone

__all__ = ["close_worker_account", "open_worker_account", "take_phone"]
