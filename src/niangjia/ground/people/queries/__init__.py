"""What can be seen of people, always for somebody."""

from niangjia.ground.people.queries.carried import moved_on
from niangjia.ground.people.queries.conditions import Filters
from niangjia.ground.people.queries.counts import FacetCount, facet_counts, members_on, tallies
from niangjia.ground.people.queries.duplicates import (
    WHY,
    Half,
    MergePreview,
    Pair,
    duplicates,
    preview_merge,
)
from niangjia.ground.people.queries.lists import MemberRow, Page, Tally, count_members, member_list, reach_of
from niangjia.ground.people.queries.mine import Asked, Mine, agrees, code_of, mine, person_of, persons_of
from niangjia.ground.people.queries.parting import Listed, Workplace, listed, members_chosen, workplaces_of
from niangjia.ground.people.queries.persons import (
    ConsentLine,
    Elsewhere,
    EmploymentLine,
    MembershipLine,
    PersonNotFound,
    PersonPage,
    count_below,
    exists_elsewhere,
    members_below,
    members_of,
    person,
    person_places,
    visible,
)
from niangjia.ground.people.queries.picks import Met, Picked, pick
from niangjia.ground.people.queries.registers import RegisterLine, register_lines, register_places
from niangjia.ground.people.queries.search import Found, holding, search

__all__ = [
    "WHY",
    "Asked",
    "ConsentLine",
    "Elsewhere",
    "EmploymentLine",
    "FacetCount",
    "Filters",
    "Found",
    "Half",
    "Listed",
    "MemberRow",
    "MembershipLine",
    "MergePreview",
    "Met",
    "Mine",
    "Page",
    "Pair",
    "PersonNotFound",
    "PersonPage",
    "Picked",
    "RegisterLine",
    "Tally",
    "Workplace",
    "agrees",
    "code_of",
    "count_below",
    "count_members",
    "duplicates",
    "exists_elsewhere",
    "facet_counts",
    "holding",
    "listed",
    "member_list",
    "members_below",
    "members_chosen",
    "members_of",
    "members_on",
    "mine",
    "moved_on",
    "person",
    "person_of",
    "person_places",
    "persons_of",
    "pick",
    "preview_merge",
    "reach_of",
    "register_lines",
    "register_places",
    "search",
    "tallies",
    "visible",
    "workplaces_of",
]
