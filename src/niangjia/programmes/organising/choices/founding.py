"""Closed lists of founding and of term elections: what a file is about, its stages, posts, bodies."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FOUNDING = "organising.founding"
TERM_ELECTION = "organising.term"
"""The kinds of approval: a union that is to be formed, and a term election."""

SUBJECT = "organising.founding"
"""The kind of record of both."""

MEMBER_SEALED = "organising.founding_member"
"""Field of the vault for the numbers of people who gather."""

REPLIES = "reply"
"""The series of documents from which replies take their numbers."""

DAYS = 5
"""Working days for a reply, where officials have set no route of their own. No rule that we have read names a number."""


class Purpose(TextChoices):
    """What a file is about."""

    FOUND = "found", _("新建工会")
    TERM = "term", _("换届选举")


class FileState(TextChoices):
    """Where a file is as a whole."""

    OPEN = "open", _("在办")
    DONE = "done", _("已办结")
    REFUSED = "refused", _("不同意筹备")
    WITHDRAWN = "withdrawn", _("不办了")


class Stage(TextChoices):
    """The stages in their order; each is a dated fact. Of a term election some are left out."""

    ASKED = "asked", _("报请示")
    AGREED = "agreed", _("上级同意筹备")
    GATHERED = "gathered", _("发展会员")
    NOMINATED = "nominated", _("候选人报批")
    CLEARED = "cleared", _("上级同意候选人")
    HELD = "held", _("召开大会选举")
    REPORTED = "reported", _("报告选举结果")
    REPLIED = "replied", _("上级批复")
    SEALED = "sealed", _("刻章")
    REGISTERED = "registered", _("法人登记")
    BANKED = "banked", _("开户")
    FUNDED = "funded", _("经费缴拨登记")
    PLAQUED = "plaqued", _("挂牌")


class Body(TextChoices):
    """What is elected at once."""

    COMMITTEE = "committee", _("工会委员会")
    REVIEW = "review", _("经费审查委员会")
    WOMEN = "women", _("女职工组织")


class Post(TextChoices):
    """Posts of a term; what of them stands in which body is `BODY_OF`."""

    CHAIR = "chair", _("主席")
    VICE = "vice", _("副主席")
    MEMBER = "member", _("委员")
    REVIEW_HEAD = "review_head", _("经审主任")
    REVIEW_MEMBER = "review_member", _("经审委员")
    WOMEN_HEAD = "women_head", _("女工主任")
    WOMEN_MEMBER = "women_member", _("女工委员")


BODY_OF: dict[str, str] = {
    Post.CHAIR: Body.COMMITTEE, Post.VICE: Body.COMMITTEE, Post.MEMBER: Body.COMMITTEE, Post.REVIEW_HEAD: Body.REVIEW,
    Post.REVIEW_MEMBER: Body.REVIEW, Post.WOMEN_HEAD: Body.WOMEN, Post.WOMEN_MEMBER: Body.WOMEN,
}  # fmt: skip


class Sex(TextChoices):
    """As on a list of candidates."""

    MALE = "male", _("男")
    FEMALE = "female", _("女")


class Relation(TextChoices):
    """What a candidate is to the head of the employer."""

    NONE = "none", _("没有关系")
    KIN = "kin", _("主要负责人的近亲属")
    HEAD = "head", _("行政负责人")
    STAFF = "staff", _("人事部门负责人")


class Area(TextChoices):
    """By what a joint union is put together."""

    BUILDING = "building", _("楼宇")
    VILLAGE = "village", _("村（社区）")
    PARK = "park", _("园区")
    CIRCLE = "circle", _("商圈")
    TRADE = "trade", _("行业")


class Meeting(TextChoices):
    """Who elects."""

    MEMBERS = "members", _("会员大会")
    DELEGATES = "delegates", _("会员代表大会")


BACK: dict[str, Any] = {
    "members": _("会员人数要核对"),
    "candidates": _("候选人名单要调整"),
    "result": _("选举结果要核对"),
    "other": _("其他要改的"),
}
REFUSED: dict[str, Any] = {
    "not_here": _("不归本级工会管，请报所在地的上级工会"),
    "twice": _("已经有工会，不用另建"),
    "not_fit": _("不合规定，请重新办理"),
    "other": _("其他"),
}
"""Why an asking comes back, or is refused."""


class TermEnd(TextChoices):
    """Why a term ended."""

    NEXT = "next", _("换届")
    DISSOLVED = "dissolved", _("工会撤销")
    MERGED = "merged", _("工会并入")
    MISTAKE = "mistake", _("登记错了")


class TermOutcome(TextChoices):
    """How a task about a term that runs out is closed by hand."""

    POSTPONED = "postponed", _("上级同意延期")
    MERGE = "merge", _("建议合并")
    DISSOLVE = "dissolve", _("建议撤销")
    KNOWN = "known", _("已换届，届期待补登")
