"""What can be counted of people: members on a date, and who came and went within a period.

A membership counts from `joined_on` (empty: since before our records) up to the day before `left_on`. Memberships
that an import took back never were.
"""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import UnitKind
from niangjia.ground.people.choices import Education, Gender, JoinMode, LeavingReason, MemberState, WorkForm
from niangjia.kit import declare
from niangjia.kit.declare import Breakdown, Figure, Shown, Source, Term

LATER = (
    "SELECT 1 FROM people_employment z LEFT JOIN people_employment x ON x.person_id = z.person_id AND x.id > z.id "
    "AND x.valid_to IS NULL AND (x.valid_from IS NULL OR x.valid_from <= {on}) "
    "WHERE z.person_id = e.person_id AND z.valid_to > {on} AND (z.valid_from IS NULL OR z.valid_from <= {on}) "
    "AND (z.id > e.id OR (z.id = e.id AND x.id IS NOT NULL))"
)
"""A work of the same person in force on the same day that was entered later. Of two in force one has an end, for there is
one open work a person; so it is looked for among those with an end, which are few and have an index of their own."""

MEMBERSHIPS = Source(
    name="people.memberships",
    table="people_membership m",
    id="m.id",
    unit="m.unit_id",
    person="m.person_id",
    title="p.name",
    code="p.code",
    joins={
        "p": "JOIN people_person p ON p.id = m.person_id",
        "u": "JOIN org_unit u ON u.id = m.unit_id",
        "e": (
            "LEFT JOIN people_employment e ON e.person_id = m.person_id "
            "AND (e.valid_from IS NULL OR e.valid_from <= {on}) AND (e.valid_to IS NULL OR e.valid_to > {on}) "
            f"AND NOT EXISTS ({LATER})"
        ),
    },
    where=f"(m.left_on IS NULL OR m.leaving <> '{LeavingReason.UNDONE.value}')",
    narrow=frozenset({"m.id", "m.unit_id", "m.joined_on", "m.left_on", "m.leaving"}),
)

STATE = Breakdown("state", _("会员状态"), "m.state", dict(MemberState.choices), closed=True)
MODE = Breakdown("mode", _("入会方式"), "m.mode", dict(JoinMode.choices), closed=True)
LEAVING = Breakdown("leaving", _("离会原因"), "m.leaving", dict(LeavingReason.choices), closed=True)
GENDER = Breakdown("gender", _("性别"), "p.gender", dict(Gender.choices), closed=True)
EDUCATION = Breakdown("education", _("学历"), "p.education", dict(Education.choices), closed=True)
FORM = Breakdown("form", _("用工形式"), "e.form", dict(WorkForm.choices), closed=True)
OCCUPATION = Breakdown("occupation", _("职业类别"), "e.occupation")
TOWN = Breakdown("town", _("镇街"), "u.town")
TRADE = Breakdown("trade", _("工会所属行业"), "u.trade")
FOCUS = Breakdown("focus", _("工会重点领域"), "u.focus")
TYPE = Breakdown("type", _("工会类型"), "u.kind", dict(UnitKind.choices), closed=True)
ALL = (GENDER, OCCUPATION, FORM, STATE, EDUCATION, MODE, TYPE, TRADE, FOCUS, TOWN)

JOINED = Shown("joined_on", _("入会日期"), "m.joined_on")
LEFT = Shown("left_on", _("离会日期"), "m.left_on")
STATE_NOW = Shown("state", _("会员状态"), "m.state", dict(MemberState.choices))
MODE_SHOWN = Shown("mode", _("入会方式"), "m.mode", dict(JoinMode.choices))
LEAVING_SHOWN = Shown("leaving", _("离会原因"), "m.leaving", dict(LeavingReason.choices))


def stock(code: str, label: object, definition: object, where: str = "", *shown: Shown, order: int = 10) -> Figure:
    """Memberships in force on a date."""
    return Figure(
        code, label, definition, "stock", _("人"), "people.view", "people.person", MEMBERSHIPS,
        since="m.joined_on", until="m.left_on", where=where, columns=(JOINED, STATE_NOW, *shown), breakdowns=ALL, order=order,
    )  # fmt: skip


