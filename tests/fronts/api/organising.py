"""Records of organising for the tests of the API: one of each kind, and more of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests import factories as make
from tests.fronts.conftest import House

from niangjia.kit import vault
from niangjia.programmes.organising.choices.changes import CHANGE
from niangjia.programmes.organising.choices.founding import MEMBER_SEALED
from niangjia.programmes.organising.choices.grids import GRID_PHONE, NOTE
from niangjia.programmes.organising.choices.officers import OFFICER_PHONE
from niangjia.programmes.organising.choices.provincial import COMPARISON
from niangjia.programmes.organising.models import (
    Attendance,
    Candidate,
    Change,
    Comparison,
    Decision,
    Difference,
    Document,
    DocumentSeries,
    Drive,
    DriveTarget,
    Finding,
    FocusPhase,
    FocusPlan,
    FocusTarget,
    Founding,
    FoundingMember,
    Grid,
    GridOfficer,
    GridPlace,
    Leaving,
    Meeting,
    Officer,
    Post,
    Registration,
    RegistryCandidate,
    RegistryEntry,
    Round,
    Term,
    TermSeat,
    Training,
    Visit,
)

TODAY = timezone.localdate()
OLD = TODAY - timedelta(days=60)
PHONE = "13867940000"


def _town(house: House) -> dict[str, Any]:
    return {"unit": house.town, "path": house.town.path}


def _union(house: House) -> dict[str, Any]:
    return {"unit": house.union, "path": house.union.path}


def _key(number: int) -> dict[str, Any]:
    return {"key": f"api {number}", "request": "-"}


def _founding(house: House, number: int) -> Any:
    row = Founding.rows.create(
        purpose="found", **_town(house), upper=house.town, name=f"新建{number}工会委员会", begun_on=OLD, **_key(number)
    )
    FoundingMember.objects.create(
        file=row, place=1, name="应小妹", sealed=vault.seal(json.dumps([PHONE]), field=MEMBER_SEALED)
    )
    Candidate.objects.create(file=row, place=1, name="胡小兰", post="chair")
    return row


def _document(house: House, number: int) -> Any:
    series, _made = DocumentSeries.rows.get_or_create(unit=house.town, year=TODAY.year, kind="reply", word="永工")
    return Document.rows.create(
        unit=house.town, series=series, number=number + 1, text=f"永工〔{TODAY.year}〕{number + 1}号", title="批复",
        subject_kind="organising.founding", subject_id=1, on=TODAY, at=timezone.now(),
    )  # fmt: skip


def _term(house: House, number: int) -> Any:
    open_ = {} if number == 0 else {"ended_on": OLD, "ending": "next"}
    row = Term.rows.create(
        unit=house.union, since=OLD - timedelta(days=number), until=TODAY + timedelta(days=900), years=3,
        made_at=timezone.now(), **open_,
    )  # fmt: skip
    TermSeat.objects.create(term=row, post="chair", name="应建伟", since=row.since)
    if number == 0:
        Registration.rows.create(
            unit=house.union, number="工法证字1", authority="永康市总工会", issued_on=OLD,
            valid_until=TODAY + timedelta(days=99),
        )  # fmt: skip
    return row


def _entry(house: House, number: int) -> Any:
    name = f"登记{number}公司"
    row = RegistryEntry.rows.create(
        **_town(house), source="business", name=name, name_key=name, listed_on=TODAY, state="open"
    )
    RegistryCandidate.objects.create(entry=row, employer=house.employer, score=88)
    return row


def _grid(house: House, number: int) -> Any:
    row = Grid.rows.create(**_town(house), name=f"第{number}网格", since=OLD)
    GridOfficer.objects.create(grid=row, name="程立新", phone_sealed=vault.seal(PHONE, field=GRID_PHONE), since=OLD)
    firm = house.employer if number == 0 else make.employer(house.union, workers=20, name=f"网格{number}公司")
    GridPlace.rows.create(**_town(house), grid=row, employer=firm, valid_from=OLD)
    return row


def _round(house: House, number: int) -> Any:
    grid = first(house, "grid")
    row = Round.rows.create(
        **_town(house), **_key(number), grid=grid, employer=house.employer, on=TODAY, at=timezone.now(), by_name="程立新",
        words_sealed=vault.seal("情况还好", field=NOTE),
    )  # fmt: skip
    Finding.rows.create(**_town(house), round=row, kind="hazard", words_sealed=vault.seal("欠薪苗头", field=NOTE))
    return row


def _drive(house: House, number: int) -> Any:
    row = Drive.rows.create(
        **_town(house), title=f"行动{number}", kind="contract", since=OLD, until=TODAY, key=f"api {number}"
    )
    done = {"stage": "signed", "done_on": TODAY}
    DriveTarget.objects.create(drive=row, grid=first(house, "grid"), employer=house.employer, **done)
    return row


def _officer(house: House, number: int) -> Any:
    sealed = vault.seal(PHONE, field=OFFICER_PHONE)
    row = Officer.rows.create(**_town(house), name=f"干部{number}", phone_sealed=sealed)
    Post.rows.create(**_town(house), officer=row, kind="full", title="干事", since=OLD)
    return row


def _training(house: House, number: int) -> Any:
    row = Training.rows.create(**_town(house), title=f"培训{number}", since=OLD, until=OLD, hours=8, invited="both")
    Attendance.objects.create(training=row, who=number, name="吕志强", chair=True, way="list", at=timezone.now())
    return row


def _visit(house: House, number: int) -> Any:
    notes = {"found_sealed": vault.seal("食堂要修", field=NOTE), "promise_sealed": vault.seal("下月修好", field=NOTE)}
    return Visit.rows.create(
        **_town(house), **_key(number), **notes, officer=first(house, "officer"), kind="三服务", on=TODAY,
        employer=house.employer, due_on=TODAY,
    )  # fmt: skip


def _meeting(house: House, number: int) -> Any:
    row = Meeting.rows.create(**_town(house), **_key(number), on=TODAY, party="镇党委", agenda="议题")
    Decision.rows.create(**_town(house), meeting=row, words="办食堂", owner="程立新", due_on=TODAY)
    return row


def _plan(house: House, number: int) -> Any:
    row = FocusPlan.rows.create(**_town(house), name=f"计划{number}", made_at=timezone.now(), key=f"api {number}")
    phase = FocusPhase.objects.create(plan=row, kind="pilot", first=OLD, last=TODAY)
    FocusTarget.objects.create(phase=phase, measure="unions", number=3)
    return row


def _comparison(house: House, number: int) -> Any:
    row = Comparison.rows.create(
        **_town(house), file_name=f"省库{number}.csv", taken_on=TODAY, state="done", made_at=timezone.now(),
        by_unit={str(house.union.pk): {"there": 1}},
    )  # fmt: skip
    told = vault.seal(json.dumps({"name": "应晓妹", "phone": PHONE}), field=COMPARISON)
    Difference.rows.create(**_union(house), comparison=row, side="there", sealed=told, since=TODAY)
    return row


def _change(house: House, number: int) -> Any:
    told = json.dumps({"old": PHONE, "new": "13900000000", "document_kind": "resident"})
    state = {"state": "open"} if number == 0 else {"state": "done", "decided_on": TODAY, "working_days": 1}
    return Change.rows.create(
        **_union(house), **_key(number), person=house.person, field="phone", sealed=vault.seal(told, field=CHANGE),
        asked_on=TODAY, **state,
    )  # fmt: skip


def _leaving(house: House, number: int) -> Any:
    person = house.person if number == 0 else make.member(house.union)
    return Leaving.rows.create(
        **_union(house), person=person, reason="other", last_on=TODAY + timedelta(days=5), asked_on=TODAY
    )


MAKE: dict[str, Callable[[House, int], Any]] = {
    "founding": _founding, "document": _document, "term": _term, "entry": _entry, "grid": _grid, "round": _round,
    "drive": _drive, "officer": _officer, "training": _training, "visit": _visit, "meeting": _meeting, "plan": _plan,
    "comparison": _comparison, "change": _change, "leaving": _leaving,
}  # fmt: skip
PATHS = {
    "/foundings/": "founding", "/registry/": "entry", "/grids/": "grid", "/rounds/": "round", "/drives/": "drive",
    "/officers/": "officer", "/trainings/": "training", "/visits/": "visit", "/joint/": "meeting", "/focus/plans/": "plan",
    "/comparisons/": "comparison", "/corrections/": "change", "/leavings/": "leaving",
}  # fmt: skip
OPENED = {
    "foundings", "founding", "documents", "registry", "registry_entry", "grids", "grid", "rounds", "round_one", "drives",
    "drive", "officers", "officer", "trainings", "training", "visits", "visit", "joint_meetings", "joint_meeting", "focus",
    "focus_plan", "comparisons", "comparison", "comparison_rows", "corrections", "correction", "leaving",
}  # fmt: skip
"""Calls that have to be opened at least once when they are asked at random with a record that is there."""


def first(house: House, kind: str) -> Any:
    """The one of a kind, made when it is first needed."""
    made: dict[str, Any] = house.__dict__.setdefault("made", {})
    if kind not in made:
        made[kind] = MAKE[kind](house, 0)
    return made[kind]


def code_for(house: House, path: str) -> str:
    """The code of a record that an address opens; "" where it is none of organising."""
    kind = next((kind for part, kind in PATHS.items() if part in path), "")
    return str(first(house, kind).code) if kind else ""


def plant(house: House, since: int, count: int) -> None:
    """So many more of every kind, and of what lies in the first grid, training, comparison."""
    for number in range(since, since + count):
        for kind in MAKE:
            if number == 0:
                first(house, kind)
            else:
                MAKE[kind](house, number)
        more = make.employer(house.union, name=f"又一家{number}公司")
        GridPlace.rows.create(**_town(house), grid=first(house, "grid"), employer=more, valid_from=OLD)
        who = {"who": 1000 + number, "name": f"人{number}", "way": "list", "at": timezone.now(), "of_unit": house.union}
        Attendance.objects.create(training=first(house, "training"), **who)
        Difference.rows.create(**_union(house), comparison=first(house, "comparison"), side="here", since=TODAY)
