"""`niangjia serve`: the web and the worker on one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces

from niangjia.fronts.cli import prepare
from niangjia.fronts.cli.root import main
from niangjia.kit.jobs import run_worker


@main.command()
@click.option("--port", default=8000, show_default=True, help="端口。")
@click.option("--address", default="127.0.0.1", show_default=True, help="监听地址；放在 nginx 后面时不用改。")
@click.option("--workers", default=1, show_default=True, help="网页进程数。")
@click.option("--demo", "with_demo", is_flag=True, help="库是空的就先装入演示县。")
@click.pass_context
def serve(ctx: click.Context, port: int, address: str, workers: int, with_demo: bool) -> None:
    """启动网站和后台任务。"""
    prepare.ready(say=True)
    if with_demo:
        ctx.invoke(main.commands["demo"], if_empty=True)
    hand = subprocess.Popen([sys.executable, "-m", "niangjia.fronts.cli", "worker"], env={**os.environ})
    click.echo(
        f"\n  工作台   http://localhost:{port}/desk/\n  职工端   http://localhost:{port}/m/\n  停止     Ctrl+C\n"
    )
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
        hand.send_signal(signal.SIGTERM)
        hand.wait(timeout=30)


@main.command()
def worker() -> None:
    """只运行后台任务。"""
    prepare.ready()
    stop = threading.Event()

    def leave(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    run_worker(stop)
