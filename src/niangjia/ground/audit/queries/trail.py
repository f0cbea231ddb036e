"""Raw reading of entries."""

from __future__ import annotations

from datetime import datetime

from niangjia.ground.audit.models import Entry
from niangjia.kit.powers import PathRange


def entries(
    *,
    subject: tuple[str, int] | None = None,
    account_id: int | None = None,
    path_range: PathRange | None = None,
    verb: str = "",
    looks: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Entries, the latest first: about a record, by an account (or on its behalf is another's), within a branch.

    `before` is the key of the last entry of the page before; `looks` True gives looks only, False acts only.
    """
    found = Entry.objects.order_by("-id")
    if subject is not None:
        found = found.filter(subject_kind=subject[0], subject_id=subject[1])
    if account_id is not None:
        found = found.filter(account_id=account_id)
    if path_range is not None:
        found = found.filter(path__gte=path_range[0], path__lt=path_range[1])
    if verb:
        found = found.filter(verb=verb)
    if looks is not None:
        found = found.filter(look=looks)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found[:limit])
