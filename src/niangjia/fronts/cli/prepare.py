"""Prepare a fresh data folder: whichever command meets it first makes the base. Only the default SQLite is made by itself."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from niangjia.engines.custody import queries as custody
from niangjia.fronts.cli.root import main


def is_default_base() -> bool:
    """Whether the base is the SQLite file of the data folder, which may be made without asking."""
    return Path(settings.DATABASES["default"]["NAME"]) == settings.DATA / "niangjia.sqlite3"


def wanted() -> str:
    """Digest of the migrations on disk: when it changes, the base has to follow."""
    names = sorted(path.name for path in Path(settings.BASE).rglob("migrations/0*.py"))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def ready(*, say: bool = False) -> None:
    """Make or bring up to date the default base; costs one small file read when nothing is to do."""
    if not is_default_base():
        return
    mark = settings.DATA / "prepared"
    if mark.exists() and mark.read_text() == wanted() and Path(settings.DATABASES["default"]["NAME"]).exists():
        return
    if say:
        click.echo(_("正在准备数据库 …"), err=True)
    call_command("migrate", verbosity=0, interactive=False)
    mark.write_text(wanted())


def must_be_ready() -> None:
    """Do not serve on a base of another version: say so and leave. The default base has been brought up to date by now."""
    if not custody.migrated():
        click.echo(_("数据库还没有升级到这个版本，没有启动。请先备份，再运行 niangjia prepare。"), err=True)
        sys.exit(2)


@main.command(help=_("准备或升级数据库（PostgreSQL 也用这条）。"))
def prepare() -> None:
    """Make the base or bring it up to date."""
    call_command("migrate", verbosity=1, interactive=False)
    if is_default_base():
        (settings.DATA / "prepared").write_text(wanted())
