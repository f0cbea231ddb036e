"""What others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FigureSigned:
    """A figure was given out."""

    signed_id: int
    figure: str
    unit_id: int
