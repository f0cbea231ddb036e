"""What evidence does when others announce something."""

from django.utils import timezone

from niangjia.engines.evidence import actions
from niangjia.ground.people import events as people
from niangjia.kit.powers import SYSTEM


def consent_withdrawn(event: people.ConsentWithdrawn) -> None:
    """A person took a consent back: what was held by it goes."""
    actions.consent_withdrawn(actor=SYSTEM, person_id=event.person_id, purpose=event.purpose, now=timezone.now())
