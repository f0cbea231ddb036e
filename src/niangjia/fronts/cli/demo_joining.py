"""What the demonstration county has of joining: codes, applications that wait, a transfer whose sender sleeps, a correction with its
proof, and a comparison with an invented export of the province."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.fronts.cli import invented
from niangjia.ground.access import queries as accounts
from niangjia.ground.org import queries as tree
from niangjia.ground.people.queries.newcomers import held_by
from niangjia.kit.calendar import working_days_between
from niangjia.kit.ids import check_digit
from niangjia.kit.powers import SYSTEM, Actor, ActorKind
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions import Answers, Correct

SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴应楼胡徐朱吕",
    ("建伟", "桂兰", "月仙", "志强", "丽娟", "小妹", "国平", "美芳", "金花", "晓东"),
)
MANY = 50
"""As many wait at the first union: enough to try a decision on many."""


def seed(made: invented.County, opened: dict[str, int], now: datetime) -> None:
    """Through the product's own acts; nothing of it depends on chance."""
    union, other = (_unit(str(made.unions[number][0])) for number in (0, 1))
    desk = accounts.actor_for(opened["zuzhi"])
    for unit in (union, other):
        actions.make_code(actor=desk, unit_code=unit.code, now=now)
    workplace = str(made.unions[0][0]).removesuffix("工会委员会") or "本地企业"
    rows = [
        _apply(union.code, number, workplace, now - timedelta(days=6 if number < 3 else 1)) for number in range(MANY)
    ]
    _apply(other.code, MANY, workplace, now - timedelta(days=2))
    town = _unit(str(made.unions[0][1]))
    actions.make_code(actor=desk, unit_code=town.code, now=now)
    for number in range(MANY + 1, MANY + 4):
        _apply(town.code, number, "沿街商铺", now - timedelta(days=1))
    _send_back(desk, rows[-1], now)
    _transfer(made, union, other, now)
    _correct(made, _member(made, "", 7), 7, now)
    first = next((number for number, row in enumerate(made.members) if union.name in row and number != 7), 0)
    _correct(made, _member(made, "", first), first, now)
    _compare(made, desk, now)


def _unit(name: str) -> Any:
    (key,) = tree.unit_ids_by_name([name])[name]
    return tree.unit_by_id(key)


def _identity(number: int) -> str:
    born = date(1980, 1, 1) + timedelta(days=number * 97 % 9_000)
    body = f"330784{born:%Y%m%d}{900 + number % 100:03d}"
    return body + check_digit(body)


def _apply(unit: str, number: int, workplace: str, at: datetime) -> Any:
    """Somebody applies by phone."""
    name = SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)]
    told = Answers(
        name=name, document_kind="resident", identity=_identity(number), phone=f"1390000{number:04d}", workplace=workplace,
        occupation="操作工" if number % 3 else "", form="agency" if number % 17 == 5 else "direct", charter=True,
    )  # fmt: skip
    stranger = Actor(ActorKind.WORKER)
    return actions.apply(actor=stranger, unit_code=unit, answers=told, proved=True, key=f"demo-{number}", now=at)


def _send_back(desk: Actor, row: Any, now: datetime) -> None:
    revision = matters.matter(SYSTEM, row.matter_code, now=now).revision
    given: dict[str, Any] = {"reason": "work", "words": "请写单位全称，和社保单位一致。", "now": now}
    approvals.send_back(actor=desk, code=row.matter_code, revision=revision, **given)


def _transfer(made: invented.County, union: Any, other: Any, now: datetime) -> None:
    """Asked for more than the sender's working days ago; nobody answered."""
    asked = now - timedelta(days=1)
    while working_days_between(asked.date(), now.date()) < 8:
        asked -= timedelta(days=1)
    her = _member(made, union.name, 20)
    if her is not None:
        actions.ask_transfer(actor=her, unit_code=other.code, now=asked)


def _correct(made: invented.County, her: Actor | None, row: int, now: datetime) -> None:
    """She asks that her name be corrected, with a photo."""
    if her is None:
        return
    name, key = str(made.members[row][0]), f"demo-change-{row}"
    told = Correct("name", f"{name[:1]}晓{name[2:]}")
    photo = io.BytesIO(_card())
    actions.add_proof(actor=her, told=told, agreed=True, source=photo, name="身份证.jpg", key=key, now=now)
    actions.ask_change(actor=her, told=told, proved=False, key=key, now=now)


def _card() -> bytes:
    """A drawn card that is nobody's."""
    picture = Image.new("RGB", (900, 560), "#e8eef2")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((20, 20, 880, 540), 30, outline="#1f5577", width=6)
    for line in range(4):
        draw.rectangle((80, 110 + line * 90, 520, 140 + line * 90), fill="#9fb4c0")
    draw.rectangle((620, 110, 820, 380), fill="#c3ced5")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _member(made: invented.County, union: str, start: int) -> Actor | None:
    """Somebody of the roster as herself on her phone: the first of a union from a row on, or ("") that very row."""
    rows = made.members[start : start + 1] if not union else [row for row in made.members[start:] if union in row]
    found = held_by([str(row[2]) for row in rows[:1]])
    return next((Actor(ActorKind.WORKER, person_id=key) for key in found.values()), None)


def _compare(made: invented.County, desk: Actor, now: datetime) -> None:
    """An export that leaves some out, has others besides, and tells some otherwise."""
    lines = ["姓名,证件号码,手机号,所在工会"]
    for number, row in enumerate(made.members):
        if number % 41 == 3:
            continue
        name = str(row[0]) + "（曾用）" if number % 53 == 9 else str(row[0])
        phone = f"1391{number % 10_000_000:07d}" if number % 37 == 5 else str(row[3])
        lines.append(f"{name},{row[2]},{phone},{row[4]}")
    union = made.unions[0][0]
    lines += [f"{SURNAMES[one]}{GIVEN[one % 10]},{_identity(300 + one)},1392000{one:04d},{union}" for one in range(9)]
    source = io.BytesIO("\n".join(lines).encode())
    county = min(desk.appointments, key=lambda one: len(one.path))
    code = tree.unit_by_id(county.unit_id).code
    made_one = actions.receive_export(
        actor=desk,
        unit_code=code,
        source=source,
        name="省实名制平台会员导出.csv",
        taken_on=now.date(),
        now=now,
        inline=True,
    )
    actions.ask_unions(actor=desk, code=made_one.code, now=now)
