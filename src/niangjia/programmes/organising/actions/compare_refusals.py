"""What comparing with the province's base refuses, and the sentence that says how to mend it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.powers import Refused


class FileEmpty(Refused):
    """Nothing arrived."""

    code = "organising.export_empty"
    text = _("这个文件是空的，请换一个。")


class NotReadable(Refused):
    """The day lies in the future."""

    code = "organising.export_day"
    text = _("导出日期不能晚于今天。")


class NoNumbers(Refused):
    """No column of numbers: nobody can be found by it."""

    code = "organising.export_no_numbers"
    text = _("表里没有认出“证件号码”这一列，没法比对。请把省平台导出的表原样传上来，或者把那一列的表头写成“证件号码”。")


class StillAtWork(Refused):
    """A comparison of the branch is under way."""

    code = "organising.comparison_at_work"
    text = _("还有一次比对正在进行，请等它做完。")


class ChangedSince(Refused):
    """The rows are no longer those of the preview."""

    code = "organising.differences_changed"
    text = _("名单刚才有变化，和您看到的不一样了。什么都没有改，请重新看一遍再办。")


class NothingChosen(Refused):
    """No row fits."""

    code = "organising.no_differences"
    text = _("没有选中能这样办的行。按省库改只限姓名和手机号不一样的人。")


class TooMany(Refused):
    """More than one act takes."""

    code = "organising.too_many_differences"
    text = _("一次最多办 {most} 行，现在选中 {number} 行。请先按工会筛选，分次办。")


class TooLate(Refused):
    """The ten seconds are over."""

    code = "organising.too_late"
    text = _("已经过了 10 秒，撤销不了。要改回去，请到会员的资料页。")
