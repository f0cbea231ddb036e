"""Closed lists of people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Gender(TextChoices):
    """As on the identity document."""

    MALE = "m", _("男")
    FEMALE = "f", _("女")


class DocumentKind(TextChoices):
    """Kind of identity document."""

    RESIDENT = "resident", _("居民身份证")
    HK_MACAU = "hk_macau", _("港澳居民来往内地通行证")
    TAIWAN = "taiwan", _("台湾居民来往大陆通行证")
    RESIDENCE = "residence", _("港澳台居民居住证")
    FOREIGN = "foreign", _("外国人永久居留身份证")
    PASSPORT = "passport", _("护照")


class LeavingReason(TextChoices):
    """Why a membership ended (会籍管理办法 2016)."""

    TRANSFER = "transfer", _("转出")
    LEFT = "left", _("本人退会")
    LAPSED = "lapsed", _("自动退会")
    EXPELLED = "expelled", _("开除会籍")
    DIED = "died", _("去世")
    MERGED = "merged", _("档案合并")
    UNDONE = "undone", _("导入撤回")


class MemberState(TextChoices):
    """What a membership in force is at present; kept members hold membership without vote and dues."""

    ACTIVE = "active", _("在会")
    RETIRED = "retired", _("退休保留")
    UNEMPLOYED = "unemployed", _("待业保留")
    HELD = "held", _("上级工会代管")


class WorkForm(TextChoices):
    """Form of employment (用工形式)."""

    DIRECT = "direct", _("劳动合同")
    AGENCY = "agency", _("劳务派遣")
    LABOUR = "labour", _("劳务协议")
    PLATFORM = "platform", _("平台从业")
    FLEXIBLE = "flexible", _("灵活就业")
    PUBLIC = "public", _("在编")


class Purpose(TextChoices):
    """What consent is asked for, one at a time; none of them blocks membership (PIPL 16)."""

    SERVICE_MESSAGES = "service_messages", _("短信、微信服务提醒")
    LOCATION = "location", _("查找附近站点时使用位置")
    HEALTH = "health", _("办理帮扶、互助时使用健康信息")
    FINANCE = "finance", _("发放补助时使用银行账户")
    SHARING = "sharing", _("与核查部门比对家庭经济状况")
    PUBLICITY = "publicity", _("公示姓名和工会")


class StandingKind(TextChoices):
    """Dated facts about a person that other programmes may rely on without seeing their files."""

    HARDSHIP = "hardship", _("困难职工")
    MODEL_WORKER = "model_worker", _("劳模")
    CRAFTSMAN = "craftsman", _("工匠")


class Education(TextChoices):
    """Schooling."""

    PRIMARY = "primary", _("小学及以下")
    JUNIOR = "junior", _("初中")
    SENIOR = "senior", _("高中、中专、技校")
    COLLEGE = "college", _("大专")
    BACHELOR = "bachelor", _("本科")
    MASTER = "master", _("硕士")
    DOCTOR = "doctor", _("博士")


class JoinMode(TextChoices):
    """How a membership record came to be."""

    ROSTER = "roster", _("花名册导入")
    DESK = "desk", _("工会登记")
    PHONE = "phone", _("扫码入会")
    TRANSFER = "transfer", _("转入")


class RevealReason(TextChoices):
    """Why somebody looks at a whole number; kept in the trail, so a code and never free text."""

    CHECK = "check", _("当面核对身份")
    CONTACT = "contact", _("联系本人")
    SERVICE = "service", _("为本人办理业务")
    MEND = "mend", _("更正登记错误")
    DISCIPLINE = "discipline", _("纪检监察查询")
    AUDIT = "audit", _("审计查询")
    COURT = "court", _("法院、公安依法调取")


BY_LAW = (RevealReason.DISCIPLINE, RevealReason.AUDIT, RevealReason.COURT)
"""Reasons whose looks the person is not shown; they need a power of their own."""


class Kept(TextChoices):
    """Fields that can be revealed."""

    IDENTITY = "identity", _("证件号码")
    PHONE = "phone", _("手机号")
