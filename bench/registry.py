"""Reconciling an outside register with ours: every line against every employer, by code and by name. The floor: reading both tables."""

from __future__ import annotations

import random
import time

import polars as pl
from django.utils import timezone
from tests import factories as make

from niangjia.ground.org.actions import bulk
from niangjia.kit import rows
from niangjia.kit.ids import new_codes
from niangjia.kit.powers import SYSTEM
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.models import RegistryCandidate, RegistryEntry
from niangjia.programmes.organising.queries import registry_sets
from niangjia.programmes.organising.rules.registry import core, name_key

SIGNS = "恒达鑫盛宏伟华丰永泰金鼎飞跃东升力拓安居群英百盛宝利正阳博远星月千禧嘉禾启瑞航川森源铭晟旭泽腾辉德福顺昌"
BOUND = 30
"""Seconds that a reconciliation may take on a small machine."""

ENDS = ("五金", "工具", "门业", "杯业", "车业", "电器", "机械", "包装", "铝业", "铸造", "休闲用品", "厨具")


def name(dice: random.Random) -> str:
    return "永康市" + "".join(dice.choice(SIGNS) for _ in range(3)) + dice.choice(ENDS) + "有限公司"


def plant(lines: int, employers: int) -> None:
    dice = random.Random(1)
    root = make.county()
    town = make.town(root, "芝英镇总工会")
    ours = [name(dice) for _ in range(employers)]
    none = pl.lit(None, dtype=pl.String)
    frame = pl.DataFrame({"name": ours}).with_columns(
        credit_code=pl.lit(""), trade=pl.lit("制造业"), ownership=pl.lit(""), town=pl.lit("芝英镇"), address=pl.lit(""),
        founded_on=none, unit_id=pl.lit(None, dtype=pl.Int64), workers=pl.lit(None, dtype=pl.Int64),
    )  # fmt: skip
    bulk.add_employers(frame)
    spelt = [one.replace("有限公司", "有限责任公司").replace("永康市", "浙江") for one in ours]
    theirs = list(dict.fromkeys([*spelt, *(name(dice) for _ in range(lines))]))[:lines]
    made = pl.DataFrame({"name": theirs}).with_columns(
        pl.Series("name_key", [name_key(one) for one in theirs]), pl.Series("core", [core(one, ("永康",)) for one in theirs]),
        pl.Series("code", new_codes(len(theirs))), pl.lit(town.pk).alias("unit_id"), pl.lit(town.path).alias("path"),
        pl.lit("business").alias("source"), pl.lit("芝英镇").alias("town"), pl.lit("2026-11-01").alias("listed_on"),
        pl.Series("id", rows.reserve("organising_registryentry", len(theirs)), dtype=pl.Int64),
    ).unique("name_key")  # fmt: skip
    rows.insert_rows(RegistryEntry, made)


def run(rest: list[str]) -> int:
    """50,000 lines, none with a code, against 20,000 employers: the worst case."""
    plant(50_000, 20_000)
    begun = time.perf_counter()
    rows.read(registry_sets.ENTRIES, [], {"id": pl.Int64, **registry_sets._ENTRIES})
    rows.read(registry_sets.EMPLOYERS, [], {"id": pl.Int64, **registry_sets._EMPLOYERS})
    least = time.perf_counter() - begun
    begun = time.perf_counter()
    found = registry_sets.candidates(today=timezone.localdate())
    looked = time.perf_counter() - begun
    begun = time.perf_counter()
    done = actions.reconcile_registry(actor=SYSTEM, now=timezone.now())
    whole = time.perf_counter() - begun
    print(
        f"lines {RegistryEntry.rows.count():,}, candidates {RegistryCandidate.objects.count():,}, waiting {done.open:,}"
    )
    print(
        f"read both {least:.2f} s; look for candidates {looked:.2f} s ({len(found):,}); reconcile and tasks {whole:.2f} s"
    )
    return int(whole > BOUND)
