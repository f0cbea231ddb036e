"""What can be seen of organising, a file for each of its fields."""

from niangjia.programmes.organising.queries.coverage import stranded_unions, uncovered
from niangjia.programmes.organising.queries.shells import shell_reasons, shell_signs

__all__ = [
    "shell_reasons",
    "shell_signs",
    "stranded_unions",
    "uncovered",
]
