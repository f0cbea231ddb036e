"""The rule check of a founding file or a term election, line by line, with its clause. Pure.

`failed` is said only of what a law forbids or a count did not reach; what we know from practice alone is for a person to judge.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _now

from niangjia.kit.declare import Book
from niangjia.programmes.organising.choices.founding import BODY_OF, Body, Meeting, Post, Purpose, Relation
from niangjia.programmes.organising.rules.elections import (
    Tally,
    committee_size,
    elected,
    enough_candidates,
    meeting_form,
    must_have_committee,
    quorate,
    tally,
    women_body,
)
from niangjia.programmes.organising.rules.founding import Check, Picture, Stood

LAW_10 = "《工会法》（2021）第十条"
LAW_12 = "《工会法》（2021）第十二条"
LAW_45 = "《工会法》（2021）第四十五条"


def checks(book: Book, terms: Book, it: Picture) -> list[Check]:
    """Every line that the facts of the file allow to be said. `book` is `organising.founding`, `terms` `organising.terms`."""
    return [
        *_members(book, it),
        *_seats(book, it),
        *_bodies(book, it),
        *_barred(it),
        *_meeting(book, terms, it),
        *_result(terms, it),
    ]


def _of(it: Picture, body: str) -> list[Stood]:
    return [one for one in it.candidates if BODY_OF[one.post] == body]


def _members(book: Book, it: Picture) -> Iterator[Check]:
    if it.purpose == Purpose.FOUND:
        joint = it.mode in {"joint", "regional", "trade"} or it.kind == "joint"
        if joint:
            text = _now("联合工会覆盖的单位：%(n)s 家") % {"n": it.employers}
            yield Check(
                "members",
                "met" if it.employers > 1 else "judge",
                text,
                _now("联合工会由两家以上单位组成"),
                book.clause("committee"),
            )
        elif not it.employers:
            yield Check("members", "judge", _now("还没有写明是哪家单位"), _now("从单位名录里选，资料不用再填"))
    if it.members is None:
        return
    if must_have_committee(book, it.members):
        text = _now("会员达到 %(n)s 人，应当建立基层工会委员会") % {"n": book.integer("committee")}
        yield Check("members", "met", text, _now("会员人数：%(n)s") % {"n": it.members}, book.clause("committee"))
    elif it.members:
        text = _now("会员不到 %(n)s 人") % {"n": book.integer("committee")}
        note = _now("可以单独建立委员会，也可以联合建，或者选举组织员一人")
        yield Check("members", "judge", text, note, book.clause("committee"))
    else:
        yield Check("members", "failed", _now("还没有会员"), _now("先登记会员"), LAW_12)


def _seats(book: Book, it: Picture) -> Iterator[Check]:
    seats = it.seats.get(Body.COMMITTEE)
    if not seats:
        return
    if it.members:
        size = committee_size(book, it.members)
        note = _now("按会员人数是 %(low)s 至 %(high)s 人，单数") % {"low": size.low, "high": size.high}
        text = _now("委员会名额：%(n)s") % {"n": seats}
        yield Check(
            "candidates", "met" if size.fits(seats) and size.sure else "judge", text, note, book.clause("band_1_low")
        )
    elif seats % 2 == 0:
        yield Check("candidates", "judge", _now("委员会名额是双数"), _now("通行做法是单数"), book.clause("band_1_low"))
    number = len(_of(it, Body.COMMITTEE))
    if number and number < seats:
        text = _now("委员会候选人不够名额")
        yield Check("candidates", "failed", text, _now("名额 %(n)s，候选人 %(m)s") % {"n": seats, "m": number})
    elif number:
        enough = enough_candidates(book, seats, number)
        note = _now("名额 %(n)s，候选人 %(m)s") % {"n": seats, "m": number}
        text = _now("委员会实行差额选举") if enough else _now("委员会候选人的差额不够")
        yield Check("candidates", "met" if enough else "judge", text, note, book.clause("more"))


def _bodies(book: Book, it: Picture) -> Iterator[Check]:
    if not it.candidates:
        return
    posts = {one.post for one in it.candidates}
    if Post.CHAIR in posts:
        yield Check("candidates", "met", _now("有主席候选人"))
    else:
        yield Check("candidates", "failed", _now("没有主席候选人"), _now("在候选人里写明谁选主席"))
    if _of(it, Body.REVIEW):
        yield Check("candidates", "met", _now("同时选举经费审查组织"), "", LAW_45)
    else:
        yield Check("candidates", "failed", _now("没有经费审查组织的候选人"), _now("每一级工会都要有经审组织"), LAW_45)
    if it.women is None:
        return
    women = _of(it, Body.WOMEN)
    wanted = women_body(book, it.women)
    name = _now("女职工委员会") if wanted == "committee" else _now("女职工委员")
    note = _now("女会员人数：%(n)s") % {"n": it.women}
    if not it.women:
        yield Check("candidates", "met", _now("没有女会员，不设女职工组织"), "", book.clause("women"))
    elif not women:
        yield Check(
            "candidates", "judge", _now("应当设%(body)s，还没有候选人") % {"body": name}, note, book.clause("women")
        )
    else:
        fits = wanted == "officer" or len(women) > 1
        yield Check(
            "candidates",
            "met" if fits else "judge",
            _now("应当设%(body)s") % {"body": name},
            note,
            book.clause("women"),
        )


def _barred(it: Picture) -> Iterator[Check]:
    if not it.candidates:
        return
    kin = [one for one in it.candidates if one.relation == Relation.KIN and BODY_OF[one.post] == Body.COMMITTEE]
    near = [one for one in it.candidates if one.relation in {Relation.HEAD, Relation.STAFF}]
    if kin:
        names = "、".join(one.name for one in kin)
        text = _now("单位主要负责人的近亲属不能作委员候选人：%(names)s") % {"names": names}
        yield Check("candidates", "failed", text, _now("请换人"), LAW_10)
    else:
        yield Check("candidates", "met", _now("委员候选人里没有单位主要负责人的近亲属"), "", LAW_10)
    if near:
        names = "、".join(one.name for one in near)
        text = _now("行政负责人或人事负责人作候选人：%(names)s") % {"names": names}
        yield Check("candidates", "judge", text, _now("法律没有禁止，多数上级文件不同意，请先问上级工会"))
    if not it.party:
        yield Check(
            "candidates",
            "judge",
            _now("还没有写明同级党组织"),
            _now("候选人名单要报同级党组织和上级工会同意；没有党组织的写“无”"),
        )


def _meeting(book: Book, terms: Book, it: Picture) -> Iterator[Check]:
    if it.years:
        allowed = {terms.integer("short"), terms.integer("long")}
        text = _now("每届任期：%(n)s 年") % {"n": it.years}
        yield Check("result", "met" if it.years in allowed else "failed", text, "", terms.clause("short"))
    if it.meeting and it.members:
        usual = meeting_form(book, it.members)
        fits = it.meeting == Meeting.MEMBERS or usual == "delegates"
        text = str(Meeting(it.meeting).label)
        note = _now("会员不到 %(n)s 人的开会员大会") % {"n": book.integer("delegates")}
        yield Check("result", "met" if fits else "judge", text, note, book.clause("delegates"))
    if it.should_attend is None or it.attended is None:
        return
    told = {"n": it.should_attend, "m": it.attended}
    if it.attended > it.should_attend:
        yield Check("result", "failed", _now("到会的比应到会的多"), _now("应到会 %(n)s，实到会 %(m)s") % told)
        return
    there = quorate(terms, it.should_attend, it.attended)
    text = _now("到会人数达到应到会的三分之二") if there else _now("到会人数不够，大会不能选举")
    yield Check(
        "result",
        "met" if there else "failed",
        text,
        _now("应到会 %(n)s，实到会 %(m)s") % told,
        terms.clause("quorum_of"),
    )


# ------------------------------------------------------------------ the count


def count(terms: Book, it: Picture, body: str) -> Tally | None:
    """The result of one body, as places in `it.candidates`; None before it was counted. In a second round those voted on again
    are counted by their second votes, against the same number that should attend."""
    places = [place for place, one in enumerate(it.candidates) if BODY_OF[one.post] == body]
    votes = [it.candidates[place].votes for place in places]
    if not places or any(one is None for one in votes) or not it.should_attend or it.attended is None:
        return None
    seats = it.seats.get(body) or len(places)
    first = tally(terms, [one or 0 for one in votes], seats, it.should_attend, it.attended)
    again = [place for place in first.again if it.candidates[places[place]].votes_again is not None]
    if again:
        second = tally(
            terms, [it.candidates[places[place]].votes_again or 0 for place in again], first.open_seats, it.should_attend, it.attended
        )  # fmt: skip
        first = Tally(
            (*first.elected, *(again[place] for place in second.elected)), tuple(again[place] for place in second.again), second.open_seats
        )  # fmt: skip
    return Tally(
        tuple(sorted(places[place] for place in first.elected)), tuple(places[place] for place in first.again), first.open_seats
    )  # fmt: skip


def _result(terms: Book, it: Picture) -> Iterator[Check]:
    for body in Body:
        found = count(terms, it, body)
        if found is None:
            continue
        over = [one.name for one in _of(it, body) if max(one.votes or 0, one.votes_again or 0) > (it.attended or 0)]
        if over:
            text = _now("票数比到会人数多：%(names)s") % {"names": "、".join(over)}
            yield Check("result", "failed", text, _now("请核对计票单"))
        told = {"body": body.label, "n": len(found.elected)}
        if not found.open_seats:
            text = _now("%(body)s当选人数：%(n)s") % told
            yield Check("result", "met", text, _now("赞成票都超过应到会人数的一半"), terms.clause("half_of"))
        else:
            names = "、".join(it.candidates[place].name for place in found.again)
            note = _now("还缺 %(n)s 名，可以对这些人再选一次：%(names)s") % {"n": found.open_seats, "names": names}
            yield Check("result", "judge", _now("%(body)s没有选满") % told, note, terms.clause("half_of"))
    chairs = [one for one in it.candidates if one.post == Post.CHAIR and one.votes is not None]
    if chairs and it.should_attend and it.attended is not None:
        won = [
            one
            for one in chairs
            if elected(terms, max(one.votes or 0, one.votes_again or 0), it.should_attend, it.attended)
        ]
        if not won:
            yield Check(
                "result",
                "failed",
                _now("主席没有选出来"),
                _now("赞成票要超过应到会人数的一半"),
                terms.clause("half_of"),
            )
