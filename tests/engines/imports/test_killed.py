"""G9: kill -9 a real process at every kind of moment of an import; carried on, it ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.rosters import MEMBERS, UNIONS, book

from niangjia.kit.ids import check_digit

HERE = Path(__file__).parent
ROWS, CHUNK = 600, 100
PREPARE = """
import sys, json, django; django.setup()
from dataclasses import replace
from pathlib import Path
from django.core.management import call_command
from niangjia.kit import declare
from niangjia.engines.imports import actions
from niangjia.kit.powers import OPERATOR
call_command("migrate", verbosity=0)
declare._sheets["members"] = replace(declare._sheets["members"], chunk=int(sys.argv[1]))
for path in sys.argv[2:]:
    (batch,) = actions.stage(actor=OPERATOR, source=Path(path), name="x.xlsx")
    batch = actions.check(actor=OPERATOR, code=batch.code, inline=True)
    actions.tick_transfers(actor=OPERATOR, code=batch.code, rows="all")
    actions.start(actor=OPERATOR, code=batch.code, inline=path != sys.argv[-1])
sys.stdout.write(json.dumps([batch.code, len(batch.chunks)]))
"""


def person(number: int) -> list[str]:
    body = f"330604{1960 + number % 40}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    name, union = f"张{chr(0x4E00 + number)}", f"第{number % 3}工会"
    return [name, "", body + check_digit(body), f"138{number:08}", union, f"公司{number % 9}", "司机", "2020-01-01"]


class House:
    """A data folder and its database; on PostgreSQL the one named after the folder."""

    def __init__(self, place: Path) -> None:
        self.place, self.url = place, os.environ.get("DATABASE_URL", "")
        place.mkdir()

    def run(self, *command: str) -> Any:
        env = {**os.environ, "NIANGJIA_DATA": str(self.place), "DJANGO_SETTINGS_MODULE": "niangjia.config.settings"}
        env["PYTHONPATH"] = os.pathsep.join(sys.path)
        if self.url:
            env["DATABASE_URL"] = self.url.rsplit("/", 1)[0] + f"/nj_{self.place.name}"
        done = subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    def server(self, statement: str) -> None:
        if self.url:
            subprocess.run(["psql", "-q", self.url.rsplit("/", 1)[0] + "/postgres", "-c", statement], check=True)


class Batch:
    """New, changed and moved people, confirmed and not begun; how it ends undisturbed, and in how many steps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.house = House(folder / f"killed_{secrets.token_hex(4)}")
        self.house.server(f"CREATE DATABASE nj_{self.house.place.name}")
        rosters = [str(path) for path in self.files()]
        self.code, chunks = self.house.run("-c", PREPARE, str(CHUNK), *rosters)
        assert chunks == ROWS // CHUNK
        self.whole = self.ends([0])[0]
        self.steps = self.whole.pop("steps")

    def files(self) -> list[Path]:
        tree = [("县总工会", "", "", ""), *((f"第{n}工会", "县总工会", "", "") for n in range(3))]
        new = [person(number) for number in range(ROWS)]
        for number, row in enumerate(new[:120]):
            row[(3, 3, 4, 5)[number // 30]] = ("139" + row[3][3:], "139" + row[3][3:], "第0工会", "新公司")[
                number // 30
            ]
        old = book(self.folder / "b.xlsx", MEMBERS, [person(number) for number in range(200)])
        return [book(self.folder / "u.xlsx", UNIONS, tree), old, book(self.folder / "r.xlsx", MEMBERS, new)]

    def ends(self, points: list[int], *faults: str) -> list[dict[str, Any]]:
        """How the tables look after a kill at each point and going on."""
        given = [str(self.house.place), self.code, str(self.folder), json.dumps(points)]
        found = self.house.run(str(HERE / "killed.py"), *given, *faults)
        return [found[str(point)] for point in points]

    def wrong(self, points: list[int], *faults: str) -> dict[int, list[str]]:
        """For each point what differs from the undisturbed end."""
        ends = zip(points, self.ends(points, *faults), strict=True)
        return {point: [name for name in self.whole if end[name] != self.whole[name]] for point, end in ends}


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    made = Batch(tmp_path_factory.mktemp("killed"))
    yield made
    made.house.server(f"DROP DATABASE nj_{made.house.place.name} WITH (FORCE)")


def points(steps: int, count: int) -> list[int]:
    """Evenly over the whole run, first and last included."""
    return sorted({1 + round(place * (steps - 1) / (count - 1)) for place in range(count)})


def test_killed_anywhere_it_ends_the_same(batch):
    assert batch.whole["people_person"][0] == ROWS
    assert batch.whole["names"] == ROWS
    assert batch.steps > 150
    asked = points(batch.steps, 24)

    assert batch.wrong(asked) == {point: [] for point in asked}


@pytest.mark.slow
def test_killed_at_a_hundred_points(batch):
    asked = points(batch.steps, 100)

    assert batch.wrong(asked) == {point: [] for point in asked}


def test_control_a_mark_outside_the_transaction_loses_rows(batch):
    found = batch.wrong(points(batch.steps, 6)[1:-1], "outside")

    assert [point for point, names in found.items() if "people_person" in names]
