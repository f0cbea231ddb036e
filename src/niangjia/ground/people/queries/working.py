"""Who works at an employer, for programmes that move members along with it. Unscoped."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from niangjia.ground.people.choices import MemberState
from niangjia.ground.people.models import Employment, Membership


class Worker(NamedTuple):
    """A member who works at an employer, or worked there last and is retired."""

    person_id: int
    code: str
    name: str
    state: str
    unit_id: int
    unit_name: str


def workers_of(employer_id: int, name: str, unit_id: int) -> list[Worker]:
    """Members in force with open work at the employer, wherever they are members, and retired members of the union `unit_id`
    whose last work was there; by name. An employment belongs to it by its key, or where none was matched by the very name."""
    there = Q(employer_id=employer_id) | Q(employer__isnull=True, workplace=name)
    open_work = Employment.objects.filter(there, valid_to__isnull=True)
    ended = Employment.objects.filter(there, valid_to__isnull=False).exclude(
        person__in=Employment.objects.filter(valid_to__isnull=True).values("person")
    )
    rows = Membership.rows.filter(left_on__isnull=True, person__erased_at__isnull=True).filter(
        Q(person__in=open_work.values("person"))
        | Q(unit_id=unit_id, state=MemberState.RETIRED, person__in=ended.values("person"))
    )
    told = rows.order_by("pinyin", "pk").values_list(
        "person_id", "person__code", "person__name", "state", "unit_id", "unit__name"
    )
    return [Worker(*row) for row in told]
