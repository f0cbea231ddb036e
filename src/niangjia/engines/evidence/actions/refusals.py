"""Why an act on evidence is refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.engines.evidence import reasons
from niangjia.kit.powers import NotAllowed, Refused


class MayNotAdd(NotAllowed):
    """The actor adds no papers to this record."""

    code = "evidence.may_not_add"
    text = _("您不能给这里添加材料。")


class MayNotRemove(NotAllowed):
    """The actor removes no papers from this record."""

    code = "evidence.may_not_remove"
    text = _("您不能移除这里的材料。")


class MayNotScan(NotAllowed):
    """The actor brings no stacks in."""

    code = "evidence.may_not_scan"
    text = _("您没有批量归档扫描件的权限。")


class NotTaken(Refused):
    """The file is not what may come in; `why` is the code of the sentence."""

    code = "evidence.not_taken"
    text = _("{sentence}")

    def __init__(self, why: str, **values: Any) -> None:
        super().__init__(sentence=reasons.sentence(why, **values), field="file")
        self.why = why


class NoConsent(Refused):
    """The person has not agreed to what the file is held for."""

    code = "evidence.no_consent"
    text = _("本人还没有同意这一用途，不能收这份材料。请本人先在手机上同意。")


class WordsMissing(Refused):
    """A removal says why."""

    code = "evidence.words"
    text = _("请写一句为什么移除，记录会留着。")


class MustKeep(Refused):
    """By law the file may not be removed yet."""

    code = "evidence.must_keep"
    text = _("按{law}，这份材料要保存到 {until}，现在不能移除。")


class NoSuchLabel(Refused):
    """The line that was typed is no code of ours."""

    code = "evidence.no_label"
    text = _("没有这个编号。请照纸上二维码旁边那一行输入，例如 NJ 开头、中间有一横的那一串。")


class NoSuchSheet(Refused):
    """The kind has no such printed sheet."""

    code = "evidence.no_sheet"
    text = _("这类材料没有这种打印件。")


class Gone(Refused):
    """The content is no longer there."""

    code = "evidence.gone"
    text = _("这份材料的内容已经不在了，只剩记录。请报告系统管理员。")
