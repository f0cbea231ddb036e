"""Members: numbers masked as everywhere; opening one leaves a record that she can see."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema

from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import Code, Day, Text, Word, word
from niangjia.ground.org import queries as org
from niangjia.ground.people import actions, queries
from niangjia.ground.people.choices import Gender, JoinMode, LeavingReason, MemberState, WorkForm
from niangjia.kit.calendar import today

TAG = "会员"


class MemberLine(Schema):
    """一名会员，证件号码和手机号只给一部分。"""

    code: str
    name: str
    identity: str
    phone: str
    unit: str
    unit_code: str
    workplace: str
    occupation: str
    form: Word
    state: Word
    mode: Word
    joined_on: date | None
    left_on: date | None
    verified: bool


class Membership(Schema):
    """一段会籍。"""

    unit: str
    unit_code: str
    state: Word
    joined_on: date | None
    left_on: date | None
    leaving: Word
    card_number: str


class MemberWhole(Schema):
    """一个人的档案。"""

    code: str
    name: str
    gender: Word
    age: int | None
    identity: str
    phone: str
    member_since: date | None
    revision: int
    memberships: list[Membership]


class MembersAsked(Paged):
    """要哪些会员。"""

    under: Code = ""
    state: list[Text] = []
    form: list[Text] = []
    occupation: list[Text] = []
    verified: bool | None = None
    joined_from: Day | None = None
    joined_to: Day | None = None
    age_from: int | None = Field(None, ge=0, le=150)
    age_to: int | None = Field(None, ge=0, le=150)
    left: bool = False
    sort: Literal["pinyin", "joined", "unit"] = "pinyin"


@endpoint("GET", "members/", power="people.view", gives=Page[MemberLine], tag=TAG)
def members(request: HttpRequest, asked: Query[MembersAsked]) -> Any:
    """会员，按姓名拼音

    `left=true` 是已经离会的。条件和工作台的会员名册一样。
    """
    filters = queries.Filters(
        states=tuple(asked.state), forms=tuple(asked.form), occupations=tuple(asked.occupation), verified=asked.verified,
        joined_from=asked.joined_from, joined_to=asked.joined_to, age_from=asked.age_from, age_to=asked.age_to,
        left=asked.left, on=today(),
    )  # fmt: skip
    unit = org.unit(request.actor, asked.under) if asked.under else None
    found = queries.member_list(
        request.actor, unit=unit, filters=filters, sort=asked.sort, after=mark_of(asked, "members"), size=asked.size
    )
    return paged("members", [_line(one) for one in found.rows], found.after)


def _line(one: Any) -> dict[str, Any]:
    plain = (
        "code",
        "name",
        "identity",
        "phone",
        "unit_code",
        "workplace",
        "occupation",
        "joined_on",
        "left_on",
        "verified",
    )
    return {
        **{name: getattr(one, name) for name in plain},
        "unit": one.unit_name,
        "form": word(WorkForm, one.form),
        "state": word(MemberState, one.state),
        "mode": word(JoinMode, one.mode),
    }


@endpoint("GET", "members/{slug:code}/", power="people.view", gives=MemberWhole, tag=TAG)
def member(request: HttpRequest, code: str) -> Any:
    """一名会员

    每打开一次都留下记录，本人看得到。
    """
    it = actions.open_person(actor=request.actor, code=code, now=timezone.now())
    plain = ("code", "name", "age", "identity", "phone", "member_since", "revision")
    memberships = [
        {
            "unit": one.unit_name, "unit_code": one.unit_code, "state": word(MemberState, one.state), "joined_on": one.joined_on,
            "left_on": one.left_on, "leaving": word(LeavingReason, one.leaving), "card_number": one.card_number,
        }
        for one in it.memberships
    ]  # fmt: skip
    found = {name: getattr(it, name) for name in plain}
    return {**found, "gender": word(Gender, it.gender), "memberships": memberships}
