"""The papers by which a union is asked for and replied to: requests, lists, the result, the replies."""

from __future__ import annotations

from django.utils.translation import override

from niangjia.kit.papers import Fields, Paper, Signature, Table, Text
from niangjia.programmes.organising.choices.founding import BODY_OF, Body, Post, Stage
from niangjia.programmes.organising.models import Candidate
from niangjia.programmes.organising.queries.paper_facts import (
    CHINESE,
    LINE,
    Facts,
    body_told,
    coming_down,
    day_told,
    going_up,
    names_told,
    post_told,
    sex_told,
    term_number,
    text_told,
    told,
)
from niangjia.programmes.organising.rules import founding as rules

# ------------------------------------------------------------------ asking and consent


def request(it: Facts) -> Paper:
    """The request to prepare, or to elect anew."""
    row = it.row
    if it.found:
        employers = "、".join(it.employers) or LINE
        text = (
            f"{employers}现有职工{told(row.workers)}人。为依法维护职工合法权益、发挥工会组织作用，根据《中华人民共和国工会法》《中国工会章程》的规定，"
            f"经与单位和同级党组织（{text_told(row.party)}）商议，拟成立{row.name}，请予批准筹备。"
        )
        more = Text("筹备期间由筹备组负责宣传发动、发展会员、提名候选人、筹备召开会员（代表）大会。")
        title = f"关于筹备成立{row.name}的请示"
    else:
        since, until = (
            (day_told(it.term.since), day_told(it.term.until)) if it.term else (day_told(None), day_told(None))
        )
        text = (
            f"{row.name}第{told(it.term.number if it.term else None)}届委员会于{since}选举产生，任期于{until}届满。"
            "根据《中华人民共和国工会法》第十六条和《中国工会章程》的规定，拟进行换届选举，请予批准。"
        )
        more = Text(
            f"现有会员{told(row.members)}人。下届委员会拟设委员{told(row.committee_seats)}名，经费审查组织拟设{told(row.review_seats)}名，"
            f"女职工组织拟设{told(row.women_seats)}名。"
        )
        title = f"关于{row.name}换届选举的请示"
    return going_up(it, title, (Text(text), more, Text("妥否，请批复。")), on=it.on(Stage.ASKED))


def consent(it: Facts) -> Paper:
    """The higher union's consent."""
    row = it.row
    title = rules.reply_title(row.purpose, Stage.AGREED, row.name)
    if it.found:
        words = f"你们关于筹备成立{row.name}的请示收悉。经研究，同意筹备成立{row.name}。请依照《中华人民共和国工会法》《中国工会章程》的规定发展会员，协商提名候选人，候选人名单报同级党组织和我会同意后，召开会员（代表）大会选举。"
    else:
        words = f"你们关于换届选举的请示收悉。经研究，同意{row.name}进行换届选举。请协商提名候选人，候选人名单报同级党组织和我会同意后，召开会员（代表）大会选举。"
    return coming_down(it, title, (Text(words), Text("选举结果请及时报告我会。"), Text("此复。")), Stage.AGREED)


def members(it: Facts) -> Paper:
    """The roll of those who gathered, without numbers, to be signed."""
    rows = tuple((str(place), one.name, sex_told(one.sex), one.workplace, "") for place, one in enumerate(it.people, 1))
    rows = rows or tuple((str(place), "", "", "", "") for place in range(1, 26))
    table = Table(
        ("序号", "姓名", "性别", "工作单位", "本人签名"),
        rows,
        (1, 2, 1, 4, 2),
        caption=f"会员{told(it.row.members)}人，其中女会员{told(it.row.women)}人",
    )
    return Paper("list", f"{it.row.name}会员名册", (table,), signature=Signature(it.asker, it.on(Stage.GATHERED)))


# ------------------------------------------------------------------ candidates


def nomination(it: Facts) -> Paper:
    """The candidates, sent up."""
    row = it.row
    lines = [f"{body_told(body)}{told(len(it.of(body)) or None)}名：{names_told(it.of(body))}" for body in Body]
    blocks = (
        Text(f"经会员酝酿、协商，并报同级党组织（{text_told(row.party)}）同意，提名以下同志为{row.name}候选人："),
        *(Text(line) for line in lines),
        Text("候选人中没有单位主要负责人的近亲属。现报请审查。"),
        Text("妥否，请批复。"),
    )
    return going_up(
        it, f"关于{row.name}候选人名单的请示", blocks, on=it.on(Stage.NOMINATED), attachments=("候选人名册",)
    )


def roll(it: Facts) -> Paper:
    """The list of candidates with the opinions of Party organisation and higher union."""
    rows = tuple(
        (
            str(place),
            one.name,
            sex_told(one.sex),
            body_told(BODY_OF[one.post]),
            post_told(one.post),
            one.duty,
            _relation(one),
            "",
        )
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


def result(it: Facts) -> Paper:
    """The result of the election, reported."""
    row = it.row
    lines = [
        f"{day_told(row.held_on)}，{row.name}召开{it.meeting}，应到会{told(row.should_attend)}人，实到会{told(row.attended)}人，符合规定人数。大会以无记名投票方式选举产生第{told(term_number(it))}届委员会、经费审查组织和女职工组织，每届任期{told(row.years)}年。选举结果如下：",
        *(_elected_line(it, body) for body in Body if it.of(body)),
    ]
    closing = "现予报告，请审查批复。"
    return going_up(
        it, f"关于{row.name}选举结果的报告", (*(Text(line) for line in lines), Text(closing)), on=it.on(Stage.REPORTED),
        attachments=("选举计票单", "会员（代表）大会签到册"),
    )  # fmt: skip


def _elected_line(it: Facts, body: str) -> str:
    some = it.of(body, elected=True)
    names = (
        "、".join(f"{one.name}（{post_told(one.post)}，{told(one.votes_again or one.votes)}票）" for one in some)
        or LINE
    )
    return f"{body_told(body)}：{names}。"


def founding_reply(it: Facts) -> Paper:
    """The reply that founds the union or confirms the election."""
    row = it.row
    title = rules.reply_title(row.purpose, Stage.REPLIED, row.name)
    lead = (
        f"你们的选举结果报告收悉。经研究，同意成立{row.name}，同意选举结果："
        if it.found
        else f"你们的选举结果报告收悉。经研究，同意{row.name}换届选举结果："
    )
    lines = [f"{body_told(body)}由{names_told(it.of(body, elected=True))}组成。" for body in Body if it.of(body)]
    heads = [
        f"{one.name}任{post_told(one.post)}。"
        for one in it.candidates
        if one.elected and one.post in {Post.CHAIR, Post.VICE, Post.REVIEW_HEAD, Post.WOMEN_HEAD}
    ]
    until = day_told(rules.term_end(row.held_on, row.years)) if row.held_on and row.years else day_told(None)
    blocks = (
        Text(lead),
        *(Text(line) for line in (*lines, *heads)),
        Text(f"本届任期{told(row.years)}年，自{day_told(row.held_on)}至{until}。"),
        Text("此复。"),
    )
    return coming_down(it, title, blocks, Stage.REPLIED)
