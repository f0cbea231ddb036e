"""Founding a county from the published divisions: its federation, the levels above where wanted, towns and streets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from niangjia.ground.org import rules
from niangjia.ground.org.actions.planting import plant
from niangjia.ground.org.actions.refusals import MayNotFound
from niangjia.ground.org.choices import DEMONSTRATION, Level, UnitKind
from niangjia.ground.org.models import Unit
from niangjia.ground.org.queries import lock_tree
from niangjia.ground.org.rules import UnitDetails
from niangjia.kit.powers import EVERYWHERE, Actor, reach


@transaction.atomic
def found_county(
    *,
    actor: Actor,
    county_code: str,
    names: Mapping[str, str],
    towns: Mapping[str, str],
    now: datetime,
    with_upper_levels: bool = False,
    demonstration: bool = False,
) -> Unit:
    """Make a county federation and those of its towns and streets; return the county's.

    `names` gives the region of each code (`{"33": "浙江省", "3307": "金华市", "330784": "永康市"}`), `towns` those of the
    county's towns. With `with_upper_levels` the province's and city's federations are made above it. What is there
    already (by region code) is kept, so calling again only adds what is missing. `demonstration` marks the county as
    invented, so that no real one is ever taken for it. From the terminal only.
    """
    if reach(actor, "org.edit") != EVERYWHERE:
        raise MayNotFound
    lock_tree()
    above: Unit | None = None
    if with_upper_levels:
        for code, level in ((county_code[:2], Level.PROVINCE), (county_code[:4], Level.CITY)):
            if code in names:
                above = _federation(actor, above, code, level, rules.full_name(names[code]), names[code])
    city = names.get(county_code[:4], "")
    region = names[county_code]
    county = _federation(actor, above, county_code, Level.COUNTY, rules.full_name(region, city), region)
    for code, town in sorted(towns.items()):
        level = Level.ZONE if rules.level_of(town) == Level.ZONE else Level.TOWN
        _federation(actor, county, code, level, f"{town}总工会", town, seal=rules.seal_name(town, region), town=town)
    if demonstration:
        Unit.objects.filter(pk=county.pk).update(origin=DEMONSTRATION)
    return Unit.objects.get(pk=county.pk)  # type: ignore[no-any-return]


def _federation(
    actor: Actor, above: Unit | None, code: str, level: str, name: str, region: str, *, seal: str = "", town: str = ""
) -> Unit:
    """The federation of a region: the one that is there, or a new one."""
    known: Unit | None = Unit.objects.filter(region_code=code, kind=UnitKind.FEDERATION).first()
    if known is not None:
        return known
    short = f"{region}总工会" if name != f"{region}总工会" else region
    details = UnitDetails(
        name=name,
        kind=UnitKind.FEDERATION,
        level=level,
        short_name=short,
        seal_name=seal or name,
        region_code=code,
        town=town,
    )
    return plant(actor=actor, parent=above, details=details)
