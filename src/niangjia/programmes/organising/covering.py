"""What can be counted of coverage: employers that should have a union, and how many of them have one.

An employer without a union counts at the federation of its town, one without a known town at the root. The number of
workers from which an employer should have a union is the one of the first edition of the rulebook `organising.coverage`: a figure means
the same on every day and at every place, so that years and towns can be compared.
"""

# ruff: noqa: S608  (declared expressions are constant pieces of the code)
from django.utils.translation import gettext_lazy as _

from niangjia.kit import declare
from niangjia.kit.declare import Figure, Shown, Source, Term
from niangjia.programmes.organising.figures import EMPLOYER_SPLITS
from niangjia.programmes.organising.queries.coverage import OWN, ROOT
from niangjia.programmes.organising.rulebooks import COVERAGE

IN_FORCE = "(x.valid_from IS NULL OR x.valid_from <= {on}) AND (x.valid_to IS NULL OR x.valid_to > {on})"

EMPLOYERS = Source(
    name="organising.employers",
    table="org_employer f",
    id="f.id",
    unit="COALESCE(a.unit_id, t.id, r.id)",
    title="f.name",
    code="f.code",
    joins={
        "a": (
            "LEFT JOIN org_attachment a ON a.id = (SELECT MAX(x.id) FROM org_attachment x "
            f"WHERE x.employer_id = f.id AND {IN_FORCE})"
        ),
        "u": "LEFT JOIN org_unit u ON u.id = a.unit_id",
        "t": (
            "LEFT JOIN (SELECT town, MIN(id) AS id FROM org_unit WHERE level IN ('town', 'zone') AND town <> '' "
            "GROUP BY town) t ON t.town = f.town"
        ),
        "r": f"LEFT JOIN org_unit r ON r.id = {ROOT}",
        "h": f"LEFT JOIN org_headcount h ON h.id = (SELECT MAX(x.id) FROM org_headcount x WHERE x.employer_id = f.id AND {IN_FORCE})",
    },
)
DUE = int(COVERAGE.params()["due"].default)
WORKERS = Shown("workers", _("职工人数"), "h.workers")
UNION = Shown("union", _("现在归"), "u.name")
SPLITS = tuple(one for one in EMPLOYER_SPLITS if one.name in {"trade", "ownership", "town"})


def employers(code: str, label: object, definition: object, where: str, order: int) -> Figure:
    """Employers of the register on a date that should have a union."""
    due = f"COALESCE(h.workers, 0) >= {DUE}"
    return Figure(
        code, label, definition, "stock", _("家"), "org.view", "org.employer", EMPLOYERS,
        since="f.founded_on", until="f.closed_on", where=f"{due} AND {where}" if where else due, columns=(WORKERS, UNION),
        breakdowns=SPLITS, order=order,
    )  # fmt: skip


def share(code: str, label: object, definition: object, over: str, order: int) -> Figure:
    """A share of the employers that should have a union."""
    return Figure(
        code, label, definition, "ratio", "", "org.view", over=Term(over), under=(Term("organising.employers_due"),), places=4,
        order=order,
    )  # fmt: skip


FIGURES = (
    employers(
        "organising.employers_due", _("应建会单位数"),
        _("单位名录里当日存续、申报职工 25 人以上的单位，不论有没有工会。没有工会的算在所在镇街，镇街不清楚的算在最上级。"), "", 48,
    ),
    employers(
        "organising.employers_covered_of_due", _("应建会单位中已覆盖"),
        _("应建会单位里，当日归属某家工会的，单独建会和联合工会都算。"), "a.unit_id IS NOT NULL", 49,
    ),
    employers(
        "organising.employers_formed_of_due", _("应建会单位中单独建会"),
        _("应建会单位里，当日归属自己的基层工会的。只由联合工会、工会联合会或总工会覆盖的不计。"), f"u.kind IN ({OWN})", 50,
    ),
    share(
        "organising.due_coverage_rate", _("应建会单位覆盖率"), _("应建会单位中已覆盖 ÷ 应建会单位数。"),
        "organising.employers_covered_of_due", 51,
    ),
    share(
        "organising.due_forming_rate", _("应建会单位单独建会率"), _("应建会单位中单独建会 ÷ 应建会单位数。"),
        "organising.employers_formed_of_due", 52,
    ),
)  # fmt: skip


def register() -> None:
    """Declare the figures of coverage; called when Django is ready."""
    declare.register(*FIGURES)
