"""Officers by sheet and by hand, attendances apart from people, chairs that are trained, erasure and merges, figures, SMS."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.utils import timezone

from niangjia.engines.figures import queries as figures
from niangjia.engines.imports import actions as imports
from niangjia.engines.messaging.models import Outgoing
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.choices import Purpose
from niangjia.ground.people.models import Consent, Person
from niangjia.kit import vault
from niangjia.kit.declare import figures as declared_figures
from niangjia.kit.powers import OPERATOR, Actor
from niangjia.programmes.organising import actions
from niangjia.programmes.organising.actions.field_refusals import (
    AlreadyPosted,
    BadPhone,
    ChangedSince,
    KnownOfficer,
    ReliedUpon,
    TrainingOver,
    WrongDays,
)
from niangjia.programmes.organising.actions.following import (
    follow_field_person,
    forget_field_person,
    return_field_person,
)
from niangjia.programmes.organising.actions.officers import OfficerDetails, PostDetails
from niangjia.programmes.organising.actions.trainings import TrainingDetails
from niangjia.programmes.organising.figures_field import FIGURES
from niangjia.programmes.organising.models import Attendance, Officer, Post, Training
from niangjia.programmes.organising.queries import chairs, officers
from niangjia.programmes.organising.queries.chairs import Chair, ContactFilter
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
POST = PostDetails("social", "网格工作者", date(2026, 1, 1))


@pytest.fixture
def town(db: Any) -> Unit:
    return make.town(make.county())


@pytest.fixture
def boss(town: Unit) -> Actor:
    return make.officer(town, Role.ORGANISER)


def add(boss: Actor, town: Unit, name: str = "胡金华", phone: str = "13912345678", post: PostDetails = POST) -> Officer:
    return actions.add_officer(
        actor=boss, unit_code=town.code, details=OfficerDetails(name, phone), post=post, now=timezone.now()
    )


def training(boss: Actor, at: Unit, title: str = "主席班", on: date = TODAY) -> Training:
    details = TrainingDetails(title, on, on, 8, "", "both")
    return actions.add_training(actor=boss, unit_code=at.code, details=details, now=timezone.now())


def number(code: str, at: Unit, **where: str) -> Any:
    since, until = date(TODAY.year - 1, 1, 1), TODAY
    time = {"on": TODAY} if declared_figures()[code].shape == "stock" else {"first": since, "last": until}
    return figures.value(OPERATOR, code, at.code, today=TODAY, where=where, **time).value


# ------------------------------------------------------------------ the register


def test_guards_of_the_register(boss: Actor, town: Unit) -> None:
    one = add(boss, town)
    now = timezone.now()
    with pytest.raises(KnownOfficer):
        add(boss, town)
    with pytest.raises(BadPhone):
        add(boss, town, "另一人", "12345")
    with pytest.raises(WrongDays):
        add(boss, town, "另一人", "", PostDetails("full", "", TODAY, TODAY - timedelta(days=1)))
    with pytest.raises(AlreadyPosted):
        actions.post_officer(actor=boss, code=one.code, unit_code=town.code, post=POST, now=now)
    with pytest.raises(ChangedSince):
        actions.edit_officer(actor=boss, code=one.code, revision=7, details=OfficerDetails("胡金华"), now=now)
    assert (Officer.rows.count(), Post.rows.count()) == (1, 1)
    row = training(boss, town)
    actions.record_attendance(actor=boss, code=row.code, officers=[one.code], now=now)
    with pytest.raises(ReliedUpon):
        actions.remove_officer(actor=boss, code=one.code, now=now)


def take_in(tmp_path: Path, kind: str, rows: dict[str, list[Any]], actor: Actor = OPERATOR) -> Any:
    path = tmp_path / f"{kind}.csv"
    pl.DataFrame(rows).write_csv(path)
    (staged,) = imports.stage(actor=actor, source=path, name=path.name, kind=kind)
    checked = imports.check(actor=actor, code=staged.code, inline=True)
    imports.start(actor=actor, code=staged.code, inline=True)
    return checked


ROWS = {
    "姓名": ["胡金华", "应秀芳", "无名", "徐建平"],
    "所属工会": ["芝英镇总工会", "芝英镇总工会", "没有这家", "芝英镇总工会"],
    "类别": ["专职", "社会化工作者", "专职", "临时"],
    "职务": ["副主席", "", "", ""],
    "任职起": ["2026-01-01", "2026-03-01", "2026-01-01", "2026-01-01"],
    "手机号": ["13912345678", "13912345679", "", ""],
}


def test_officers_by_sheet_and_back(boss: Actor, town: Unit, tmp_path: Path) -> None:
    known = add(boss, town)
    batch = take_in(tmp_path, "officers", ROWS)
    assert {name: batch.counts[name] for name in ("new", "changed", "wrong")} == {"new": 1, "changed": 1, "wrong": 2}
    assert sorted(Post.rows.values_list("officer__name", "kind", "title")) == [
        ("应秀芳", "social", ""),
        ("胡金华", "full", "副主席"),
    ]
    again = take_in(tmp_path, "officers", {name: values[:2] for name, values in ROWS.items()})
    assert again.counts.get("same") == 2
    imports.undo(actor=OPERATOR, code=batch.code, inline=True)
    assert list(Post.rows.values_list("officer__name", "kind", "title")) == [("胡金华", "social", "网格工作者")]
    assert vault.unseal(Officer.rows.get(pk=known.pk).phone_sealed, field="organising.officer") == "13912345678"


def test_a_row_that_somebody_edited_stays(boss: Actor, town: Unit, tmp_path: Path) -> None:
    batch = take_in(tmp_path, "officers", {name: values[1:2] for name, values in ROWS.items()})
    one = Officer.rows.get()
    actions.edit_officer(
        actor=boss, code=one.code, revision=1, details=OfficerDetails("应秀芳", "13912345670"), now=timezone.now()
    )
    imports.undo(actor=OPERATOR, code=batch.code, inline=True)
    assert Officer.rows.get().name == "应秀芳"


# ------------------------------------------------------------------ trainings


def test_attendances_and_people_are_told_apart(boss: Actor, town: Unit, tmp_path: Path) -> None:
    union = make.union(town, "恒达工会", chair_name="王桂兰")
    her = make.member(union, "王桂兰")
    one = add(boss, town)
    first, second = training(boss, town), training(boss, town, "第二班")
    now = timezone.now()
    for row in (first, second):
        actions.record_attendance(
            actor=boss, code=row.code, officers=[one.code], unions=[union.code], names=["张三"], now=now
        )
    rows = {
        "培训名称": ["主席班", "主席班", "没有这班"],
        "姓名": ["王桂兰", "李四", "赵六"],
        "工会": ["恒达工会", "恒达工会", ""],
    }
    batch = take_in(tmp_path, "attendances", rows)
    assert {name: batch.counts.get(name) for name in ("new", "same", "wrong")} == {"new": 1, "same": 1, "wrong": 1}
    assert number("organising.training_attendances", town) == 7
    assert number("organising.training_people", town) == 4
    assert number("organising.trainings", town) == 2
    assert number("organising.chairs_trained", town) == 1
    assert Attendance.objects.filter(person=her).count() == 2
    imports.undo(actor=OPERATOR, code=batch.code, inline=True)
    assert number("organising.training_attendances", town) == 6
    actions.cancel_training(actor=boss, code=second.code, now=now)
    assert number("organising.training_attendances", town) == 3
    with pytest.raises(TrainingOver):
        actions.record_attendance(actor=boss, code=second.code, names=["王五"], now=now)


@pytest.mark.parametrize(("ago", "trained"), [(0, True), (364, True), (365, False)])
def test_a_chair_is_trained_for_a_year(ago: int, trained: bool, boss: Actor, town: Unit) -> None:
    union = make.union(town, "恒达工会", chair_name="王桂兰")
    row = training(boss, town, on=TODAY - timedelta(days=ago))
    actions.record_attendance(actor=boss, code=row.code, unions=[union.code], now=timezone.now())
    assert (union.pk in officers.trained_chairs(on=TODAY, path=union.path)) is trained


def test_officers_are_counted_as_people(boss: Actor, town: Unit) -> None:
    one = add(boss, town)
    union = make.union(town)
    actions.post_officer(
        actor=boss,
        code=one.code,
        unit_code=union.code,
        post=PostDetails("part", "", date(2026, 2, 1)),
        now=timezone.now(),
    )
    add(boss, town, "应秀芳", "", PostDetails("full", "", date(2026, 1, 1)))
    assert (number("organising.officers", town), number("organising.social_workers", town)) == (2, 1)
    assert number("organising.officers", town, kind="part") == 1


# ------------------------------------------------------------------ persons who merge and go


def test_a_merged_person_keeps_her_trainings_and_an_erased_one_leaves_none(boss: Actor, town: Unit) -> None:
    union = make.union(town, "恒达工会", chair_name="王桂兰")
    other, keeper = make.member(union, "王桂兰"), make.person("王桂兰二")
    row = training(boss, town)
    actions.record_attendance(actor=boss, code=row.code, unions=[union.code], now=timezone.now())
    one = add(boss, town, "王桂兰")
    Officer.rows.update(person_id=other.pk)
    moved = follow_field_person(actor=OPERATOR, keeper_id=keeper.pk, other_id=other.pk)
    assert (Attendance.objects.get().person_id, Officer.rows.get().person_id) == (keeper.pk, keeper.pk)
    return_field_person(actor=OPERATOR, keeper_id=keeper.pk, other_id=other.pk, moved=moved)
    assert Attendance.objects.get().person_id == other.pk
    forget_field_person(actor=OPERATOR, person_id=other.pk)
    one.refresh_from_db()
    assert (one.name, one.phone_sealed, one.person_id, Attendance.objects.get().name) == ("——", "", None, "——")


# ------------------------------------------------------------------ chairs


def tell(boss: Actor, out: tuple[str, ...] = ()) -> Any:
    picked = chairs.pick_chairs(boss, ContactFilter(), None, on=TODAY)
    return actions.tell_chairs(
        actor=boss, wanted=ContactFilter(), codes=None, digest=picked.digest, title="开会", body="周五", out=out, key="k",
        now=timezone.now(),
    )  # fmt: skip


def test_the_phone_of_a_chair_is_masked_and_sms_asks_for_consent(boss: Actor, town: Unit) -> None:
    for name, phone in (("王桂兰", "13800001234"), ("应小妹", "13800005678")):
        make.member(make.union(town, f"{name}工会", chair_name=name), name, phone=phone)
    Consent.objects.create(
        person=Person.objects.get(name="王桂兰"), purpose=Purpose.SERVICE_MESSAGES, version="1", given_at=timezone.now()
    )
    shown = chairs.contacts(boss, ContactFilter(), on=TODAY).rows
    assert [(one.name, one.phone, one.reached) for one in shown] == [
        ("应小妹", "138****5678", "person"),
        ("王桂兰", "138****1234", "person"),
    ]
    row = tell(boss, ("sms",))
    assert (row.receivers.count(), Outgoing.objects.count()) == (2, 1)
    look = actions.reveal_phone(
        actor=boss, kind="chair", code=Unit.objects.get(name="王桂兰工会").code, reason="contact", now=timezone.now()
    )
    assert look == "13800001234"


def test_a_source_of_terms_comes_before_the_name(monkeypatch: pytest.MonkeyPatch, boss: Actor, town: Unit) -> None:
    union = make.union(town, "恒达工会", chair_name="旧主席")
    her = make.member(union, "新主席")
    assert chairs.chairs_of([union.pk], TODAY)[union.pk] == Chair("旧主席")
    monkeypatch.setattr(chairs, "SOURCES", [lambda units, on: {union.pk: Chair("新主席", her.pk)}, *chairs.SOURCES])
    assert chairs.chairs_of([union.pk], TODAY)[union.pk] == Chair("新主席", her.pk)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (ContactFilter(), ["大工会", "小工会"]),
        (ContactFilter(size_from=2), ["大工会"]),
        (ContactFilter(size_to=1), ["小工会"]),
        (ContactFilter(kinds=("joint",)), []),
        (ContactFilter(towns=("古山镇",)), []),
        (ContactFilter(text="小"), ["小工会"]),
    ],
)
def test_contacts_are_narrowed(wanted: ContactFilter, names: list[str], boss: Actor, town: Unit) -> None:
    big = make.union(town, "大工会")
    make.member(big)
    make.member(big)
    make.union(town, "小工会")
    assert [one.unit_name for one in chairs.contacts(boss, wanted, on=TODAY).rows] == names
    assert chairs.count_contacts(boss, wanted) == len(names)


def test_an_erased_chair_is_no_receiver_any_more(boss: Actor, town: Unit) -> None:
    union = make.union(town, "恒达工会", chair_name="王桂兰")
    her = make.member(union, "王桂兰")
    row = tell(boss)
    forget_field_person(actor=OPERATOR, person_id=her.pk)
    assert row.receivers.count() == 0


def test_every_figure_of_the_field_is_counted_by_every_split(boss: Actor, town: Unit) -> None:
    mine = [one for one in FIGURES if one.code in declared_figures()]
    assert len(mine) == len(FIGURES) >= 23
    assert {one.code: number(one.code, town) for one in mine} == dict.fromkeys([one.code for one in mine], 0)
    add(boss, town)
    for one in mine:
        time = {"on": TODAY} if one.shape == "stock" else {"first": date(TODAY.year, 1, 1), "last": TODAY}
        for split in one.breakdowns:
            figures.value(OPERATOR, one.code, town.code, today=TODAY, by=split.name, **time)
        figures.rows(OPERATOR, one.code, town.code, today=TODAY, **time)
