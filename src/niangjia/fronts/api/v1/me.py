"""Who is calling: the first thing to try with a new key."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.shell.doors import OWN
from niangjia.ground.access import queries as access

TAG = "开始"


class Held(Schema):
    """在哪个工会、能办什么。"""

    unit: str
    unit_code: str
    powers: list[str]


class Me(Schema):
    """调用的是谁。"""

    kind: str
    name: str
    purpose: str
    until: date | None
    held: list[Held]


@endpoint("GET", "me/", power=OWN, gives=Me, tag=TAG)
def me(request: HttpRequest) -> Any:
    """看看自己是谁

    密钥的用途、范围、能办的事、到期日；用登录状态调用的，是本人的任职。
    """
    return access.whoami(request.actor)
