"""`niangjia audit …`: seal, anchor, verify and export the trail."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _

from niangjia.fronts.cli.root import acting, main
from niangjia.ground.audit import actions, queries
from niangjia.kit.counted import counted

KINDS = {
    "altered": _("内容与封存时不一致"),
    "deleted": _("记录已被删除"),
    "gap": _("封存记录缺失"),
    "inserted": _("这一条是后来插入的"),
    "reordered": _("记录的先后次序被调换"),
    "anchor": _("与已交出的锚定值不符，整条链被重新计算过"),
    "cut": _("末尾的记录被删除，已交出的锚定值对不上"),
}


@main.group(help=_("操作留痕：封存、锚定、核验、导出。"))
def audit() -> None:
    """The trail: seal, anchor, verify, export."""


@audit.command(help=_("立即封存尚未封存的记录（平时由后台每两秒进行）。"))
def seal() -> None:
    """Seal what is not sealed yet."""
    number = actions.seal_pending()
    click.echo(counted("已封存 {n} 条。", number).format(n=number))


@audit.command(help=_("交出链头：编号、摘要、时间。抄送上级工会或打印签字后，任何人都改不了此前的记录而不被发现。"))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help=_("把锚定值追加到这个文件，请保存到本机以外。")
)
@click.option("--by", "account", help=_("以哪个账号的名义。"))
def anchor(out: Path | None, account: str | None) -> None:
    """Hand over the head of the chain."""
    made = actions.anchor(actor=acting(account))
    if made is None:
        click.echo(_("还没有可以锚定的记录。"))
        return
    line = f"{made.seq} {made.digest} {made.made_at:%Y-%m-%dT%H:%M:%SZ}"
    if out:
        with out.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    click.echo(line)


@audit.command(help=_("导出整条链，可在另一台电脑上离线核验。"))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def export(target: Path) -> None:
    """The whole chain into a file."""
    with target.open("w", encoding="utf-8") as file:
        count = queries.export(file)
    click.echo(counted("已导出 {n} 条到 {target}。", count).format(n=count, target=target))


@audit.command(help=_("核验整条链；给出 FILE 时核验导出的文件。退出码：0 完好，1 有问题，2 文件无法读取。"))
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--anchor",
    "anchors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("保存在外面的锚定值文件。"),
)
def verify(file: Path | None, anchors: Path | None) -> None:
    """Check the chain: 0 whole, 1 broken, 2 not readable."""
    try:
        known = queries.read_anchors(anchors) if anchors else {}
        found = queries.verify_file(file, known) if file else queries.verify(anchors=known)
    except ValueError as error:
        click.echo(_("无法读取：{error}").format(error=error), err=True)
        sys.exit(2)
    click.echo(counted("共核验 {n} 条，链头 {head}…", found.count).format(n=found.count, head=found.head[:16]))
    if isinstance(found, queries.Report):
        if found.waiting:
            since = f"{found.waiting_since:%Y-%m-%d %H:%M:%S}"
            sentence = counted("另有 {n} 条等待封存，最早的写于 {since} UTC。", found.waiting)
            click.echo(sentence.format(n=found.waiting, since=since))
        if found.guards_missing:
            missing = len(found.guards_missing)
            click.echo(counted("注意：数据库中的防改触发器缺少 {n} 个。", missing).format(n=missing))
    if found.broken is None:
        click.echo(_("完好。"))
        return
    told = (
        _("有问题：第 {seq} 条（记录 {entry}），{what}。")
        if found.broken.entry_id
        else _("有问题：第 {seq} 条，{what}。")
    )
    click.echo(told.format(seq=found.broken.seq, entry=found.broken.entry_id, what=KINDS[found.broken.kind]))
    sys.exit(1)
