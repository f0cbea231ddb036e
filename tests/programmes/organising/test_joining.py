"""Joining: who may ask, what is written when it is agreed to, mending, taking back, once and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engines.approvals import actions as approvals
from niangjia.engines.approvals import queries as matters
from niangjia.engines.approvals.models import Matter
from niangjia.engines.messaging.models import Message, Recipient
from niangjia.ground.access.models import Account
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.actions import AlreadyMember, NameDiffers
from niangjia.ground.people.models import Consent, Employment, Membership, Person, PersonAccount
from niangjia.kit import vault
from niangjia.kit.powers import Actor
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.models import Application, JoinCode
from tests import factories as make
from tests.programmes.organising import joining
from tests.programmes.organising.joining import STRANGER, answers, apply, approve, send_back, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def union(db: Any) -> Unit:
    at = make.union(make.town(make.county()), "恒达五金有限公司工会委员会")
    joining.taking(at)
    return at


@pytest.fixture
def chair(union: Unit) -> Actor:
    return make.officer(union, Role.CHAIR)


def nothing_written() -> bool:
    """No person, membership, application, matter or account came to be."""
    return not any(table.objects.exists() for table in (Person, PersonAccount)) and not any(
        table.rows.exists() for table in (Membership, Application, Matter)
    )


# ------------------------------------------------------------------ asking


def test_an_application_waits_at_the_union(union: Unit, chair: Actor) -> None:
    row = apply(union)
    page = joining.page(row)
    assert (row.state, row.path, row.proved, row.person_id) == ("open", union.path, True, None)
    assert (page.title, page.state, page.unit) == ("应小妹的入会申请", "waiting", union.name)
    assert [(step.unit, step.days) for step in page.steps] == [(union.name, 5)]
    assert Account.objects.get(pk=row.account_id).kind == "worker"
    assert not Person.objects.exists()
    assert "应小妹" not in row.sealed


def test_what_was_told_is_ciphertext(union: Unit) -> None:
    told = answers()
    row = apply(union, told)
    stored = " ".join(str(value) for value in Application.rows.filter(pk=row.pk).values_list()[0])
    assert told.identity not in stored
    assert told.phone not in stored
    assert queries.answers_of(worker(row), row.code) == told


def test_the_same_key_gives_the_same_application(union: Unit) -> None:
    told = answers()
    first = apply(union, told, key="one")
    again = apply(union, told, key="one")
    assert again.pk == first.pk
    assert (Application.rows.count(), Matter.rows.count(), Account.objects.filter(kind="worker").count()) == (1, 1, 1)


def test_a_key_with_other_answers_is_refused(union: Unit) -> None:
    told = answers()
    apply(union, told, key="one")
    with pytest.raises(actions.KeyReused):
        apply(union, replace(told, workplace="别家"), key="one")
    assert Application.rows.count() == 1


def test_a_number_has_one_open_application(union: Unit, chair: Actor) -> None:
    told = answers()
    row = apply(union, told)
    with pytest.raises(actions.AlreadyApplied):
        apply(union, told)
    assert (Application.rows.count(), Matter.rows.count()) == (1, 1)
    actions.withdraw(actor=worker(row), code=row.code, now=timezone.now())
    assert apply(union, told).state == "open"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "张3"}, "name"),
        ({"identity": "330784199003021234"}, "identity"),
        ({"identity": ""}, "identity"),
        ({"phone": "1391234"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"workplace": " "}, "workplace"),
        ({"form": "slave"}, "form"),
        ({"charter": False}, "charter"),
    ],
)
def test_answers_that_do_not_do(union: Unit, given: dict[str, Any], field: str) -> None:
    with pytest.raises(actions.Unfit) as found:
        apply(union, replace(answers(), **given))
    assert list(found.value.by_field) == [field]
    assert nothing_written()


def test_a_phone_has_to_be_confirmed(union: Unit) -> None:
    with pytest.raises(actions.PhoneUnproved):
        apply(union, proved=False)
    assert nothing_written()


@pytest.mark.parametrize(("days", "young"), [(0, False), (1, True)])
def test_sixteen_years_to_the_day(union: Unit, days: int, young: bool) -> None:
    today = timezone.localdate()
    born = today.replace(year=today.year - 16) + timedelta(days=days)
    if young:
        with pytest.raises(actions.TooYoung):
            apply(union, answers(born=born))
        assert nothing_written()
    else:
        assert apply(union, answers(born=born)).state == "open"


def test_a_union_without_a_code_takes_nobody(union: Unit) -> None:
    JoinCode.rows.update(ended_at=timezone.now())
    with pytest.raises(actions.NotTaking):
        apply(union)
    assert queries.takers("恒达") == []
    assert nothing_written()


# ------------------------------------------------------------------ who is on record


def on_record(told: Any, at: Unit | None = None, **fields: Any) -> Person:
    fields.setdefault("name", told.name)
    her = make.person(number=told.identity, **fields)
    if at is not None:
        make.join(her, at)
    return her


def test_a_member_elsewhere_is_shown_to_the_transfer(union: Unit) -> None:
    told = answers()
    on_record(told, make.union(make.town(make.county("义乌市总工会")), "别处工会"))
    with pytest.raises(actions.MemberElsewhere) as found:
        apply(union, told)
    assert found.value.values == {"unit": "别处工会", "known": False}
    assert "别处工会" not in found.value.sentence
    assert not Application.rows.exists()


def test_her_own_phone_proves_who_she_is(union: Unit) -> None:
    told = answers()
    on_record(told, make.union(make.town(make.county("义乌市总工会")), "别处工会"), phone=told.phone)
    with pytest.raises(actions.MemberElsewhere) as found:
        apply(union, told)
    assert found.value.values["known"] is True


def test_a_member_here_need_not_ask(union: Unit) -> None:
    told = answers()
    on_record(told, union)
    with pytest.raises(actions.MemberHere):
        apply(union, told)


def test_another_name_for_the_number_never_says_whose(union: Unit) -> None:
    told = answers()
    on_record(told, name="真正的人")
    with pytest.raises(actions.NotThisName) as found:
        apply(union, told)
    assert "真正的人" not in found.value.sentence


def test_an_expelled_member_goes_to_the_window(union: Unit) -> None:
    told = answers()
    her = on_record(told)
    make.join(her, union, left_on=date(2024, 1, 1), leaving="expelled")
    with pytest.raises(actions.WasExpelled):
        apply(union, told)


# ------------------------------------------------------------------ agreed to


def test_the_chair_agrees(union: Unit, chair: Actor) -> None:
    told = answers(occupation="冲压工", form="direct", consents=("service_messages",))
    row = apply(union, told)
    approve(chair, row)
    her = Person.objects.get()
    home = Membership.rows.get()
    today = timezone.localdate()
    assert (row.state, row.person_id, row.decided_on, row.working_days) == ("joined", her.pk, today, 0)
    assert (her.name, her.born_on, her.gender) == ("应小妹", date(1990, 3, 2), make.identity_gender(told.identity))
    assert (her.verified_on, her.active_on, her.pinyin) == (today, today, "yingxiaomei")
    assert vault.unseal(her.identity_sealed, field="person.identity") == told.identity
    assert vault.unseal(her.phone_sealed, field="person.phone") == told.phone
    assert (home.unit_id, home.path, home.joined_on, home.mode, home.origin) == (
        union.pk, union.path, today, "phone", "application",
    )  # fmt: skip
    work = Employment.objects.get()
    assert (work.workplace, work.occupation, work.form, work.valid_from) == (
        "恒达五金有限公司", "冲压工", "direct", today,
    )  # fmt: skip
    assert PersonAccount.objects.get().account_id == row.account_id
    assert Consent.objects.get().purpose == "service_messages"
    assert Matter.rows.get().person_id == her.pk


def test_somebody_who_left_is_taken_up_again(union: Unit, chair: Actor) -> None:
    told = answers()
    her = on_record(told, phone="")
    make.join(her, union, left_on=date(2024, 1, 1), leaving="left")
    row = apply(union, told)
    approve(chair, row)
    her.refresh_from_db()
    assert row.person_id == her.pk
    assert Person.objects.count() == 1
    assert Membership.rows.filter(person=her, left_on__isnull=True).count() == 1
    assert vault.unseal(her.phone_sealed, field="person.phone") == told.phone


def test_a_member_meanwhile_stays_undecided(union: Unit, chair: Actor) -> None:
    told = answers()
    row = apply(union, told)
    on_record(told, make.union(make.town(make.county("义乌市总工会")), "别处工会"))
    with pytest.raises(AlreadyMember):
        approve(chair, row)
    row.refresh_from_db()
    assert (row.state, Matter.rows.get().state, Membership.rows.count()) == ("open", "waiting", 1)


def test_another_name_meanwhile_is_told_row_by_row(union: Unit, chair: Actor) -> None:
    bad, good = answers("张一"), answers("张二")
    rows = [apply(union, bad), apply(union, good)]
    on_record(bad, name="别人")
    batch = approvals.freeze(actor=chair, act="approved", wanted=matters.Wanted(), now=timezone.now())
    shown = matters.batch(chair, batch.code)
    approvals.decide_many(actor=chair, token=batch.code, digest=shown.digest, total=shown.number, now=timezone.now())
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["open", "joined"]
    told = [line.why for line in matters.batch(chair, batch.code).lines if line.why]
    assert [str(why) for why in told] == [str(NameDiffers().sentence)]


def test_refused_for_good(union: Unit, chair: Actor) -> None:
    row = apply(union)
    seen = joining.page(row)
    approvals.refuse(
        actor=chair, code=row.matter_code, revision=seen.revision, reason="not_here", words="不在这里上班",
        now=timezone.now(),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, Person.objects.count(), Membership.rows.count()) == ("refused", 0, 0)


def test_the_second_of_two_approvals_finds_it_decided(union: Unit, chair: Actor) -> None:
    row = apply(union)
    seen = joining.page(row)
    approve(chair, row)
    second = make.officer(union, Role.CHAIR)
    with pytest.raises(approvals.MovedOn):
        approvals.approve(actor=second, code=row.matter_code, revision=seen.revision, now=timezone.now())
    assert (Person.objects.count(), Membership.rows.count()) == (1, 1)


# ------------------------------------------------------------------ taken back within ten seconds


def test_undo_leaves_nothing_behind(union: Unit, chair: Actor) -> None:
    row = apply(union, answers(consents=("service_messages",)))
    approve(chair, row)
    approvals.undo(actor=chair, codes=[row.matter_code], now=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.person_id, row.written) == ("open", None, {})
    assert not any(table.objects.exists() for table in (Person, PersonAccount, Employment, Consent))
    assert not Membership.rows.exists()
    approve(chair, row)
    assert (row.state, Person.objects.count()) == ("joined", 1)


def test_undo_of_somebody_known_before_keeps_her_record(union: Unit, chair: Actor) -> None:
    told = answers()
    her = on_record(told, phone="")
    row = apply(union, told)
    approve(chair, row)
    approvals.undo(actor=chair, codes=[row.matter_code], now=timezone.now())
    her.refresh_from_db()
    assert (her.verified_on, her.phone_sealed, her.phone_index) == (None, "", "")
    assert not Membership.rows.exists()
    assert Matter.rows.get().person_id is None


# ------------------------------------------------------------------ mending, withdrawing


def test_sent_back_mended_and_agreed(union: Unit, chair: Actor) -> None:
    told = answers()
    row = apply(union, told)
    send_back(chair, row)
    mine = queries.follow(worker(row), row.code, now=timezone.now())
    assert (mine.returned, mine.step, str(mine.reason), mine.words) == (True, "work", "工作单位不对", "请写单位全称")
    actions.mend(
        actor=worker(row), code=row.code, answers=replace(told, workplace="恒达五金有限公司一分厂"), proved=False,
        now=timezone.now(),
    )  # fmt: skip
    assert joining.page(row).state == "waiting"
    approve(chair, row)
    assert Employment.objects.get().workplace == "恒达五金有限公司一分厂"


def test_another_phone_is_confirmed_again(union: Unit, chair: Actor) -> None:
    told = answers()
    row = apply(union, told)
    send_back(chair, row, "phone")
    with pytest.raises(actions.PhoneUnproved):
        actions.mend(
            actor=worker(row), code=row.code, answers=replace(told, phone="13812345678"), proved=False,
            now=timezone.now(),
        )  # fmt: skip
    assert joining.page(row).state == "returned"


def test_what_did_not_come_back_is_not_mended(union: Unit) -> None:
    row = apply(union)
    with pytest.raises(actions.NotToMend):
        actions.mend(actor=worker(row), code=row.code, answers=answers(), proved=True, now=timezone.now())


def test_nobody_else_finds_it(union: Unit) -> None:
    row, other = apply(union), apply(union)
    for who in (STRANGER, worker(other), make.officer(make.county("义乌市总工会"), Role.CHAIR)):
        with pytest.raises(queries.ApplicationNotFound):
            queries.follow(who, row.code, now=timezone.now())
        with pytest.raises(queries.ApplicationNotFound):
            actions.withdraw(actor=who, code=row.code, now=timezone.now())
    row.refresh_from_db()
    assert row.state == "open"


def test_withdrawing_overwrites_what_was_told(union: Unit) -> None:
    row = actions.withdraw(actor=worker(made := apply(union)), code=made.code, now=timezone.now())
    assert (row.state, row.sealed, row.identity_index, row.phone_index) == ("withdrawn", "", "", "")
    assert Matter.rows.get().state == "withdrawn"
    with pytest.raises(actions.NotOpen):
        actions.withdraw(actor=worker(made), code=made.code, now=timezone.now())


# ------------------------------------------------------------------ entered for her


def test_entered_by_an_officer_and_decided_by_another(union: Unit, chair: Actor) -> None:
    clerk = make.officer(union, Role.CLERK)
    row = actions.apply_for(
        actor=clerk, unit_code=union.code, answers=answers(phone=""), why="elderly", key="k", now=timezone.now()
    )
    assert (row.by_account_id, row.why, row.account_id, row.proved) == (clerk.account_id, "elderly", None, False)
    facts = {
        str(label): str(value) for label, value in matters.matter(chair, row.matter_code, now=timezone.now()).facts
    }
    assert facts["代办"].endswith("，年纪大，本人要求代办")
    approve(chair, row)
    her = Person.objects.get()
    assert (her.verified_on, her.phone_sealed) == (None, "")
    assert not PersonAccount.objects.exists()


def test_whoever_entered_it_does_not_decide(union: Unit, chair: Actor) -> None:
    row = actions.apply_for(
        actor=chair, unit_code=union.code, answers=answers(), why="sight", key="k", now=timezone.now()
    )
    with pytest.raises(approvals.OwnMatter):
        approve(chair, row)
    assert not Person.objects.exists()


def test_why_is_asked(union: Unit, chair: Actor) -> None:
    with pytest.raises(actions.Unfit):
        actions.apply_for(actor=chair, unit_code=union.code, answers=answers(), why="", key="k", now=timezone.now())
    assert nothing_written()


# ------------------------------------------------------------------ the code


def test_a_new_code_ends_the_one_before(union: Unit, chair: Actor) -> None:
    old = JoinCode.rows.get()
    new = actions.make_code(actor=chair, unit_code=union.code, now=timezone.now())
    assert queries.taker(old.code) is None
    found = queries.taker(new.code)
    assert found is not None
    assert (found.name, found.unit_code) == (union.name, union.code)
    assert [one.name for one in queries.takers("芝英")] == [union.name]


# ------------------------------------------------------------------ what the decider is shown


def test_rule_checks(union: Unit, chair: Actor) -> None:
    told = answers(form="agency")
    make.member(union, told.name, born_on=date(1990, 3, 2))
    row = apply(union, told)
    apply(union, answers(phone=told.phone))
    shown = matters.matter(chair, row.matter_code, now=timezone.now())
    assert [(one.verdict, str(one.label)) for one in shown.checks] == [
        ("met", "证件号码校验位正确"),
        ("met", "年满 16 周岁"),
        ("met", "手机号由本人用验证码确认"),
        ("judge", "还有 1 份在办的申请用这个手机号"),
        ("judge", "名册里有 1 个同名、同一天出生、号码不同的人"),
        ("judge", "劳务派遣"),
    ]
    text = " ".join(f"{label} {value}" for label, value in shown.facts)
    assert told.identity not in text
    assert told.phone not in text


@pytest.mark.parametrize("number", [1, 3])
def test_checks_cost_the_same(union: Unit, number: int, django_assert_num_queries: Any) -> None:
    asked = matters.asked([Matter.rows.get(code=apply(union).matter_code).pk for _ in range(number)])
    with django_assert_num_queries(5):
        queries.joining_checks(actor=STRANGER, matters=asked)
    with django_assert_num_queries(1):
        queries.joining_facts(actor=STRANGER, matters=asked)


# ------------------------------------------------------------------ told


def titles(account: int | None) -> list[str]:
    rows = Recipient.objects.filter(account_id=account).order_by("pk")
    return list(rows.values_list("message__title", flat=True))


def test_everybody_is_told(union: Unit, chair: Actor, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = apply(union)
        send_back(chair, row)
    assert "有 1 件入会申请等您审批" in titles(chair.account_id)
    assert titles(row.account_id) == ["入会申请已收到，办好了会告诉您", "入会申请退回来了，请打开“我的申请”改一处"]
    assert not Message.objects.filter(title__contains="应小妹").exists()
