"""Where I am logged in, and ending the other log-ins."""

from __future__ import annotations

from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.views import ListUserSessionsView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.mobile.frame import framed, personal
from niangjia.fronts.shell.pages import done

BROWSERS = (
    ("MicroMessenger", _("微信")),
    ("DingTalk", _("钉钉")),
    ("AlipayClient", _("支付宝")),
    ("HuaweiBrowser", _("华为浏览器")),
    ("MiuiBrowser", _("小米浏览器")),
    ("Edg", _("Edge 浏览器")),
    ("Firefox", _("Firefox 浏览器")),
    ("Chrome", _("Chrome 浏览器")),
    ("Safari", _("Safari 浏览器")),
)
MACHINES = (
    ("iPhone", _("苹果手机")),
    ("iPad", _("苹果平板")),
    ("OpenHarmony", _("华为手机")),
    ("Android", _("安卓手机")),
    ("Windows", _("Windows 电脑")),
    ("Macintosh", _("苹果电脑")),
    ("Linux", _("电脑")),
)


def device(agent: str) -> str:
    """A browser's long name in words that people know."""
    machine = next((str(word) for mark, word in MACHINES if mark in agent), str(_("别的设备")))
    browser = next((str(word) for mark, word in BROWSERS if mark in agent), "")
    return f"{machine}，{browser}" if browser else machine


@personal
def sessions(request: HttpRequest) -> HttpResponse:
    """The devices, the latest first; POST ends all but this one."""
    if request.method == "POST":
        end_other_sessions(request, request.user)
        return done(request, _("别的都退出了。"), "mobile:sessions")
    rows = _rows(request)
    return framed(request, "sessions.html", {"devices": rows, "others": max(len(rows) - 1, 0)})


def _rows(request: HttpRequest) -> list[dict[str, object]]:
    """The library's own list, which forgets log-ins that are over."""
    view = ListUserSessionsView()
    view.setup(request)
    found = view.get_context_data()["sessions"]
    return [
        {"name": device(one.user_agent), "since": one.created_at, "here": one.is_current()} for one in reversed(found)
    ]
