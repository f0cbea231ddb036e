"""Invented people, unions and employers for the demonstration county: the same for the same size, never anybody real.

Gives rows as union officers keep them in spreadsheets; `county.py` takes them in through the product's own doors.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

SURNAMES = (
    "王王王李李李张张张刘刘陈陈陈陈杨赵黄黄周周吴吴徐徐徐孙胡胡胡朱朱高林林何何郭马罗梁宋郑谢韩唐冯于董萧程程曹袁邓许傅沈曾彭吕吕"
    "苏卢蒋蔡贾丁魏薛叶叶阎余潘杜戴夏钟汪田任姜范方方石姚谭廖邹熊金金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "应应应应施颜章章楼楼俞俞翁童倪严华盛"
)
GIVEN_FIRST = (
    "建志文晓小海国永春秀玉美红明伟俊佳雪丽婷思雨梦一子浩天宇欣可心怡慧淑桂金银福德学正立东新庆卫爱素彩根水火土木"
)
GIVEN_SECOND = (
    "华明军平强伟芳英娟敏静丽艳霞燕玲梅萍兰琴珍红云峰飞龙虎波涛鹏超杰斌勇刚磊洋浩宇轩辰瑞琪瑶琳洁颖雯倩诗涵阳林森松柏"
)
TRADES = (
    "五金制造",
    "门业",
    "电动工具",
    "杯业",
    "休闲车制造",
    "纺织服装",
    "建筑业",
    "餐饮住宿",
    "教育",
    "卫生",
    "批发零售",
    "机械装备",
    "电商服务",
)
GIGS = (
    ("货运物流、快递", "货运行业联合工会", "货车司机"),
    ("货运物流、快递", "快递行业联合工会", "快递员"),
    ("网约送餐", "网约送餐行业联合工会", "网约送餐员"),
    ("家政服务", "家政服务行业联合工会", "家政服务员"),
    ("民宿、农家乐", "民宿农家乐行业联合工会", "民宿农家乐从业人员"),
)
PLACES = ("前", "后", "上", "下", "东", "西", "石", "大", "新", "溪")
PLACE_ENDS = ("陈", "应", "胡", "徐", "吕", "山", "塘", "岭", "庄", "宅", "坑", "畈")
FIRMS = (
    "恒达",
    "鑫盛",
    "宏伟",
    "华丰",
    "永泰",
    "金鼎",
    "飞跃",
    "东升",
    "力拓",
    "安居",
    "群英",
    "百盛",
    "宝利",
    "正阳",
    "博远",
    "星月",
    "千禧",
    "嘉禾",
)
FIRM_ENDS = ("五金", "工具", "门业", "杯业", "车业", "电器", "机械", "包装", "铝业", "铸造", "休闲用品", "厨具")
GIG_ENDS = ("货运", "快递", "物流", "家政服务", "餐饮配送", "旅游服务")
JOBS = (
    "冲压工",
    "装配工",
    "焊工",
    "检验员",
    "仓管员",
    "文员",
    "车间主任",
    "电工",
    "钳工",
    "教师",
    "护士",
    "收银员",
    "保洁员",
)
SCHOOLING = ("小学", "初中", "初中", "高中", "高中", "中专", "大专", "大专", "本科", "硕士")
FORMS = ("劳动合同", "劳动合同", "劳动合同", "劳动合同", "劳务派遣", "劳务协议")
HOMES = (
    "浙江省永康市",
    "浙江省武义县",
    "江西省上饶市",
    "贵州省遵义市",
    "安徽省阜阳市",
    "河南省周口市",
    "四川省达州市",
    "云南省昭通市",
)
HOME_CODES = ("330784", "330723", "361102", "520302", "341202", "411602", "511702", "530602")

UNION_HEADS = (
    "工会名称",
    "上级工会",
    "工会类型",
    "建会方式",
    "所属行业",
    "重点领域",
    "成立日期",
    "主席",
    "联系电话",
    "镇街",
)
EMPLOYER_HEADS = (
    "单位名称",
    "统一社会信用代码",
    "所属工会",
    "职工人数",
    "成立日期",
    "行业",
    "单位性质",
    "镇街",
    "地址",
)
MEMBER_HEADS = (
    "姓名",
    "性别",
    "证件号码",
    "手机号",
    "所在工会",
    "工作单位",
    "职业类别",
    "入会日期",
    "用工形式",
    "民族",
    "学历",
    "户籍地",
)


@dataclass
class County:
    """The rows of the three spreadsheets."""

    unions: list[tuple[object, ...]] = field(default_factory=list)
    employers: list[tuple[object, ...]] = field(default_factory=list)
    members: list[tuple[object, ...]] = field(default_factory=list)
    late: list[tuple[object, ...]] = field(default_factory=list)
    """A roster with mistakes, waiting to be looked through."""


def identity(dice: random.Random, home: str, born: date, *, male: bool) -> str:
    """A well-formed number with the right check digit (GB 11643)."""
    serial = dice.randrange(1, 499) * 2 + (1 if male else 0)
    body = f"{home}{born:%Y%m%d}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def credit_code(dice: random.Random, region: str) -> str:
    """A well-formed unified social credit code (GB 32100)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91{region}" + "".join(dice.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(9))
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(alphabet.index(letter) * weight for letter, weight in zip(body, weights, strict=True))
    return body + alphabet[(31 - total % 31) % 31]


