"""The sentences of the module's reason codes, and the words with which each consent is asked for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.people.choices import Purpose

SENTENCES: dict[str, Any] = {
    "people.name_missing": _("请填写姓名。"),
    "people.name_too_long": _("姓名有 {length} 个字，最多 60 个字。"),
    "people.name_unreadable": _("姓名里有数字或看不见的字符，请按证件上的姓名填写。"),
    "people.choice": _("请从列表里选择。"),
    "people.born_wrong": _("出生日期应在 1900 年之后、今天之前，请核对。"),
    "people.born_differs": _("证件号码里的出生日期是 {born_on}，和填的不一样，请核对。"),
    "people.gender_differs": _("证件号码里的性别和填的不一样，请核对。"),
    "people.identity": _("证件号码不对，请对照证件逐位核对。"),
    "identity.length": _("证件号码有 {length} 位，应为 18 位。"),
    "identity.format": _("证件号码里有不该有的字符，请对照证件核对。"),
    "identity.date": _("证件号码里的出生日期不存在，请对照证件核对。"),
    "identity.checksum": _("证件号码最后一位对不上，说明有一位写错了，请逐位核对。"),
    "identity.ruined": _("证件号码的末几位已被 Excel 改成 0，无法还原，请对照证件重新填写。"),
    "identity.kind": _("这个号码不是所选证件类型的号码，请核对证件类型。"),
    "people.phone": _("手机号应为 11 位，请核对。"),
    "people.form": _("请从列表里选择用工形式。"),
    "people.workplace_too_long": _("工作单位最多 120 个字，请写简短些。"),
}


CONSENT_VERSION = "2026.1"
"""Version of the words below; a consent keeps the version to which it was given."""

CONSENT_TEXTS: dict[str, Any] = {
    Purpose.SERVICE_MESSAGES: _("用短信、微信提醒您办理进度、到期和活动。不同意也能入会，照常在平台里看到提醒。"),
    Purpose.LOCATION: _(
        "查找附近站点、活动签到时使用您当时的位置，用完不保存轨迹。不同意也能入会，可以自己选镇街查找。"
    ),
    Purpose.HEALTH: _("办理困难帮扶、医疗互助时使用您提交的诊断和费用。不同意也能入会，只是这两项办不了。"),
    Purpose.FINANCE: _("发放补助、互助金时使用您的银行账户。不同意也能入会，可以改为现场领取。"),
    Purpose.SHARING: _("申请困难帮扶时，请民政、人社等部门核对家庭经济状况。不同意也能入会，可以改为自己提交证明。"),
    Purpose.PUBLICITY: _(
        "公示时写出您的姓名和所在工会，不写证件号码、手机号和病情。不同意也能入会，公示改用隐去姓名的方式。"
    ),
}
"""What is asked, one purpose at a time; none blocks membership (个人信息保护法第十六条)."""

VERBS: dict[str, Any] = {
    "people.carried": _("会籍随工会合并转入"),
    "people.consent_given": _("记录同意"),
    "people.consent_withdrawn": _("收回同意"),
    "people.corrected": _("更正姓名、证件号码或手机号"),
    "people.data_exported": _("取出个人资料一份"),
    "people.died": _("登记去世"),
    "people.erased": _("删除个人信息"),
    "people.expelled": _("开除会籍"),
    "people.found_two": _("确认不是同一人"),
    "people.held": _("会籍由上级工会代管"),
    "people.joined": _("登记入会"),
    "people.lapsed": _("自动退会"),
    "people.left": _("办理退会"),
    "people.login_tied": _("账号连上档案"),
    "people.login_untied": _("账号和档案分开"),
    "people.merged": _("合并重复档案"),
    "people.number_revealed": _("查看完整号码"),
    "people.number_shown": _("本人查看完整号码"),
    "people.person_added": _("登记人员"),
    "people.person_edited": _("修改档案"),
    "people.person_opened": _("打开档案"),
    "people.person_verified": _("核实身份"),
    "people.returned": _("会籍交回原工会"),
    "people.state_changed": _("更改会员状态"),
    "people.storage_scrubbed": _("清除存储残留"),
    "people.transferred": _("转会"),
    "people.uncorrected": _("撤销更正"),
    "people.unmerged": _("拆开合并的档案"),
    "people.work_changed": _("更新工作"),
    "people.work_ended": _("工作因单位注销而结束"),
}
"""The acts of the module as the trail shows them."""


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
