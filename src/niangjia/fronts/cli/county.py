"""`niangjia init` makes a real county, `niangjia demo` an invented one: both through the product's own doors."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.imports import actions as imports
from niangjia.fronts.cli import demo_doors, demo_joining, demo_shapes, invented
from niangjia.fronts.cli.books import write_book
from niangjia.fronts.cli.demo_census import seed_census
from niangjia.fronts.cli.demo_field import plant_field
from niangjia.fronts.cli.demo_founding import seed_founding
from niangjia.fronts.cli.root import main
from niangjia.fronts.shell import demonstration
from niangjia.fronts.shell.demonstration import SEATS
from niangjia.ground.access import actions as access
from niangjia.ground.access import queries as accounts
from niangjia.ground.org import actions as org
from niangjia.ground.org import queries as tree
from niangjia.ground.org.choices import Role
from niangjia.kit.counted import counted
from niangjia.kit.powers import OPERATOR, Actor
from niangjia.programmes.organising import actions as organising

ADMINISTRATORS = (
    ("xitong", "系统管理员", Role.SYSTEM_ADMIN),
    ("anquan", "安全管理员", Role.SECURITY_ADMIN),
    ("shenji", "审计管理员", Role.AUDIT_ADMIN),
)


class UnknownCounty(click.ClickException):
    """A code that the published divisions do not have."""

    exit_code = 2


def divisions(code: str) -> tuple[dict[str, str], dict[str, str]]:
    """Names of the regions of a province and the towns and streets of one county, from the published divisions."""
    path = Path(settings.BASE) / "fronts/shell/static/vendored/divisions" / f"{code[:2]}.json"
    table: dict[str, Any] = (
        json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"names": {}, "counties": {}}
    )
    if code not in table["counties"]:
        raise UnknownCounty(
            _("没有代码为 {code} 的县（市、区）。请用民政部公布的六位行政区划代码，例如永康市是 330784。").format(
                code=code
            )
        )
    return table["names"], table["counties"][code]


@main.command(help=_("建一个真的县：镇街按公布的区划建好，生成三位管理员的一次性链接，不带演示数据。"))
@click.option("--county", "code", required=True, help=_("六位行政区划代码，例如 330784。"))
@click.option("--address", default="http://localhost:8000", show_default=True, help=_("一次性链接里的网址。"))
def init(code: str, address: str) -> None:
    """A real county."""
    if tree.is_founded(OPERATOR):
        raise click.ClickException(
            _("这个库里已经有工会组织了，没有再建。要另建一个县，请用 NIANGJIA_DATA 指定另一个文件夹。")
        )
    names, towns = divisions(code)
    now = timezone.now()
    county = org.found_county(actor=OPERATOR, county_code=code, names=names, towns=towns, now=now)
    sentence = counted("已建好{county}和 {n} 个镇街总工会。", len(towns))
    click.echo(sentence.format(county=county.name, n=len(towns)))
    click.echo(_("三位管理员的一次性链接，7 天内有效，请分别交给三个人："))
    for username, title, role in ADMINISTRATORS:
        token = _administrator(username, title, role, county.code, now)
        link = f"{address}/accounts/invitation/{token}/"
        click.echo("  " + _("{title}  登录名 {username}  {link}").format(title=_(title), username=username, link=link))
    click.echo(_("安全管理员再给各部门、镇街的人任职；系统管理员开账号。"))
    click.echo(_("接着运行 niangjia keys recovery，把恢复码抄在纸上锁好：没有它，备份在别的电脑上打不开。"))
    click.echo(_("启动：niangjia serve"))


def _administrator(username: str, name: str, role: Role, unit: str, now: datetime) -> str:
    account = access.create_account(actor=OPERATOR, username=username, name=name, unit_code=unit, now=now)
    access.appoint(
        actor=OPERATOR, account_code=account.code, unit_code=unit, role=role, since=timezone.localdate(now), now=now
    )
    return access.invite(actor=OPERATOR, account_code=account.code, now=now)


@main.command(help=_("装入演示县：镇街是真的，人、单位、工会都是编的。有真实数据的库不会装。"))
@click.option("--people", default=2_000, show_default=True, help=_("会员人数。"))
@click.option("--if-empty", is_flag=True, help=_("已经有演示县就什么也不做。"))
def demo(people: int = 2_000, if_empty: bool = False) -> None:
    """The demonstration county."""
    if tree.is_founded(OPERATOR):
        if if_empty:
            return
        if tree.is_demonstration(OPERATOR):
            raise click.ClickException(
                _("这里已经是演示县了，没有再装。要换个人数，请用 NIANGJIA_DATA 指定一个新文件夹。")
            )
        raise click.ClickException(_("这个库里有真实的工会组织，没有装演示数据。请用 NIANGJIA_DATA 指定一个新文件夹。"))
    now = timezone.now()
    names, towns = divisions(demonstration.COUNTY)
    sentence = counted("正在装入演示县：{county}，{n} 名会员 …", people)
    click.echo(sentence.format(county=names[demonstration.COUNTY], n=f"{people:,}"), err=True)
    county = org.found_county(
        actor=OPERATOR, county_code=demonstration.COUNTY, names=names, towns=towns, now=now, demonstration=True
    )
    made = invented.make(
        names[demonstration.COUNTY], demonstration.COUNTY, sorted(towns.values()), people, timezone.localdate(now)
    )
    invented.plant_shells(made, demonstration.COUNTY, sorted(towns.values()), timezone.localdate(now))
    demo_shapes.employers_without(made, demonstration.COUNTY, sorted(towns.values()), timezone.localdate(now))
    _take_in(made)
    demo_shapes.seed(made, county.code, demonstration.COUNTY, now)
    organising.refresh_coverage(actor=OPERATOR, now=now)
    organising.score_shells(actor=OPERATOR, now=now)
    opened = _seats(county.code, str(made.unions[0][1]), str(made.unions[0][0]), now)
    _leave_waiting(accounts.actor_for(opened["zuzhi"]), made)
    plant_field(opened, str(made.unions[0][1]), now)
    seed_founding(opened, made, now)
    seed_census(opened, now)
    demo_doors.keys(opened, county.code, now)
    demo_joining.seed(made, opened, now)
    click.echo(_("演示账号（密码都是 {password}）：").format(password=demonstration.PASSWORD))
    for seat in SEATS:
        click.echo(f"  {seat.username:<10} {seat.name}  {seat.what}")
    worker = made.members[7]
    sentence = _("职工端 /m/：手机号 {phone}，姓名 {name}；验证码会显示在运行平台的终端里。")
    click.echo("  " + sentence.format(phone=worker[3], name=worker[0]))


def _take_in(made: invented.County) -> None:
    """Write the three spreadsheets as an office would keep them and take them in like any other."""
    tables = (
        ("1-工会组织.xlsx", "工会组织", invented.UNION_HEADS, made.unions),
        ("2-单位.xlsx", "单位", invented.EMPLOYER_HEADS, made.employers),
        ("3-会员花名册.xlsx", "会员花名册", invented.MEMBER_HEADS, made.members),
    )
    with tempfile.TemporaryDirectory(dir=settings.DATA) as folder:
        for name, sheet, heads, rows in tables:
            path = Path(folder) / name
            write_book(path, sheet, heads, rows)
            for staged in imports.stage(actor=OPERATOR, source=path, name=name):
                checked = imports.check(actor=OPERATOR, code=staged.code, inline=True)
                if checked.counts.get("wrong"):
                    wrong = checked.counts["wrong"]
                    sentence = counted("演示数据没有装入：{name} 有 {n} 行有错。", wrong)
                    raise click.ClickException(sentence.format(name=name, n=wrong))
                imports.start(actor=OPERATOR, code=staged.code, inline=True)
                click.echo("  " + counted("{name}，{n} 行", len(rows)).format(name=sheet, n=f"{len(rows):,}"), err=True)


def _leave_waiting(organiser: Actor, made: invented.County) -> None:
    """A roster with mistakes, uploaded by the organiser and checked, not yet confirmed: the first thing to try."""
    with tempfile.TemporaryDirectory(dir=settings.DATA) as folder:
        path = Path(folder) / "roster.xlsx"
        write_book(path, "会员花名册", invented.MEMBER_HEADS, made.late)
        for staged in imports.stage(actor=organiser, source=path, name=f"{made.unions[0][0]}花名册.xlsx"):
            imports.check(actor=organiser, code=staged.code, inline=True)


def _seats(county: str, town: str, union: str, now: datetime) -> dict[str, int]:
    """Open the demonstration accounts, set the printed password and appoint them; log-in name -> account."""
    opened: dict[str, int] = {}
    places = {"county": county}
    for place, name in (("town", town), ("union", union)):
        (unit_id,) = tree.unit_ids_by_name([name])[name]
        places[place] = tree.unit_names([unit_id])[unit_id][1]
    for seat in SEATS:
        account = access.create_account(
            actor=OPERATOR, username=seat.username, name=seat.name, unit_code=places[seat.place], now=now, demo=True
        )
        token = access.invite(actor=OPERATOR, account_code=account.code, now=now)
        access.accept_invitation(actor=OPERATOR, token=token, password=demonstration.PASSWORD, now=now)
        access.appoint(
            actor=OPERATOR,
            account_code=account.code,
            unit_code=places[seat.place],
            role=seat.role,
            since=timezone.localdate(now),
            now=now,
        )
        opened[seat.username] = account.pk
    return opened