def full_name(dice: random.Random) -> str:
    """A name of two or three characters."""
    given = dice.choice(GIVEN_SECOND) if dice.random() < 0.14 else dice.choice(GIVEN_FIRST) + dice.choice(GIVEN_SECOND)
    return dice.choice(SURNAMES) + given


def phone(dice: random.Random) -> str:
    """A mobile number of the usual ranges."""
    return (
        dice.choice(("130", "135", "137", "138", "139", "150", "152", "158", "176", "183", "187", "188"))
        + f"{dice.randrange(10**8):08d}"
    )


def day(dice: random.Random, first: date, last: date) -> date:
    """A day between two days."""
    return first + timedelta(days=dice.randrange((last - first).days + 1))


def make(name: str, region: str, towns: list[str], people: int, today: date) -> County:
    """The demonstration county: federations are already there, unions and employers hang below its towns.

    `people` is the number of member rows; one union holds about 45 of them.
    """
    dice = random.Random(f"{name}{people}")  # noqa: S311  invented people need no secrets
    county = County()
    sizes: list[tuple[str, str, str, str]] = []
    wanted = max(len(towns), people // 45)
    used: set[str] = set()
    for number in range(wanted):
        town = towns[number % len(towns)]
        row = _union(dice, town, number, used, today)
        county.unions.append(row)
        sizes.append((str(row[0]), town, str(row[4]), "gig" if row[5] else "firm"))
    _employers(dice, county, sizes, region, today)
    county.members.extend(_members(dice, county, sizes, people, today))
    _twice(dice, county)
    county.late.extend(_late(dice, county, today))
    return county


def _twice(dice: random.Random, county: County) -> None:
    """A few people stand on the roster twice, the second time with a mistyped number: work for the list of duplicates."""
    for place in range(0, min(len(county.members), 50), 12):
        row = list(county.members[place])
        number = str(row[2])
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        row[2] = identity(dice, number[:6], born, male=int(number[16]) % 2 == 1)
        row[4] = county.members[place + 1][4]
        county.members[place + 2] = tuple(row)


def _late(dice: random.Random, county: County, today: date) -> list[tuple[object, ...]]:
    """A roster as it really arrives: most rows are good, some have the mistakes that offices make."""
    rows = [
        list(row)
        for row in _members(
            dice, county, [(str(u[0]), str(u[9]), str(u[4]), "gig") for u in county.unions[:1]], 24, today
        )
    ]
    rows[3][2] = f"{str(rows[3][2])[:10]}0231{str(rows[3][2])[14:]}"
    rows[7][2] = str(rows[7][2])[:17]
    rows[11][4] = str(rows[11][4]).replace("行业", "")
    rows[12][4] = rows[11][4]
    rows[15][3] = "138001380"
    rows[18][7] = "2021.13.5"
    rows.append(list(county.members[5]))
    return [tuple(row) for row in rows]


def _union(dice: random.Random, town: str, number: int, used: set[str], today: date) -> tuple[object, ...]:
    federation = f"{town}总工会"
    founded = day(dice, date(2003, 5, 1), today - timedelta(days=60))
    chair, call = full_name(dice), phone(dice)
    kind = number % 7
    if kind == 0:
        trade, ending, _ = GIGS[(number // 7) % len(GIGS)]
        title = unused(used, town + ending)
        return (title, federation, "联合工会", "联合建会", trade, "新就业形态", founded, chair, call, town)
    if kind in {1, 2}:
        title = unused(used, f"{town}{dice.choice(PLACES)}{dice.choice(PLACE_ENDS)}村联合工会")
        return (title, federation, "联合工会", "联合建会", dice.choice(TRADES), "", founded, chair, call, town)
    firm = f"永康市{dice.choice(FIRMS)}{dice.choice(FIRM_ENDS)}有限公司"
    title = unused(used, f"{firm}工会委员会")
    return (title, federation, "基层工会", "单独建会", dice.choice(TRADES), "", founded, chair, call, town)


def unused(used: set[str], title: str) -> str:
    trial, number = title, 1
    while trial in used:
        number += 1
        trial = title.replace("有限公司", f"第{number}有限公司") if "有限公司" in title else f"{title}（{number}）"
    used.add(trial)
    return trial


def _employers(
    dice: random.Random, county: County, sizes: list[tuple[str, str, str, str]], region: str, today: date
) -> None:
    used: set[str] = set()
    kinds = ("私营", "私营", "私营", "私营", "国有", "外商投资", "个体工商户")
    for title, town, trade, sort in sizes:
        count = 1 if title.endswith("工会委员会") else dice.randrange(2, 7)
        for _ in range(count):
            if title.endswith("工会委员会"):
                firm = title.removesuffix("工会委员会")
            else:
                ending = dice.choice(FIRM_ENDS) if sort == "firm" else dice.choice(GIG_ENDS)
                firm = unused(used, f"永康市{town[:2]}{dice.choice(FIRMS)}{ending}有限公司")
            workers = int(dice.lognormvariate(3.6, 0.9)) + 3
            founded = day(dice, date(1995, 1, 1), today - timedelta(days=200))
            address = f"{town}{dice.choice(PLACES)}{dice.choice(PLACE_ENDS)}路{dice.randrange(1, 300)}号"
            county.employers.append(
                (firm, credit_code(dice, region), title, workers, founded, trade, dice.choice(kinds), town, address)
            )


def _members(
    dice: random.Random, county: County, sizes: list[tuple[str, str, str, str]], people: int, today: date
) -> Iterator[tuple[object, ...]]:
    firms: dict[str, list[str]] = {}
    for row in county.employers:
        firms.setdefault(str(row[2]), []).append(str(row[0]))
    seen: set[str] = set()
    weights = [dice.lognormvariate(0, 0.8) for _ in sizes]
    homes = list(zip(HOME_CODES, HOMES, strict=True))
    for title, _town, _trade, sort in dice.choices(sizes, weights, k=people):
        male = dice.random() < 0.54
        code, home = homes[0] if dice.random() < 0.5 else dice.choice(homes)
        born = day(dice, date(1964, 1, 1), date(2006, 12, 31))
        number = identity(dice, code, born, male=male)
        while number in seen:
            born = day(dice, date(1964, 1, 1), date(2006, 12, 31))
            number = identity(dice, code, born, male=male)
        seen.add(number)
        job = next((job for _trade, ending, job in GIGS if ending in title), dice.choice(JOBS))
        form = "平台从业" if sort == "gig" else dice.choice(FORMS)
        joined = day(dice, date(2008, 1, 1), today) if dice.random() < 0.97 else None
        yield (
            full_name(dice),
            "男" if male else "女",
            number,
            phone(dice),
            title,
            dice.choice(firms[title]),
            job,
            joined,
            form,
            "汉族" if dice.random() < 0.96 else "土家族",
            dice.choice(SCHOOLING),
            home,
        )


@dataclass(frozen=True)
class Shells:
    """Unions that were planted as shells, by what is wrong with them."""

    empty: tuple[str, ...]
    one_phone: tuple[str, ...]
    copied: tuple[str, ...]

    @property
    def all(self) -> set[str]:
        """Their names."""
        return {*self.empty, *self.one_phone, *self.copied}


def plant_shells(county: County, region: str, towns: list[str], today: date, *, of_each: int = 2) -> Shells:
    """Some unions that exist on paper only: without members, with everybody on one phone, with the members of another.

    With dice of its own, so that the rest of the county stays as it was.
    """
    dice = random.Random(f"{region}{len(county.members)}")  # noqa: S311  invented people need no secrets
    planted = {sort: [_shell(dice, county, towns, number * 3 + place, today) for number in range(of_each)]
               for place, sort in enumerate(("empty", "one_phone", "copied"))}  # fmt: skip
    born = date(1980, 1, 1)
    for title in planted["one_phone"]:
        county.members.extend(_paper_members(dice, title, [full_name(dice) for _ in range(12)], phone(dice), born))
    for number, title in enumerate(planted["copied"]):
        model = [row for row in county.unions if str(row[0]).endswith("工会委员会")][number][0]
        names = [str(row[0]) for row in county.members if row[4] == model]
        county.members.extend(_paper_members(dice, title, names, "", born))
    return Shells(*(tuple(titles) for titles in planted.values()))


def _shell(dice: random.Random, county: County, towns: list[str], number: int, today: date) -> str:
    """The row of one planted union."""
    town = towns[number % len(towns)]
    used = {str(row[0]) for row in county.unions}
    title = unused(used, f"永康市{dice.choice(FIRMS)}{dice.choice(FIRM_ENDS)}有限公司工会委员会")
    county.unions.append(
        (
            title,
            f"{town}总工会",
            "基层工会",
            "单独建会",
            dice.choice(TRADES),
            "",
            date(2012, 6, 1),
            full_name(dice),
            "",
            town,
        )
    )
    return title


def _paper_members(
    dice: random.Random, title: str, names: list[str], call: str, born: date
) -> Iterator[tuple[object, ...]]:
    """Rows of a roster that somebody made up at a desk: all joined on one day long ago."""
    for place, name in enumerate(names):
        male = dice.random() < 0.5
        number = identity(dice, HOME_CODES[1], born + timedelta(days=place + dice.randrange(9000)), male=male)
        mobile = call or phone(dice)
        yield (
            name, "男" if male else "女", number, mobile, title, title.removesuffix("工会委员会"), "装配工", date(2013, 1, 4),
            "劳动合同", "汉族", "高中", HOMES[1],
        )  # fmt: skip
