"""`niangjia serve`: the web and the worker on one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import click
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces

from niangjia.engines.custody import queries as custody
from niangjia.fronts.cli import prepare
from niangjia.fronts.cli.root import main
from niangjia.ground.org import queries as tree
from niangjia.kit.jobs import run_worker
from niangjia.kit.powers import OPERATOR


@main.command(help=_("启动网站和后台任务。"))
@click.option("--port", default=8000, show_default=True, help=_("端口。"))
@click.option("--address", default="127.0.0.1", show_default=True, help=_("监听地址；放在 nginx 后面时不用改。"))
@click.option("--workers", default=1, show_default=True, help=_("网页进程数。"))
@click.option("--demo", "with_demo", is_flag=True, help=_("库是空的就先装入演示县。"))
@click.option("--no-worker", is_flag=True, help=_("不启动后台任务（由另一个服务 niangjia worker 来做）。"))
@click.pass_context
def serve(ctx: click.Context, port: int, address: str, workers: int, with_demo: bool, no_worker: bool) -> None:
    """The web and the worker."""
    prepare.ready(say=True)
    prepare.must_be_ready()
    if with_demo:
        ctx.invoke(main.commands["demo"], if_empty=True)
    remind()
    hand = None if no_worker else subprocess.Popen([sys.executable, "-m", "niangjia.fronts.cli", "worker"])
    os.environ.setdefault("NIANGJIA_STATEMENT_SECONDS", "30")  # for the pages; jobs may take their time
    if sys.stderr.isatty():
        os.environ.setdefault("NIANGJIA_LOG_REQUESTS", "WARNING")  # a person reads along, and looks for a log-in code
    click.echo()
    doors = ((_("工作台"), f"http://localhost:{port}/desk/"), (_("职工端"), f"http://localhost:{port}/m/"))
    for name, what in (*doors, (_("停止"), "Ctrl+C")):
        click.echo(f"  {name}   {what}")
    click.echo()
    try:
        Granian(
            "niangjia.config.wsgi:application",
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            backlog=1024,
            log_access=False,
        ).serve()
    finally:
        if hand is not None:
            hand.send_signal(signal.SIGTERM)
            hand.wait(timeout=30)


def remind() -> None:
    """A real county without a recovery code cannot be copied: say so at each start until there is one."""
    if tree.is_founded(OPERATOR) and not tree.is_demonstration(OPERATOR) and not custody.has_recovery(OPERATOR):
        click.echo()
        click.echo(_("还没有恢复码，备份做不了：请运行 niangjia keys recovery，把显示的恢复码抄在纸上锁好。"), err=True)


@main.command(help=_("只运行后台任务。"))
def worker() -> None:
    """The worker alone."""
    prepare.ready()
    stop = threading.Event()

    def leave(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    run_worker(stop)
