"""`niangjia backup`, `restore`, `keys …`, `rotate-keys`: what keeps the house when the machine is lost."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import click
from django.utils import timezone

from niangjia.engines.custody import actions
from niangjia.fronts.cli.root import main
from niangjia.kit.powers import OPERATOR

FILE = click.Path(dir_okay=False, path_type=Path)
CODE = click.option(
    "--code-file", type=click.Path(allow_dash=True), help="从文件读恢复码（- 为标准输入）；省略时在终端里问。"
)
KEEP = """
请现在就抄在纸上或打印出来，一式两份，分开锁进保险柜（例如办公室主任和审计各一份）。
它只显示这一次，平台里不留；不要拍照，不要存在这台电脑或放备份的盘上。
没有它，这台电脑坏了以后，任何备份都打不开。抄好后请运行 niangjia keys check 核对一遍。"""


def asked(code_file: str | None) -> str:
    """The recovery code, from a file or from the person at the terminal."""
    if code_file is None:
        return str(click.prompt("请输入恢复码（8 组，大小写和空格不限）", err=True))
    with click.open_file(code_file, encoding="utf-8") as file:
        return file.read()


def asking(code_file: str | None) -> Callable[[], str]:
    """The same, only when it turns out to be needed."""
    return lambda: asked(code_file)


@main.group()
def keys() -> None:
    """密钥：恢复码、核对、找回。"""


@keys.command()
def recovery() -> None:
    """生成恢复码，只显示一次。重新生成后，新的备份用新码，旧的备份仍用旧码。"""
    code = actions.make_recovery(actor=OPERATOR)
    click.echo("\n恢复码：\n")
    groups = code.split("-")
    click.echo("    " + "  ".join(groups[:4]))
    click.echo("    " + "  ".join(groups[4:]))
    click.echo(KEEP)


@keys.command()
@CODE
def check(code_file: str | None) -> None:
    """核对恢复码：真的打开一次密钥副本。退出码：0 能打开，2 打不开。"""
    current, count = actions.check_recovery(actor=OPERATOR, code=asked(code_file))
    click.echo(f"恢复码正确，密钥副本能打开，里面有 {count} 把密钥。")
    if not current:
        click.echo(
            "但是副本和现在的密钥文件不一样：密钥文件在平台外被改过。请重新运行 niangjia keys recovery。", err=True
        )
        sys.exit(1)
    click.echo("和现在用的密钥一致。")


@keys.command("return")
@CODE
def give_back(code_file: str | None) -> None:
    """密钥文件丢了：用恢复码从数据文件夹里的 keys.wrapped 找回来。"""
    count = actions.return_keys(actor=OPERATOR, code=asked(code_file))
    click.echo(f"密钥文件已找回，里面有 {count} 把密钥。请重新启动 niangjia serve。")


@main.command()
@click.argument("target", type=FILE)
def backup(target: Path) -> None:
    """备份整个平台到一个文件，不用停机；内容是加密的，只有恢复码能在别处打开。"""
    made = actions.back_up(actor=OPERATOR, target=target.resolve(), now=timezone.now())
    click.echo(f"已备份到 {target}：{made.size / 1_000_000:,.1f} MB，附件 {made.files} 个。")
    for one in made.totals.values():
        numbers = [number for _label, number in one["lines"]]
        click.echo(f"  {one['label']} {sum(numbers):,}")


@main.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="覆盖现有的数据（先停掉服务）。")
@click.option("--check", "only_check", is_flag=True, help="只核验备份，不恢复。")
@CODE
def restore(source: Path, replace: bool, only_check: bool, code_file: str | None) -> None:
    """从备份恢复：先逐字节核验，再装入，再逐项核对总数和操作记录。退出码：0 一致，1 有出入，2 没有恢复。"""
    if only_check:
        told = actions.look_over(actor=OPERATOR, source=source, ask_code=asking(code_file))
        click.echo(f"备份完好，{told['preface']['made_at']} 所备，共 {len(told['members']):,} 个部分。")
        return
    made = actions.restore(
        actor=OPERATOR, source=source, ask_code=asking(code_file), replace=replace, now=timezone.now()
    )
    click.echo(f"已恢复 {made.made_at} 的备份。逐项核对：")
    wide = max((_width(f"{line.what} {_short(line.label)}") for line in made.lines), default=0)
    for line in made.lines:
        name = f"{line.what} {_short(line.label)}"
        mark = "✓" if line.same else "✗ 不一致"
        click.echo(f"  {name}{' ' * (wide - _width(name))}  {_number(line.then):>12}  {_number(line.now):>12}  {mark}")
    if made.chain.broken is None:
        click.echo(f"操作记录 {made.chain.count:,} 条，链完好，和备份时的链头一致。")
    else:
        click.echo(f"操作记录的链在第 {made.chain.broken.seq} 条断了，请运行 niangjia audit verify。", err=True)
    if made.aside is not None:
        click.echo(f"原来的文件移到了 {made.aside}，核对无误后可以删掉。")
    click.echo("所有人都要重新登录。启动：niangjia serve")
    sys.exit(0 if made.whole else 1)


@main.command("rotate-keys")
@click.option("--drop-old", is_flag=True, help="换完满一天后，销毁旧密钥。")
@click.option("--batch", default=1000, show_default=True, type=click.IntRange(10, 50_000), help="一批多少行。")
def rotate_keys(drop_old: bool, batch: int) -> None:
    """换数据密钥，不用停机；中断了再运行一次就接着换。旧密钥留到全部换完满一天。"""
    if drop_old:
        gone = actions.drop_old(actor=OPERATOR, now=timezone.now(), batch=batch)
        click.echo(f"旧密钥 {'、'.join(gone)} 已销毁。此前的备份各带自己的密钥，仍能用恢复码打开。")
        return
    shown: dict[str, int] = {}

    def tell(what: str, done: int) -> None:
        if done // 50_000 != shown.get(what, 0) // 50_000:
            click.echo(f"  {what} {done:,}", err=True)
        shown[what] = done

    made = actions.rotate(actor=OPERATOR, now=timezone.now(), batch=batch, tell=tell)
    click.echo(f"现在用的密钥是 {made.key}，改用新密钥 {made.done:,} 处。")
    if made.left:
        click.echo(f"还有 {made.left:,} 处正在被使用，请过一会儿再运行一次 niangjia rotate-keys。", err=True)
        sys.exit(1)
    click.echo("已全部换完。满一天后运行 niangjia rotate-keys --drop-old 销毁旧密钥。")
    click.echo("密钥若是泄露了，请同时运行 niangjia keys recovery 换恢复码，再做一次备份。")


def _short(label: str) -> str:
    return label[:16] + "…" if len(label) == 64 else label


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "FW") for letter in text)


def _number(value: int | None) -> str:
    return "—" if value is None else f"{value:,}"
