"""The sentences of organising: why a row of a roster is not taken in, or what is odd about it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "union.unknown": _("没有名为“{name}”的工会，请核对“{column}”，或先导入工会组织表"),
    "union.ambiguous": _("有 {count} 个工会都叫“{name}”，请写明唯一的全称，或在工会资料里改成不同的名称"),
    "union.dissolved": _("“{name}”已于 {day} 撤销，请改填现在的工会"),
    "union.elsewhere": _("“{name}”不在您负责的范围内，请交由该工会或其上级工会导入"),
    "union.missing": _("没有填“{column}”，请补上"),
    "parent.wrong": _("上级工会“{name}”所在的行有错，改好那一行后本行才能写入"),
    "parent.cycle": _("“{name}”的上级工会绕了一圈又回到自己，请核对“上级工会”"),
    "parent.itself": _("上级工会不能填自己，请核对“上级工会”"),
    "root.not_allowed": _("没有填“上级工会”。只有县级管理员能新建最上级的工会，请补上上级工会"),
    "union.kind_guessed": _("不认识工会类型“{word}”，已按名称当作“{kind}”，请核对"),
    "member.other_name": _("这个证件号码已登记在“{name}”名下，先登记的保留；请核对姓名和证件号码"),
    "member.other_name_elsewhere": _("这个证件号码已登记在另一个姓名下，先登记的保留；请核对后联系县总工会处理"),
    "member.elsewhere": _("此人现在是“{union}”的会员，不在您负责的范围内，请由该工会或其上级工会办理转会"),
    "member.gone": _("档案里此人已故或已注销，不能由花名册恢复，请核对证件号码"),
    "member.expelled": _("此人曾被开除会籍，不能由花名册恢复，请按入会手续办理"),
    "member.age": _("入会时未满 16 周岁，请核对入会日期"),
    "member.before_union": _("入会日期早于工会成立日期（{day}），请核对"),
    "member.gender": _("性别与身份证号码不符，已按所填的写入，请核对"),
    "member.birthday": _("出生日期与身份证号码不符，已按身份证号码写入，请核对"),
    "member.word": _("“{column}”里的“{word}”不在可选项内，这一格没有写入"),
    "member.edited": _("与上次导入的相同；此后有人改过档案，改动保留"),
    "member.rejoined": _("此人现在没有会籍，写入后重新入会"),
    "employer.credit_code": _("统一社会信用代码不对，请照营业执照核对；没有可不填"),
    "employer.elsewhere": _("这个单位现在归“{union}”，不在您负责的范围内，请由其上级工会办理"),
    "employer.ambiguous": _("有 {count} 个单位都叫“{name}”，请填写统一社会信用代码"),
    "registry.elsewhere": _("“{town}”不在您负责的范围内，请由县总工会导入"),
    "registry.twice": _("表里有两行是“{name}”，第二行没有收下，请核对"),
    "join.name_missing": _("请填写姓名，和证件上的一样。"),
    "join.name_unreadable": _("姓名里有数字或看不见的字符，请照证件上的填写。"),
    "join.identity": _("证件号码不对，请对照证件逐位核对。"),
    "join.phone": _("手机号应为 11 位，请核对。"),
    "join.work_missing": _("请填写工作单位；没有固定单位的，填平台或常去的地方。"),
    "join.work_long": _("工作单位最多 120 个字，请写简短些。"),
    "join.occupation_long": _("职业最多 40 个字，请写简短些。"),
    "join.form": _("请从列表里选择用工形式。"),
    "join.charter": _("同意章程的话，请在方框里打勾；不同意章程不能入会。"),
    "join.why": _("请选择为什么代办。"),
    "employer.other_code": _("“{name}”已登记的统一社会信用代码与本行不同，请核对；如是另一家单位，请写明不同的名称"),
}

REGISTRY: dict[str, Any] = {
    "name.same": _("名称完全一样"),
    "name.core": _("去掉地名和“有限公司”等字样后一样"),
    "name.close": _("去掉地名和“有限公司”等字样后有 {share}% 相同"),
    "town.same": _("镇街相同"),
    "town.other": _("镇街不同"),
    "town.unknown": _("有一边没有写镇街"),
    "address.same": _("地址相近"),
    "address.other": _("地址不同"),
    "address.unknown": _("有一边没有写地址"),
    "day.same": _("登记日期相同"),
    "day.other": _("登记日期不同"),
    "day.unknown": _("有一边没有写登记日期"),
}
"""Why a line of a register looks like an employer of ours, or not."""

VERBS: dict[str, Any] = {
    "organising.groups_adopted": _("采用八大群体"),
    "organising.group_added": _("增加群体"),
    "organising.group_ended": _("停用群体"),
    "organising.units_placed": _("把工会归入群体"),
    "organising.plan_added": _("制定新就业形态计划"),
    "organising.target_set": _("写下计划目标"),
    "organising.target_dropped": _("删掉计划目标"),
    "organising.registry_reconciled": _("比对登记名单"),
    "organising.registry_linked": _("认定登记名单里的是同一家"),
    "organising.registry_refused": _("认定登记名单里的不是同一家"),
    "organising.registry_reopened": _("撤回对登记名单的认定"),
    "organising.registry_applied": _("按登记名单修改名录"),
    "organising.code_made": _("换发入会码"),
    "organising.applied": _("提交入会申请"),
    "organising.applied_for": _("代办入会申请"),
    "organising.application_mended": _("修改入会申请"),
    "organising.application_withdrawn": _("撤回入会申请"),
    "organising.admitted": _("批准入会"),
    "organising.not_admitted": _("不批准入会"),
    "organising.unadmitted": _("撤销批准入会"),
    "organising.transfer_asked": _("提交转会申请"),
    "organising.transferred": _("批准转会"),
    "organising.not_transferred": _("不批准转会"),
    "organising.untransferred": _("撤销批准转会"),
    "organising.employer_moved": _("单位改归工会，会员随转"),
    "organising.employer_move_undone": _("撤回单位改归工会"),
}
SUBJECTS: dict[str, Any] = {
    "organising.application": _("入会申请"),
    "organising.code": _("入会码"),
    "organising.transfer": _("转会申请"),
    "organising.employer_move": _("单位改归工会"),
    "organising.registry": _("登记名单"),
    "organising.focus_group": _("新就业形态群体"),
    "organising.focus_plan": _("新就业形态计划"),
}
"""The acts of the module and its kinds of records as the trail shows them."""


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS


def subjects() -> dict[str, Any]:
    """Kind of record → words, for the contribution `audit.subjects`."""
    return SUBJECTS


def sentence(code: str, **values: Any) -> str:
    """The sentence of a reason code, filled in."""
    return str(SENTENCES[code]).format(**values)


def registry_reason(told: Mapping[str, Any]) -> str:
    """The sentence of one reason of a score."""
    return str(REGISTRY[told["code"]]).format(**told)
