"""Two kinds of papers of the tests' own: a union's, with printed sheets, and a person's identity papers."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image

from niangjia.engines.evidence import actions
from niangjia.engines.evidence.actions import About
from niangjia.ground.org.choices import Role
from niangjia.ground.org.models import Unit
from niangjia.ground.people.models import Membership, Person
from niangjia.kit import declare
from niangjia.kit.declare import EvidenceKind, Located
from tests import factories as make
from tests.engines.evidence import evil

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def unit_at(subject_id):
    found = Unit.objects.filter(pk=subject_id).first()
    return Located(found.pk, found.code, found.name) if found else None


def person_at(subject_id):
    found = Membership.rows.filter(person_id=subject_id, left_on__isnull=True).select_related("person").first()
    return Located(found.unit_id, found.person.code, found.person.name, found.person_id) if found else None


UNION = EvidenceKind(
    "test.union", "建会材料", "org.unit", unit_at, lambda code: Unit.objects.filter(code=code).values_list("pk", flat=True).first(),
    "org.view", "org.edit", "org.edit", sheets={"request": "建会请示", "minutes": "会议纪要"}, page="desk:unit",
)  # fmt: skip
PERSON = EvidenceKind(
    "test.person", "本人材料", "people.person", person_at, lambda code: Person.objects.filter(code=code).values_list("pk", flat=True).first(),
    "people.view", "people.edit", "people.edit", own=lambda actor, subject_id: actor.person_id == subject_id, private=True,
    valid_days=365, keep_days=10, keep_law="《某办法》第九条", sheets={"apply": "入会申请书"}, page="desk:person",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    monkeypatch.setattr(declare, "_evidence", {})
    declare.register(UNION, PERSON)


@pytest.fixture
def place(db, settings, tmp_path):
    settings.DATA = tmp_path

    class Place:
        data = tmp_path
        county = make.county()
        east = make.town(county, "芝英镇总工会")
        west = make.town(county, "古山镇总工会")
        plant = make.union(east, "恒达五金工会")
        far = make.union(west, "鑫盛工具工会")
        organiser = make.officer(county, Role.ORGANISER, name="胡金华")
        eastern = make.officer(east, Role.OFFICER, name="应晓东")
        western = make.officer(west, Role.OFFICER)
        reader = make.officer(county, Role.READER)
        person = make.member(plant, "王桂兰")

    return Place


def add(place, data=None, *, actor=None, kind="test.union", subject=None, now=NOW, **about):
    subject = subject or (place.plant if kind == "test.union" else place.person)
    return actions.add(
        actor=actor or place.eastern, kind=kind, subject_id=subject.pk, source=io.BytesIO(data or evil.photo()),
        about=About(**{"name": "门头.jpg", **about}), now=now,
    )  # fmt: skip


def lying_about(folder: Path, needle: bytes) -> list[str]:
    """Files below a folder that hold some bytes in the clear."""
    return [path.name for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes()]


def sheet(label=None, *, text="", turn=0.0) -> Image.Image:
    """A scanned A4 page, with a label or not."""
    page = Image.new("RGB", (1240, 1754), "white")
    if label is not None:
        page.paste(Image.open(io.BytesIO(label.png(scale=4))).convert("RGB"), (1000, 60))
    for line in range(12):
        page.paste(Image.new("RGB", (900, 8), "black"), (120, 400 + line * 60))
    return page.rotate(turn, expand=True, fillcolor="white") if turn else page


def stack_of(*pages: Image.Image) -> bytes:
    """Scans as one PDF."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=list(pages[1:]), resolution=150)
    return out.getvalue()
