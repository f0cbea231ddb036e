"""What others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessageSent:
    """A message was put into inboxes, and into the outbox for those who agreed."""

    message_id: int
    topic: str
