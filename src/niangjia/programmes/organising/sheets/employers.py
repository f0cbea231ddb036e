"""单位: the register of employers, each with its union and its declared number of workers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Column, Sheet
from niangjia.programmes.organising.sheets import register, register_write, words

COLUMNS = (
    Column("name", "单位名称", "text", ("企业名称", "用人单位", "用人单位名称", "单位全称", "单位"), required=True, max_length=120, example="某某公司"),
    Column("credit_code", "统一社会信用代码", "text", ("信用代码", "社会信用代码", "组织机构代码", "营业执照号"), max_length=18, help=_("18 位；没有可不填"), example=""),
    Column("union", "所属工会", "unit", ("所在工会", "工会名称", "建会工会", "所属基层工会", "覆盖工会"), max_length=120, help=_("尚未建会的不填"), example="某某公司工会委员会"),
    Column("workers", "职工人数", "integer", ("职工数", "员工人数", "从业人数", "人数", "职工总数"), example="120"),
    Column("founded_on", "成立日期", "date", ("注册日期", "成立时间", "注册时间"), example="2015-06-01"),
    Column("trade", "行业", "text", ("所属行业", "行业类别"), max_length=60, example="制造业"),
    Column("ownership", "单位性质", "choice", ("企业性质", "经济类型", "单位类型", "企业类型"), choices=words.OWNERSHIPS, open_choice=True, max_length=40, example="私营"),
    Column("town", "镇街", "text", ("所属镇街", "乡镇街道", "镇（街道）"), max_length=60, example="某某街道"),
    Column("address", "地址", "text", ("单位地址", "注册地址", "详细地址"), max_length=200, example=""),
)  # fmt: skip

EMPLOYERS = Sheet(
    kind="employers",
    title=_("单位"),
    sheet_name="单位",
    columns=COLUMNS,
    key=("name", "credit_code"),
    power="imports.use",
    plan=register.plan,
    apply=register_write.apply,
    undo=register_write.undo,
    order=20,
    layouts={"short": ("name", "credit_code", "union", "workers"), "full": tuple(column.name for column in COLUMNS)},
    chunk=1_000_000,
)
