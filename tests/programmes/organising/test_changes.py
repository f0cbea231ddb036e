"""Corrections of name, number and phone: proof, what is written, taken back, wiped; what other acts do to them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.engines.approvals.models import Matter
from niangjia.engines.evidence.models import File
from niangjia.engines.messaging.models import Message
from niangjia.ground.access.models import Account
from niangjia.ground.audit.models import Entry
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.actions.correcting import NumberTaken
from niangjia.ground.people.models import Membership, Person, PersonAccount
from niangjia.ground.people.queries import search
from niangjia.kit import vault
from niangjia.kit.powers import SYSTEM, Actor, ActorKind, NotFound
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.actions import Correct, correcting
from niangjia.programmes.organising.models import Change
from tests import factories as make
from tests.engines.evidence.evil import photo

pytestmark = pytest.mark.django_db


@dataclass
class Case:
    union: Unit
    her: Person
    me: Actor
    chair: Actor
    clerk: Actor


@pytest.fixture
def case(db: Any) -> Case:
    union = make.union(make.town(make.county()), "恒达工会")
    her = make.member(union, "应小妹", phone="13800000001")
    account = make.account("应小妹", kind="worker")
    account.phone_index = vault.blind("13800000001", field="account.phone")
    account.save()
    PersonAccount.objects.create(person=her, account=account)
    me = Actor(ActorKind.WORKER, account_id=account.pk, person_id=her.pk)
    return Case(union, her, me, make.officer(union, Role.CHAIR), make.officer(union, Role.CLERK))


def now() -> Any:
    return timezone.now()


def prove(case: Case, told: Correct, key: str = "k") -> Change:
    given: dict[str, Any] = {"source": io.BytesIO(photo()), "name": "身份证.jpg", "agreed": True, "now": now()}
    return actions.add_proof(actor=case.me, told=told, key=key, **given)


def ask(case: Case, told: Correct, key: str = "k", **given: Any) -> Change:
    if told.field != "phone" and not Change.rows.filter(key=key).exists():
        prove(case, told, key)
    given.setdefault("proved", told.field == "phone")
    return actions.ask_change(actor=case.me, told=told, key=key, now=now(), **given)


def seen(row: Change) -> Any:
    row.refresh_from_db()
    return matters.matter(SYSTEM, row.matter_code, now=now())


def agree(actor: Actor, row: Change) -> Any:
    done = approvals.approve(actor=actor, code=row.matter_code, revision=seen(row).revision, now=now())
    row.refresh_from_db()
    return done


NAME = Correct("name", "应晓妹")


def test_a_name_with_proof(case: Case) -> None:
    row = ask(case, NAME)
    page = seen(row)
    assert (row.state, page.title, [(one.unit, one.days) for one in page.steps]) == (
        "open",
        "应小妹更正姓名",
        [("恒达工会", 5)],
    )
    assert "应晓妹" not in row.sealed
    agree(case.chair, row)
    case.her.refresh_from_db()
    assert (row.state, case.her.name, case.her.verified_on) == ("done", "应晓妹", timezone.localdate())
    assert Membership.rows.get(person=case.her).pinyin == case.her.pinyin == "yingxiaomei"
    assert [one.name for one in search(case.chair, "晓妹")] == ["应晓妹"]
    assert search(case.chair, "小妹") == []
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"organising.change_asked", "organising.change_made", "people.corrected", "evidence.added"} <= verbs
    titles = list(Message.objects.order_by("pk").values_list("title", flat=True))
    assert any("已收到" in one for one in titles)
    assert any("已经更正" in one for one in titles)


def test_undone_within_ten_seconds(case: Case) -> None:
    number = make.identity(date(1991, 2, 3))
    row = ask(case, Correct("identity", number))
    agree(case.chair, row)
    case.her.refresh_from_db()
    assert (case.her.born_on, case.her.identity_index) == (
        date(1991, 2, 3),
        vault.blind(number, field="person.identity"),
    )
    approvals.undo(actor=case.chair, codes=[row.matter_code], now=now())
    case.her.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, case.her.born_on, row.before) == ("open", date(1985, 6, 1), "")


def test_what_was_edited_since_stays(case: Case) -> None:
    row = ask(case, NAME)
    agree(case.chair, row)
    Person.objects.filter(pk=case.her.pk).update(revision=99)
    result = approvals.undo(actor=case.chair, codes=[row.matter_code], now=now())
    row.refresh_from_db()
    assert (row.state, len(result.refused)) == ("done", 1)


def test_a_phone_is_proved_by_a_code_and_opens_the_account(case: Case) -> None:
    told = Correct("phone", "138 0000 0002")
    with pytest.raises(actions.PhoneUnproved):
        ask(case, told, key="x", proved=False)
    row = ask(case, told)
    assert not File.rows.exists()
    agree(case.chair, row)
    index = vault.blind("13800000002", field="account.phone")
    assert Account.objects.get(pk=case.me.account_id).phone_index == index
    approvals.undo(actor=case.chair, codes=[row.matter_code], now=now())
    assert Account.objects.get(pk=case.me.account_id).phone_index == vault.blind("13800000001", field="account.phone")


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (Correct("name", "应小妹"), actions.SameAsBefore),
        (Correct("name", "应3"), actions.Unfit),
        (Correct("identity", "330784199003021234"), actions.Unfit),
        (Correct("phone", "1391"), actions.Unfit),
        (Correct("born", "1990"), actions.Unfit),
    ],
)
def test_what_does_not_do(case: Case, told: Correct, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        prove(case, told)
    assert not Change.rows.exists()


def test_no_photo_no_consent_no_change(case: Case) -> None:
    with pytest.raises(actions.ProofMissing):
        actions.ask_change(actor=case.me, told=NAME, proved=False, key="k", now=now())
    given: dict[str, Any] = {"source": io.BytesIO(photo()), "name": "a.jpg", "key": "k", "now": now()}
    with pytest.raises(actions.NotAgreed):
        actions.add_proof(actor=case.me, told=NAME, agreed=False, **given)
    assert not Matter.rows.exists()


def test_a_number_of_somebody_else_is_not_told_whose(case: Case) -> None:
    other = make.identity()
    make.member(case.union, "王桂兰", number=other)
    with pytest.raises(actions.NumberElsewhere) as refusal:
        prove(case, Correct("identity", other))
    assert "王桂兰" not in refusal.value.sentence


def test_a_number_taken_meanwhile_is_refused_row_by_row(case: Case) -> None:
    number = make.identity()
    row = ask(case, Correct("identity", number))
    make.member(case.union, "王桂兰", number=number)
    matter = matters.asked([Matter.rows.get().pk])
    refused = correcting.settle_change(actor=case.chair, matters=matter, outcome="approved", now=now())
    assert [type(one) for one in refused.values()] == [NumberTaken]
    row.refresh_from_db()
    assert row.state == "open"


def test_asked_twice_is_one_and_one_open_a_field(case: Case) -> None:
    row = ask(case, NAME)
    assert ask(case, NAME).pk == row.pk
    with pytest.raises(actions.KeyReused):
        ask(case, Correct("name", "应萧妹"))
    with pytest.raises(actions.AlreadyChanging):
        ask(case, Correct("name", "应萧妹"), key="other")


def test_returned_mended_withdrawn(case: Case) -> None:
    row = ask(case, NAME)
    given: dict[str, Any] = {"reason": "value", "words": "证件上是晓", "now": now()}
    approvals.send_back(actor=case.chair, code=row.matter_code, revision=seen(row).revision, **given)
    page = queries.follow_change(case.me, row.code, now=now())
    assert (page.returned, page.step, page.words) == (True, "value", "证件上是晓")
    actions.mend_change(actor=case.me, code=row.code, told=Correct("name", "应晓妺"), proved=False, now=now())
    assert queries.correct_of(case.me, row.code).value == "应晓妺"
    actions.withdraw_change(actor=case.me, code=row.code, now=now())
    row.refresh_from_db()
    assert (row.state, row.sealed, File.rows.get().state) == ("withdrawn", "", "removed")


def test_asked_on_her_behalf_by_somebody_else_than_the_decider(case: Case) -> None:
    given: dict[str, Any] = {"person_code": case.her.code, "told": NAME, "name": "a.jpg", "key": "c", "now": now()}
    with pytest.raises(actions.ProofMissing):
        actions.ask_change_for(actor=case.chair, why="elderly", source=None, **given)
    row = actions.ask_change_for(actor=case.chair, why="elderly", source=io.BytesIO(photo()), **given)
    assert (row.why, row.by_account_id) == ("elderly", case.chair.account_id)
    with pytest.raises(approvals.OwnMatter):
        agree(case.chair, row)
    other = make.officer(case.union, Role.CHAIR)
    agree(other, row)
    case.her.refresh_from_db()
    assert (case.her.name, case.her.verified_on) == ("应晓妹", None)


def test_strangers_see_nothing(case: Case) -> None:
    row = ask(case, NAME)
    far = make.officer(make.union(make.town(make.county("义乌市总工会")), "远工会"), Role.CHAIR)
    for who in (far, Actor(ActorKind.WORKER, person_id=case.her.pk + 99)):
        with pytest.raises(NotFound):
            queries.follow_change(who, row.code, now=now())
        with pytest.raises(NotFound):
            actions.withdraw_change(actor=who, code=row.code, now=now())
    with pytest.raises(NotFound):
        actions.reveal_change(actor=case.clerk, code=row.code, reason="service", now=now())


def test_a_whole_look_is_logged(case: Case) -> None:
    row = ask(case, Correct("phone", "13800000009"))
    assert actions.reveal_change(actor=case.chair, code=row.code, reason="service", now=now()) == (
        "13800000001",
        "13800000009",
    )
    entry = Entry.objects.get(verb="organising.change_looked_at")
    assert (entry.look, "13800000009" in str(entry.facts)) == (True, False)
    page = queries.follow_change(case.chair, row.code, now=now())
    assert (page.old, page.new) == ("138****0001", "138****0009")


def test_facts_and_checks(case: Case) -> None:
    number = make.identity(date(1991, 2, 3))
    row = ask(case, Correct("identity", number))
    page = matters.matter(case.chair, row.matter_code, now=now())
    assert number not in str(page.facts)
    told = {str(one.label): one.verdict for one in page.checks}
    assert told["证明照片 1 张，请对照"] == "judge"
    assert told["新号码没有别人登记"] == "met"
    assert told["出生日期会跟着改"] == "clash"


# ------------------------------------------------------------------ keeping and other acts


def refuse(case: Case, row: Change) -> None:
    given: dict[str, Any] = {"reason": "unproved", "words": "照片上不是这个名字", "now": now()}
    approvals.refuse(actor=case.chair, code=row.matter_code, revision=seen(row).revision, **given)
    row.refresh_from_db()


@pytest.mark.parametrize(("days", "wiped", "photos"), [(89, False, 1), (90, False, 0), (179, False, 0), (180, True, 0)])
def test_what_was_refused_is_wiped(case: Case, days: int, wiped: bool, photos: int) -> None:
    row = ask(case, NAME)
    refuse(case, row)
    actions.forget_answers(actor=SYSTEM, now=now() + timedelta(days=days))
    row.refresh_from_db()
    assert (row.sealed == "", File.rows.exclude(state="removed").count()) == (wiped, photos)
    assert ("应小妹" in Matter.rows.get().title) is not wiped


def test_the_image_goes_the_next_day_and_drafts_after_a_week(case: Case) -> None:
    row = ask(case, NAME)
    agree(case.chair, row)
    assert row.before
    prove(case, Correct("name", "应肖妹"), key="draft")
    actions.forget_answers(actor=SYSTEM, now=now() + timedelta(days=8))
    row.refresh_from_db()
    assert (row.before, row.state) == ("", "done")
    assert Change.rows.get(key="draft").state == "withdrawn"


def test_merged_units_merged_people_erased(case: Case) -> None:
    row = ask(case, NAME)
    into = make.union(Unit.objects.get(path=case.union.path[:8]), "并入工会")
    kept = correcting.follow_unit_of_changes(actor=SYSTEM, unit_id=case.union.pk, into_id=into.pk, path=into.path)
    row.refresh_from_db()
    assert (row.unit_id, row.path) == (into.pk, into.path)
    correcting.return_unit_of_changes(actor=SYSTEM, unit_id=case.union.pk, path=case.union.path, kept=kept)
    twin = make.person("应小妹")
    moved = correcting.follow_merge_of_changes(actor=SYSTEM, keeper_id=twin.pk, other_id=case.her.pk)
    assert moved == [row.pk]
    correcting.follow_unmerge_of_changes(actor=SYSTEM, keeper_id=twin.pk, other_id=case.her.pk, moved=moved)
    assert correcting.hand_out_changes(actor=SYSTEM, person_id=case.her.pk)[0][2][0][2:4] == ("应小妹", "应晓妹")
    correcting.forget_changes(actor=SYSTEM, person_id=case.her.pk)
    row.refresh_from_db()
    assert (row.unit_id, row.sealed) == (case.union.pk, "")
