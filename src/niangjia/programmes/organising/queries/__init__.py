"""What can be seen of organising, a file for each of its fields."""

from niangjia.programmes.organising.queries.cards import Card, card_of, payload_of
from niangjia.programmes.organising.queries.coverage import stranded_unions, uncovered
from niangjia.programmes.organising.queries.joining import (
    ApplicationNotFound,
    Followed,
    Mine,
    Taker,
    answers_of,
    application_row,
    code_of_unit,
    follow,
    joining_checks,
    joining_facts,
    my_applications,
    taker,
    taker_by_unit,
    takers,
)
from niangjia.programmes.organising.queries.printing import Printable, poster, printable
from niangjia.programmes.organising.queries.shells import shell_reasons, shell_signs
from niangjia.programmes.organising.queries.summaries import COUNTS, FrozenLine, frozen_summary
from niangjia.programmes.organising.queries.transfers import (
    FollowedTransfer,
    TransferNotFound,
    follow_transfer,
    open_transfer,
)

__all__ = [
    "COUNTS",
    "ApplicationNotFound",
    "Card",
    "Followed",
    "FollowedTransfer",
    "FrozenLine",
    "Mine",
    "Printable",
    "Taker",
    "TransferNotFound",
    "answers_of",
    "application_row",
    "card_of",
    "code_of_unit",
    "follow",
    "follow_transfer",
    "frozen_summary",
    "joining_checks",
    "joining_facts",
    "my_applications",
    "open_transfer",
    "payload_of",
    "poster",
    "printable",
    "shell_reasons",
    "shell_signs",
    "stranded_unions",
    "taker",
    "taker_by_unit",
    "takers",
    "uncovered",
]
