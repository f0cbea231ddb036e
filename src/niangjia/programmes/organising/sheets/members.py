"""会员花名册: a union's members as an officer keeps them. One row a person, known by the number of the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kit import vault
from niangjia.kit.declare import Column, Sheet
from niangjia.kit.ids import mask_phone
from niangjia.programmes.organising.sheets import roster, roster_write, words

COLUMNS = (
    Column("name", "姓名", "name", ("会员姓名", "职工姓名"), required=True, max_length=60, help=_("与证件一致；少数民族姓名用“·”"), example="张三"),
    Column("gender", "性别", "choice", choices=words.GENDERS, help=_("男或女；不填时按身份证号码"), example="男"),
    Column("document_kind", "证件类型", "document", ("证件种类", "有效证件类型"), help=_("不填为居民身份证"), example="居民身份证"),
    Column(
        "identity", "证件号码", "identity", ("身份证号", "身份证号码", "身份证", "有效证件号码", "公民身份号码", "证件号"),
        required=True, sensitive=True, help=_("按“文本”格式填写，18 位，末位可为 X"), example="11010119900307123X",
    ),
    Column("phone", "手机号", "phone", ("手机号码", "手机", "联系电话", "联系方式", "电话", "移动电话"), sensitive=True, help=_("11 位手机号"), example="13800000000"),
    Column(
        "union", "所在工会", "unit", ("工会名称", "所属工会", "工会组织", "所在基层工会", "所在工会名称", "基层工会名称", "工会"),
        required=True, max_length=120, help=_("工会全称，与工会组织表一致"), example="某某公司工会委员会",
    ),
    Column("workplace", "工作单位", "text", ("单位名称", "单位", "所在单位", "用人单位", "企业名称"), max_length=120, example="某某公司"),
    Column("occupation", "职业类别", "text", ("职业", "工种", "岗位", "职业（工种）", "从事工种"), max_length=40, example="货车司机"),
    Column("joined_on", "入会日期", "date", ("入会时间", "加入工会日期", "加入工会时间"), help=_("如 2021-03-05；不清楚可不填"), example="2021-03-05"),
    Column("form", "用工形式", "choice", ("用工方式", "用工类型", "就业形式"), choices=words.FORMS, open_choice=True, example="劳动合同"),
    Column("nation", "民族", "text", max_length=20, help=_("选填"), example="汉族"),
    Column("education", "学历", "choice", ("文化程度", "最高学历"), choices=words.EDUCATION, open_choice=True, example="大专"),
    Column("native_place", "户籍地", "text", ("户籍所在地", "户籍地址", "籍贯", "户口所在地", "户籍"), max_length=120, example="某省某市某县"),
    Column("born_on", "出生日期", "date", ("出生年月", "生日"), sensitive=True, help=_("不填时按身份证号码"), example="1990-03-07"),
    Column("politics", "政治面貌", "text", max_length=20, help=_("选填"), example="群众"),
    Column("card_number", "会员证号码", "text", ("会员证号", "会员卡号", "工会会员证号"), max_length=30, example=""),
)  # fmt: skip

LAYOUTS = {
    "short": ("name", "gender", "identity", "phone", "union", "workplace", "occupation", "joined_on"),
    "official": (
        "card_number", "name", "gender", "born_on", "document_kind", "identity", "nation", "politics", "education",
        "native_place", "phone", "union", "workplace", "occupation", "form", "joined_on",
    ),
}  # fmt: skip
"""`official`: the fields of 入会申请书 and 《工会会员基本信息采集表》 (总工办发〔2017〕14号), laid out by us. Pay, family and
curriculum are not asked: a plain membership does not need them (个人信息保护法 Art. 6)."""


def before(row: Mapping[str, Any]) -> dict[str, str]:
    """What the base says now in the cells that a row would change, for the preview; the phone masked.

    For a transfer the union that the person is in comes first.
    """
    shown = {"union": str(row["was_union"])} if row.get("was_union") else {}
    for name in (row.get("_changed") or "").split(","):
        if name == "phone":
            shown[name] = mask_phone(vault.unseal(row.get("was_phone_sealed") or "", field="person.phone"))
        elif name:
            shown[name] = str(row.get(f"was_{name}") or "")
    return shown


MEMBERS = Sheet(
    kind="members",
    title=_("会员花名册"),
    sheet_name="会员花名册",
    columns=COLUMNS,
    key=("identity",),
    power="imports.use",
    plan=roster.plan,
    apply=roster_write.apply,
    undo=roster_write.undo,
    foresee=roster_write.foresee,
    order=30,
    layouts=LAYOUTS,
    prepare=roster_write.prepare,
    needs=roster_write.NEEDED,
    before=before,
)
