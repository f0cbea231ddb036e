"""How founding files are shown: filters and tabs of the list, the next act with its form, papers by stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from niangjia.fronts.desk import founding_forms as forms
from niangjia.fronts.shell.lists import address
from niangjia.kit.calendar import today
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.choices.founding import BODY_OF, Body, FileState, Post, Purpose, Stage
from niangjia.programmes.organising.queries import FileFilter, FilePage

SHOWN = 30
"""People of a list that the page shows."""

STATES = (
    ("open", _("在办")), ("late", _("逾期")), ("done", _("已办结")), ("withdrawn", _("不办了")), ("refused", _("不同意筹备")), ("all", _("全部")),
)  # fmt: skip


def filter_of(query: QueryDict) -> FileFilter:
    """An address as a filter of files."""
    state, purpose, lies = (query.get(name, "") for name in ("state", "purpose", "lies"))
    return FileFilter(
        purpose=purpose if purpose in Purpose.values else "",
        state=state if state in dict(STATES) else "open",
        lies=lies if lies in {"above", "here"} else "",
        text=query.get("q", "").strip()[:60],
        under=query.get("under", "").strip()[:20],
    )


def tabs(
    request: HttpRequest, counts: dict[tuple[str, str], int], wanted: FileFilter
) -> list[tuple[str, Any, Any, bool]]:
    """Address, words, number, whether it is the one shown."""
    found = []
    for state, label in STATES:
        number = sum(n for (purpose, one), n in counts.items() if one == state and wanted.purpose in {"", purpose})
        shown = None if state in {"late", "all"} else number
        if shown != 0 or state in {wanted.state, "open"}:
            found.append((address(request, state=state), label, shown, state == wanted.state))
    return found


def purposes(request: HttpRequest, wanted: FileFilter) -> list[tuple[str, Any, bool]]:
    """Chips: what the files are about, and with whom they lie."""
    lies = (("above", _("在上级工会")), ("here", _("等我们办")))
    return [
        (address(request, purpose=None, lies=None), _("全部"), not (wanted.purpose or wanted.lies)),
        *((address(request, purpose=one.value), one.label, wanted.purpose == one.value) for one in Purpose),
        *((address(request, lies=lie), label, wanted.lies == lie) for lie, label in lies),
    ]


# ------------------------------------------------------------------ one file

ACTS: dict[str, Any] = {
    Stage.ASKED: _("报请示"), Stage.GATHERED: _("登记会员人数"), Stage.NOMINATED: _("把候选人名单报上级工会"), Stage.HELD: _("登记选举结果"),
    Stage.REPORTED: _("向上级工会报告选举结果"), Stage.SEALED: _("登记刻章"), Stage.REGISTERED: _("登记法人证书"), Stage.BANKED: _("登记开户"),
    Stage.FUNDED: _("登记经费缴拨"), Stage.PLAQUED: _("登记挂牌"),
}  # fmt: skip
SAID: dict[str, Any] = {
    Stage.ASKED: _("请示报上去了，上级工会在审批里批复。"), Stage.GATHERED: _("会员人数记下了。下一步填候选人。"),
    Stage.NOMINATED: _("候选人名单报上去了，等上级工会同意。"), Stage.HELD: _("选举结果算好了，请核对以后报告上级工会。"),
    Stage.REPORTED: _("选举结果报上去了，等上级工会批复。"), Stage.SEALED: _("刻章记下了。"), Stage.REGISTERED: _("法人证书记下了，请把扫描件放进材料。"),
    Stage.BANKED: _("开户记下了。"), Stage.FUNDED: _("经费缴拨记下了。"), Stage.PLAQUED: _("挂牌记下了，这份档案办结了。"),
}  # fmt: skip


@dataclass(frozen=True)
class Act:
    """The next act of a file: its words on the button, and why it cannot be done yet."""

    label: Any
    blocked: Any = None


def act_of(it: FilePage) -> Act | None:
    """What can be done next; None while the file lies above, or is closed."""
    if not it.may_form or it.row.state != FileState.OPEN:
        return None
    if it.returned:
        return Act(_("改好了，再报一次"))
    if not it.next or it.next not in ACTS:
        return None
    needs_list = it.next == Stage.NOMINATED and not it.candidates
    return Act(
        ACTS[it.next],
        _("先填候选人")
        if needs_list
        else it.blocked.label
        if it.blocked and it.next != Stage.HELD and it.next != Stage.GATHERED
        else None,
    )


@dataclass(frozen=True)
class Step:
    """A stage as a form: what is filled in, what is done, what is said after."""

    title: Any
    said: Any
    form: Callable[[HttpRequest, FilePage], Any]
    act: Callable[..., Any] | None = None
    more: dict[str, Any] = field(default_factory=dict)
    stage: str = ""


def step_of(it: FilePage, *, skip: bool = False) -> Step:
    """The form of the next stage."""
    stage = it.next or (it.row.stage if it.returned else "")
    title, said = ACTS.get(stage, _("现在没有要办的")), SAID.get(stage, "")
    if skip and stage in SKIPPABLE:
        return Step(title, _("记下了不办的原因。"), _skip, actions.carry_out, {"stage": stage}, stage)
    if stage in {Stage.ASKED, Stage.NOMINATED, Stage.REPORTED}:
        return Step(title, said, _plain, actions.ask_above, {}, stage)
    if stage == Stage.GATHERED:
        return Step(title, said, _gathered, actions.record_gathered, {}, stage)
    if stage == Stage.HELD:
        return Step(title, said, _held, actions.record_held, {}, stage)
    if stage == Stage.REGISTERED:
        return Step(title, said, _certificate, actions.record_certificate, {}, stage)
    if stage in SKIPPABLE:
        return Step(title, said, _carry, actions.carry_out, {"stage": stage}, stage)
    return Step(title, said, _plain)


SKIPPABLE = frozenset({Stage.SEALED, Stage.REGISTERED, Stage.BANKED, Stage.FUNDED, Stage.PLAQUED})


def skip_of(it: FilePage, form: Any, step: Step) -> Any:
    """The form for doing without this step, where one may."""
    if step.stage not in SKIPPABLE:
        return None
    return form if isinstance(form, forms.SkipForm) else forms.SkipForm(actor=form.actor)


def _sent(request: HttpRequest) -> Any:
    return request.POST or None


def _plain(request: HttpRequest, it: FilePage) -> Any:
    return forms.StageForm(_sent(request), actor=request.actor)


def _gathered(request: HttpRequest, it: FilePage) -> Any:
    known = {
        "members": it.row.members or len(it.people) or None,
        "women": it.row.women or sum(one.sex == "female" for one in it.people),
    }
    return forms.GatheredForm(_sent(request), actor=request.actor, initial=known)


def _held(request: HttpRequest, it: FilePage) -> Any:
    row = it.row
    known = {
        "meeting": row.meeting,
        "years": str(row.years or ""),
        "should_attend": row.members if row.meeting == "members" else None,
    }
    years = queries.term_years(row.path)
    return forms.HeldForm(_sent(request), actor=request.actor, candidates=it.candidates, years=years, initial=known)


def _carry(request: HttpRequest, it: FilePage) -> Any:
    return forms.CarryForm(_sent(request), actor=request.actor)


def _skip(request: HttpRequest, it: FilePage) -> Any:
    return forms.SkipForm(_sent(request), actor=request.actor)


def _certificate(request: HttpRequest, it: FilePage) -> Any:
    return forms.CertificateForm(
        _sent(request), actor=request.actor, initial={"issued_on": today(), "credit_code": it.row.unit.credit_code}
    )


# ------------------------------------------------------------------ parts of the page


def papers_by_stage(it: FilePage) -> list[tuple[Any, str, list[Any]]]:
    """The papers of each stage: its words, its name, its papers."""
    lines = queries.paper_lines(it.row)
    labels = {one.stage: one.label for one in it.stages}
    stages = list(dict.fromkeys(one.stage for one in lines))
    return [
        (
            labels.get(stage) or queries.stage_label(it.row.purpose, stage),
            str(stage),
            [one for one in lines if one.stage == stage],
        )
        for stage in stages
    ]


def bodies(it: FilePage) -> list[tuple[Any, Any, Sequence[Any]]]:
    """Candidates by body: its words, its seats, who stands."""
    seats = {Body.COMMITTEE: it.row.committee_seats, Body.REVIEW: it.row.review_seats, Body.WOMEN: it.row.women_seats}
    found = []
    for body in Body:
        some = [(one, Post(one.post).label) for one in it.candidates if BODY_OF[one.post] == body]
        if some:
            found.append((body.label, seats[body], some))
    return found


def known_candidates(it: FilePage) -> list[dict[str, Any]]:
    """The rows as they stand, or the posts that have to be filled in any case."""
    if it.candidates:
        return [
            {name: getattr(one, name) for name in ("name", "sex", "post", "relation", "duty")} for one in it.candidates
        ]
    posts = (Post.CHAIR, Post.VICE, Post.MEMBER, Post.MEMBER, Post.REVIEW_HEAD, Post.WOMEN_HEAD)
    return [{"post": post.value, "relation": "none"} for post in posts]


def known_seats(it: FilePage) -> dict[str, Any]:
    """Seats as they stand."""
    row = it.row
    return {"committee": row.committee_seats, "review": row.review_seats, "women": row.women_seats, "party": row.party}
