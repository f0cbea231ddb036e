"""What can be seen of organising, a file for each of its fields."""

from niangjia.programmes.organising.queries.coverage import stranded_unions, uncovered

__all__ = [
    "stranded_unions",
    "uncovered",
]
