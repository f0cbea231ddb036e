"""What can be seen of accounts, appointments and the trail."""

from niangjia.ground.access.queries.holdings import actor_for, holdings
from niangjia.ground.access.queries.logins import account_by_id, account_with_phone, is_in_use

__all__ = ["account_by_id", "account_with_phone", "actor_for", "holdings", "is_in_use"]
