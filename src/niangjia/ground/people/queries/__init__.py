"""What can be seen of people, always for somebody."""

from niangjia.ground.people.queries.duplicates import Pair, duplicates
from niangjia.ground.people.queries.lists import (
    Filters,
    MemberRow,
    Page,
    Tally,
    count_members,
    member_list,
)
from niangjia.ground.people.queries.mine import Mine, mine
from niangjia.ground.people.queries.persons import (
    PersonPage,
    exists_elsewhere,
    person,
    visible,
)
from niangjia.ground.people.queries.search import Found, search

__all__ = [
    "Filters",
    "Found",
    "MemberRow",
    "Mine",
    "Page",
    "Pair",
    "PersonPage",
    "Tally",
    "count_members",
    "duplicates",
    "exists_elsewhere",
    "member_list",
    "mine",
    "person",
    "search",
    "visible",
]
