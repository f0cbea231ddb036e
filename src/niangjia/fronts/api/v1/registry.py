"""Outside registers: their lines, who is who; an employer that goes to another union. Looking may be a key's, deciding is for people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Schema

from niangjia.fronts.api.endpoint import endpoint
from niangjia.fronts.api.paging import Page, Paged, mark_of, paged
from niangjia.fronts.api.shapes import Code, Day, Given, Revision, Short, Text, Word, word
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.registry import EntryState, RegistrySource, RegistryStatus
from niangjia.programmes.organising.choices.shapes import Going
from niangjia.programmes.organising.queries import EntryFilter

VIEW, EDIT = "org.view", "org.edit"
TAG = "登记名单和单位变动"


class EntryLine(Schema):
    """登记名单的一行。"""

    code: str
    name: str
    credit_code: str
    source: Word
    status: Word
    state: Word
    town: str
    trade: str
    insured: int | None
    registered_on: date | None
    listed_on: date
    employer: str
    employer_code: str
    revision: int


class Likely(Schema):
    """可能是的单位：几分，为什么。"""

    employer: str
    employer_code: str
    score: int
    reasons: list[str]
    workers: int | None


class Unlike(Schema):
    """登记和单位名录不一样的一处。"""

    what: Word
    ours: str
    theirs: str


class EntryWhole(EntryLine):
    """一行和它可能是的单位、和名录不一样的地方。"""

    address: str
    candidates: list[Likely]
    changes: list[Unlike]
    may_decide: bool


class EntriesAsked(Paged):
    """要哪些行。"""

    text: Short = ""
    state: Literal["", "open", "none", "linked"] = ""
    source: Literal["", "business", "legal"] = ""
    status: Literal["", "alive", "closed", "away", "revoked"] = ""
    town: list[Text] = []


class Deciding(Given):
    """认定：看到的是第几版；`same`、`different` 要写哪家单位。"""

    revision: Revision
    employer: Code = ""


@endpoint("GET", "registry/", power=VIEW, gives=Page[EntryLine], tag=TAG)
def registry(request: HttpRequest, asked: Query[EntriesAsked]) -> Any:
    """登记名单，按名称"""
    one_of = {name: [value] if value else [] for name, value in _narrowed(asked)}
    wanted = EntryFilter(text=asked.text, towns=asked.town, **one_of)
    found = queries.entries(request.actor, wanted, after=mark_of(asked, "registry"), size=asked.size)
    return paged("registry", [_line(one) for one in found.rows], found.after)


def _narrowed(asked: EntriesAsked) -> tuple[tuple[str, str], ...]:
    return (("states", asked.state), ("sources", asked.source), ("statuses", asked.status))


def _line(one: Any) -> dict[str, Any]:
    plain = (
        "code", "name", "credit_code", "town", "trade", "insured", "registered_on", "listed_on", "revision",
    )  # fmt: skip
    return {
        **{name: getattr(one, name) for name in plain},
        "source": word(RegistrySource, one.source), "status": word(RegistryStatus, one.status), "state": word(EntryState, one.state),
        "employer": one.employer.name if one.employer else "", "employer_code": one.employer.code if one.employer else "",
    }  # fmt: skip


@endpoint("GET", "registry/{slug:code}/", power=VIEW, gives=EntryWhole, tag=TAG)
def registry_entry(request: HttpRequest, code: str) -> Any:
    """登记名单的一行：可能是谁，哪里不一样"""
    return _whole(request, code)


DECIDE: dict[str, Callable[..., Any]] = {
    "same": actions.link_entry, "different": actions.refuse_candidate,
    "none": lambda employer_code, **given: actions.refuse_all(**given),
    "reopen": lambda employer_code, **given: actions.reopen_entry(**given),
}  # fmt: skip


@endpoint("POST", "registry/{slug:code}/{act}/", power=EDIT, gives=EntryWhole, tag=TAG)
def registry_decide(
    request: HttpRequest, code: str, act: Literal["same", "different", "none", "reopen"], body: Deciding
) -> Any:
    """认定登记的一行是谁（只限本人登录后调用）

    就是这家 same、不是这家 different、都不是 none、撤回认定 reopen。
    """
    given = {"code": code, "revision": body.revision, "employer_code": body.employer}
    DECIDE[act](actor=request.actor, now=timezone.now(), **given)
    return _whole(request, code)


def _whole(request: HttpRequest, code: str) -> dict[str, Any]:
    it = queries.entry_page(request.actor, code)
    return {
        **_line(it.entry), "address": it.entry.address, "may_decide": it.may_decide,
        "candidates": [
            {"employer": one.employer.name, "employer_code": one.employer.code, "score": one.score,
             "reasons": [text for text, _points in one.reasons], "workers": one.workers}
            for one in it.candidates
        ],
        "changes": [
            {"what": {"code": kind.short, "label": str(kind.label)}, "ours": str(ours), "theirs": str(theirs)}
            for kind, ours, theirs in it.changes
        ],
    }  # fmt: skip


# ------------------------------------------------------------------ an employer goes to another union


class MoveGroup(Schema):
    """一类人：怎么办，多少人。"""

    going: Word
    people: int


class MovePlan(Schema):
    """单位改归另一个工会时谁跟着转。`digest` 办的时候原样送回：人变了就不会办成。"""

    employer: str
    old: str
    into: str
    groups: list[MoveGroup]
    others: int
    digest: str


class MoveLooked(Given):
    """改归哪个工会（不写只看现在）；退休会员转不转。"""

    unit: Code = ""
    with_retired: bool = False


class Moving(Given):
    """改归哪个工会、从哪天起、依据文号，和看到的 `digest`。"""

    unit: Code
    with_retired: bool = False
    on: Day
    document: Text = ""
    digest: Short


class Moved(Schema):
    """办好了。"""

    code: str
    on: date
    members: int


@endpoint("GET", "employers/{slug:code}/move/", power=EDIT, gives=MovePlan, tag=TAG)
def employer_move(request: HttpRequest, code: str, asked: Query[MoveLooked]) -> Any:
    """预览：单位改归另一个工会，谁跟着转（只限本人登录后调用）"""
    plan = queries.plan_move(request.actor, code, asked.unit, with_retired=asked.with_retired)
    groups = [{"going": word(Going, one.going), "people": len(one.people)} for one in plan.groups]
    return {
        "employer": plan.employer.name, "old": plan.old.name, "into": plan.into.name if plan.into else "", "groups": groups,
        "others": plan.others, "digest": plan.digest,
    }  # fmt: skip


@endpoint("POST", "employers/{slug:code}/move/", power=EDIT, gives=Moved, tag=TAG)
def employer_move_do(request: HttpRequest, code: str, body: Moving) -> Any:
    """单位改归另一个工会，会员一起转（只限本人登录后调用）

    同一天之内可以在页面上撤回。
    """
    given = body.dict(exclude={"unit"})
    made = actions.move_employer(
        actor=request.actor, code=code, unit_code=body.unit, now=timezone.now(), **given
    )  # fmt: skip
    return {"code": made.code, "on": made.on, "members": made.members}
