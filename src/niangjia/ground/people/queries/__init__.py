"""What can be seen of people, always for somebody."""

from niangjia.ground.people.queries.conditions import Filters
from niangjia.ground.people.queries.duplicates import (
    WHY,
    Half,
    MergePreview,
    Pair,
    duplicates,
    preview_merge,
)
from niangjia.ground.people.queries.lists import MemberRow, Page, Tally, count_members, member_list
from niangjia.ground.people.queries.mine import Asked, Mine, code_of, mine, person_of
from niangjia.ground.people.queries.persons import (
    ConsentLine,
    Elsewhere,
    EmploymentLine,
    MembershipLine,
    PersonNotFound,
    PersonPage,
    exists_elsewhere,
    members_below,
    person,
    person_places,
    visible,
)
from niangjia.ground.people.queries.search import Found, holding, search

__all__ = [
    "WHY",
    "Asked",
    "ConsentLine",
    "Elsewhere",
    "EmploymentLine",
    "Filters",
    "Found",
    "Half",
    "MemberRow",
    "MembershipLine",
    "MergePreview",
    "Mine",
    "Page",
    "Pair",
    "PersonNotFound",
    "PersonPage",
    "Tally",
    "code_of",
    "count_members",
    "duplicates",
    "exists_elsewhere",
    "holding",
    "last_place",
    "member_list",
    "members_below",
    "mine",
    "own",
    "person",
    "person_of",
    "person_places",
    "preview_merge",
    "search",
    "visible",
]
