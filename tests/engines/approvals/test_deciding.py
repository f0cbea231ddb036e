"""Every act on a matter: the yes and the no, and that nothing changed on a no."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals import actions, queries
from niangjia.engines.approvals.models import Matter, Move, Stand
from niangjia.ground.audit.models import Entry
from niangjia.kit.calendar import add_working_days, today
from niangjia.kit.powers import SYSTEM
from tests import factories as make
from tests.approving import FORMING, JOINING, TRANSFER, Unwilling, ask, effect, hers

NOW = timezone.now()
LATER = {"now": timezone.now()}


def fresh(one: Matter) -> Matter:
    return Matter.rows.get(pk=one.pk)


def picture(one: Matter) -> Any:
    """Everything that an act may change."""
    row = fresh(one)
    stands = list(Stand.rows.filter(matter=one).order_by("pk").values_list("state", "since", "due_on", "holder_id"))
    return (
        row.state,
        row.revision,
        row.position,
        row.round,
        stands,
        Move.objects.filter(matter=one).count(),
        effect(one),
    )


def acts(one: Matter) -> list[str]:
    return list(Move.objects.filter(matter=one).order_by("pk").values_list("act", flat=True))


def due(one: Matter) -> Any:
    return Stand.rows.get(matter=one, state="open").due_on


# ------------------------------------------------------------------ asking


def test_asking_plans_the_way_and_opens_the_first_stop(land: Any) -> None:
    one = ask(FORMING, land.union, amount=50_000_00)
    found = list(Stand.rows.filter(matter=one).order_by("position").values_list("name", "unit__name", "state"))
    assert found == [("check", "芝英镇总工会", "open"), ("reply", "永康市总工会", "to_come")]
    assert (one.state, one.round, one.path, due(one)) == ("waiting", 1, land.union.path, add_working_days(today(), 2))
    assert Entry.objects.filter(verb="approvals.asked", subject_id=one.pk).count() == 1


def test_a_large_amount_takes_a_further_stop(land: Any) -> None:
    one = ask(FORMING, land.union, amount=100_000_00)
    assert list(Stand.rows.filter(matter=one).order_by("position").values_list("name", flat=True)) == [
        "check", "reply", "money",
    ]  # fmt: skip


def test_a_matter_that_nobody_would_decide_is_not_asked(land: Any) -> None:
    root = make.unit(None, "孤立工会")
    with pytest.raises(actions.NobodyDecides):
        ask(FORMING, root)
    assert Matter.rows.count() == 0


def test_the_same_request_under_the_same_key_is_one_matter(land: Any) -> None:
    her = make.person()
    one = ask(JOINING, land.union, her, key="k1")
    assert ask(JOINING, land.union, her, key="k1").pk == one.pk
    with pytest.raises(actions.KeyReused):
        ask(JOINING, land.union, her, key="k1", title="另一件")
    assert Matter.rows.count() == 1


def test_one_living_matter_a_subject(land: Any) -> None:
    her = make.person()
    one = ask(JOINING, land.union, her)
    with pytest.raises(actions.AlreadyAsked):
        ask(JOINING, land.union, her)
    actions.withdraw(actor=SYSTEM, code=one.code, revision=1, now=NOW)
    assert ask(JOINING, land.union, her).pk != one.pk


def test_a_draft_lies_nowhere_until_it_is_handed_in(land: Any) -> None:
    her = make.person()
    one = ask(JOINING, land.union, her, draft=True)
    assert (one.state, Stand.rows.filter(matter=one).count()) == ("draft", 0)
    actions.resubmit(actor=hers(her), code=one.code, revision=1, private={"workplace": "五金厂"}, **LATER)
    assert (fresh(one).state, acts(one)) == ("waiting", ["drafted", "asked"])
    assert queries.asked([one.pk])[0].private == {"workplace": "五金厂"}
    assert "五金厂" not in fresh(one).sealed


# ------------------------------------------------------------------ deciding


def test_approving_at_the_last_stop_takes_effect(land: Any) -> None:
    one = ask(JOINING, land.union)
    done = actions.approve(actor=land.chair, code=one.code, revision=1, **LATER)
    assert (done.state, done.working_days, effect(one), acts(one)) == ("approved", 0, "已生效", ["asked", "approved"])
    entry = Entry.objects.get(verb="approvals.approved")
    assert (entry.subject_id, entry.path, entry.account_id) == (one.pk, land.union.path, land.chair.account_id)


def test_each_level_in_its_turn(land: Any) -> None:
    one = ask(FORMING, land.union)
    actions.approve(actor=land.officer, code=one.code, revision=1, **LATER)
    row = fresh(one)
    assert (row.state, row.position, row.revision, effect(one)) == ("waiting", 1, 2, "")
    assert due(one) == add_working_days(today(), 5)
    with pytest.raises(actions.MayNotDecide):
        actions.approve(actor=land.officer, code=one.code, revision=2, **LATER)
    actions.approve(actor=land.organiser, code=one.code, revision=2, **LATER)
    assert (fresh(one).state, effect(one)) == ("approved", "已生效")


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("other_chair", actions.MatterNotFound),
        ("reader", actions.MayNotDecide),
    ],
)
def test_who_may_not_decide_changes_nothing(land: Any, who: str, refusal: Any) -> None:
    one = ask(JOINING, land.union)
    before = picture(one)
    for act, more in ((actions.approve, {}), (actions.send_back, WORDS), (actions.refuse, WORDS_NO)):
        with pytest.raises(refusal):
            act(actor=getattr(land, who), code=one.code, revision=1, **LATER, **more)
    assert picture(one) == before


WORDS = {"reason": "photo", "words": "照片再拍一张"}
WORDS_NO = {"reason": "twice", "words": "在别处已入会"}


def test_an_older_revision_is_not_decided(land: Any) -> None:
    one = ask(FORMING, land.union)
    actions.approve(actor=land.organiser, code=one.code, revision=1, **LATER)
    before = picture(one)
    with pytest.raises(actions.MovedOn):
        actions.approve(actor=land.organiser, code=one.code, revision=1, **LATER)
    assert picture(one) == before


def test_what_the_programme_refuses_stays_undecided(land: Any) -> None:
    one = ask(JOINING, land.union, make.person("拒绝人"))
    before = picture(one)
    with pytest.raises(Unwilling):
        actions.approve(actor=land.chair, code=one.code, revision=1, **LATER)
    assert picture(one) == before


def test_a_return_needs_reason_and_words_and_the_asker_reads_them(land: Any) -> None:
    her = make.person()
    one = ask(JOINING, land.union, her)
    before = picture(one)
    for reason, words, refusal in (
        ("", "照片", actions.ReasonMissing),
        ("nonsense", "照片", actions.ReasonMissing),
        ("photo", " ", actions.WordsMissing),
        ("photo", "长" * 501, actions.WordsTooLong),
    ):
        with pytest.raises(refusal):
            actions.send_back(actor=land.chair, code=one.code, revision=1, reason=reason, words=words, **LATER)
    assert picture(one) == before
    actions.send_back(actor=land.chair, code=one.code, revision=1, **WORDS, **LATER)
    page = queries.matter(hers(her), one.code, now=NOW)
    assert (page.state, page.history[-1].reason, page.history[-1].words) == ("returned", "照片看不清", "照片再拍一张")
    assert page.history[-1].who == ""  # the chair has not agreed to be named
    assert page.may.mend
    assert "照片" not in Move.objects.get(matter=one, act="returned").words_sealed


def test_mending_starts_a_new_round(land: Any) -> None:
    her = make.person()
    one = ask(FORMING, land.union, her)
    actions.approve(actor=land.officer, code=one.code, revision=1, **LATER)
    actions.send_back(actor=land.organiser, code=one.code, revision=2, **WORDS, **LATER)
    with pytest.raises(actions.MatterNotFound):
        actions.resubmit(actor=land.other_chair, code=one.code, revision=3, **LATER)
    with pytest.raises(actions.NotTheAsker):
        actions.resubmit(actor=land.officer, code=one.code, revision=3, **LATER)
    actions.resubmit(actor=hers(her), code=one.code, revision=3, facts={"number": 7}, **LATER)
    row = fresh(one)
    assert (row.state, row.round, row.position, row.facts) == ("waiting", 2, 0, {"number": 7})
    assert [step.state for step in queries.matter(hers(her), one.code, now=NOW).steps] == [
        "approved", "returned", "open", "to_come",
    ]  # fmt: skip


def test_a_kind_may_resume_where_it_was_sent_back(land: Any) -> None:
    her = make.person()
    one = ask(TRANSFER, land.union, her, other_unit_id=land.other.pk)
    actions.approve(actor=land.other_chair, code=one.code, revision=1, **LATER)
    actions.send_back(actor=land.chair, code=one.code, revision=2, **WORDS, **LATER)
    actions.resubmit(actor=hers(her), code=one.code, revision=3, **LATER)
    assert Stand.rows.get(matter=one, state="open").name == "receiver"


def test_refusing_is_final_and_takes_its_effect(land: Any) -> None:
    one = ask(FORMING, land.union)
    actions.refuse(actor=land.officer, code=one.code, revision=1, **WORDS_NO, **LATER)
    assert (fresh(one).state, effect(one)) == ("refused", "未通过")
    assert list(Stand.rows.filter(matter=one).order_by("position").values_list("state", flat=True)) == [
        "refused", "dropped",
    ]  # fmt: skip
    with pytest.raises(actions.NotNow):
        actions.withdraw(actor=SYSTEM, code=one.code, revision=2, **LATER)


# ------------------------------------------------------------------ taking back


def test_the_asker_pulls_back_until_somebody_answered(land: Any) -> None:
    her = make.person()
    one = ask(FORMING, land.union, her)
    actions.pull_back(actor=hers(her), code=one.code, revision=1, **LATER)
    assert (fresh(one).state, Stand.rows.filter(matter=one, state="open").count()) == ("draft", 0)
    actions.resubmit(actor=hers(her), code=one.code, revision=2, **LATER)
    revision = fresh(one).revision
    actions.approve(actor=land.officer, code=one.code, revision=revision, **LATER)
    before = picture(one)
    with pytest.raises(actions.TooLate):
        actions.pull_back(actor=hers(her), code=one.code, revision=revision + 1, **LATER)
    assert picture(one) == before


def test_withdrawing(land: Any) -> None:
    her = make.person()
    one = ask(FORMING, land.union, her)
    with pytest.raises(actions.NotTheAsker):
        actions.withdraw(actor=land.officer, code=one.code, revision=1, **LATER)
    with pytest.raises(actions.MovedOn):
        actions.withdraw(actor=hers(her), code=one.code, revision=7, **LATER)
    assert fresh(one).state == "waiting"
    actions.withdraw(actor=hers(her), code=one.code, revision=1, words="先不办了", **LATER)
    assert (fresh(one).state, fresh(one).working_days) == ("withdrawn", None)
    assert set(Stand.rows.filter(matter=one).values_list("state", flat=True)) == {"dropped"}


def test_recall_until_the_next_level_acts(land: Any) -> None:
    one = ask(FORMING, land.union)
    opened = picture(one)[4][0]
    actions.approve(actor=land.officer, code=one.code, revision=1, **LATER)
    with pytest.raises(actions.TooLate):
        actions.recall(actor=land.organiser, code=one.code, revision=2, **LATER)
    actions.recall(actor=land.officer, code=one.code, revision=2, now=NOW + timedelta(days=3))
    row = fresh(one)
    assert (row.state, row.position, picture(one)[4][0]) == ("waiting", 0, opened)
    assert Stand.rows.get(matter=one, position=1).state == "to_come"
    actions.approve(actor=land.officer, code=one.code, revision=3, **LATER)
    actions.send_back(actor=land.organiser, code=one.code, revision=4, **WORDS, **LATER)
    with pytest.raises(actions.TooLate):
        actions.recall(actor=land.officer, code=one.code, revision=5, **LATER)
    actions.recall(actor=land.organiser, code=one.code, revision=5, **LATER)
    assert (fresh(one).state, fresh(one).position) == ("waiting", 1)


def test_a_final_decision_is_undone_within_ten_seconds(land: Any) -> None:
    one = ask(JOINING, land.union)
    at = timezone.now()
    actions.approve(actor=land.chair, code=one.code, revision=1, now=at)
    before = picture(one)
    with pytest.raises(actions.TooLate):
        actions.recall(actor=land.chair, code=one.code, revision=2, now=at)
    for who, when in ((land.chair, 11), (land.organiser, 5)):
        result = actions.undo(actor=who, codes=[one.code], now=at + timedelta(seconds=when))
        assert (len(result.done), picture(one)) == (0, before)
    result = actions.undo(actor=land.chair, codes=[one.code], now=at + timedelta(seconds=10))
    assert (len(result.done), fresh(one).state, effect(one)) == (1, "waiting", "")
    assert acts(one) == ["asked", "approved", "undone"]
    actions.approve(actor=land.chair, code=one.code, revision=3, now=at)
    assert effect(one) == "已生效"


def test_what_cannot_be_undone_stays(land: Any) -> None:
    one = ask(FORMING, land.union)
    at = timezone.now()
    actions.refuse(actor=land.officer, code=one.code, revision=1, now=at, **WORDS_NO)
    before = picture(one)
    result = actions.undo(actor=land.officer, codes=[one.code], now=at)
    assert isinstance(result.refused[one.code], actions.CannotUndo)
    assert picture(one) == before


# ------------------------------------------------------------------ handing over, silence


def test_handing_over_to_who_holds_the_power_there(land: Any) -> None:
    colleague = make.account("同事")
    make.appoint(colleague, "clerk", land.union)
    stranger = make.account("外人")
    make.appoint(stranger, "clerk", land.other)
    one = ask(JOINING, land.union)
    before = picture(one)
    for who, to, refusal in (
        (land.chair, stranger.code, actions.HolderUnfit),
        (land.chair, "nobody", actions.HolderUnfit),
        (land.reader, colleague.code, actions.MayNotDecide),
        (land.other_chair, colleague.code, actions.MatterNotFound),
    ):
        with pytest.raises(refusal):
            actions.hand_over(actor=who, code=one.code, revision=1, to=to, **LATER)
    assert picture(one) == before
    actions.hand_over(actor=land.chair, code=one.code, revision=1, to=colleague.code, words="我出差", **LATER)
    assert Stand.rows.get(matter=one).holder_id == colleague.pk
    mine, theirs = ([row.code for row in queries.inbox(who).items] for who in (land.chair, make.actor(colleague)))
    assert (mine, theirs) == ([], [one.code])
    actions.approve(actor=make.actor(colleague), code=one.code, revision=2, **LATER)
    assert fresh(one).state == "approved"


def test_silence_passes_after_the_due_day_only(land: Any) -> None:
    her = make.person()
    one = ask(TRANSFER, land.union, her, other_unit_id=land.other.pk)
    before = picture(one)
    for who, refusal in (
        (hers(her), actions.NotSilent),
        (land.chair, actions.NotSilent),
        (land.reader, actions.NotTheAsker),
    ):
        with pytest.raises(refusal):
            actions.claim(actor=who, code=one.code, revision=1, **LATER)
    assert picture(one) == before
    last = due(one)
    with pytest.raises(actions.NotSilent):
        actions.claim(actor=land.chair, code=one.code, revision=1, now=noon(last))
    actions.claim(actor=land.chair, code=one.code, revision=1, now=noon(last + timedelta(days=1)))
    assert list(Stand.rows.filter(matter=one).order_by("position").values_list("name", "state")) == [
        ("sender", "passed"), ("receiver", "open"),
    ]  # fmt: skip


def noon(day: Any) -> Any:
    return timezone.make_aware(datetime.combine(day, time(12)))


def test_a_stop_whose_silence_waits_is_never_claimed(land: Any) -> None:
    her = make.person()
    one = ask(JOINING, land.union, her)
    with pytest.raises(actions.NotSilent):
        actions.claim(actor=hers(her), code=one.code, revision=1, now=NOW + timedelta(days=99))
    assert fresh(one).state == "waiting"
