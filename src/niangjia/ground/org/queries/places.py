"""Where records of this module lie in the tree: the contribution `record.places`, read by access.

Such a function takes `record_id` and returns (power to see the record, paths where it lies). A record is seen by those
who hold the power over any of the paths. An unknown record lies nowhere.
"""

from __future__ import annotations

from niangjia.ground.org.models import Employer, Unit
from niangjia.ground.org.queries.employers import employer_units, keepers


def unit_places(*, record_id: int) -> tuple[str, list[str]]:
    """A unit lies at its own path."""
    return "org.view", list(Unit.objects.filter(pk=record_id).values_list("path", flat=True))


def employer_places(*, record_id: int) -> tuple[str, list[str]]:
    """An employer lies at the union it hangs on; one without lies with those who look after it."""
    found = Employer.objects.filter(pk=record_id).values_list("town", flat=True).first()
    if found is None:
        return "org.view", []
    path = employer_units([record_id]).get(record_id)
    return "org.view", [path] if path is not None else keepers(found)
