"""The papers of the meeting that elects, and those after the reply: method, ballots, count, letters, forms."""

from __future__ import annotations

from niangjia.kit.papers import Blank, Boxes, Fields, Heading, Paper, Signature, Table, Text
from niangjia.programmes.organising.choices.founding import BODY_OF, Body, Post
from niangjia.programmes.organising.queries.paper_facts import (
    Facts,
    body_told,
    day_told,
    names_told,
    post_told,
    sex_told,
    term_number,
    text_told,
    told,
)
from niangjia.programmes.organising.rules import founding as rules

# ------------------------------------------------------------------ the meeting


def method(it: Facts) -> Paper:
    """How is voted, with the numbers of the rulebook."""
    row, book = it.row, it.terms
    quorum = f"{_parts(book.integer('quorum_parts'))}分之{_parts(book.integer('quorum_of'))}"
    lines = (
        "一、根据《中华人民共和国工会法》《中国工会章程》，制定本办法。",
        f"二、{it.meeting}选举{row.name}第{told(term_number(it))}届委员会委员{told(row.committee_seats)}名、经费审查组织{told(row.review_seats)}名、女职工组织{told(row.women_seats)}名，同时进行。每届任期{told(row.years)}年。",
        "三、委员会委员实行差额选举，经费审查组织和女职工组织可以等额选举。选举采用无记名投票方式。",
        f"四、应到会人数为{told(row.should_attend)}人。实到会人数达到应到会人数的{quorum}，方可进行选举。",
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


def _ballot(it: Facts, body: str, seats: int | None) -> Paper:
    some = it.of(body)
    rows = tuple((one.name, post_told(one.post), "", "", "") for one in some) or tuple(
        ("",) * 5 for _ in range(seats or 3)
    )
    blocks = (
        Text(
            f"应选{told(seats)}名，候选人{told(len(some) or None)}名。赞成的在“赞成”栏画“○”，反对的画“×”，弃权的不画；另选他人的，在空格里写姓名并画“○”。所选人数多于应选名额的，整张作废。",
            indent=False,
        ),
        Table(("候选人", "职务", "赞成", "反对", "弃权"), (*rows, ("", "另选", "", "", "")), (2, 1.6, 1, 1, 1)),
    )
    return Paper("ballot", f"{it.row.name}{body_told(body)}选票", blocks, signature=Signature(it.asker, it.row.held_on))


def ballots(it: Facts) -> list[Paper]:
    """A ballot for each body."""
    seats = {Body.COMMITTEE: it.row.committee_seats, Body.REVIEW: it.row.review_seats, Body.WOMEN: it.row.women_seats}
    return [_ballot(it, body, number) for body, number in seats.items() if number or it.of(body)]


def tally(it: Facts) -> Paper:
    """The sheet of the count."""
    row = it.row
    head = Fields(
        (
            ("大会", it.meeting), ("日期", day_told(row.held_on)), ("应到会", told(row.should_attend)), ("实到会", told(row.attended)),
            ("发出选票", ""), ("收回选票", ""), ("有效票", ""), ("作废票", ""),
        )
    )  # fmt: skip
    rows = tuple(
        (
            body_told(BODY_OF[one.post]), one.name, post_told(one.post), "" if one.votes is None else str(one.votes), "", "",
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


# ------------------------------------------------------------------ after the reply


def seal_letter(it: Facts) -> Paper:
    """The letter to have a seal made."""
    text = f"兹有{it.row.name}经我会批复（{text_told(it.row.reply_text)}）同意成立，需刻制印章一枚，印文为“{it.row.name}”。请予办理。"
    return Paper(
        "official",
        "刻章介绍信",
        (Text(text), Blank("经办人姓名和证件号码")),
        to="公安机关",
        signature=Signature(it.upper, None),
    )


def account_letter(it: Facts) -> Paper:
    """The letter to open an account."""
    number = it.certificate.number if it.certificate else ""
    text = f"兹有{it.row.name}（批复文号{text_told(it.row.reply_text)}，工会法人证书号{text_told(number)}）需开立工会经费账户，主席为{names_told([one for one in it.candidates if one.elected and one.post == Post.CHAIR])}。请予办理。"
    return Paper(
        "official",
        "开户介绍信",
        (Text(text), Blank("经办人姓名和证件号码")),
        to="开户银行",
        signature=Signature(it.upper, None),
    )


def registration(it: Facts) -> Paper:
    """The form of the registration as a legal person."""
    row = it.row
    chair = next((one for one in it.candidates if one.elected and one.post == Post.CHAIR), None)
    until = day_told(rules.term_end(row.held_on, row.years)) if row.held_on and row.years else ""
    kinds = ("申请", "变更", "到期换证", "补证", "注销")
    pairs = (
        ("工会名称", row.name), ("住所", row.address), ("建会时间", day_told(row.replied_on) if it.found and row.replied_on else ""),
        ("上级工会", it.upper), ("批复文号", row.reply_text), ("批复日期", day_told(row.replied_on) if row.replied_on else ""),
        ("法定代表人（主席）", chair.name if chair else ""), ("性别", sex_told(chair.sex) if chair else ""), ("任期起", day_told(row.held_on) if row.held_on else ""),
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


def funds(it: Facts) -> Paper:
    """The form of union funds."""
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
