"""Pure decisions of messaging."""

from niangjia.engines.messaging.choices import HEALTH_WORDS


def health_words(text: str) -> list[str]:
    """Words about health in a text, in the order of the list."""
    return [word for word in HEALTH_WORDS if word in text]
