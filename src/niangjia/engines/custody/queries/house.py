"""How the house is: database, disk, jobs, copies, trail, keys; what other modules add. Numbers and words, nobody's data."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

import niangjia
from niangjia.engines.custody import policies
from niangjia.ground.audit import queries as audit
from niangjia.kit import jobs, vault
from niangjia.kit.declare import Sign, contributions
from niangjia.kit.powers import Actor, NotFound, holds

GIGA = 1_000_000_000
COPY_LATE = timedelta(hours=30)
SEAL_LATE = timedelta(minutes=5)
JOB_LATE = timedelta(minutes=15)
KEY_OLD = timedelta(days=366)


def health(actor: Actor, *, now: datetime) -> list[Sign]:
    """How the house is, what wants somebody first. Raises NotFound without the power."""
    if not holds(actor, policies.HEALTH):
        raise NotFound
    return sorted(signs(now=now), key=lambda one: ("late", "soon", "done").index(one.tone))


def signs(*, now: datetime) -> list[Sign]:
    """The same for machines (metrics): whoever asks is let in by the front."""
    found = [_base(), _disk(), _jobs(now), _copy(now), _trail(now), _keys(now), _version()]
    for one in contributions("health.signs"):
        if one.move is not None:
            found += one.move(now=now)
    return found


def migrated() -> bool:
    """Whether the base has every table as this version wants it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def last_copy() -> datetime | None:
    """When the last copy was made."""
    found = list(audit.entries(verb="custody.backed_up", limit=1))
    return found[0].at if found else None


def _base() -> Sign:
    size = base_size()
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    words = _("{kind}，{size:,.0f} MB。").format(kind=kind, size=size / 1_000_000)
    return Sign("base", _("数据库"), "done", words, numbers={"database_bytes": size})


def base_size() -> int:
    """Bytes of the base."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    place = Path(str(settings.DATABASES["default"]["NAME"]))
    return sum(path.stat().st_size for rest in ("", "-wal") if (path := place.with_name(place.name + rest)).exists())


def _disk() -> Sign:
    room = shutil.disk_usage(settings.DATA)
    share = room.free / room.total
    tone = "late" if share < 0.05 or room.free < GIGA else "soon" if share < 0.15 else "done"
    words = _("还剩 {free:.1f} GB，占 {share:.0%}。").format(free=room.free / GIGA, share=share)
    advice = _("请腾出地方或换大盘；满了以后只能看，不能改。") if tone != "done" else ""
    return Sign("disk", _("磁盘"), tone, words, advice, {"disk_free_bytes": room.free, "disk_total_bytes": room.total})


def _jobs(now: datetime) -> Sign:
    counts, oldest = jobs.counts(), jobs.oldest_waiting(now)
    age = (now - oldest).total_seconds() if oldest else 0
    tone = "late" if age > JOB_LATE.total_seconds() else "soon" if counts.get("failed") else "done"
    words = _("等着做 {waiting} 件，正在做 {running} 件，没做成 {failed} 件。").format(
        waiting=counts.get("waiting", 0), running=counts.get("running", 0), failed=counts.get("failed", 0)
    )
    advice = ""
    if tone == "late":
        words = _("等着做 {waiting} 件，最早的一件等了 {minutes:.0f} 分钟。").format(
            waiting=counts.get("waiting", 0), minutes=age / 60
        )
        advice = _("请看后台任务（niangjia worker）是不是停了，重新启动就会接着做。")
    elif tone == "soon":
        advice = _("没做成的留在“任务”里，过一个月自动清掉；一直增加请把日志里的编号报给平台服务。")
    numbers = {f"jobs_{name}": counts.get(name, 0) for name in ("waiting", "running", "failed")}
    return Sign("jobs", _("后台任务"), tone, words, advice, {**numbers, "jobs_oldest_seconds": age})


def _copy(now: datetime) -> Sign:
    title, made = _("备份"), last_copy()
    if not vault.has_recovery():
        return Sign(
            "copy",
            title,
            "late",
            _("还没有恢复码，备份做不了。"),
            _("请运行 niangjia keys recovery，把恢复码抄在纸上锁好。"),
        )
    if made is None:
        return Sign("copy", title, "late", _("还没有备份过。"), _("请装上每晚备份的定时任务，见 docs/operations.md。"))
    age = now - made
    tone = "late" if age > COPY_LATE else "done"
    words = _("最近一次在 {hours:.0f} 小时前。").format(hours=age.total_seconds() / 3600)
    advice = _("超过 30 小时了，请看备份的定时任务。") if tone == "late" else ""
    return Sign("copy", title, tone, words, advice, {"backup_age_seconds": age.total_seconds()})


def _trail(now: datetime) -> Sign:
    late, count, since = audit.waiting(now=now)
    waited = (now - since).total_seconds() if since else 0
    tone = "late" if late is not None or waited > SEAL_LATE.total_seconds() else "done"
    words = _("等封存的记录 {count} 条。").format(count=count)
    advice = _("封存停了，请看后台任务；并运行 niangjia audit verify 核对。") if tone == "late" else ""
    return Sign(
        "trail", _("操作记录"), tone, words, advice, {"trail_unsealed": count, "trail_unsealed_seconds": waited}
    )


def _keys(now: datetime) -> Sign:
    place = Path(settings.DATA) / "keys.json"
    age = now.timestamp() - place.stat().st_mtime if place.exists() else 0
    old = age > KEY_OLD.total_seconds()
    words = _("现在用的密钥是 {key}，密钥文件 {days:.0f} 天没有变。").format(key=vault.ring().active, days=age / 86_400)
    advice = _("一年没有换了，请运行 niangjia rotate-keys。") if old else ""
    return Sign("keys", _("密钥"), "soon" if old else "done", words, advice, {"keys_age_seconds": age})


def _version() -> Sign:
    ok = migrated()
    words = _("版本 {version}。").format(version=niangjia.__version__)
    advice = "" if ok else _("数据库还没有升级，请运行 niangjia prepare。")
    return Sign("version", _("版本"), "done" if ok else "late", words, advice, {"migrated": float(ok)})
