"""Who goes along when an employer changes its union."""

from __future__ import annotations

from niangjia.programmes.organising.choices.shapes import Going


def going(*, same_union: bool, state: str, open_matters: bool, with_retired: bool = False) -> Going:
    """What becomes of somebody who works (or worked last) at the employer.

    Membership follows work (工会会员会籍管理办法 2016); a retired member has none to follow, so she stays unless the officer
    says otherwise. Where something is open at the old union, it is finished there first.
    """
    if not same_union:
        return Going.ELSEWHERE
    if open_matters:
        return Going.OPEN
    if state == "retired" and not with_retired:
        return Going.RETIRED
    return Going.GOES
