"""Jobs of the trail: the sealer's beat and the day's anchor."""

from __future__ import annotations

from niangjia.kit.jobs import job


@job("audit.seal", queue="seal")
def seal() -> None:
    pass


@job("audit.anchor")
def anchor() -> None:
    pass
