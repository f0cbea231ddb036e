"""Spreadsheets from the terminal: import, template, undo-import, check-figures."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext as _

from niangjia.engines.figures import queries as figures
from niangjia.engines.imports import actions, queries
from niangjia.engines.imports.queries import Batch
from niangjia.fronts.cli.root import acting, main
from niangjia.kit import calendar
from niangjia.kit.counted import counted
from niangjia.kit.declare import Sheet, sheets
from niangjia.kit.ids import new_code
from niangjia.kit.jobs import drain
from niangjia.kit.powers import Actor, Refused
from niangjia.kit.sheets import write_template

KIND = click.Choice(list(sheets()))
RECORDED = translation.override(settings.LANGUAGE_CODE)
"""What an import keeps (reasons, notices) is read on the desk, too: it is written in the language of the house."""
SHOWN = 20
"""Wrong rows that are named on the screen; the error file has them all."""


@main.command("import", help=_("写入表格：好的行都写入，有错的行逐行说明原因；同一份表再导一次不会改变什么。"))
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "kind", type=KIND, default=None, help=_("表格种类；不说明时按列名识别"))
@click.option("--dry-run", is_flag=True, help=_("只检查，不写入"))
@click.option("--transfers", is_flag=True, help=_("换了工会的也写入（转会）"))
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help=_("把有错的行另存为表格，末列是原因"))
@click.option("--by", "account", help=_("以哪个账号的名义"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON"))
def take_in(
    files: tuple[Path, ...],
    kind: str | None,
    dry_run: bool,
    transfers: bool,
    errors: Path | None,
    account: str | None,
    as_json: bool,
) -> None:
    """Take spreadsheets in; the same file again changes nothing."""
    actor = acting(account)
    done: list[Batch] = []
    unread: list[str] = []
    for path in files:
        try:
            with RECORDED:
                staged = actions.stage(actor=actor, source=path, name=path.name, kind=kind or "")
        except Refused as refusal:
            unread.append(_("{file}：{why}").format(file=path.name, why=refusal.sentence))
            continue
        done += [_through(actor, batch, dry_run=dry_run, transfers=transfers) for batch in staged]
    if errors is not None:
        _write_errors(actor, done, errors)
    if as_json:
        click.echo(
            json.dumps(
                [queries.summary(batch) for batch in done] + [{"error": text} for text in unread], ensure_ascii=False
            )
        )
    else:
        for batch in done:
            _tell(actor, batch, dry_run=dry_run)
        for text in unread:
            click.echo(text, err=True)
    sys.exit(_exit_code(done, unread))


@RECORDED
def _through(actor: Actor, batch: Batch, *, dry_run: bool, transfers: bool) -> Batch:
    batch = actions.check(actor=actor, code=batch.code, inline=True)
    if batch.state != "ready" or dry_run:
        return batch
    if transfers:
        actions.tick_transfers(actor=actor, code=batch.code, rows="all")
    try:
        batch = actions.start(actor=actor, code=batch.code, inline=True)
    except actions.NothingToDo:
        batch = actions.cancel(actor=actor, code=batch.code, inline=True)
    drain()
    return batch


def _exit_code(done: list[Batch], unread: list[str]) -> int:
    """0 all in or the same, 1 some refused, 2 nothing taken."""
    good = sum(batch.counts.get(verdict, 0) for batch in done for verdict in ("new", "changed", "same", "transfer"))
    left = sum(batch.counts.get("wrong", 0) + len(batch.skipped) + _waiting(batch) for batch in done)
    failed = any(batch.state == "failed" for batch in done)
    if not good:
        return 2 if unread or failed or left else 0
    return 1 if left or unread or failed else 0


def _waiting(batch: Batch) -> int:
    """Transfers that were seen and not ticked."""
    return 0 if batch.options.get("transfers") else int(batch.counts.get("transfer", 0))


def _tell(actor: Actor, batch: Batch, *, dry_run: bool) -> None:
    title = sheets()[batch.kind].title
    counts = batch.counts
    sentence = counted("{file}：{title} {n} 行", batch.rows)
    click.echo(sentence.format(file=batch.file_name, title=title, n=batch.rows))
    if batch.message:
        click.echo(f"  {batch.message}")
        return
    kept = _("转会 {n}") if batch.options.get("transfers") else _("转会 {n}（没有写入，加 --transfers 写入）")
    parts = [
        (_("将新增 {n}") if dry_run else _("已新增 {n}"), counts.get("new", 0)),
        (_("将更新 {n}") if dry_run else _("已更新 {n}"), counts.get("changed", 0)),
        (_("一样 {n}"), counts.get("same", 0)),
        (kept, counts.get("transfer", 0)),
        (_("有错 {n}"), counts.get("wrong", 0)),
    ]
    click.echo("  " + _("，").join(words.format(n=number) for words, number in parts if number))
    if not any(counts.get(verdict) for verdict in ("new", "changed", "transfer", "wrong")):
        click.echo("  " + _("和现有的完全一样，没有改变什么"))
    if counts.get("wrong"):
        wrong = queries.wrong_rows(actor, batch.code)
        for row, reason in wrong.head(SHOWN).iter_rows():
            click.echo("  " + _("第 {row} 行：{reason}").format(row=row, reason=reason))
        if wrong.height > SHOWN:
            more = wrong.height - SHOWN
            click.echo("  " + counted("…… 还有 {n} 行，用 --errors 文件.xlsx 存下全部", more).format(n=more))
    if batch.skipped:
        skipped = len(batch.skipped)
        click.echo("  " + counted("{n} 行在预览之后有了变化，没有写入，请再导入一次", skipped).format(n=skipped))
    if not dry_run:
        click.echo("  " + _("批次 {code}（撤回：niangjia undo-import {code}）").format(code=batch.code))


def _write_errors(actor: Actor, done: list[Batch], target: Path) -> None:
    by_file: dict[str, list[str]] = {}
    for batch in done:
        if batch.counts.get("wrong"):
            by_file.setdefault(batch.facts["source"], []).append(batch.code)
    for number, codes in enumerate(by_file.values()):
        path = target if not number else target.with_stem(f"{target.stem}-{number + 1}")
        rows = actions.write_error_file(actor=actor, codes=codes, target=path)
        click.echo(counted("{n} 行有错，已存为 {path}", rows).format(n=rows, path=path), err=True)


@main.command("template", help=_("存一份空白表格。"))
@click.argument("kind", type=KIND)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--layout", default="", help=_("版式，例如 short（八列）或 official（采集表）"))
def template(kind: str, out: Path, layout: str) -> None:
    """The blank spreadsheet."""
    sheet: Sheet = sheets()[kind]
    if layout and layout not in sheet.layouts:
        raise click.UsageError(_("没有这种版式，可用：{layouts}").format(layouts=", ".join(sheet.layouts)))
    write_template(sheet, out, layout=layout)
    click.echo(_("已存为 {path}").format(path=out))


@main.command("undo-import", help=_("撤回一次导入；此后被改过的行保留，并逐行列出。"))
@click.argument("batch")
@click.option("--by", "account", help=_("以哪个账号的名义"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON"))
def undo_import(batch: str, account: str | None, as_json: bool) -> None:
    """Take an import back; rows edited since stay and are named."""
    actor = acting(account)
    done = actions.undo(actor=actor, code=batch, inline=True)
    drain()
    kept = [{"row": row, "table": table, "record": record} for row, table, record in queries.kept_rows(actor, batch)]
    if as_json:
        click.echo(json.dumps(queries.summary(done) | {"kept_rows": kept}, ensure_ascii=False))
    else:
        number = queries.reverted(actor, batch)
        click.echo(counted("已撤回 {n} 行", number).format(n=number))
        for one in kept:
            click.echo("  " + _("第 {row} 行此后有人改过或已被使用，保留").format(row=one["row"]))
    sys.exit(1 if kept else 0)


# ------------------------------------------------------------------ check-figures

CHILD = "NIANGJIA_CHECK_FIGURES"


@main.command("check-figures", help=_("把一个案例文件夹写入空库，与 figures.json 逐项比较；有一项不同即退出 1。"))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON"))
def check_figures(folder: Path, as_json: bool) -> None:
    """Load a case into an empty base and compare its figures."""
    if os.environ.get(CHILD):
        sys.exit(_check_here(folder, as_json=as_json))
    with tempfile.TemporaryDirectory(prefix="niangjia-check-") as data:
        made = _own_database()
        env = {**os.environ, CHILD: "1", "NIANGJIA_DATA": data, "PYTHONPATH": os.pathsep.join(sys.path)}
        env.pop("NIANGJIA_KEYS", None)
        if made:
            env["DATABASE_URL"] = made[1]
        else:
            env.pop("DATABASE_URL", None)
        try:
            command = [
                sys.executable,
                "-m",
                "niangjia.fronts.cli",
                "check-figures",
                str(folder),
                *(["--json"] if as_json else []),
            ]
            sys.exit(subprocess.run(command, env=env, check=False).returncode)
        finally:
            if made:
                _say(f'DROP DATABASE IF EXISTS "{made[0]}" WITH (FORCE)')


def _own_database() -> tuple[str, str] | None:
    """On PostgreSQL a database of its own beside the configured one: its name and address."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return None
    name = f"niangjia_check_{new_code()}"
    _say(f'CREATE DATABASE "{name}"')
    return name, re.sub(r"/[^/?]*(?=$|\?)", f"/{name}", url)


