"""A street federation and a logistics joint union as the catalogue tells of them (O5, O6): invented people, real counts.

139 stand-alone unions, joint unions in 11 office towers, 699 employers and 9,984 real-name members in the street; in the logistics
joint union 3,285 workers, 2,821 members and 107 employers. Every union has one committee and every member one union: rows that
name a person again, as agency workers are named by sender and user, must not count twice, and rows that no one can read must
not count at all.

    python -m tests.cases.street FOLDER && niangjia check-figures FOLDER
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

COUNTY, STREET, LOGISTICS = "某县总工会", "城东街道总工会", "城东物流联合工会"
ALONE, TOWERS, FIRMS, MEMBERS = 139, 11, 699, 9_984
CARRIERS, CARRIED, WORKERS = 107, 2_821, 3_285
AGENCY, LOST, LATE = 40, 6, 500
"""People named twice; rows whose number Excel has ruined; members who joined after the day asked about."""

UNIONS = ("工会名称", "上级工会", "工会类型", "建会方式", "所属行业", "成立日期", "主席")
EMPLOYERS = ("单位名称", "统一社会信用代码", "所属工会", "职工人数")
ROSTER = ("姓名", "性别", "证件号码", "手机号", "所在工会", "工作单位", "入会日期", "用工形式")
SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗",
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂国华建文志海",
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(number: int) -> str:
    """An invented number with a right check digit; the same person has the same one."""
    day, month, year = 1 + number % 28, 1 + number // 28 % 12, 1970 + number // 336 % 33
    body = f"330782{year}{month:02}{day:02}{1 + number // 11_088:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def credit_code(number: int) -> str:
    """A unified social credit code of an invented employer (GB 32100-2015, base 31 check character)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91330782MA{number:07}"
    total = sum(letters.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + letters[(31 - total % 31) % 31]


def firm(number: int) -> str:
    """Name of an employer of the street."""
    return f"城东第{number + 1}有限公司"


def alone(number: int) -> str:
    """Name of the union of an employer."""
    return f"{firm(number)}工会委员会"


def tower(number: int) -> str:
    """Name of the joint union of an office tower."""
    return f"城东第{number + 1}号楼宇联合工会"


def home(number: int) -> tuple[str, int]:
    """Union and employer of a member of the street: four of five work where there is a union of their own."""
    if number % 5:
        place = number % ALONE
        return alone(place), place
    place = ALONE + number // 5 % (FIRMS - ALONE)
    return tower(place % TOWERS), place


def unions() -> list[tuple[str, ...]]:
    """The tree, in any order as offices keep it."""
    rows = [(COUNTY, "", "总工会", "", "", "", ""), (STREET, COUNTY, "总工会", "", "", "", "")]
    rows += [(tower(n), STREET, "联合工会", "联合建会", "商务楼宇", "2016-05-01", "周某") for n in range(TOWERS)]
    rows += [
        (alone(n), STREET, "基层工会", "单独建会", "制造业", f"{2005 + n % 14}-03-01", "吴某") for n in range(ALONE)
    ]
    return [*reversed(rows), (LOGISTICS, COUNTY, "联合工会", "联合建会", "货运物流、快递", "2018-09-01", "徐某")]


def employers() -> Iterator[tuple[Any, ...]]:
    """The register: 699 of the street, 107 carriers whose 3,285 workers are declared."""
    for n in range(FIRMS):
        union = alone(n) if n < ALONE else tower(n % TOWERS)
        yield firm(n), credit_code(n), union, (110 + n % 90) if n < ALONE else 8 + n % 20
    for n in range(CARRIERS):
        yield (
            f"城东第{n + 1}货运有限公司",
            credit_code(5_000 + n),
            LOGISTICS,
            WORKERS // CARRIERS + (n < WORKERS % CARRIERS),
        )


def members() -> Iterator[tuple[str, ...]]:
    """The rosters: everybody once; then those who are named again, joined later, or cannot be read."""
    for number in range(MEMBERS + LATE):
        union, place = home(number)
        joined = "2022-02-01" if number >= MEMBERS else f"{2017 + number % 4}-0{1 + number % 9}-11"
        form = "劳务派遣" if number < AGENCY else "劳动合同"
        yield row(number, union, firm(place), joined, form)
    for number in range(CARRIED):
        yield row(20_000 + number, LOGISTICS, f"城东第{number % CARRIERS + 1}货运有限公司", "2019-04-01", "灵活就业")
    for number in range(AGENCY):
        yield row(number, LOGISTICS, "城东第1货运有限公司", "2019-04-01", "劳务派遣")
    for number in range(LOST):
        name, gender, _number, *rest = row(40_000 + number, alone(0), firm(0), "2019-04-01", "劳动合同")
        yield name, gender, "3.30782E+17", *rest


def row(number: int, union: str, workplace: str, joined: str, form: str) -> tuple[str, ...]:
    """One line of a roster."""
    name = SURNAMES[number % 20] + GIVEN[number // 20 % 30] + GIVEN[number // 600 % 30]
    told = identity(number)
    gender = "男" if int(told[16]) % 2 else "女"
    return name, gender, told, f"139{number:08}", union, workplace, joined, form


def figures() -> list[dict[str, Any]]:
    """What was published, on the day on which it was true."""
    on = {"on": "2021-10-31"}
    street, carriers = {"at": STREET, **on}, {"at": LOGISTICS, **on}
    return [
        {"figure": "organising.unions", **street, "by": "type", "value": {"基层工会": ALONE, "联合工会": TOWERS}},
        {"figure": "organising.unions", **street, "where": {"mode": "单独建会"}, "value": ALONE},
        {"figure": "organising.employers_covered", **street, "value": FIRMS},
        {
            "figure": "organising.employers_due",
            **street,
            "value": ALONE + sum(8 + n % 20 >= 25 for n in range(ALONE, FIRMS)),
        },
        {"figure": "organising.employers_formed_of_due", **street, "value": ALONE},
        {"figure": "organising.due_coverage_rate", **street, "value": 1.0},
        {"figure": "people.members", **street, "value": MEMBERS},
        {"figure": "people.members", **street, "where": {"type": "联合工会"}, "value": len(range(0, MEMBERS, 5))},
        {"figure": "people.agency_members", **street, "value": AGENCY},
        {"figure": "people.verified", **street, "value": 0},
        {"figure": "people.joined", "at": STREET, "year": 2022, "value": LATE},
        {"figure": "people.members", "at": STREET, "on": "2022-12-31", "value": MEMBERS + LATE},
        {"figure": "organising.employers_covered", **carriers, "value": CARRIERS},
        {"figure": "organising.workers_covered", **carriers, "value": WORKERS},
        {"figure": "people.members", **carriers, "value": CARRIED},
        {"figure": "organising.membership_rate", **carriers, "value": CARRIED / WORKERS, "within": 0.0001},
        {"figure": "people.members", "at": COUNTY, **on, "value": MEMBERS + CARRIED},
        {"figure": "organising.unions", "at": COUNTY, **on, "value": ALONE + TOWERS + 1},
    ]


def book(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One sheet of text cells."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as made:
        sheet = made.add_worksheet()
        for number, cells in enumerate([headings, *rows]):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, str(cell))


def write(folder: Path) -> Path:
    """The case as a folder that `niangjia check-figures` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    book(folder / "1-工会组织.xlsx", UNIONS, unions())
    book(folder / "2-单位.xlsx", EMPLOYERS, employers())
    book(folder / "3-会员花名册.xlsx", ROSTER, members())
    (folder / "figures.json").write_text(json.dumps(figures(), ensure_ascii=False, indent=1), encoding="utf-8")
    return folder


if __name__ == "__main__":
    write(Path(sys.argv[1]))
