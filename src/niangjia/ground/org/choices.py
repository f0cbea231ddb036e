"""Closed lists of the tree: kinds of union bodies, levels, roles."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    """What sort of body a unit is (O1). `FEDERATION` includes town and street federations."""

    FEDERATION = "federation", _("总工会")
    INDUSTRY = "industry", _("产业工会")
    WORK_COMMITTEE = "work_committee", _("工会工作委员会")
    ASSOCIATION = "association", _("工会联合会")
    JOINT = "joint", _("联合工会")
    GRASSROOTS = "grassroots", _("基层工会")
    SECTION = "section", _("分工会")
    GROUP = "group", _("工会小组")


class Level(TextChoices):
    """Level of a federation or work committee; blank for the rest."""

    NATION = "nation", _("全国")
    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县（市、区）")
    TOWN = "town", _("镇街")
    ZONE = "zone", _("开发区")


class Mode(TextChoices):
    """How a union was formed (建会方式, O2)."""

    ALONE = "alone", _("单独建会")
    LED = "led", _("牵头建会")
    PROMOTED = "promoted", _("推动建会")
    JOINT = "joint", _("联合建会")
    REGIONAL = "regional", _("区域建会")
    TRADE = "trade", _("行业建会")


class Ownership(TextChoices):
    """Nature of an employer (单位性质)."""

    STATE = "state", _("国有")
    COLLECTIVE = "collective", _("集体")
    PRIVATE = "private", _("私营")
    FOREIGN = "foreign", _("外商投资")
    HMT = "hmt", _("港澳台投资")
    PUBLIC = "public", _("机关事业")
    SOCIAL = "social", _("社会组织")
    SOLE = "sole", _("个体工商户")
    OTHER = "other", _("其他")


class Role(TextChoices):
    """What a person may be appointed to in a unit; the powers of each stand in the modules' `policies.py`."""

    LEADER = "leader", _("负责人")
    ORGANISER = "organiser", _("组织工作")
    OFFICER = "officer", _("工会干部")
    CHAIR = "chair", _("基层工会主席")
    CLERK = "clerk", _("基层工会经办人")
    WINDOW = "window", _("服务窗口")
    REVIEWER = "reviewer", _("经费审查")
    DISCIPLINE = "discipline", _("纪检监察")
    READER = "reader", _("查阅")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


class Shape(TextChoices):
    """What an act did to the shape of the tree."""

    MERGE = "merge", _("合并")
    SPLIT = "split", _("拆分")
    MOVE = "move", _("调整上级")
    DISSOLVE = "dissolve", _("撤销")


class Part(TextChoices):
    """What became of a unit in a reshaping."""

    INTO = "into", _("接收")
    MERGED = "merged", _("并入")
    MOVED = "moved", _("随同调整")
    MADE = "made", _("新设")
    ENDED = "ended", _("撤销")
    FROM = "from", _("拆出")


DEMONSTRATION = "demo"
"""`Unit.origin` of a county that is invented from end to end."""

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""The three administrators (三员). Nobody holds two of them, and none of them holds any other role (GB/T 22239-2019, 8.1.4)."""

BUSINESS = tuple(role for role in Role if role not in ADMINISTRATORS)
"""Roles of the unions' own work: everybody but the three administrators."""

COUNTED = (UnitKind.JOINT, UnitKind.GRASSROOTS)
"""Kinds that count as a union in `organising.unions`."""
