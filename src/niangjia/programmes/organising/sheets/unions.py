"""工会组织: the union bodies of a county, rows in any order, an empty 上级工会 being a root."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from niangjia.kit.declare import Column, Sheet
from niangjia.programmes.organising.sheets import tree, tree_write

COLUMNS = (
    Column("name", "工会名称", "text", ("工会组织名称", "基层工会名称", "工会全称", "组织名称"), required=True, max_length=120, help=_("法定全称，与印章一致"), example="某某公司工会委员会"),
    Column("parent", "上级工会", "unit", ("上级工会名称", "所属上级工会", "隶属工会", "上一级工会"), max_length=120, help=_("全称；最上级的工会不填"), example="某某镇总工会"),
    Column("kind", "工会类型", "text", ("工会种类", "组织类型", "工会性质", "建会类型", "类型"), max_length=40, help=_("总工会、工会联合会、联合工会、基层工会等；不填时按名称判断"), example="基层工会"),
    Column("mode", "建会方式", "text", ("组建方式", "建会形式"), max_length=40, example="单独建会"),
    Column("trade", "所属行业", "text", ("行业", "行业类别", "所在行业"), max_length=60, example="物流企业"),
    Column("focus", "重点领域", "text", ("重点群体", "领域"), max_length=60, example="新就业形态"),
    Column("founded_on", "成立日期", "date", ("建会日期", "成立时间", "建会时间", "批复日期"), help=_("不清楚可不填"), example="2021-03-05"),
    Column("chair_name", "主席", "name", ("工会主席", "主席姓名", "工会主席姓名", "负责人"), max_length=60, example="张三"),
    Column("phone", "联系电话", "text", ("办公电话", "电话", "联系方式", "手机号"), max_length=30, example="0575-80000000"),
    Column("town", "镇街", "text", ("所属镇街", "乡镇街道", "镇（街道）", "乡镇（街道）"), max_length=60, help=_("不填时按上级工会"), example="某某街道"),
    Column("term_number", "届次", "integer", ("第几届", "届", "现任届次", "届数"), help=_("第几届，只写数字"), example="2"),
    Column("term_since", "任期起", "date", ("任期开始", "本届起始日期", "换届日期", "任期起始", "本届任期起"), help=_("这一届从哪天起"), example="2022-05-10"),
    Column("term_until", "任期止", "date", ("任期结束", "届满日期", "任期届满", "届满时间", "本届任期止"), help=_("这一届到哪天；也可以只填任期几年"), example="2027-05-10"),
    Column("term_years", "任期几年", "integer", ("任期", "任期年限", "任期（年）", "每届任期"), help=_("3 或者 5"), example="5"),
)  # fmt: skip

UNIONS = Sheet(
    kind="unions",
    title=_("工会组织"),
    sheet_name="工会组织",
    columns=COLUMNS,
    key=("name", "parent"),
    power="imports.use",
    plan=tree.plan,
    apply=tree_write.apply,
    undo=tree_write.undo,
    order=10,
    layouts={"short": ("name", "parent", "kind"), "full": tuple(column.name for column in COLUMNS)},
    chunk=1_000_000,
)
