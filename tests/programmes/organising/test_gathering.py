"""Joining a union in preparation: by its code, by a list of the officer, and what becomes of both with the reply."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from niangjia.engines.messaging.models import Recipient
from niangjia.ground.people.models import Membership, Person, PersonAccount
from niangjia.kit.powers import Actor, ActorKind, Refused
from niangjia.programmes.organising import actions, queries
from niangjia.programmes.organising.models import Founding, FoundingMember, JoinCode
from niangjia.programmes.organising.rules.founding import read_list
from tests import factories as make
from tests.programmes.organising import founding as at_work
from tests.programmes.organising import joining
from tests.programmes.organising.founding import NOW, Place
from tests.programmes.organising.joining import STRANGER, answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db: Any) -> Place:
    return at_work.place()


@pytest.fixture
def file(at: Place) -> Founding:
    return actions.make_gather_code(actor=at.preparer, code=at_work.started(at).code, now=NOW)


def come(file: Founding, told: Any = None, key: str = "g1", **given: Any) -> FoundingMember:
    given = {"actor": STRANGER, "proved": True, "now": NOW, **given}
    return actions.gather(gather_code=file.gather_code or "", answers=told or answers(), key=key, **given)


def herself(row: FoundingMember) -> Actor:
    return Actor(ActorKind.WORKER, account_id=row.account_id)


def refused(code: str) -> Any:
    return pytest.raises(_by_code(code))


def _by_code(code: str) -> type[Refused]:
    return next(one for one in _all(Refused) if one.code == code)


def _all(kind: type[Refused]) -> list[type[Refused]]:
    return [kind, *(deeper for one in kind.__subclasses__() for deeper in _all(one))]


def test_her_own_answers_stand_sealed_on_the_list_until_the_reply_takes_her_in(at: Place) -> None:
    file = actions.make_gather_code(actor=at.preparer, code=at_work.elected(at).code, now=NOW)
    row = come(file, answers("方小敏", consents=("service_message",)))
    assert "方小敏" not in row.sealed
    assert queries.gathered(herself(row), row.code or "").state == "listed"

    actions.ask_above(actor=at.preparer, code=file.code, on=at_work.TODAY, now=NOW)
    at_work.reply(at.replier, file)

    row.refresh_from_db()
    assert (row.sealed, row.identity_index) == ("", "")
    member = Membership.rows.get(person_id=row.person_id)
    assert (member.unit_id, member.mode) == (file.unit_id, "phone")
    person = Person.objects.get(pk=row.person_id)
    assert person.verified_on == at_work.TODAY
    assert PersonAccount.objects.get(person=person).account_id == row.account_id
    assert queries.gathered(herself(row), row.code or "").state == "joined"
    listed = Membership.rows.filter(unit_id=file.unit_id, mode="desk").count()
    assert listed == 40
    told = Recipient.objects.filter(account_id=row.account_id).values_list("message__topic", flat=True)
    assert list(told) == ["organising.gathered_in"]
    poster = JoinCode.rows.get(code=file.gather_code)
    assert (poster.unit_id, poster.path) == (file.unit_id, file.path)
    assert queries.gathering(file.gather_code or "") is None
    assert queries.taker(file.gather_code or "") is not None


def test_once_whatever_is_pressed(file: Founding) -> None:
    told = answers()
    first = come(file, told)

    assert come(file, told).pk == first.pk
    with refused("organising.key_reused"):
        come(file, answers("别的人"))
    with refused("organising.already_applied"):
        come(file, told, key="g2")
    assert file.people.count() == 1


def test_a_line_that_was_prepared_for_her_is_filled_in(at: Place, file: Founding) -> None:
    told = answers("方小敏")
    actions.set_people(actor=at.preparer, code=file.code, lines=read_list(f"方小敏 {told.identity}\n应大伟"), now=NOW)

    come(file, told)
    come(file, answers("应大伟"), key="g2")

    people = list(file.people.order_by("place"))
    assert [(one.name, one.proved) for one in people] == [("方小敏", True), ("应大伟", True)]


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("old", "organising.not_taking"),
        ("ended", "organising.not_taking"),
        ("unproved", "organising.phone_unproved"),
        ("member", "organising.member_elsewhere"),
        ("asked", "organising.already_applied"),
    ],
)
def test_refused_nothing_is_written(at: Place, file: Founding, case: str, code: str) -> None:
    told, given, wanted = answers("方小敏"), {}, file
    if case == "old":
        old = file.gather_code
        actions.make_gather_code(actor=at.preparer, code=file.code, now=NOW)
        wanted = Founding(gather_code=old)
    elif case == "ended":
        actions.withdraw_file(actor=at.preparer, code=file.code, words="不办", now=NOW)
    elif case == "unproved":
        given = {"proved": False}
    elif case == "member":
        make.join(make.person("方小敏", number=told.identity), make.union(at.county, "别的工会委员会"))
    else:
        union = make.union(at.county, "别的工会委员会")
        joining.taking(union)
        joining.apply(union, told)

    with refused(code):
        come(wanted, told, **given)

    assert FoundingMember.objects.count() == 0


def test_she_leaves_the_list_until_the_union_is_there(at: Place, file: Founding) -> None:
    row = come(file)
    stranger = Actor(ActorKind.WORKER, account_id=make.account("x").pk)
    with refused("not_found"):
        actions.leave_list(actor=stranger, code=row.code or "", now=NOW)
    assert file.people.count() == 1

    actions.leave_list(actor=herself(row), code=row.code or "", now=NOW)
    assert file.people.count() == 0

    row = come(file, key="g3")
    Founding.rows.filter(pk=file.pk).update(replied_on=at_work.TODAY)
    with refused("organising.not_open"):
        actions.leave_list(actor=herself(row), code=row.code or "", now=NOW)
    assert file.people.count() == 1


def test_ended_what_she_told_is_gone(at: Place, file: Founding) -> None:
    row = come(file)
    actions.withdraw_file(actor=at.preparer, code=file.code, words="不办", now=NOW)

    row.refresh_from_db()
    assert (row.sealed, row.identity_index) == ("", "")
    assert queries.gathered(herself(row), row.code or "").state == "ended"


def test_a_new_list_leaves_those_who_came_by_themselves(at: Place, file: Founding) -> None:
    told = answers("方小敏")
    come(file, told)

    taken = actions.take_people(
        actor=at.preparer, code=file.code, text=f"姓名,证件号码\n方小敏,{told.identity}\n应大伟,\n", now=NOW
    )

    assert (taken.number, taken.wrong) == (2, [])
    assert sorted(file.people.values_list("name", "proved")) == [("应大伟", False), ("方小敏", True)]


def test_a_table_brings_its_good_rows_and_names_the_others(at: Place, file: Founding) -> None:
    good = make.identity(date(1985, 5, 5))
    text = f"姓名\t性别\t身份证号\t手机\t工作单位\n方小敏\t女\t{good}\t13800138000\t恒达五金\n应大伟\t男\t123\t\t\n胡立\t\t{good}\t\t\n\t男\t\t\t恒达\n"

    taken = actions.take_people(actor=at.preparer, code=file.code, text=text, now=NOW)

    assert taken.number == 1
    (row,) = file.people.all()
    assert (row.name, row.sex, row.workplace, bool(row.sealed)) == ("方小敏", "female", "恒达五金", True)
    assert [number for number, _sentence in taken.wrong] == [3, 4, 5]
    assert "18" in taken.wrong[0][1]
    assert "第 2 行" in taken.wrong[1][1]


def test_lists_that_cannot_be_read(at: Place, file: Founding) -> None:
    with refused("organising.list_without_names"):
        actions.take_people(
            actor=at.preparer, code=file.code, data="单位,人数\n恒达,3\n".encode(), name="a.csv", now=NOW
        )
    one = make.identity(date(1985, 5, 5))
    with refused("organising.listed_twice"):
        actions.take_people(actor=at.preparer, code=file.code, text=f"方小敏 {one}\n胡立 {one}", now=NOW)
    assert file.people.count() == 0


def test_only_who_prepares_makes_the_code_and_not_after_the_reply(at: Place) -> None:
    row = at_work.founded(at)
    with refused("not_found"):
        actions.make_gather_code(
            actor=make.officer(make.union(at.county, "别的工会委员会"), "chair"), code=row.code, now=NOW
        )
    with refused("organising.already_founded"):
        actions.make_gather_code(actor=at.preparer, code=row.code, now=NOW)
