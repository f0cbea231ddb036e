"""`niangjia audit …`: seal, anchor, verify and export the trail."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from niangjia.fronts.cli.root import acting, main
from niangjia.ground.audit import actions, queries

KINDS = {
    "altered": "内容与封存时不一致",
    "deleted": "记录已被删除",
    "gap": "封存记录缺失",
    "inserted": "这一条是后来插入的",
    "reordered": "记录的先后次序被调换",
    "anchor": "与已交出的锚定值不符，整条链被重新计算过",
    "cut": "末尾的记录被删除，已交出的锚定值对不上",
}


@main.group()
def audit() -> None:
    """操作留痕：封存、锚定、核验、导出。"""


@audit.command()
def seal() -> None:
    """立即封存尚未封存的记录（平时由后台每两秒进行）。"""
    click.echo(f"已封存 {actions.seal_pending()} 条。")


@audit.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="把锚定值追加到这个文件，请保存到本机以外。"
)
@click.option("--by", "account", help="以哪个账号的名义。")
def anchor(out: Path | None, account: str | None) -> None:
    """交出链头：编号、摘要、时间。抄送上级工会或打印签字后，任何人都改不了此前的记录而不被发现。"""
    made = actions.anchor(actor=acting(account))
    if made is None:
        click.echo("还没有可以锚定的记录。")
        return
    line = f"{made.seq} {made.digest} {made.made_at:%Y-%m-%dT%H:%M:%SZ}"
    if out:
        with out.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    click.echo(line)


@audit.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def export(target: Path) -> None:
    """导出整条链，可在另一台电脑上离线核验。"""
    with target.open("w", encoding="utf-8") as file:
        count = queries.export(file)
    click.echo(f"已导出 {count} 条到 {target}。")


@audit.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--anchor", "anchors", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="保存在外面的锚定值文件。"
)
def verify(file: Path | None, anchors: Path | None) -> None:
    """核验整条链；给出 FILE 时核验导出的文件。退出码：0 完好，1 有问题，2 文件无法读取。"""
    try:
        known = queries.read_anchors(anchors) if anchors else {}
        found = queries.verify_file(file, known) if file else queries.verify(anchors=known)
    except ValueError as error:
        click.echo(f"无法读取：{error}", err=True)
        sys.exit(2)
    click.echo(f"共核验 {found.count} 条，链头 {found.head[:16]}…")
    if isinstance(found, queries.Report):
        if found.waiting:
            click.echo(f"另有 {found.waiting} 条等待封存，最早的写于 {found.waiting_since:%Y-%m-%d %H:%M:%S} UTC。")
        if found.guards_missing:
            click.echo(f"注意：数据库中的防改触发器缺少 {len(found.guards_missing)} 个。")
    if found.broken is None:
        click.echo("完好。")
        return
    entry = f"（记录 {found.broken.entry_id}）" if found.broken.entry_id else ""
    click.echo(f"有问题：第 {found.broken.seq} 条{entry}，{KINDS[found.broken.kind]}。", err=False)
    sys.exit(1)
