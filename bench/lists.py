"""Lists, search and duplicates on half a million people: the list page against the same page with ready rows, names
against LIKE.

    python bench/lists.py [--people 500000] [--unions 10000] [--rounds 3]

Makes a base of its own (in $NIANGJIA_DATA, or DATABASE_URL) by bulk statements, unless it is there already.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
if "NIANGJIA_DATA" not in os.environ:
    os.environ["NIANGJIA_DATA"] = tempfile.mkdtemp(prefix="nj-bench-lists-")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.template import engines
from pypinyin import lazy_pinyin

from niangjia.ground.org.models import Placement, Unit
from niangjia.ground.people import queries
from niangjia.ground.people.actions.names import index_names
from niangjia.ground.people.models import Membership, Person
from niangjia.ground.people.queries import Filters
from niangjia.kit import vault
from niangjia.kit.ids import new_codes
from niangjia.kit.powers import OPERATOR, Actor

TOWNS = 16
TODAY = dt.date(2026, 11, 20)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂国华建文志海云龙飞玉红梅春晓小金凤林鑫波斌宇浩凯健俊帆雪荣爱宁福生"
)
OCCUPATIONS = [
    "操作工",
    "货车司机",
    "快递员",
    "外卖配送员",
    "网约车司机",
    "保洁员",
    "教师",
    "护士",
    "文员",
    "销售",
    "焊工",
    "养蜂人",
]
ODDS = [300, 120, 80, 60, 40, 40, 90, 60, 110, 80, 19, 1]


# ------------------------------------------------------------------ the base


def grow(people: int, unions: int) -> None:
    """A county: towns, unions of very different sizes, people with membership and employment."""
    draw = random.Random(7)
    units = list(_tree(unions))
    Unit.objects.bulk_create(units, batch_size=500)
    ids = dict(Unit.objects.values_list("path", "id"))
    Placement.objects.bulk_create([Placement(unit_id=ids[unit.path], path=unit.path) for unit in units], batch_size=500)
    leaves = [unit.path for unit in units if len(unit.path) == 12]
    weights = [1 / (rank % 997 + 3) for rank in range(len(leaves))]
    homes = draw.choices(leaves, weights, k=people)
    names = [draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2)))) for _ in range(people)]
    codes = new_codes(people)
    sound = _readings()
    seals = _seals()
    persons, members, works = [], [], []
    for number in range(1, people + 1):
        name, home, born = (
            names[number - 1],
            homes[number - 1],
            dt.date(1960, 1, 1) + dt.timedelta(draw.randrange(16000)),
        )
        pinyin = "".join(sound[letter] for letter in name)
        joined = dt.date(2005, 1, 1) + dt.timedelta(draw.randrange(7900))
        left = (joined + dt.timedelta(30)).isoformat() if number % 50 == 0 else None
        persons.append(
            (
                number, codes[number - 1], name, pinyin, draw.choice("mf"), born.isoformat(), "resident", seals[number % 64][0],
                None if number % 1000 == 3 else f"i{number:031d}", seals[number % 64][1], "" if number % 200 == 1 else f"p{draw.randrange(10**9):031d}", "", "",
                draw.choices(["junior", "senior", "college", "bachelor", "doctor"], [300, 300, 200, 199, 1])[0], "浙江",
                TODAY.isoformat() if number % 3 else None, None, None, None, None, "", 1,
            )
        )  # fmt: skip
        members.append(
            (
                number, number, ids[home], home, pinyin,
                draw.choices(["active", "retired", "unemployed", "held"], [960, 30, 8, 2])[0], joined.isoformat(), left,
                "left" if left else "", draw.choices(["roster", "desk", "phone"], [900, 99, 1])[0], "", "",
            )
        )  # fmt: skip
        works.append(
            (
                number, number, None, f"{draw.choice(SURNAMES)}{draw.choice(GIVEN)}{number % 9000}有限公司",
                draw.choices(OCCUPATIONS, ODDS)[0], draw.choice(["direct", "agency", "platform"]), None, None,
            )
        )  # fmt: skip
    with transaction.atomic():
        _pour("people_person", PERSON, persons)
        _pour("people_employment", WORK, works)
        _pour("people_membership", MEMBER, members)
        index_names(list(enumerate(names, 1)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")


PERSON = (
    "id code name pinyin gender born_on document_kind identity_sealed identity_index phone_sealed phone_index nation politics "
    "education native_place verified_on active_on died_on merged_into_id erased_at roster_digest revision"
)
MEMBER = "id person_id unit_id path pinyin state joined_on left_on leaving mode card_number origin"
WORK = "id person_id employer_id workplace occupation form valid_from valid_to"


def _tree(unions: int) -> Iterator[Unit]:
    yield Unit(path="0001", depth=1, numchild=TOWNS, kind="federation", level="county", name="测试县总工会")
    for town in range(TOWNS):
        path = f"0001{_step(town + 1)}"
        yield Unit(
            path=path, depth=2, numchild=unions // TOWNS, kind="federation", level="town", name=f"测试{town}镇总工会"
        )
    for number in range(unions):
        town, place = number % TOWNS, number // TOWNS + 1
        path = f"0001{_step(town + 1)}{_step(place)}"
        yield Unit(path=path, depth=3, kind="grassroots", name=f"测试{number}有限公司工会")


def _step(number: int) -> str:
    return Unit._int2str(number).rjust(4, "0")


def _readings() -> dict[str, str]:
    return {letter: lazy_pinyin(letter)[0] for letter in SURNAMES + GIVEN}


def _seals() -> list[tuple[str, str]]:
    numbers = [f"33078419900101{n:04d}" for n in range(64)]
    phones = [f"138{n:08d}" for n in range(64)]
    return list(
        zip(
            vault.seal_many(numbers, field="person.identity"),
            vault.seal_many(phones, field="person.phone"),
            strict=True,
        )
    )


def _pour(table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    names = columns.split()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {len(rows)})")
        else:
            cursor.connection.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows
            )


# ------------------------------------------------------------------ the measure


def took(act: Callable[[], Any], times: int) -> list[float]:
    """Milliseconds of each of some calls."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def p95(values: Iterable[float]) -> float:
    """The 95th percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


TEMPLATE = """<table>{% for row in page.rows %}<tr><td><a href="/desk/people/{{ row.code }}/">{{ row.name }}</a></td>
<td>{{ row.identity }}</td><td>{{ row.phone }}</td><td>{{ row.unit_name }}</td><td>{{ row.workplace }}</td>
<td>{{ row.occupation }}</td><td>{{ row.joined_on|date:"Y-m-d" }}</td><td>{{ row.state }}</td></tr>{% endfor %}</table>"""


def depths(actor: Actor, unit: Unit | None, pages: int) -> list[str]:
    """Cursors spread over the whole list: the codes of people at even distances."""
    low, high = (unit.path, unit.path + "[") if unit else ("", "[")
    rows = Membership.rows.filter(left_on__isnull=True, path__gte=low, path__lt=high).order_by("pinyin", "id")
    total = rows.count()
    return ["", *(rows[total * n // pages].person.code for n in range(1, pages))]


def pages_of(actor: Actor, unit: Unit | None, rounds: int) -> float:
    """Requests with the list query against the same template with ready rows: the ratio, printed."""
    template = engines["django"].from_string(TEMPLATE)
    ready = queries.member_list(actor, unit=unit)
    cursors = depths(actor, unit, 12)
    floor, real = [], []
    for _ in range(rounds):
        for cursor in cursors:
            floor += took(lambda: template.render({"page": ready}), 3)
            real += took(lambda c=cursor: template.render({"page": queries.member_list(actor, unit=unit, after=c)}), 3)
    ratio = statistics.mean(floor) / statistics.mean(real)
    print(
        f"  {unit.name if unit else 'whole reach':<16} template {statistics.mean(floor):6.2f} ms   page "
        f"{statistics.mean(real):6.2f} ms (p95 {p95(real):6.2f}, worst {max(real):6.2f})   ratio {ratio:4.2f}"
    )
    return ratio


def questions() -> dict[str, Filters]:
    """Every offered filter alone, common and rare, and some together."""
    return {
        "occupation, common": Filters(occupations=("货车司机",)),
        "occupation, rare": Filters(occupations=("养蜂人",)),
        "occupation, none": Filters(occupations=("宇航员",)),
        "form": Filters(forms=("agency",)),
        "state, rare": Filters(states=("held",)),
        "mode, rare": Filters(modes=("phone",)),
        "gender": Filters(gender="f"),
        "age 60+": Filters(age_from=60, on=TODAY),
        "education, rare": Filters(educations=("doctor",)),
        "not verified": Filters(verified=False),
        "joined this month": Filters(joined_from=dt.date(2026, 7, 1)),
        "workplace": Filters(workplace="王伟77有限"),
        "workplace, none": Filters(workplace="没有这家"),
        "no phone": Filters(lacks=("phone",)),
        "no identity": Filters(lacks=("identity",)),
        "left": Filters(left=True),
        "rare and rare": Filters(educations=("doctor",), occupations=("养蜂人",), gender="f"),
        "many together": Filters(
            gender="m", forms=("agency",), educations=("college",), verified=True, states=("retired",)
        ),
        "five, none": Filters(
            gender="m", forms=("platform",), educations=("doctor",), states=("held",), modes=("phone",)
        ),
    }


def filters_of(actor: Actor, unit: Unit | None, rounds: int) -> float:
    """The slowest 95th percentile of any filter and any sort, in milliseconds; each printed."""
    slowest = 0.0
    for name, filters in questions().items():
        for sort in ("pinyin", "-joined", "unit"):
            if sort != "pinyin" and name not in {"gender", "occupation, rare"}:
                continue
            page = queries.member_list(actor, unit=unit, filters=filters, sort=sort)
            pages = took(lambda f=filters, s=sort: queries.member_list(actor, unit=unit, filters=f, sort=s), rounds)
            if page.after:
                pages += took(
                    lambda f=filters, s=sort, c=page.after: queries.member_list(
                        actor, unit=unit, filters=f, sort=s, after=c
                    ),
                    rounds,
                )
            counts = took(lambda f=filters: queries.count_members(actor, unit=unit, filters=f), rounds)
            print(
                f"    {name:<20} {sort:<8} {len(page.rows):3} rows   page p95 {p95(pages):8.1f} ms   count p95 {p95(counts):8.1f} ms"
            )
            slowest = max(slowest, p95(pages))
    return slowest


def like(text: str) -> list[int]:
    """What LIKE finds: the floor's rows, and its time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_person WHERE name LIKE %s", [f"%{text}%"])
        return [row[0] for row in cursor.fetchall()]


