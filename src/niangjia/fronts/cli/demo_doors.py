"""Keys of the API for the demonstration county: one that works, one that waits, one that was revoked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from niangjia.ground.access import actions
from niangjia.ground.access import queries as accounts

KEYS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], int], ...] = (
    ("市人民医院体检中心", "每天取一次各工会的名称和单位，核对体检名单", ("org.view",), ("10.20.30.0/24",), 180),
    ("县行政服务中心窗口系统", "替群众提交入会申请", ("organising.apply", "org.view"), (), 90),
    ("县大数据局一张表", "每月取统计数，不取名单", ("figures.read",), ("10.8.0.5",), 365),
)


def keys(opened: Mapping[str, int], county_code: str, now: datetime) -> None:
    """Asked for by the system administrator; the first and the last released by the security administrator."""
    system, security = (accounts.actor_for(opened[name]) for name in ("xitong", "anquan"))
    made: list[Any] = [
        actions.ask_key(
            actor=system, name=name, unit_code=county_code, purpose=purpose, powers=powers, addresses=addresses,
            until=timezone.localdate(now) + timedelta(days=days), now=now,
        )
        for name, purpose, powers, addresses, days in KEYS
    ]  # fmt: skip
    for one in (made[0], made[2]):
        actions.release_key(actor=security, key_code=one.code, now=now)
    actions.revoke_key(actor=security, key_code=made[2].code, now=now)
