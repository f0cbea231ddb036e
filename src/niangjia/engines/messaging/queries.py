"""temporary"""
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone


@dataclass
class M:
    code: str; title: str; body: str; sent_at: datetime; read_at: datetime | None = None
def unread(actor): return 1 if actor.person_id else 0
def inbox(actor, after=""):
    now=timezone.now()
    return [M("a","您的会籍转到了芝英镇货运行业联合工会","11 月 3 日起，您的会籍在芝英镇货运行业联合工会。\n不用做什么，会员证号不变。",now),M("b","资料核对好了","x",now-timedelta(days=3),now)], ""
