"""What can be counted of organising: unions in being, employers they cover, and the workers of these.

Definitions as published: grassroots and joint unions count as unions; federations and union associations do not.
Only employers of the register count; their workers are the declared number valid on the date.
"""

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import COUNTED, Mode, Ownership, UnitKind
from niangjia.kit import declare
from niangjia.kit.declare import Breakdown, Figure, Shown, Source, Term
from niangjia.programmes.organising import figures_focus, figures_founding, figures_joining, figures_membership

UNITS = Source(
    name="organising.units", table="org_unit u", id="u.id", unit="u.id", title="u.name", code="u.code"
)  # fmt: skip

ATTACHMENTS = Source(
    name="organising.attachments",
    table="org_attachment a",
    id="a.id",
    unit="a.unit_id",
    title="f.name",
    code="f.code",
    joins={
        "f": "JOIN org_employer f ON f.id = a.employer_id",
        "u": "JOIN org_unit u ON u.id = a.unit_id",
        "h": (
            "LEFT JOIN org_headcount h ON h.id = (SELECT MAX(x.id) FROM org_headcount x "
            "WHERE x.employer_id = a.employer_id AND (x.valid_from IS NULL OR x.valid_from <= {on}) "
            "AND (x.valid_to IS NULL OR x.valid_to > {on}))"
        ),
    },
)

MODES = {
    "单独建": "alone", "牵头建": "led", "推动建": "promoted", "联合建": "joint", "区域建": "regional", "行业建": "trade",
}  # fmt: skip
TRADE = Breakdown("trade", _("所属行业"), "u.trade")
FOCUS = Breakdown("focus", _("重点领域"), "u.focus")
MODE = Breakdown("mode", _("建会方式"), "u.mode", dict(Mode.choices), MODES)
TYPE = Breakdown("type", _("工会类型"), "u.kind", dict(UnitKind.choices), closed=True)
TOWN = Breakdown("town", _("镇街"), "u.town")
UNION_SPLITS = (TRADE, FOCUS, MODE, TYPE, TOWN)
EMPLOYER_SPLITS = (
    Breakdown("trade", _("单位行业"), "f.trade"),
    Breakdown("ownership", _("单位性质"), "f.ownership", dict(Ownership.choices), closed=True),
    Breakdown("town", _("镇街"), "f.town"),
    FOCUS,
    TYPE,
)

KIND = Shown("kind", _("工会类型"), "u.kind", dict(UnitKind.choices))
FOUNDED = Shown("founded_on", _("成立日期"), "u.founded_on")
DISSOLVED = Shown("dissolved_on", _("撤销日期"), "u.dissolved_on")

UNIONS = "u.kind IN (" + ", ".join(f"'{kind.value}'" for kind in COUNTED) + ")"
IN_BUSINESS = "(f.founded_on IS NULL OR f.founded_on <= {on}) AND (f.closed_on IS NULL OR f.closed_on > {on})"


def bodies(code: str, label: object, definition: object, where: str, order: int) -> Figure:
    """Union bodies in being on a date."""
    return Figure(
        code, label, definition, "stock", _("家"), "org.view", "org.unit", UNITS,
        since="u.founded_on", until="u.dissolved_on", where=where, columns=(KIND, FOUNDED), breakdowns=UNION_SPLITS, order=order,
    )  # fmt: skip


def change(code: str, label: object, definition: object, since: str) -> Figure:
    """Unions that began or ended within a period."""
    return Figure(
        code, label, definition, "flow", _("家"), "org.view", "org.unit", UNITS,
        since=since, where=UNIONS, columns=(KIND, FOUNDED, DISSOLVED), breakdowns=UNION_SPLITS, order=44,
    )  # fmt: skip


def covered(code: str, label: object, definition: object, unit: object, value: str = "") -> Figure:
    """Employers attached to a union on a date."""
    return Figure(
        code, label, definition, "stock", unit, "org.view", "org.employer", ATTACHMENTS,
        since="a.valid_from", until="a.valid_to", where=IN_BUSINESS, value=value,
        columns=(Shown("workers", _("职工人数"), "h.workers"),), breakdowns=EMPLOYER_SPLITS, order=45,
    )  # fmt: skip


FIGURES = (
    bodies(
        "organising.unions", _("基层工会数"),
        _("当日存续的基层工会和联合工会。总工会、工会联合会、分工会和工会小组不计；没有成立日期的，视为一直存续；撤销当日起不再计入。"),
        UNIONS, 40,
    ),
    bodies("organising.associations", _("工会联合会数"), _("当日存续的工会联合会。"), "u.kind = 'association'", 41),
    bodies("organising.federations", _("总工会数"), _("当日存续的各级总工会，含镇街总工会。"), "u.kind = 'federation'", 42),
    bodies("organising.new_form_unions", _("新就业形态工会数"), _("当日存续、重点领域为新就业形态的基层工会和联合工会。"),
           f"{UNIONS} AND u.focus = '新就业形态'", 43),
    change("organising.unions_founded", _("新建工会数"), _("时期内（含首尾两日）成立的基层工会和联合工会。"), "u.founded_on"),
    change("organising.unions_dissolved", _("撤销工会数"), _("时期内（含首尾两日）撤销的基层工会和联合工会。"), "u.dissolved_on"),
    covered(
        "organising.employers_covered", _("工会覆盖单位数"),
        _("当日归属某家工会、且当日存续的单位。只计单位名录里的单位；花名册上写的工作单位，经人员核对进名录以后才计。"), _("家"),
    ),
    covered(
        "organising.workers_covered", _("工会覆盖职工数"), _("工会覆盖单位申报的、当日有效的职工人数之和。"), _("人"), "COALESCE(h.workers, 0)",
    ),
    Figure(
        "organising.membership_rate", _("入会率"), _("会员人数 ÷ 工会覆盖职工数。"), "ratio", "", "people.view",
        over=Term("people.members"), under=(Term("organising.workers_covered"),), places=4, order=46,
    ),
    Figure(
        "organising.members_per_union", _("平均每家会员数"), _("会员人数 ÷ 基层工会数。"), "ratio", _("人"), "people.view",
        over=Term("people.members"), under=(Term("organising.unions"),), places=1, order=47,
    ),
)  # fmt: skip


def register() -> None:
    """Declare the figures of the module; called when Django is ready."""
    from niangjia.programmes.organising import figures_census  # noqa: PLC0415 (tables first)

    fields = (figures_joining, figures_founding, figures_focus, figures_membership, figures_census)
    declare.register(*FIGURES, *(one for field in fields for one in field.FIGURES))
