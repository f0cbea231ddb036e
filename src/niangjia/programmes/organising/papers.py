"""The papers of joining as `kit.papers` draws them: application, register form, list of members, notice, poster. Pure.

Fields of application and register form: rules.md §2.5 (入会申请书 / 工会会员登记表). Wages, family and native place go beyond the least data
of PIPL Art. 6: they are rooms to be filled in by whoever wants to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from niangjia.ground.people.queries import RegisterLine
from niangjia.kit.papers import Blank, Code, Fields, Paper, Signature, Table, Text
from niangjia.kit.papers.measures import day

OPTIONAL = "民族、学历、政治面貌、籍贯、工资、家庭成员、简历可以不填，不填不影响入会。"
_GAP = "　" * 8
OPINION = f"\n\n\n{_GAP}（盖章）{_GAP}年　　月　　日"
SIGNED = f"\n\n申请人（签名）：{_GAP}　　　　年　　月　　日"


@dataclass(frozen=True)
class Applicant:
    """What an application says. `document` names the kind of identity paper; numbers as the reader may see them."""

    code: str
    unit: str
    name: str
    gender: str
    born_on: date | None
    document: str
    identity: str
    phone: str
    workplace: str
    occupation: str
    asked_on: date
    acting: str = ""


def _on(value: date | None) -> str:
    return day(value) if value else ""


def application(one: Applicant, *, label: str = "") -> Paper:
    """入会申请书: what she told, her signature, the union's opinion. `label` files the signed scan."""
    words = "我自愿加入中国工会，遵守工会章程，执行工会决议，积极参加工会活动，履行会员义务，按期交纳会费。" + (
        f"（本申请由工会代为录入：{one.acting}。）" if one.acting else ""
    )
    return Paper(
        "form",
        "入会申请书",
        (
            Text(f"申请加入：{one.unit}", indent=False),
            Fields(
                (
                    ("姓名", one.name),
                    ("性别", one.gender),
                    ("出生日期", _on(one.born_on)),
                    ("手机号", one.phone),
                    (one.document, one.identity),
                    ("申请日期", day(one.asked_on)),
                    ("工作单位", one.workplace),
                    ("职业", one.occupation),
                )
            ),
            Fields((("民族", ""), ("学历", ""), ("政治面貌", ""), ("籍贯", ""))),
            Blank("家庭主要成员及其工作单位", 3),
            Blank("个人工作简历", 3),
            Fields((("申请人意愿", f"　　{words}{SIGNED}"),), 1),
            Fields((("基层工会委员会意见", OPINION),), 1),
            Text(OPTIONAL, indent=False),
        ),
        number=f"编号：{one.code.upper()}",
        code=label,
    )


def register_form(one: RegisterLine) -> Paper:
    """工会会员登记表 of a member."""
    return Paper(
        "form",
        "工会会员登记表",
        (
            Text(f"所在工会：{one.unit}", indent=False),
            Fields(
                (
                    ("姓名", one.name),
                    ("性别", one.gender),
                    ("出生日期", _on(one.born_on)),
                    ("民族", one.nation),
                    ("学历", one.education),
                    ("政治面貌", one.politics),
                    (one.document, one.identity),
                    ("手机号", one.phone),
                    ("工作单位", one.workplace),
                    ("职务", one.occupation),
                    ("职称", ""),
                    ("会员证号码", one.card_number),
                    ("入会日期", _on(one.joined_on)),
                    ("会籍", one.state),
                    ("籍贯", one.native_place),
                    ("工资", ""),
                )
            ),
            Blank("家庭主要成员及其工作单位", 3),
            Blank("个人工作简历", 3),
            Fields((("本人签名", f"\n{_GAP * 2}　　　　　　年　　月　　日"),), 1),
            Fields((("基层工会委员会审批意见", OPINION),), 1),
            Fields((("备注", "\n"),), 1),
            Text(OPTIONAL, indent=False),
        ),
    )


def member_list(lines: Sequence[RegisterLine], *, unit: str, on: date) -> Paper:
    """会员名单: title, unit, day, total; no number that identifies anybody."""
    rows = tuple(
        (
            str(place),
            one.name,
            one.gender,
            one.unit,
            one.workplace,
            one.joined_on.isoformat() if one.joined_on else "",
            one.state,
        )
        for place, one in enumerate(lines, 1)
    )
    return Paper(
        "list",
        "会员名单",
        (
            Text(f"单位：{unit}　　日期：{day(on)}　　共 {len(lines)} 人", indent=False),
            Table(
                ("序号", "姓名", "性别", "所在工会", "工作单位", "入会日期", "会籍"),
                rows,
                (0.9, 1.4, 0.9, 3.1, 3.1, 1.6, 1.0),
                ("合计", f"{len(lines)} 人", "", "", "", "", ""),
                frozenset({0}),
            ),
        ),
        signature=Signature(f"{unit}（盖章）", on),
    )


def notices(lines: Sequence[RegisterLine], told: Mapping[str, str], *, apart: bool, on: date) -> list[Paper]:
    """通知 in the officer's words: one for all, or one for each by name."""
    words = tuple(Text(line.strip()) for line in told["body"].splitlines() if line.strip())
    signed = Signature(told["unit"], on)
    names = [one.name for one in lines] if apart else [told.get("to") or "各位会员"]
    return [Paper("notice", told["title"], words, to=name, signature=signed) for name in names] if lines else []


def poster(*, unit: str, address: str, phone: str, hotline: str, preparing: bool = False) -> Paper:
    """The sheet that hangs on a wall: the code that leads to the application, or to the list of a union in preparation."""
    help_words = f"不会填，打工会电话 {phone}，或者打 {hotline}" if phone else f"不会填，打 {hotline}"
    steps = ("用微信扫上面的码", "填姓名、证件号码、手机号和工作单位，约 3 分钟", "批准了发消息给您，手机上就有会员证")
    if preparing:
        steps = (*steps[:2], "工会批复成立的那天，您就是会员，不用再申请")
    return Paper(
        "ballot",
        "我们要成立工会了，扫一扫报名" if preparing else "扫一扫，加入工会",
        (
            Text(unit, align="center", bold=True),
            Code(address, size=110),
            *(Text(f"{number}. {step}", align="center") for number, step in enumerate(steps, 1)),
            Text("入会自愿，不收钱。没有手机的，工会可以代办。", align="center"),
            Text(help_words, align="center"),
        ),
    )
