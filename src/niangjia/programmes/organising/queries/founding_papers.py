"""The papers of a founding file or a term election, filled from the file: nothing is typed twice, and what is not known yet is a blank.

Official papers are written in Chinese whatever the reader's language, so their text is not translated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from niangjia.engines.rulebooks.queries import rule_at
from niangjia.kit.calendar import today as _today
from niangjia.kit.declare import Book
from niangjia.kit.papers import Blank, Block, Boxes, Fields, Heading, Paper, Signature, Table, Text
from niangjia.kit.powers import Actor, NotFound
from niangjia.programmes.organising.choices.founding import BODY_OF, Body, Meeting, Post, Purpose, Stage
from niangjia.programmes.organising.models import Candidate, Founding, FoundingStage, Registration, Term
from niangjia.programmes.organising.queries.founding import file_row, replier
from niangjia.programmes.organising.rules import founding as rules

CHINESE = "zh-hans"


class PaperNotFound(NotFound):
    """The file has no such paper."""


@dataclass(frozen=True)
class Facts:
    """What the papers are filled from, read once."""

    row: Founding
    found: bool
    upper: str
    candidates: tuple[Candidate, ...]
    employers: tuple[str, ...]
    people: tuple[Any, ...]
    stages: dict[str, FoundingStage]
    terms: Book
    term: Term | None
    certificate: Registration | None

    def of(self, body: str, *, elected: bool = False) -> list[Candidate]:
        """Candidates of a body, or those elected."""
        return [one for one in self.candidates if BODY_OF[one.post] == body and (one.elected or not elected)]

    def on(self, stage: str) -> date | None:
        """The day of a stage."""
        return self.stages[stage].on if stage in self.stages else None

    @property
    def asker(self) -> str:
        """Who signs what goes up."""
        return f"{self.row.name}筹备组" if self.found else self.row.name

    @property
    def meeting(self) -> str:
        """The meeting that elects, in words."""
        with override(CHINESE):
            return str(Meeting(self.row.meeting or Meeting.MEMBERS).label)


def _facts(row: Founding) -> Facts:
    upper = row.upper or replier(row.path)
    return Facts(
        row=row,
        found=row.purpose == Purpose.FOUND,
        upper=upper.name if upper else "",
        candidates=tuple(row.candidates.order_by("place")),
        employers=tuple(row.employers.order_by("pk").values_list("employer__name", flat=True)),
        people=tuple(row.people.order_by("place")),
        stages={one.stage: one for one in row.stages.filter(undone_at__isnull=True)},
        terms=rule_at("organising.terms", _today(), row.path),
        term=Term.rows.filter(unit_id=row.unit_id, ended_on__isnull=True).first()
        if row.replied_on or row.purpose == Purpose.TERM
        else None,
        certificate=Registration.rows.filter(unit_id=row.unit_id, ended_on__isnull=True).first(),
    )


# ------------------------------------------------------------------ words

LINE = "＿＿＿＿"


def _n(number: int | None) -> str:
    return str(number) if number is not None else LINE


def _day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else f"{LINE}年{LINE}月{LINE}日"


def _text(value: str) -> str:
    return value or LINE


def _post(post: str) -> str:
    with override(CHINESE):
        return str(Post(post).label)


def _sex(sex: str) -> str:
    return {"male": "男", "female": "女"}.get(sex, "")


def _body(body: str) -> str:
    with override(CHINESE):
        return str(Body(body).label)


def _names(some: Sequence[Candidate]) -> str:
    return "、".join(one.name for one in some) if some else LINE


def _official(
    it: Facts, title: str, blocks: Sequence[Block], *, on: date | None, attachments: tuple[str, ...] = ()
) -> Paper:
    """A paper that goes up: from those who prepare to the higher union."""
    return Paper(
        "official",
        title,
        tuple(blocks),
        to=f"{it.upper}：" if it.upper else "",
        signature=Signature(it.asker, on),
        attachments=attachments,
    )


def _reply(it: Facts, title: str, blocks: Sequence[Block], stage: str) -> Paper:
    """A reply that comes down, with its number once it is given."""
    fact = it.stages.get(stage)
    return Paper(
        "official", title, tuple(blocks), issuer=it.upper, number=fact.document if fact else "", to=f"{it.asker}：",
        signature=Signature(it.upper, fact.on if fact else None),
    )  # fmt: skip


# ------------------------------------------------------------------ asking and consent


def _request(it: Facts) -> Paper:
    row = it.row
    if it.found:
        employers = "、".join(it.employers) or LINE
        text = (
            f"{employers}现有职工{_n(row.workers)}人。为依法维护职工合法权益、发挥工会组织作用，根据《中华人民共和国工会法》《中国工会章程》的规定，"
            f"经与单位和同级党组织（{_text(row.party)}）商议，拟成立{row.name}，请予批准筹备。"
        )
        more = Text("筹备期间由筹备组负责宣传发动、发展会员、提名候选人、筹备召开会员（代表）大会。")
        title = f"关于筹备成立{row.name}的请示"
    else:
        since, until = (_day(it.term.since), _day(it.term.until)) if it.term else (_day(None), _day(None))
        text = (
            f"{row.name}第{_n(it.term.number if it.term else None)}届委员会于{since}选举产生，任期于{until}届满。"
            "根据《中华人民共和国工会法》第十六条和《中国工会章程》的规定，拟进行换届选举，请予批准。"
        )
        more = Text(
            f"现有会员{_n(row.members)}人。下届委员会拟设委员{_n(row.committee_seats)}名，经费审查组织拟设{_n(row.review_seats)}名，"
            f"女职工组织拟设{_n(row.women_seats)}名。"
        )
        title = f"关于{row.name}换届选举的请示"
    return _official(it, title, (Text(text), more, Text("妥否，请批复。")), on=it.on(Stage.ASKED))


def _consent(it: Facts) -> Paper:
    row = it.row
    title = rules.reply_title(row.purpose, Stage.AGREED, row.name)
    if it.found:
        words = f"你们关于筹备成立{row.name}的请示收悉。经研究，同意筹备成立{row.name}。请依照《中华人民共和国工会法》《中国工会章程》的规定发展会员，协商提名候选人，候选人名单报同级党组织和我会同意后，召开会员（代表）大会选举。"
    else:
        words = f"你们关于换届选举的请示收悉。经研究，同意{row.name}进行换届选举。请协商提名候选人，候选人名单报同级党组织和我会同意后，召开会员（代表）大会选举。"
    return _reply(it, title, (Text(words), Text("选举结果请及时报告我会。"), Text("此复。")), Stage.AGREED)


def _members(it: Facts) -> Paper:
    rows = tuple((str(place), one.name, _sex(one.sex), one.workplace, "") for place, one in enumerate(it.people, 1))
    rows = rows or tuple((str(place), "", "", "", "") for place in range(1, 26))
    table = Table(
        ("序号", "姓名", "性别", "工作单位", "本人签名"),
        rows,
        (1, 2, 1, 4, 2),
        caption=f"会员{_n(it.row.members)}人，其中女会员{_n(it.row.women)}人",
    )
    return Paper("list", f"{it.row.name}会员名册", (table,), signature=Signature(it.asker, it.on(Stage.GATHERED)))


# ------------------------------------------------------------------ candidates


def _nomination(it: Facts) -> Paper:
    row = it.row
    lines = [f"{_body(body)}{_n(len(it.of(body)) or None)}名：{_names(it.of(body))}" for body in Body]
    blocks = (
        Text(f"经会员酝酿、协商，并报同级党组织（{_text(row.party)}）同意，提名以下同志为{row.name}候选人："),
        *(Text(line) for line in lines),
        Text("候选人中没有单位主要负责人的近亲属。现报请审查。"),
        Text("妥否，请批复。"),
    )
    return _official(
        it, f"关于{row.name}候选人名单的请示", blocks, on=it.on(Stage.NOMINATED), attachments=("候选人名册",)
    )


def _roll(it: Facts) -> Paper:
    rows = tuple(
        (str(place), one.name, _sex(one.sex), _body(BODY_OF[one.post]), _post(one.post), one.duty, _relation(one), "")
        for place, one in enumerate(it.candidates, 1)
    ) or tuple((str(place), *("",) * 7) for place in range(1, 13))
    table = Table(
        ("序号", "姓名", "性别", "选举的组织", "提名职务", "现任工作", "与单位主要负责人的关系", "备注"), rows, (0.7, 1.3, 0.7, 2, 1.4, 1.6, 2, 1.2)
    )  # fmt: skip
    agree = Fields((("同级党组织意见", ""), ("上级工会意见", "")), columns=1)
    return Paper(
        "list",
        f"{it.row.name}候选人名册",
        (table, agree),
        signature=Signature(it.asker, it.on(Stage.NOMINATED)),
        landscape=True,
    )


def _relation(one: Candidate) -> str:
    with override(CHINESE):
        return str(one.get_relation_display())


# ------------------------------------------------------------------ the meeting


def _method(it: Facts) -> Paper:
    row, book = it.row, it.terms
    quorum = f"{_parts(book.integer('quorum_parts'))}分之{_parts(book.integer('quorum_of'))}"
    lines = (
        "一、根据《中华人民共和国工会法》《中国工会章程》，制定本办法。",
        f"二、{it.meeting}选举{row.name}第{_n(_number(it))}届委员会委员{_n(row.committee_seats)}名、经费审查组织{_n(row.review_seats)}名、女职工组织{_n(row.women_seats)}名，同时进行。每届任期{_n(row.years)}年。",
        "三、委员会委员实行差额选举，经费审查组织和女职工组织可以等额选举。选举采用无记名投票方式。",
        f"四、应到会人数为{_n(row.should_attend)}人。实到会人数达到应到会人数的{quorum}，方可进行选举。",
        "五、候选人获得的赞成票超过应到会人数的一半，方为当选。超过一半的人数多于应选名额时，得票多的当选；票数相等不能确定时，对票数相等的重新投票。",
        "六、当选人数少于应选名额时，可以在未超过一半的候选人中重新投票，仍按应到会人数计算。",
        "七、每张选票所选人数等于或者少于应选名额的有效，多于应选名额的无效。",
        "八、大会设监票人、计票人，由大会举手通过；候选人不担任监票人、计票人。",
        "九、单位主要负责人的近亲属不得作为委员会委员人选（《工会法》第十条）。",
        "十、本办法经大会通过后生效。",
    )
    return Paper(
        "official",
        f"{row.name}选举办法（草案）",
        tuple(Text(line) for line in lines),
        signature=Signature(it.asker, None),
    )


def _parts(number: int) -> str:
    return "〇一二三四五六七八九十"[number] if number <= 10 else str(number)


def _number(it: Facts) -> int | None:
    if it.found:
        return 1
    if it.term is None or it.term.number is None:
        return None
    return it.term.number if it.row.replied_on else it.term.number + 1


def _ballot(it: Facts, body: str, seats: int | None) -> Paper:
    some = it.of(body)
    rows = tuple((one.name, _post(one.post), "", "", "") for one in some) or tuple(("",) * 5 for _ in range(seats or 3))
    blocks = (
        Text(
            f"应选{_n(seats)}名，候选人{_n(len(some) or None)}名。赞成的在“赞成”栏画“○”，反对的画“×”，弃权的不画；另选他人的，在空格里写姓名并画“○”。所选人数多于应选名额的，整张作废。",
            indent=False,
        ),
        Table(("候选人", "职务", "赞成", "反对", "弃权"), (*rows, ("", "另选", "", "", "")), (2, 1.6, 1, 1, 1)),
    )
    return Paper("ballot", f"{it.row.name}{_body(body)}选票", blocks, signature=Signature(it.asker, it.row.held_on))


def _ballots(it: Facts) -> list[Paper]:
    seats = {Body.COMMITTEE: it.row.committee_seats, Body.REVIEW: it.row.review_seats, Body.WOMEN: it.row.women_seats}
    return [_ballot(it, body, number) for body, number in seats.items() if number or it.of(body)]


def _tally(it: Facts) -> Paper:
    row = it.row
    head = Fields(
        (
            ("大会", it.meeting), ("日期", _day(row.held_on)), ("应到会", _n(row.should_attend)), ("实到会", _n(row.attended)),
            ("发出选票", ""), ("收回选票", ""), ("有效票", ""), ("作废票", ""),
        )
    )  # fmt: skip
    rows = tuple(
        (
            _body(BODY_OF[one.post]), one.name, _post(one.post), "" if one.votes is None else str(one.votes), "", "",
            "" if one.votes_again is None else str(one.votes_again), "" if one.elected is None else "当选" if one.elected else "未当选",
        )
        for one in it.candidates
    ) or tuple(("",) * 8 for _ in range(12))  # fmt: skip
    table = Table(
        ("选举的组织", "姓名", "职务", "赞成", "反对", "弃权", "再选赞成", "结果"),
        rows,
        (2, 1.4, 1.4, 1, 1, 1, 1.2, 1.2),
        numbers=frozenset({3, 4, 5, 6}),
    )
    return Paper(
        "form",
        f"{row.name}选举计票单",
        (head, table),
        signature=Signature("", row.held_on, ("总监票人", "监票人", "计票人")),
    )


def _result(it: Facts) -> Paper:
    row = it.row
    lines = [
        f"{_day(row.held_on)}，{row.name}召开{it.meeting}，应到会{_n(row.should_attend)}人，实到会{_n(row.attended)}人，符合规定人数。大会以无记名投票方式选举产生第{_n(_number(it))}届委员会、经费审查组织和女职工组织，每届任期{_n(row.years)}年。选举结果如下：",
        *(_elected_line(it, body) for body in Body if it.of(body)),
    ]
    closing = "现予报告，请审查批复。"
    return _official(
        it, f"关于{row.name}选举结果的报告", (*(Text(line) for line in lines), Text(closing)), on=it.on(Stage.REPORTED),
        attachments=("选举计票单", "会员（代表）大会签到册"),
    )  # fmt: skip


def _elected_line(it: Facts, body: str) -> str:
    some = it.of(body, elected=True)
    told = "、".join(f"{one.name}（{_post(one.post)}，{_n(one.votes_again or one.votes)}票）" for one in some) or LINE
    return f"{_body(body)}：{told}。"


def _founding_reply(it: Facts) -> Paper:
    row = it.row
    title = rules.reply_title(row.purpose, Stage.REPLIED, row.name)
    lead = (
        f"你们的选举结果报告收悉。经研究，同意成立{row.name}，同意选举结果："
        if it.found
        else f"你们的选举结果报告收悉。经研究，同意{row.name}换届选举结果："
    )
    lines = [f"{_body(body)}由{_names(it.of(body, elected=True))}组成。" for body in Body if it.of(body)]
    heads = [
        f"{one.name}任{_post(one.post)}。"
        for one in it.candidates
        if one.elected and one.post in {Post.CHAIR, Post.VICE, Post.REVIEW_HEAD, Post.WOMEN_HEAD}
    ]
    until = _day(rules.term_end(row.held_on, row.years)) if row.held_on and row.years else _day(None)
    blocks = (
        Text(lead),
        *(Text(line) for line in (*lines, *heads)),
        Text(f"本届任期{_n(row.years)}年，自{_day(row.held_on)}至{until}。"),
        Text("此复。"),
    )
    return _reply(it, title, blocks, Stage.REPLIED)


# ------------------------------------------------------------------ after the reply


def _seal_letter(it: Facts) -> Paper:
    text = f"兹有{it.row.name}经我会批复（{_text(it.row.reply_text)}）同意成立，需刻制印章一枚，印文为“{it.row.name}”。请予办理。"
    return Paper(
        "official",
        "刻章介绍信",
        (Text(text), Blank("经办人姓名和证件号码")),
        to="公安机关：",
        signature=Signature(it.upper, None),
    )


def _account_letter(it: Facts) -> Paper:
    number = it.certificate.number if it.certificate else ""
    text = f"兹有{it.row.name}（批复文号{_text(it.row.reply_text)}，工会法人证书号{_text(number)}）需开立工会经费账户，主席为{_names([one for one in it.candidates if one.elected and one.post == Post.CHAIR])}。请予办理。"
    return Paper(
        "official",
        "开户介绍信",
        (Text(text), Blank("经办人姓名和证件号码")),
        to="开户银行：",
        signature=Signature(it.upper, None),
    )


def _registration(it: Facts) -> Paper:
    row = it.row
    chair = next((one for one in it.candidates if one.elected and one.post == Post.CHAIR), None)
    until = _day(rules.term_end(row.held_on, row.years)) if row.held_on and row.years else ""
    kinds = ("申请", "变更", "到期换证", "补证", "注销")
    pairs = (
        ("工会名称", row.name), ("住所", row.address), ("建会时间", _day(row.replied_on) if it.found and row.replied_on else ""),
        ("上级工会", it.upper), ("批复文号", row.reply_text), ("批复日期", _day(row.replied_on) if row.replied_on else ""),
        ("法定代表人（主席）", chair.name if chair else ""), ("性别", _sex(chair.sex) if chair else ""), ("任期起", _day(row.held_on) if row.held_on else ""),
        ("任期止", until), ("会员人数", "" if row.members is None else str(row.members)), ("职工人数", "" if row.workers is None else str(row.workers)),
        ("联系电话", row.phone), ("原证书号", it.certificate.number if it.certificate and not it.found else ""),
    )  # fmt: skip
    blocks = (
        Boxes(
            "办理种类",
            tuple(f"{kind}{'（本次）' if kind == ('申请' if it.found else '变更') else ''}" for kind in kinds),
        ),
        Fields(pairs),
        Heading("提交的材料", 2),
        Table(
            ("材料", "份数", "有没有"),
            tuple((paper, "1", "") for paper in PAPERS_OF_REGISTRATION[0 if it.found else 1 :]),
            (5, 1, 1.5),
        ),
        Fields((("工会意见（盖章）", ""), ("上级工会审查意见（盖章）", "")), columns=1),
    )
    return Paper("form", "基层工会法人登记申请表", blocks, signature=Signature(row.name, None, ("经办人",)))


PAPERS_OF_REGISTRATION = (
    "登记申请表", "上级工会的批复（写明文号和任期）", "法定代表人身份证复印件", "经办人身份证复印件和委托书", "原工会法人证书（变更、换证时）",
)  # fmt: skip


def _funds(it: Facts) -> Paper:
    row = it.row
    pairs = (
        ("工会名称", row.name), ("上级工会", it.upper), ("批复文号", row.reply_text), ("单位", "、".join(it.employers)),
        ("职工人数", "" if row.workers is None else str(row.workers)), ("会员人数", "" if row.members is None else str(row.members)),
        ("开户银行", ""), ("账户名称", row.name), ("账号", ""), ("代收税务机关", ""),
    )  # fmt: skip
    return Paper(
        "form",
        "工会经费缴拨登记表",
        (Fields(pairs), Blank("备注", 2)),
        signature=Signature(row.name, None, ("经办人",)),
    )


# ------------------------------------------------------------------ which papers there are

Maker = Callable[[Facts], Paper | list[Paper]]

PAPERS: dict[str, tuple[str, Any, Maker]] = {
    "request": (Stage.ASKED, _("请示"), _request),
    "consent": (Stage.AGREED, _("同意的批复"), _consent),
    "members": (Stage.GATHERED, _("会员名册"), _members),
    "nomination": (Stage.NOMINATED, _("候选人请示"), _nomination),
    "roll": (Stage.NOMINATED, _("候选人名册"), _roll),
    "method": (Stage.HELD, _("选举办法"), _method),
    "ballots": (Stage.HELD, _("选票"), _ballots),
    "tally": (Stage.HELD, _("计票单"), _tally),
    "result": (Stage.REPORTED, _("选举结果报告"), _result),
    "reply": (Stage.REPLIED, _("成立批复"), _founding_reply),
    "seal": (Stage.SEALED, _("刻章介绍信"), _seal_letter),
    "registration": (Stage.REGISTERED, _("法人登记申请表"), _registration),
    "account": (Stage.BANKED, _("开户介绍信"), _account_letter),
    "funds": (Stage.FUNDED, _("经费缴拨登记表"), _funds),
}
"""Name → the stage to which the paper belongs, what it is called, how it is made."""


@dataclass(frozen=True)
class PaperLine:
    """A paper in the list of a file's page."""

    name: str
    label: Any
    stage: str


def paper_lines(row: Founding) -> list[PaperLine]:
    """The papers of a file, in the order of its stages."""
    stages = set(rules.STAGES[row.purpose])
    lines = [PaperLine(name, label, stage) for name, (stage, label, _make) in PAPERS.items() if stage in stages]
    return [
        replace(one, label=_("换届批复")) if one.name == "reply" and row.purpose == Purpose.TERM else one
        for one in lines
    ]


def papers(actor: Actor, code: str, what: str) -> tuple[str, list[Paper]]:
    """A name for the file, and the papers: one of them by its name, all of a stage, or `all`. Raises FileNotFound, PaperNotFound."""
    row = file_row(actor, code)
    wanted = [one for one in paper_lines(row) if what in {"all", one.name, one.stage}]
    if not wanted:
        raise PaperNotFound
    it = _facts(row)
    made: list[Paper] = []
    for one in wanted:
        found = PAPERS[one.name][2](it)
        made += found if isinstance(found, list) else [found]
    with override(CHINESE):
        label = "全套文书" if what == "all" else str(wanted[0].label)
    return f"{row.name}{label}", made
