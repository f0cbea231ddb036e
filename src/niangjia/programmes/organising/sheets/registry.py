"""企业登记、法人单位: the monthly lists of outside registers. They say what is registered; who is who is decided afterwards."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Column, Sheet
from niangjia.programmes.organising.choices.registry import RegistrySource
from niangjia.programmes.organising.sheets import registry_write

STATUSES = {
    "存续": "alive", "在业": "alive", "开业": "alive", "在营": "alive", "正常": "alive", "存续（在营、开业、在册）": "alive", "营业": "alive",
    "注销": "closed", "已注销": "closed", "迁出": "away", "已迁出": "away", "迁往市外": "away",
    "吊销": "revoked", "吊销未注销": "revoked", "吊销，未注销": "revoked", "撤销": "revoked", "停业": "alive",
}  # fmt: skip


def columns(name: str, status: str, extra: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a list; a name and a state under the words of its register."""
    return (
        Column("name", name, "text", extra, required=True, max_length=120, example="某某公司"),
        Column("credit_code", "统一社会信用代码", "text", ("信用代码", "社会信用代码", "统一代码"), max_length=18, help=_("18 位；没有可不填"), example=""),
        Column("registered_on", "登记日期", "date", ("成立日期", "注册日期", "核准日期", "设立日期"), example="2015-06-01"),
        Column("status", status, "choice", ("登记状态", "经营状态", "企业状态", "机构状态", "运营状态", "状态"), choices=STATUSES, required=True, example="存续"),
        Column("address", "登记住所", "text", ("住所", "登记地址", "经营场所", "地址", "注册地址"), max_length=200, example=""),
        Column("trade", "行业门类", "text", ("行业", "所属行业", "行业代码名称", "国民经济行业"), max_length=60, example="制造业"),
        Column("town", "所属镇街", "text", ("镇街", "属地", "登记机关辖区", "乡镇街道"), max_length=60, example="某某街道"),
        Column("capital", "注册资本（元）", "money", ("注册资本", "注册资金", "开办资金"), example="500000"),
        Column("insured", "参保人数", "integer", ("社保人数", "从业人员", "从业人员期末人数", "缴纳社保人数"), example="35"),
    )  # fmt: skip


def _sheet(source: RegistrySource, title: Any, sheet_name: str, named: tuple[Column, ...], order: int) -> Sheet:
    every = tuple(column.name for column in named)
    return Sheet(
        kind=f"registry_{source.value}", title=title, sheet_name=sheet_name, columns=named, key=("name", "credit_code"),
        power="imports.use", plan=partial(registry_write.plan, source=source.value),
        apply=partial(registry_write.apply, source=source.value), undo=registry_write.undo, order=order,
        layouts={"short": ("name", "credit_code", "registered_on", "status"), "full": every}, chunk=1_000_000,
    )  # fmt: skip


BUSINESS = _sheet(
    RegistrySource.BUSINESS, _("企业登记名单"), "企业登记", columns("企业登记名称", "登记状态", ("企业名称", "市场主体名称", "名称")), 25
)  # fmt: skip
LEGAL = _sheet(
    RegistrySource.LEGAL, _("法人单位名单"), "法人单位", columns("法人单位名称", "机构状态", ("单位详细名称", "机构名称", "法人名称")), 26
)  # fmt: skip
