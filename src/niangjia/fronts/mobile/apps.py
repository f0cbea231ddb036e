"""Django's entry to the module."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.shell import frames

WORDS = {
    400: (_("这个地址看不懂"), _("什么都没有改。请从首页重新进入；是别人发来的链接，请对方重新发一次。")),
    404: (_("这里没有您要看的内容"), _("可能已经移走，或者链接抄错了。您的资料没有变，请从首页进入。")),
    429: (_("操作得太快了"), _("为了安全先停一下，什么都没有改。请等一分钟再试。")),
}


class MobileConfig(AppConfig):
    """Registers the frame of the workers' pages."""

    name = "niangjia.fronts.mobile"
    label = "mobile"

    def ready(self) -> None:
        frames.register(
            "/m/",
            "mobile/frame.html",
            plain="mobile/plain.html",
            home="/m/",
            login="mobile:login",
            words=WORDS,
        )
