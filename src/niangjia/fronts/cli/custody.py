"""`niangjia backup`, `restore`, `keys …`, `rotate-keys`: what keeps the house when the machine is lost."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from niangjia.engines.custody import actions
from niangjia.fronts.cli.root import main
from niangjia.kit.counted import counted
from niangjia.kit.powers import OPERATOR

FILE = click.Path(dir_okay=False, path_type=Path)
CODE = click.option(
    "--code-file",
    type=click.Path(allow_dash=True),
    help=_("从文件读恢复码（- 为标准输入）；省略时在终端里问。"),
)


def asked(code_file: str | None) -> str:
    """The recovery code, from a file or from the person at the terminal."""
    if code_file is None:
        return str(click.prompt(_("请输入恢复码（8 组，大小写和空格不限）"), err=True))
    with click.open_file(code_file, encoding="utf-8") as file:
        return file.read()


def asking(code_file: str | None) -> Callable[[], str]:
    """The same, only when it turns out to be needed."""
    return lambda: asked(code_file)


# ------------------------------------------------------------------ keys


@main.group(help=_("密钥：恢复码、核对、找回。"))
def keys() -> None:
    """Keys and the recovery code."""


@keys.command(help=_("生成恢复码，只显示一次。重新生成后，新的备份用新码，旧的备份仍用旧码。"))
def recovery() -> None:
    """Make a recovery code and show it."""
    groups = actions.make_recovery(actor=OPERATOR).split("-")
    click.echo(_("恢复码如下，共 8 组。"))
    click.echo()
    click.echo("    " + "  ".join(groups[:4]))
    click.echo("    " + "  ".join(groups[4:]))
    click.echo()
    for sentence in (
        _("请现在就抄在纸上或打印出来，一式两份，分开锁进保险柜（例如办公室主任和审计各一份）。"),
        _("它只显示这一次，平台里不留；不要拍照，不要存在这台电脑或放备份的盘上。"),
        _("没有它，这台电脑坏了以后，任何备份都打不开。抄好后请运行 niangjia keys check 核对一遍。"),
    ):
        click.echo(sentence)


@keys.command(help=_("核对恢复码：真的打开一次密钥副本。退出码：0 能打开，1 副本不是现在的密钥，2 打不开。"))
@CODE
def check(code_file: str | None) -> None:
    """Prove that a typed code opens the wrapped copy."""
    current, count = actions.check_recovery(actor=OPERATOR, code=asked(code_file))
    click.echo(counted("恢复码正确，密钥副本能打开，里面有 {n} 把密钥。", count).format(n=count))
    if not current:
        click.echo(
            _("但是副本和现在的密钥文件不一样：密钥文件在平台外被改过。请重新运行 niangjia keys recovery。"), err=True
        )
        sys.exit(1)
    click.echo(_("和现在用的密钥一致。"))


@keys.command("return", help=_("密钥文件丢了：用恢复码从数据文件夹里的 keys.wrapped 找回来。"))
@CODE
def give_back(code_file: str | None) -> None:
    """Put a lost key file back."""
    count = actions.return_keys(actor=OPERATOR, code=asked(code_file))
    click.echo(counted("密钥文件已找回，里面有 {n} 把密钥。请重新启动 niangjia serve。", count).format(n=count))


@main.command("rotate-keys", help=_("换数据密钥，不用停机；中断了再运行一次就接着换。旧密钥留到全部换完满一天。"))
@click.option("--drop-old", is_flag=True, help=_("换完满一天后，销毁旧密钥。"))
@click.option("--batch", default=1000, show_default=True, type=click.IntRange(10, 50_000), help=_("一批多少行。"))
def rotate_keys(drop_old: bool, batch: int) -> None:
    """Change the data key, or destroy the old one."""
    now = timezone.now()
    if drop_old:
        gone = "、".join(actions.drop_old(actor=OPERATOR, now=now, batch=batch))
        click.echo(_("旧密钥 {told} 已销毁。此前的备份各带自己的密钥，仍能用恢复码打开。").format(told=gone))
        return
    shown: dict[str, int] = {}

    def tell(what: str, done: int) -> None:
        if done // 50_000 != shown.get(what, 0) // 50_000:
            click.echo(f"  {what} {done:,}", err=True)
        shown[what] = done

    made = actions.rotate(actor=OPERATOR, now=now, batch=batch, tell=tell)
    click.echo(counted("现在用的密钥是 {key}，改用新密钥 {n} 处。", made.done).format(key=made.key, n=f"{made.done:,}"))
    if made.left:
        sentence = counted("还有 {n} 处正在被使用，请过一会儿再运行一次 niangjia rotate-keys。", made.left)
        click.echo(sentence.format(n=f"{made.left:,}"), err=True)
        sys.exit(1)
    click.echo(_("已全部换完。满一天后运行 niangjia rotate-keys --drop-old 销毁旧密钥。"))
    click.echo(_("密钥若是泄露了，请同时运行 niangjia keys recovery 换恢复码，再做一次备份。"))


# ------------------------------------------------------------------ copies


@main.command(help=_("备份整个平台到一个文件，不用停机；内容是加密的，只有恢复码能在别处打开。"))
@click.argument("target", type=FILE)
def backup(target: Path) -> None:
    """Write a copy of everything."""
    made = actions.back_up(actor=OPERATOR, target=target.resolve(), now=timezone.now())
    sentence = counted("已备份到 {target}：{size} MB，附件 {n} 个。", made.files)
    click.echo(sentence.format(target=target, size=f"{made.size / 1_000_000:,.1f}", n=f"{made.files:,}"))
    for one in made.totals.values():
        click.echo(f"  {one['label']} {sum(number for _label, number in one['lines']):,}")


@main.command(
    help=_("从备份恢复：先逐字节核验，再装入，再逐项核对总数和操作记录。退出码：0 一致，1 有出入，2 没有恢复。")
)
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help=_("覆盖现有的数据（先停掉服务）。"))
@click.option("--check", "only_check", is_flag=True, help=_("只核验备份，不恢复。"))
@CODE
def restore(source: Path, replace: bool, only_check: bool, code_file: str | None) -> None:
    """Put a copy back, or only verify it."""
    if only_check:
        told = actions.look_over(actor=OPERATOR, source=source, ask_code=asking(code_file))
        moment, parts = told["preface"]["made_at"], len(told["members"])
        sentence = counted("备份完好，{moment} 所备，共 {n} 个部分。", parts)
        click.echo(sentence.format(moment=moment, n=f"{parts:,}"))
        return
    made = actions.restore(
        actor=OPERATOR, source=source, ask_code=asking(code_file), replace=replace, now=timezone.now()
    )
    tell(made)
    sys.exit(0 if made.whole else 1)


@main.command(help=_("把全部数据导出成通用格式（CSV 和说明），随时可以带走；里面有个人信息，请保管好。"))
@click.argument("target", type=FILE)
@click.option("--encrypt", is_flag=True, help=_("加密成一个文件，用恢复码打开（niangjia open-export）。"))
def export(target: Path, encrypt: bool) -> None:
    """Everything in open formats."""
    made = actions.export(actor=OPERATOR, target=target.resolve(), now=timezone.now(), encrypt=encrypt)
    sentence = _("已导出到 {target}：{tables} 张表，{rows} 行，附件 {files} 个。")
    click.echo(sentence.format(target=target, tables=made.tables, rows=f"{made.rows:,}", files=f"{made.files:,}"))
    for one in made.totals.values():
        click.echo(f"  {one['label']} {sum(number for _label, number in one['lines']):,}")


@main.command("open-export", help=_("用恢复码打开加密的导出文件。"))
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=FILE)
@CODE
def open_export(source: Path, target: Path, code_file: str | None) -> None:
    """The zip out of an encrypted export."""
    actions.open_export(actor=OPERATOR, source=source, target=target.resolve(), code=asked(code_file))
    click.echo(_("已打开到 {target}。").format(target=target))


def tell(made: actions.Restored) -> None:
    """Totals side by side, the trail, and where the old things are."""
    click.echo(_("备份已恢复，备份时间是 {told}。下面逐项核对备份时和现在的数。").format(told=made.made_at))
    names = [f"{line.what} {short(line.label)}".strip() for line in made.lines]
    wide = max(map(width, names), default=0)
    for line, name in zip(made.lines, names, strict=True):
        mark = "✓" if line.same else "✗ " + _("不一致")
        click.echo(f"  {name}{' ' * (wide - width(name))}  {number(line.then):>12}  {number(line.now):>12}  {mark}")
    chain = made.chain
    if chain.broken is None:
        sentence = counted("操作记录 {n} 条，链完好，和备份时的链头一致。", chain.count)
        click.echo(sentence.format(n=f"{chain.count:,}"))
    else:
        sentence = _("操作记录的链在第 {seq} 条断了，请运行 niangjia audit verify。")
        click.echo(sentence.format(seq=chain.broken.seq), err=True)
    if made.aside is not None:
        click.echo(_("原来的文件移到了 {place}，核对无误后可以删掉。").format(place=made.aside))
    click.echo(_("所有人都要重新登录。启动：niangjia serve"))


def short(label: str) -> str:
    """A digest by its beginning."""
    return label[:16] + "…" if len(label) == 64 else label


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "FW") for letter in text)


def number(value: int | None) -> str:
    """A number, or a dash where a side has none."""
    return "—" if value is None else f"{value:,}"
