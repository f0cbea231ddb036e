"""Whose account it is."""

from __future__ import annotations

from niangjia.ground.people.models import PersonAccount


def person_of_account(account_id: int) -> int | None:
    """Key of the person whose own account this is; the record that stays, if hers was merged."""
    row = PersonAccount.objects.filter(account_id=account_id).values_list("person_id", "person__merged_into_id").first()
    return (row[1] or row[0]) if row else None
