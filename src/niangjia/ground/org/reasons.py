"""The sentences of the module's reason codes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "org.name_missing": _("请填写名称。"),
    "org.name_too_long": _("名称有 {length} 个字，最多 120 个字，请写简短些。"),
    "org.name_unreadable": _("名称里有看不见的字符，请删掉后重新输入。"),
    "org.name_of_federation": _("总工会的名称应以“总工会”结尾，例如“芝英镇总工会”。"),
    "org.name_without_union": _("名称里应有“工会”两个字，例如“恒达五金有限公司工会”。"),
    "org.name_unchanged": _("新名称和现在的一样，请核对。"),
    "org.kind_unknown": _("请从列表里选择工会类型。"),
    "org.level_not_for_kind": _("只有总工会、产业工会和工会工作委员会有层级，请清空层级。"),
    "org.founded_in_future": _("成立日期晚于今天，请核对。"),
    "org.credit_code": _("统一社会信用代码不对，应为 18 位，请对照登记证书核对。"),
    "org.same_name": _("同一个上级下已有“{name}”，请核对是否重复；确实是两家，请写全称区分。"),
    "org.same_credit_code": _("这个统一社会信用代码已登记在“{name}”名下，请核对。"),
    "org.may_not_hang": _("{kind}不能设在“{parent}”下面，请换一个上级工会。"),
    "org.children_would_not_fit": _("下面的“{child}”不能设在这种类型的工会下面，请先调整它。"),
    "org.merge_itself": _("“{unit}”不能并入自己，请换一家接收的工会。"),
    "org.merge_below": _("“{into}”在“{unit}”下面，不能反过来接收它。请先调整“{into}”的上级，或者换一家接收的工会。"),
    "org.merge_nested": _("“{unit}”已经在“{above}”下面，会随它一起过去，请去掉“{unit}”。"),
    "org.merge_kinds": _("总工会只能和总工会合并，基层工会只能和基层工会合并。请换一家接收的工会。"),
    "org.merge_child": _("“{child}”不能设在“{into}”下面，请先调整它的上级。"),
    "org.merge_same_name": _("合并以后会有两家“{name}”在一起，请先把其中一家改名。"),
    "org.split_root": _("最上级的工会不能拆分。"),
    "org.split_kinds": _("总工会只能拆出总工会，基层工会只能拆出基层工会。请换一种工会类型。"),
    "org.split_nothing": _("还没有选要划过去的下级工会、单位或会员，请至少选一样。"),
    "org.split_child": _("“{child}”不能设在这种类型的新工会下面，请不要选它，或者换一种类型。"),
    "org.into_itself": _("“{unit}”不能设到自己下面，请换一个上级工会。"),
    "org.already_there": _("它已经在“{parent}”下面，不用调整。"),
    "org.parent_dissolved": _("“{parent}”已经撤销，请换一个上级工会。"),
    "org.too_deep": _("上下级已经太多层，请换一个更高的上级工会。"),
    "org.employer_needs_unit": _("请选择所属工会。没有所属工会的单位由县级工会登记。"),
    "org.workers_negative": _("职工人数应为 0 或正整数。"),
}


VERBS: dict[str, Any] = {
    "org.unit_added": _("新增工会"),
    "org.unit_edited": _("修改工会资料"),
    "org.unit_renamed": _("工会更名"),
    "org.employer_renamed": _("单位更名"),
    "org.unit_moved": _("调整上级工会"),
    "org.unit_dissolved": _("撤销工会"),
    "org.unit_restored": _("恢复工会"),
    "org.units_merged": _("合并工会"),
    "org.merge_undone": _("撤回合并"),
    "org.unit_split": _("拆分工会"),
    "org.split_undone": _("撤回拆分"),
    "org.employer_added": _("登记单位"),
    "org.employer_edited": _("修改单位资料"),
    "org.employer_attached": _("调整单位所属工会"),
    "org.employer_detached": _("取消单位所属工会"),
    "org.workers_counted": _("登记职工人数"),
    "org.employer_closed": _("注销单位"),
}


def verbs() -> dict[str, Any]:
    """Verb of the trail → words, for the contribution `audit.verbs`."""
    return VERBS