def names_of(rounds: int) -> dict[int, float]:
    """For one to four characters: time of the name index as a part of LIKE's for the same rows; the worst of some names."""
    draw = random.Random(3)
    stock = list(Person.objects.filter(pk__lte=2_000).values_list("name", flat=True))
    worst: dict[int, float] = {}
    for length in (1, 2, 3):
        texts = [draw.choice([name for name in stock if len(name) >= length])[-length:] for _ in range(8)]
        if length == 1:
            texts += ["王", "伟"]
        for text in texts:
            if sorted(queries.holding(text)) != sorted(like(text)):
                raise SystemExit(f"other rows than LIKE for {len(text)} characters")
        spent = [
            min(took(lambda t=t: queries.holding(t), rounds)) / min(took(lambda t=t: like(t), rounds)) for t in texts
        ]
        worst[length] = max(spent)
        print(
            f"  {length} characters: index {statistics.median(spent):.4f} of LIKE, worst {max(spent):.4f} "
            f"(bound {'1/8' if length == 1 else '1/20'})"
        )
    return worst


def others(actor: Actor, rounds: int) -> None:
    """Search as the page asks it, and the work-list of duplicates, in milliseconds."""
    for text in ("王", "伟", "小明", "王小明", "wangxiaoming", "wxm"):
        print(
            f"  search of {len(text)} characters: p95 {p95(took(lambda t=text: queries.search(actor, t), rounds * 3)):.1f} ms"
        )
    print(f"  duplicates: p95 {p95(took(lambda: queries.duplicates(actor), rounds)):.0f} ms")


