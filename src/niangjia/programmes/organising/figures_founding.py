"""What can be counted of founding and of terms: unions formed and the members in them, files open and days taken, terms due, done
and overdue, legal persons and their certificates."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.ground.org.choices import Mode, UnitKind
from niangjia.kit.declare import Breakdown, Figure, Shown, Source, Term
from niangjia.programmes.organising.choices.founding import Area, Purpose, Stage
from niangjia.programmes.organising.policies import FILES

UNIT = "JOIN org_unit u ON u.id = {table}.unit_id"
FILE = Source(
    name="organising.foundings", table="organising_founding f", id="f.id", unit="f.unit_id", title="f.name", code="f.code",
    joins={"u": UNIT.format(table="f")},
)  # fmt: skip
TERM = Source(
    name="organising.terms", table="organising_term t", id="t.id", unit="t.unit_id", title="u.name", code="u.code",
    joins={"u": UNIT.format(table="t")},
)  # fmt: skip
CERTIFICATE = Source(
    name="organising.registrations", table="organising_registration r", id="r.id", unit="r.unit_id", title="u.name", code="u.code",
    joins={"u": UNIT.format(table="r")},
)  # fmt: skip

FOUND = f"f.purpose = '{Purpose.FOUND.value}'"
FORMED = f"{FOUND} AND f.replied_on IS NOT NULL"
MODE = Breakdown("mode", _("建会方式"), "f.mode", dict(Mode.choices), closed=True)
AREA = Breakdown("area", _("按什么联合"), "f.area", dict(Area.choices), closed=True)
FILE_SPLITS = (
    MODE, AREA, Breakdown("trade", _("所属行业"), "f.trade"), Breakdown("town", _("镇街"), "f.town"),
    Breakdown("type", _("工会类型"), "f.kind", dict(UnitKind.choices), closed=True),
)  # fmt: skip
SPLITS = (
    Breakdown("town", _("镇街"), "u.town"), Breakdown("trade", _("所属行业"), "u.trade"),
    Breakdown("type", _("工会类型"), "u.kind", dict(UnitKind.choices), closed=True),
)  # fmt: skip
FILE_SHOWN = (
    Shown("begun_on", _("开始"), "f.begun_on"), Shown("stage", _("办到"), "f.stage", dict(Stage.choices)),
    Shown("reply", _("批复文号"), "f.reply_text"), Shown("members", _("会员（人）"), "f.members"),
)  # fmt: skip
TERM_SHOWN = (Shown("since", _("从"), "t.since"), Shown("until", _("届满"), "t.until"))
PAPER_SHOWN = (Shown("number", _("证书号"), "r.number"), Shown("valid_until", _("有效期到"), "r.valid_until"))
RIGHT = "t.ending <> 'mistake'"
EARLIER = "EXISTS (SELECT 1 FROM organising_term b WHERE b.unit_id = t.unit_id AND b.ending = 'next' AND b.ended_on = t.since)"


def files(code: str, label: Any, definition: Any, unit: Any, where: str, order: int, **more: Any) -> Figure:
    """Founding files."""
    return Figure(
        code, label, definition, more.pop("shape", "flow"), unit, FILES, "organising.founding", FILE,
        where=where, columns=FILE_SHOWN, breakdowns=FILE_SPLITS, order=order, **more,
    )  # fmt: skip


def terms(code: str, label: Any, definition: Any, shape: Any, order: int, **more: Any) -> Figure:
    """Terms of office."""
    return Figure(
        code, label, definition, shape, _("家"), FILES, "organising.term", TERM, columns=TERM_SHOWN, breakdowns=SPLITS, order=order, **more,
    )  # fmt: skip


def papers(code: str, label: Any, definition: Any, shape: Any, order: int, **more: Any) -> Figure:
    """Certificates of legal persons."""
    return Figure(
        code, label, definition, shape, _("家"), FILES, "organising.term", CERTIFICATE, columns=PAPER_SHOWN, breakdowns=SPLITS, order=order,
        **more,
    )  # fmt: skip


FIGURES = (
    files(
        "organising.unions_formed", _("批复成立的工会"), _("时期内（含首尾两日）按建会档案批复成立的工会。直接登记进来的工会不计，见新建工会数。"),
        _("家"), FORMED, 60, since="f.replied_on",
    ),
    files(
        "organising.formed_members", _("新建工会发展的会员"), _("时期内（含首尾两日）批复成立的工会，建会时登记的会员人数之和。"),
        _("人"), FORMED, 61, since="f.replied_on", value="COALESCE(f.members, 0)",
    ),
    files(
        "organising.foundings_open", _("在办的建会"), _("当日已经开始、还没有批复也没有作废的建会档案。"),
        _("件"), FOUND, 62, shape="stock", since="f.begun_on", until="COALESCE(f.replied_on, f.ended_on)",
    ),
    files(
        "organising.founding_days_sum", _("建会用去的天数"), _("时期内（含首尾两日）批复成立的工会，从建档到批复的天数之和。"),
        _("天"), FORMED, 63, since="f.replied_on", value="COALESCE(f.days, 0)",
    ),
    Figure(
        "organising.founding_days", _("平均建会天数"), _("建会用去的天数 ÷ 批复成立的工会。"), "ratio", "", FILES,
        over=Term("organising.founding_days_sum"), under=(Term("organising.unions_formed"),), places=1, order=64,
    ),
    terms(
        "organising.terms_known", _("登记了届期的工会"), _("当日有一届在任的工会，届满没有换届的也算。"), "stock", 65,
        since="t.since", until="t.ended_on", where=RIGHT,
    ),
    terms(
        "organising.terms_overdue", _("届满没有换届的工会"), _("当日届期已满、新一届还没有开始的工会，届满当日起计。"), "stock", 66,
        since="t.until", until="t.ended_on", where=RIGHT,
    ),
    terms(
        "organising.terms_due", _("应换届的工会"), _("时期内（含首尾两日）届满的届次，中途撤销或者并入的不计。"), "flow", 67,
        since="t.until", where="t.ending IN ('', 'next')",
    ),
    terms(
        "organising.terms_renewed", _("换届的工会"), _("时期内（含首尾两日）开始的新一届，第一届不计。"), "flow", 68,
        since="t.since", where=f"{RIGHT} AND {EARLIER}",
    ),
    papers(
        "organising.legal_persons", _("工会法人"), _("当日有工会法人证书、证书没有过期的工会。"), "stock", 69,
        since="r.issued_on", until="CASE WHEN r.ended_on IS NOT NULL AND r.ended_on < r.valid_until THEN r.ended_on ELSE r.valid_until END",
    ),
    papers(
        "organising.certificates_lapsed", _("证书过期的工会"), _("当日证书已经过期、没有换证的工会。"), "stock", 70,
        since="r.valid_until", until="r.ended_on",
    ),
    papers(
        "organising.certificates_expiring", _("证书到期的工会"), _("时期内（含首尾两日）证书有效期到期、没有提前换证的。"), "flow", 71,
        since="r.valid_until", where="(r.ended_on IS NULL OR r.ended_on >= r.valid_until)",
    ),
)  # fmt: skip