def _say(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement)


def _check_here(folder: Path, *, as_json: bool) -> int:
    """In the child: fill the empty database and compare."""
    call_command("migrate", verbosity=0, interactive=False)
    actor = acting(None)
    for path in sorted(folder.iterdir(), key=_number):
        if path.suffix.lower() in {".xlsx", ".xls", ".csv"}:
            _take_case(actor, path, quiet=as_json)
    lines = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    found = figures.compare(actor, lines, today=calendar.today())
    right = sum(line.ok for line in found)
    if as_json:
        click.echo(json.dumps([vars(line) for line in found], ensure_ascii=False, default=str))
    else:
        for line in found:
            click.echo(f"{'✓' if line.ok else '✗'} {line.sentence}")
    click.echo(f"{right} of {len(found)} figures", err=as_json)
    shutil.rmtree(Path(settings.DATA) / "imports", ignore_errors=True)
    return 0 if right == len(found) else 1


def _take_case(actor: Actor, path: Path, *, quiet: bool) -> None:
    try:
        staged = actions.stage(actor=actor, source=path, name=path.name)
    except Refused as refusal:
        click.echo(_("{file}：{why}").format(file=path.name, why=refusal.sentence), err=True)
        return
    for batch in staged:
        done = _through(actor, batch, dry_run=False, transfers=False)
        if not quiet:
            _tell(actor, done, dry_run=False)


def _number(path: Path) -> tuple[int, str]:
    """Files in the order of their numbers."""
    digits = re.match(r"\d+", path.name)
    return (int(digits[0]) if digits else sys.maxsize, path.name)
