"""`niangjia figures`: any figure, rolled up, split, opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.figures import queries
from niangjia.engines.figures.choices import TreeView
from niangjia.fronts.cli.root import acting, main
from niangjia.kit.powers import Actor

DAY = click.DateTime(formats=["%Y-%m-%d"])
PAGE = 5000


@main.command(help=_("统计数：不写 CODE 列出全部指标；写了就算出这一项。"))
@click.argument("code", required=False)
@click.option("--at", "unit", default="", help=_("工会全称或编码；省略时为您负责的最上级工会"))
@click.option("--on", type=DAY, help=_("某一天（存量）"))
@click.option("--from", "first", type=DAY, help=_("时期的第一天"))
@click.option("--to", "last", type=DAY, help=_("时期的最后一天"))
@click.option("--year", type=click.IntRange(1900, 9000), help=_("整年"))
@click.option("--where", "where", multiple=True, metavar="K=V", help=_("只计某一项取某个值的，可以写多个"))
@click.option("--by", "split", default="", help=_("按哪一项分开；unit 为按下级工会分"))
@click.option("--as-is", "as_is", is_flag=True, help=_("按现在的组织关系归集（默认按当时的）"))
@click.option("--rows", "open_rows", is_flag=True, help=_("列出背后的每一条记录"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON"))
@click.option("--account", default=None, help=_("以哪个账号的权限查看；省略时为本机操作员"))
def figures(
    code: str | None,
    unit: str,
    on: datetime | None,
    first: datetime | None,
    last: datetime | None,
    year: int | None,
    where: tuple[str, ...],
    split: str,
    as_is: bool,
    open_rows: bool,
    as_json: bool,
    account: str | None,
) -> None:
    """All figures without CODE, one with it."""
    actor = acting(account)
    if code is None and not unit:
        catalogue(actor, as_json)
        return
    view = TreeView.IS if as_is else TreeView.WAS
    time = {
        "on": day(on),
        "first": day(first),
        "last": day(last),
        "year": year,
        "view": view,
        "today": timezone.localdate(),
    }
    at = unit or queries.top_unit(actor)
    if code is None:
        every(actor, at, time, as_json)
        return
    narrowed = pairs(where)
    answer = queries.value(actor, code, at, where=narrowed, by=split, **time)
    found = plain(answer)
    opened = list(pages(actor, answer.figure.code, at, {**time, "where": narrowed})) if open_rows else []
    if open_rows:
        found["rows"] = [row for page in opened for row in listed(page)]
        found["hidden"] = opened[0].hidden + sum(term.hidden for term in opened[0].terms)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        say(answer, found.get("rows", []), opened[0].withheld if opened else "")


def catalogue(actor: Actor, as_json: bool) -> None:
    """All figures in words."""
    entries = queries.catalogue(actor)
    if as_json:
        known = [
            {"figure": one.code, "label": one.label, "definition": one.definition, "shape": one.shape, "unit": one.unit,
             "by": dict(one.breakdowns)}
            for one in entries
        ]  # fmt: skip
        click.echo(json.dumps(known, ensure_ascii=False, indent=1))
        return
    for one in entries:
        click.echo("  ".join((one.code, _("{label}（{unit}）").format(label=one.label, unit=one.unit or _("比率")))))
        click.echo(f"    {one.definition}")
        if one.breakdowns:
            ways = ", ".join(f"{name} ({label})" for name, label in one.breakdowns.items())
            click.echo("    " + _("可按：{ways}").format(ways=ways))


def every(actor: Actor, at: str, time: dict[str, Any], as_json: bool) -> None:
    """Every figure at one unit."""
    answers = [queries.value(actor, one.code, at, **within(one.shape, time)) for one in queries.catalogue(actor)]
    if as_json:
        click.echo(json.dumps([plain(one) for one in answers], ensure_ascii=False, indent=1))
        return
    for one in answers:
        click.echo(f"{one.figure.label}\t{shown(one.value, one)}")


def within(shape: str, time: dict[str, Any]) -> dict[str, Any]:
    """For a list of all figures a single day means, for a flow, the year up to it."""
    if time["on"] is None or shape == "stock":
        return time
    return {**time, "on": None, "first": time["on"].replace(month=1, day=1), "last": time["on"]}


def pairs(where: tuple[str, ...]) -> dict[str, str]:
    """`k=v` as written."""
    found = {}
    for text in where:
        name, sign, value = text.partition("=")
        if not sign:
            raise click.UsageError(f"--where 要写成 名称=取值，例如 --where 重点领域=新就业形态；您写的是“{text}”。")
        found[name.strip()] = value.strip()
    return found


def day(given: datetime | None) -> date | None:
    """The day of an option."""
    return given.date() if given else None


def pages(actor: Actor, code: str, at: str, question: dict[str, Any]) -> Iterator[queries.Rows]:
    """All rows, page by page; a ratio gives the rows of its terms."""
    page = queries.open_rows(actor, code, at, size=PAGE, **question)
    yield page
    while page.after is not None:
        page = queries.open_rows(actor, code, at, size=PAGE, after=page.after, **question)
        yield page
    for term in page.terms:
        rest = {**question, "on": term.time.last if term.time.single else None, "where": dict(term.where)}
        if not term.time.single:
            rest |= {"first": term.time.first, "last": term.time.last}
        else:
            rest |= {"first": None, "last": None, "year": None}
        yield from pages(actor, term.figure.code, at, rest)


def listed(page: queries.Rows) -> list[dict[str, Any]]:
    """Rows as plain objects."""
    return [
        {"figure": page.figure.code, "id": row.code or row.id, "name": row.title, "unit": row.unit.name,
         "value": number(row.value), **row.cells, **({"times": row.times} if row.times > 1 else {})}
        for row in page.items
    ]  # fmt: skip


def plain(answer: queries.Answer) -> dict[str, Any]:
    """An answer as an object: like a line of `figures.json`; with `by` the value is a table and `total` the number."""
    found: dict[str, Any] = {"figure": answer.figure.code, "label": str(answer.figure.label), "at": answer.at.name}
    if answer.time.single or answer.figure.shape == "stock":
        found["on"] = answer.time.last.isoformat()
    else:
        found |= {"from": answer.time.first.isoformat(), "to": answer.time.last.isoformat()}
    if answer.where:
        found["where"] = dict(answer.where)
    if answer.by:
        found |= {"by": answer.by, "value": table_of(answer), "total": number(answer.value)}
    else:
        found["value"] = number(answer.value)
    if answer.terms:
        found["terms"] = [plain(term) for term in answer.terms]
    if answer.note:
        found["note"] = answer.note
    return found


def table_of(answer: queries.Answer) -> dict[str, Any]:
    """Label → number; labels that are alike (two units of one name) are told apart by their key."""
    labels = [part.label for part in answer.parts]
    return {
        part.label if labels.count(part.label) == 1 else f"{part.label}（{part.key}）": number(part.value)
        for part in answer.parts
    }


def number(value: int | Decimal | None) -> int | float | None:
    """A number as JSON has it."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def shown(value: int | Decimal | None, answer: queries.Answer) -> str:
    """A number as people read it: with its word, or as a percentage."""
    if value is None:
        return "—"
    word = str(answer.figure.unit)
    if answer.figure.shape == "ratio" and not word:
        return f"{value:.2%}"
    return f"{value:,.{answer.figure.places}f} {word}".strip()


def say(answer: queries.Answer, rows: list[dict[str, Any]], withheld: str) -> None:
    """An answer in words."""
    click.echo(_("{label}：{value}").format(label=answer.figure.label, value=shown(answer.value, answer)))
    period = answer.time.last if answer.time.single or answer.figure.shape == "stock" else answer.time
    scope = _("范围：{unit}　时间：{period}　{view}")
    click.echo(scope.format(unit=answer.at.name, period=period, view=answer.view.label))
    click.echo(_("口径：{definition}").format(definition=answer.figure.definition))
    if answer.note:
        click.echo(answer.note)
    for part in answer.parts:
        click.echo(f"  {part.label}\t{shown(part.value, answer)}")
    for term in answer.terms:
        click.echo(f"  {term.figure.label}\t{shown(term.value, term)}")
    for row in rows:
        rest = "　".join(
            str(cell) for name, cell in row.items() if name not in {"figure", "id", "name", "unit", "value"}
        )
        click.echo(f"  {row['name']}　{row['unit']}　{row['value']}　{rest}".rstrip())
    if withheld:
        click.echo(withheld)
