"""What can be seen of accounts, appointments and the trail."""

from niangjia.ground.access.queries.holdings import actor_for, holdings

__all__ = ["actor_for", "holdings"]
