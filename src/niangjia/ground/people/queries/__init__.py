"""What can be seen of people, always for somebody."""

from niangjia.ground.people.queries.conditions import Filters
from niangjia.ground.people.queries.lists import MemberRow, Page, Tally, count_members, member_list

__all__ = ["Filters", "MemberRow", "Page", "Tally", "count_members", "member_list"]
