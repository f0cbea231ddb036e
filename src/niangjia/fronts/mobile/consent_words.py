"""What each consent says, before it is given: why, what is used, who gets it, how long, and what happens without it.

The version changes with every change of meaning: a consent holds for the words that were read. Only purposes of
services that exist are asked; the others are asked at the step that needs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.people.choices import Purpose


@dataclass(frozen=True)
class Words:
    """The words of one purpose."""

    code: str
    version: str
    question: Any
    why: Any
    what: Any
    who: Any
    how_long: Any
    without: Any
    sentence: Any

    @property
    def word(self) -> Any:
        """The purpose in a few words."""
        return Purpose(self.code).label


WORDS: dict[str, Words] = {
    Purpose.SERVICE_MESSAGES: Words(
        code=Purpose.SERVICE_MESSAGES,
        version="2026-1",
        question=_("要不要用短信、微信提醒您？"),
        why=_("办件有了结果、要补材料、快到期了，马上告诉您。不发广告。"),
        what=_("您在工会登记的手机号，绑定过微信的还有微信号。"),
        who=_("只给本平台发短信、微信的通道，不给别的单位。"),
        how_long=_("到您收回为止。"),
        without=_("照样是会员，照样能办事。结果在“消息”里看。"),
        sentence=_("我同意用短信、微信提醒我"),
    ),
}
"""Asked now, in this order."""
