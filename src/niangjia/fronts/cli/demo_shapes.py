"""The demonstration county: employers without a union, monthly registers to be decided, groups and a plan of three years.

All invented, always the same for the same county, and through the product's own doors.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from niangjia.engines.imports import actions as imports
from niangjia.fronts.cli import invented
from niangjia.fronts.cli.books import write_book
from niangjia.kit.powers import OPERATOR
from niangjia.programmes.organising import actions as organising

Rows = list[tuple[Any, ...]]
UNCOVERED = 36
HEADS = (
    "企业登记名称",
    "统一社会信用代码",
    "登记日期",
    "登记状态",
    "登记住所",
    "行业门类",
    "所属镇街",
    "注册资本（元）",
    "参保人数",
)
LEGAL_HEADS = (
    "法人单位名称",
    "统一社会信用代码",
    "成立日期",
    "机构状态",
    "地址",
    "行业",
    "镇街",
    "开办资金",
    "从业人员",
)
SIZES = (130, 118, 64, 48, 40, 33, 28, 27, 26, 18, 12, 9, 8, 7, 6, 5)


def employers_without(made: invented.County, region: str, towns: Sequence[str], today: date) -> None:
    """Employers that no union covers, of every size and age: something for every list of coverage. Before the county is taken in."""
    dice = random.Random(f"{region}{len(made.employers)}")  # noqa: S311  invented firms need no secrets
    used = {str(row[0]) for row in made.employers}
    for number in range(UNCOVERED):
        town = towns[number % 4]
        name = invented.unused(used, f"永康市{dice.choice(invented.FIRMS)}{dice.choice(invented.FIRM_ENDS)}有限公司")
        founded = today - timedelta(days=dice.choice((40, 90, 400, 900, 2600, 5000)))
        code = "" if number % 5 == 0 else invented.credit_code(dice, region)
        address = f"{town}{dice.choice(invented.PLACES)}{dice.choice(invented.PLACE_ENDS)}工业区{number // 6 + 1}号楼"
        workers = SIZES[number % len(SIZES)]
        trade = invented.TRADES[number % 3]
        made.employers.append((name, code, "", workers, founded, trade, "私营", town, address))


def registers(made: invented.County, region: str, today: date) -> tuple[Rows, Rows]:
    """The two registers of the month: most lines agree, some say something else, some carry no code or a name that is spelt otherwise."""
    dice = random.Random(f"{region}registers")  # noqa: S311
    business, legal = [], []
    for number, row in enumerate(made.employers):
        name, code, _union, workers, founded, trade, _kind, town, address = row
        status, insured, shown = "存续", workers, str(name)
        where = str(town)
        if number % 23 == 1:
            status = "注销" if number % 2 else "吊销"
        elif number % 23 == 3:
            insured = int(str(workers)) * 2 + 4
        elif number % 23 == 5:
            shown = shown.replace("有限公司", "智造有限公司")
        elif number % 23 == 7:
            trade = "批发和零售业"
        elif number % 23 == 9:
            where = str(made.employers[(number + 3) % len(made.employers)][7])
        elif number % 23 == 11:
            status = "迁出"
        bare = not code or number % 17 == 4
        if bare:
            shown, code = _otherwise(dice, shown), ""
        target = legal if number % 6 == 2 else business
        target.append(
            (shown, code, founded, status, address, trade, where, dice.choice((500000, 1000000, 5000000)), insured)
        )
    for number in range(9):
        town = str(made.employers[number][7])
        fresh = f"永康市{dice.choice('启瑞旭泽铭腾辉')}{dice.choice('航川恒森源科晟')}{dice.choice(invented.FIRM_ENDS)}有限公司"
        code = invented.credit_code(dice, region)
        business.append(
            (
                fresh,
                code,
                today - timedelta(days=20 + number),
                "存续",
                f"{town}新区{number}号",
                "制造业",
                town,
                500000,
                6 + 7 * number,
            )
        )
    return business, legal


def _otherwise(dice: random.Random, name: str) -> str:
    """The same firm as another office writes it."""
    return dice.choice((
        name.replace("有限公司", "有限责任公司"), name.removeprefix("永康市"), f"浙江{name.removeprefix('永康市')}",
        name.replace("永康市", "永康市 ").replace("有限公司", "（有限公司）"), name.replace("有限公司", "厂"),
    ))  # fmt: skip


def seed(made: invented.County, county: str, region: str, now: datetime) -> None:
    """Take the registers in, reconcile them, and set up groups with a plan. After the county was taken in."""
    today = timezone.localdate(now)
    business, legal = registers(made, region, today)
    _take_in("企业登记.xlsx", "企业登记", HEADS, business)
    _take_in("法人单位.xlsx", "法人单位", LEGAL_HEADS, legal)
    organising.reconcile_registry(actor=OPERATOR, now=now)
    _groups(county, today, now)


def _take_in(name: str, sheet: str, heads: tuple[str, ...], rows: Rows) -> None:
    with tempfile.TemporaryDirectory(dir=settings.DATA) as folder:
        path = Path(folder) / name
        write_book(path, sheet, heads, rows)
        for staged in imports.stage(actor=OPERATOR, source=path, name=name):
            imports.check(actor=OPERATOR, code=staged.code, inline=True)
            imports.start(actor=OPERATOR, code=staged.code, inline=True)


def _groups(county: str, today: date, now: datetime) -> None:
    organising.adopt_groups(actor=OPERATOR, unit_code=county, now=now)
    guests = organising.add_group(
        actor=OPERATOR,
        unit_code=county,
        name="民宿农家乐从业人员",
        words=["民宿", "农家乐"],
        document="永总工〔2025〕21 号",
        now=now,
    )
    organising.place_fitting(actor=OPERATOR, unit_code=county, now=now)
    first = date(today.year - 1, 1, 1)
    spans = {
        "pilot": (first, date(today.year - 1, 12, 31)),
        "widen": (date(today.year, 1, 1), date(today.year, 12, 31)),
        "deepen": (date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)),
    }
    plan = organising.add_plan(
        actor=OPERATOR, unit_code=county, name="新就业形态劳动者入会三年行动", document="永总工〔2025〕8 号", phases=spans,
        key="demo", now=now,
    )  # fmt: skip
    told: tuple[tuple[str, str, int, str], ...] = (
        ("pilot", "unions", 1, ""), ("pilot", "members", 10, ""), ("widen", "unions", 3, ""), ("widen", "members", 80, ""),
        ("widen", "unions", 1, guests.code), ("deepen", "unions", 8, ""), ("deepen", "members", 200, ""),
    )  # fmt: skip
    for phase, measure, number, group in told:
        organising.set_target(
            actor=OPERATOR, code=plan.code, phase=phase, measure=measure, number=number, group_code=group, now=now
        )