def flow(code: str, label: object, definition: object, since: str, where: str, *shown: Shown) -> Figure:
    """Memberships that began or ended within a period."""
    splits = (*ALL, LEAVING) if since == "m.left_on" else ALL
    return Figure(
        code, label, definition, "flow", _("人次"), "people.view", "people.person", MEMBERSHIPS,
        since=since, where=where, columns=shown, breakdowns=splits, order=20,
    )  # fmt: skip


def rate(code: str, label: object, definition: object, over: str, under: str) -> Figure:
    """One stock of people divided by another."""
    return Figure(
        code, label, definition, "ratio", "", "people.view", over=Term(over), under=(Term(under),), places=4, order=30
    )


MEMBERS = stock(
    "people.members", _("会员人数"), _("当日会籍有效的会员。没有入会日期的，视为一直是会员；离会当日起不再计入。")
)

FIGURES = (
    MEMBERS,
    stock("people.registered", _("在册会员"), _("当日会籍有效的会员，不论本人是否已经核实过身份。"), order=11),
    stock(
        "people.verified", _("实名会员"),
        _("当日会籍有效，且到当日为止本人已经核实过证件号码和手机号的会员。"),
        "p.verified_on <= {on}", Shown("verified_on", _("核实日期"), "p.verified_on"), order=12,
    ),
    stock(
        "people.active", _("活跃会员"),
        _("当日会籍有效，且最近一次本人操作在当日之前十二个月内的会员。只保存最近一次操作的日期，所以查询过去的日期时，之后又操作过的会员不计入。"),
        "p.active_on > {year_before} AND p.active_on <= {on}", Shown("active_on", _("最近操作"), "p.active_on"), order=13,
    ),
    stock("people.women", _("女会员"), _("当日会籍有效、性别为女的会员。"), f"p.gender = '{Gender.FEMALE.value}'", order=14),
    stock(
        "people.kept", _("保留会籍人数"),
        _("当日会籍有效，目前为退休保留、待业保留或上级工会代管的会员。"),
        "m.state IN ('retired', 'unemployed', 'held')", order=15,
    ),
    stock(
        "people.platform_members", _("平台从业会员"),
        _("当日会籍有效，且当日用工形式为平台从业的会员。"),
        f"e.form = '{WorkForm.PLATFORM.value}'", Shown("occupation", _("职业类别"), "e.occupation"), order=16,
    ),
    stock(
        "people.agency_members", _("劳务派遣会员"),
        _("当日会籍有效，且当日用工形式为劳务派遣的会员，每人计一次。"),
        f"e.form = '{WorkForm.AGENCY.value}'", Shown("workplace", _("工作单位"), "e.workplace"), order=17,
    ),
    stock(
        "people.without_date", _("未填入会日期的会员"),
        _("当日会籍有效，但没有填写入会日期的会员，可据此补齐。"),
        "m.joined_on IS NULL", order=18,
    ),
    flow(
        "people.joined", _("新入会人次"), _("时期内（含首尾两日）入会的人次，不含从其他工会转入的。"),
        "m.joined_on", f"m.mode <> '{JoinMode.TRANSFER.value}'", JOINED, MODE_SHOWN,
    ),
    flow(
        "people.transferred_in", _("转入人次"), _("时期内（含首尾两日）从其他工会转入的人次。"),
        "m.joined_on", f"m.mode = '{JoinMode.TRANSFER.value}'", JOINED,
    ),
    flow(
        "people.left", _("离会人次"), _("时期内（含首尾两日）会籍终止的人次，不含转出和档案合并。"),
        "m.left_on", "m.leaving NOT IN ('transfer', 'merged')", LEFT, LEAVING_SHOWN,
    ),
    flow(
        "people.transferred_out", _("转出人次"), _("时期内（含首尾两日）转到其他工会的人次。"),
        "m.left_on", f"m.leaving = '{LeavingReason.TRANSFER.value}'", LEFT,
    ),
    rate("people.verified_rate", _("实名率"), _("实名会员 ÷ 在册会员。"), "people.verified", "people.registered"),
    rate("people.active_rate", _("活跃率"), _("活跃会员 ÷ 在册会员。"), "people.active", "people.registered"),
    rate("people.women_rate", _("女会员占比"), _("女会员 ÷ 会员人数。"), "people.women", "people.members"),
)  # fmt: skip


def register() -> None:
    """Declare the figures of the module; called when Django is ready."""
    declare.register(*FIGURES)
