"""Whether anything was done since: for work that is prepared first and written later."""

from __future__ import annotations

from django.db.models import Max

from niangjia.ground.audit.models import Entry


def newest_act() -> int:
    """Id of the newest act in the trail; 0 if there is none."""
    return int(Entry.objects.aggregate(newest=Max("id"))["newest"] or 0)


def acted_since(newest: int, *, besides: tuple[str, int]) -> bool:
    """Whether the trail has an act (looks aside) after one, other than on the subject given."""
    kind, number = besides
    later = Entry.objects.filter(id__gt=newest, look=False)
    return later.exclude(subject_kind=kind, subject_id=number).exists()