def main() -> int:
    """From the command line: on the base of $NIANGJIA_DATA or DATABASE_URL, made if it is empty."""
    call_command("migrate", verbosity=0)
    return run(sys.argv[1:])


def run(rest: list[str]) -> int:
    """Print every measure; 1 if one is out of bounds."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--people", type=int, default=500_000)
    ask.add_argument("--unions", type=int, default=10_000)
    ask.add_argument("--rounds", type=int, default=3)
    asked = ask.parse_args(rest)
    if not Person.objects.exists():
        start = time.perf_counter()
        grow(asked.people, asked.unions)
        print(f"{asked.people} people in {asked.unions} unions made in {time.perf_counter() - start:.0f} s")
    worst = names_of(max(asked.rounds, 3))
    others(OPERATOR, asked.rounds)
    bound = 0.3 if connection.vendor == "postgresql" else 0.5
    print(f"lists on {connection.vendor}: pages, no filter (bound: ratio of requests >= {bound})")
    town = Unit.objects.get(path="00010001")
    small = Unit.objects.filter(depth=3).order_by("-path")[5]
    ratios = [pages_of(OPERATOR, unit, asked.rounds) for unit in (None, town, small)]
    slowest = 0.0
    for unit in (None, town, small):
        print(f"  filters, {unit.name if unit else 'whole reach'} (bound: p95 < 1000 ms)")
        slowest = max(slowest, filters_of(OPERATOR, unit, asked.rounds))
    print(
        f"lists: lowest ratio of county and town {min(ratios[:2]):.2f} (bound {bound}), slowest filter p95 {slowest:.0f} ms (bound 1000)"
    )
    late = worst[1] > 1 / 8 or max(worst[2], worst[3]) > 1 / 20
    return int(min(ratios[:2]) < bound or slowest > 1000 or late)


if __name__ == "__main__":
    sys.exit(main())
