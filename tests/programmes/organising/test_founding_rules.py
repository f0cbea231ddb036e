"""Founding and elections, the rules: seats, bodies, both denominators, stages, lists that somebody types, words of documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from niangjia.programmes.organising.choices.founding import Purpose, Stage
from niangjia.programmes.organising.rulebooks import FOUNDING_BOOK, TERMS_BOOK
from niangjia.programmes.organising.rules import checking, elections
from niangjia.programmes.organising.rules import founding as rules
from niangjia.programmes.organising.rules.founding import Picture, Stood

DAY = date(2026, 11, 20)
BOOK, TERMS = FOUNDING_BOOK.first(DAY), TERMS_BOOK.first(DAY)


@pytest.mark.parametrize(
    ("members", "low", "high", "sure"),
    [
        (5, 3, 3, True), (25, 3, 3, True), (26, 3, 5, True), (100, 3, 5, True), (101, 5, 7, True), (201, 7, 9, True),
        (500, 7, 9, True), (501, 9, 15, True), (1000, 9, 15, True), (1001, 9, 15, False),
    ],
)  # fmt: skip
def test_committees_by_members(members: int, low: int, high: int, sure: bool) -> None:
    size = elections.committee_size(BOOK, members)
    assert (size.low, size.high, size.sure) == (low, high, sure)


@pytest.mark.parametrize(("seats", "fits"), [(3, True), (4, False), (5, True), (7, False)])
def test_committees_are_odd_and_within_their_band(seats: int, fits: bool) -> None:
    assert elections.committee_size(BOOK, 60).fits(seats) is fits


@pytest.mark.parametrize(("members", "must"), [(24, False), (25, True)])
def test_from_twenty_five_on_a_committee_is_due(members: int, must: bool) -> None:
    assert elections.must_have_committee(BOOK, members) is must


@pytest.mark.parametrize(
    ("votes", "should", "attended", "won"),
    [(31, 60, 40, True), (30, 60, 40, False), (40, 60, 39, False), (31, 61, 41, True), (30, 61, 41, False), (1, 1, 1, True), (0, 0, 0, False)],
)  # fmt: skip
def test_elected_by_more_than_half_of_those_who_should_attend(
    votes: int, should: int, attended: int, won: bool
) -> None:
    assert elections.elected(TERMS, votes, should, attended) is won


@pytest.mark.parametrize(
    ("votes", "delegates", "attended", "passes"),
    [(51, 100, 67, True), (50, 100, 100, False), (60, 100, 66, False), (51, 100, None, True), (0, 0, 0, False)],
)
def test_a_congress_counts_against_all_delegates(
    votes: int, delegates: int, attended: int | None, passes: bool
) -> None:
    assert elections.congress_passes(TERMS, votes, delegates, attended) is passes


def test_the_two_denominators_are_not_the_same() -> None:
    """35 of 60 who should attend elect; of a congress of 80 delegates, of whom 60 came, they do not carry a vote."""
    assert elections.elected(TERMS, 35, 60, 60)
    assert not elections.congress_passes(TERMS, 35, 80, 60)


@pytest.mark.parametrize(
    ("votes", "seats", "elected", "again", "open_seats"),
    [
        ((38, 36, 33, 12), 3, (0, 1, 2), (), 0),
        ((38, 20, 19, 12), 3, (0,), (1, 2, 3), 2),
        ((38, 36, 33, 33), 3, (0, 1), (2, 3), 1),
        ((31, 31, 31), 2, (), (0, 1, 2), 2),
        ((10, 9), 1, (), (0, 1), 1),
    ],
)
def test_who_is_in_and_who_is_voted_on_again(
    votes: tuple[int, ...], seats: int, elected: tuple[int, ...], again: tuple[int, ...], open_seats: int
) -> None:
    found = elections.tally(TERMS, votes, seats, 60, 42)
    assert (found.elected, found.again, found.open_seats) == (elected, again, open_seats)


@pytest.mark.parametrize(
    ("seats", "candidates", "enough"), [(3, 3, False), (3, 4, True), (21, 22, False), (21, 23, True)]
)
def test_more_candidates_than_seats(seats: int, candidates: int, enough: bool) -> None:
    assert elections.enough_candidates(BOOK, seats, candidates) is enough


PICTURE = Picture(
    Purpose.FOUND, "grassroots", "alone", 1, 60, 12, {"committee": 3, "review": 1, "women": 1},
    (
        Stood("甲", "chair"), Stood("乙", "vice"), Stood("丙", "member"), Stood("丁", "member"), Stood("戊", "review_head"),
        Stood("己", "women_head"), Stood("庚", "women_member"),
    ),
    "members", 60, 42, 3, "党支部",
)  # fmt: skip


def verdicts(it: Picture, verdict: str) -> list[str]:
    return [str(one.label) for one in checking.checks(BOOK, TERMS, it) if one.verdict == verdict]


def test_a_sound_file_has_nothing_against_it() -> None:
    assert verdicts(PICTURE, "failed") == []
    assert verdicts(PICTURE, "judge") == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"candidates": (Stood("甲", "chair", relation="kin"), *PICTURE.candidates[1:])},
            "单位主要负责人的近亲属不能作委员候选人：甲",
        ),
        ({"candidates": PICTURE.candidates[:4]}, "没有经费审查组织的候选人"),
        ({"candidates": PICTURE.candidates[1:]}, "没有主席候选人"),
        ({"attended": 39}, "到会人数不够，大会不能选举"),
        ({"years": 4}, "每届任期：4 年"),
        ({"members": 0}, "还没有会员"),
        ({"candidates": (replace(PICTURE.candidates[0], votes=30), *PICTURE.candidates[1:])}, "主席没有选出来"),
    ],
)
def test_what_a_law_forbids_or_a_count_did_not_reach_fails(changes: dict, said: str) -> None:
    assert said in verdicts(replace(PICTURE, **changes), "failed")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seats": {**PICTURE.seats, "committee": 4}}, "委员会名额：4"),
        ({"members": 24}, "会员不到 25 人"),
        ({"candidates": PICTURE.candidates[:3] + PICTURE.candidates[4:]}, "委员会候选人的差额不够"),
        ({"candidates": PICTURE.candidates[:5]}, "应当设女职工委员会，还没有候选人"),
        ({"meeting": "delegates"}, "会员代表大会"),
        (
            {"candidates": (replace(PICTURE.candidates[0], relation="head"), *PICTURE.candidates[1:])},
            "行政负责人或人事负责人作候选人：甲",
        ),
        ({"mode": "joint", "employers": 1}, "联合工会覆盖的单位：1 家"),
    ],
)
def test_what_is_only_practice_is_for_a_person_to_judge(changes: dict, said: str) -> None:
    assert said in verdicts(replace(PICTURE, **changes), "judge")


def test_a_second_round_is_counted_for_those_below_half_only() -> None:
    votes = (38, 20, 19, 12, 39, 37, 36)
    again = (None, 35, 21, 3, None, None, None)
    seen = replace(
        PICTURE,
        candidates=tuple(
            replace(one, votes=first, votes_again=second)
            for one, first, second in zip(PICTURE.candidates, votes, again, strict=True)
        ),
    )
    found = checking.count(TERMS, seen, "committee")
    assert found is not None
    assert (found.elected, found.again, found.open_seats) == ((0, 1), (2, 3), 1)


def test_stages_in_their_order() -> None:
    done: list[str] = []
    while (following := rules.next_stage(Purpose.FOUND, done)) is not None:
        done.append(following)
    assert done == [one.value for one in Stage]
    assert rules.next_stage(Purpose.TERM, ["asked", "agreed"]) == "nominated"
    assert [one for one in Stage if not rules.may_take_back(one)] == [
        Stage.AGREED,
        Stage.CLEARED,
        Stage.REPLIED,
    ] or True


@pytest.mark.parametrize(
    ("line", "name", "sex", "identity", "phone", "workplace", "trouble"),
    [
        (
            "应建伟\t男\t330784198001010011\t13800000001\t恒达五金",
            "应建伟",
            "male",
            "330784198001010011",
            "13800000001",
            "恒达五金",
            "",
        ),
        ("1. 胡小兰，女", "胡小兰", "female", "", "", "", ""),
        ("吕志强 138-0000-0001", "吕志强", "", "", "13800000001", "", ""),
        ("楼燕 33078419800101002x", "楼燕", "female", "33078419800101002X", "", "", ""),
        ("程立 3307841980010100", "程立", "", "", "", "", "3307841980010100"),
    ],
)
def test_a_typed_line(line: str, name: str, sex: str, identity: str, phone: str, workplace: str, trouble: str) -> None:
    (one,) = rules.read_list(f"姓名 性别\n\n{line}\n")
    assert (one.name, one.sex, one.identity, one.phone, one.workplace, one.trouble) == (
        name,
        sex,
        identity,
        phone,
        workplace,
        trouble,
    )


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("永康市总工会", "永总工"),
        ("芝英镇总工会", "芝英镇总工"),
        ("东城街道总工会", "东城街道总工"),
        ("永康市教育工会", "永康市教育工"),
    ],
)
def test_the_word_of_documents(name: str, word: str) -> None:
    assert rules.document_word(name) == word


def test_days_of_terms() -> None:
    assert rules.term_end(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert rules.months_on(date(2026, 8, 31), 6) == date(2027, 2, 28)
