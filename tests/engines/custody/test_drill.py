"""G11 at small scale: a copy made while people work, put back elsewhere, is the same to the last row; a bad byte stops it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
import time
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from tests.engines.custody.houses import PLAIN, House

LOAD = """
import django; django.setup()
from django.db import transaction
from niangjia.ground.audit.actions import record
from niangjia.ground.people.models import Person
from niangjia.kit.powers import OPERATOR
while True:
    with transaction.atomic():
        her = Person.objects.create(name="正在登记")
        record(actor=OPERATOR, verb="people.person_added", subject=("people.person", her.pk))
    print("one", flush=True)
"""
COUNTS = """
import json, sys, django; django.setup()
from niangjia.ground.audit.models import Entry
from niangjia.ground.people.models import Person
sys.stdout.write(json.dumps([Person.objects.filter(name="正在登记").count(), Entry.objects.filter(verb="people.person_added", subject_kind="people.person").count()]))
"""


pytestmark = pytest.mark.xdist_group("houses")


class Drill:
    """One county, copied twice: while somebody writes, and at rest."""

    def __init__(self, folder: Path, county: House) -> None:
        self.folder, self.houses = folder, []
        self.first = self.house(like=county)
        self.code = self.first.code()
        self.codes = [self.code]
        writer = self.first.start("-c", LOAD)
        assert writer.stdout.readline() == "one\n"
        threading.Thread(target=lambda: list(writer.stdout or []), daemon=True).start()  # nobody waits for a reader
        self.said = self.first.did("backup", str(folder / "busy.copy"))
        time.sleep(0.2)
        writer.kill()
        assert writer.wait() == -9
        sealed, quiet = self.first.each(["audit", "seal"], ["backup", str(folder / "quiet.copy")])
        assert (sealed.returncode, quiet.returncode) == (0, 0), quiet.stderr
        self.hashes = self.first.hashes()

    @cached_property
    def plain(self) -> Any:
        """What is sealed in the first house, opened."""
        return self.first.told(PLAIN)

    def house(self, *, like: House | None = None) -> House:
        made = House(self.folder, like=like)
        self.houses.append(made)
        return made


@pytest.fixture(scope="module")
def drill(tmp_path_factory, county_house):
    made = Drill(tmp_path_factory.mktemp("drill"), county_house)
    yield made
    for house in made.houses:
        house.close()


@pytest.fixture(scope="module")
def second(drill):
    """The quiet copy, put back into an empty house; what was said, and what it then held."""
    house = drill.house()
    said = house.did("restore", str(drill.folder / "quiet.copy"), "--code-file", "-", typed=drill.code)
    return house, said, house.hashes()


def rows_of(said: str) -> list[tuple[str, str]]:
    """(then, now) of every printed total."""
    return re.findall(r" +([\d,—]+) +([\d,—]+)  [✓✗]", said)


def test_a_copy_put_back_is_the_same_to_the_last_row(drill, second):
    _house, said, now = second
    left_out = {"audit_entry", "audit_seal", "audit_anchor", "django_session", "django_migrations"}
    then = drill.hashes
    assert {name: now[name] for name in then if name not in left_out} == {
        name: then[name] for name in then if name not in left_out
    }
    assert then["people_person"][0] > 60
    assert now["audit_seal"][0] == then["audit_seal"][0]
    assert len(rows_of(said)) > 8
    assert [pair for pair in rows_of(said) if pair[0] != pair[1]] == []
    assert f"操作记录 {then['audit_seal'][0]:,} 条，链完好，和备份时的链头一致。" in said


def test_what_was_sealed_opens_there_and_its_files_are_there(drill, second):
    house, _said, _now = second
    assert house.told(PLAIN) == drill.plain
    files = [
        {str(path.relative_to(one.place)) for path in (one.place / "imports").rglob("*") if path.is_file()}
        for one in (drill.first, house)
    ]
    assert files[0] == files[1] != set()
    assert json.loads((house.place / "keys.json").read_text()) == json.loads(
        (drill.first.place / "keys.json").read_text()
    )
    same, whole = house.each(["keys", "check", "--code-file", "-"], ["audit", "verify"], typed=drill.code.lower())
    assert "和现在用的密钥一致" in same.stdout
    assert "完好。" in whole.stdout


def test_a_copy_made_under_load_is_of_one_moment(drill):
    house = drill.house()
    said = house.did("restore", str(drill.folder / "busy.copy"), "--code-file", "-", typed=drill.code)
    assert [pair for pair in rows_of(said) if pair[0] != pair[1]] == []
    people, entries = house.told(COUNTS)
    assert people == entries > 0
    assert people < drill.first.told(COUNTS)[0]  # the control: somebody was writing all the time


def test_nothing_in_the_copy_lies_in_the_clear(drill):
    raw = (drill.folder / "quiet.copy").read_bytes()
    names = [name.encode() for name in ("正在登记", "永康市总工会", "people_person", "manifest.json")]
    assert [name for name in names if name in raw] == []
    if not drill.first.url:
        base = (drill.first.place / "niangjia.sqlite3").read_bytes()
        assert [name for name in names[:3] if name not in base] == []  # the control


def test_a_bad_byte_is_named_and_nothing_is_restored(drill):
    whole = (drill.folder / "quiet.copy").read_bytes()
    house, bad = drill.house(), drill.folder / "bad.copy"
    places = [max(700, int(len(whole) * where)) for where in (0.001, 0.5, 0.999)]
    for number, place in enumerate(places):
        raw = bytearray(whole)
        raw[place] ^= 1
        bad.with_suffix(f".{number}").write_bytes(raw)
    asked = [["restore", str(bad.with_suffix(f".{number}")), "--code-file", "-"] for number in range(3)]
    for place, done in zip(places, house.each(*asked, typed=drill.code), strict=True):
        assert (done.returncode, done.stdout) == (2, "")
        first, last = map(int, re.search(r"第 (\d+)–(\d+) 字节", done.stderr).groups())
        assert first <= place < last
        assert "没有恢复任何内容" in done.stderr
    assert not (house.place / "imports").exists()
    assert not (house.place / "keys.wrapped").exists()
    assert [name for name, found in house.hashes().items() if found[0]] == []


def test_a_house_with_people_is_left_alone(drill, second):
    house, _said, before = second
    done = house.niangjia("restore", str(drill.folder / "busy.copy"))
    assert done.returncode == 2
    assert "已经有工会和会员" in done.stderr
    assert house.hashes() == before


def test_replace_overwrites_and_keeps_the_old_files(drill):
    house = drill.house(like=drill.first)
    said = house.did("restore", str(drill.folder / "quiet.copy"), "--replace", "--code-file", "-", typed=drill.code)
    assert "原来的文件移到了" in said
    assert house.told(PLAIN) == drill.plain
    (aside,) = house.place.glob("replaced-*")
    assert (aside / "imports").is_dir()
    assert (aside / "niangjia.sqlite3").exists() == (not house.url)


def test_a_base_in_use_is_not_replaced(drill):
    house = drill.house(like=drill.first)
    before = house.hashes()
    script = (
        "import sys, django; django.setup()\nfrom django.db import connection, transaction\n"
        "with transaction.atomic(), connection.cursor() as cursor:\n"
        "    cursor.execute('SELECT count(*) FROM people_person')\n    print('open', flush=True)\n    sys.stdin.read()"
    )
    other = house.start("-c", script)
    assert other.stdout.readline() == "open\n"
    done = house.niangjia(
        "restore", str(drill.folder / "quiet.copy"), "--replace", "--code-file", "-", typed=drill.code
    )
    other.kill()
    other.wait()
    assert done.returncode == 2
    assert "数据库正在使用" in done.stderr
    assert house.hashes() == before
    assert list(house.place.glob("keys.json.*")) == []


def test_a_database_of_another_system_is_left_alone(drill):
    house = drill.house()
    if not house.url:
        pytest.skip("a file of its own holds nobody else's tables")
    url = house.env()["DATABASE_URL"]
    subprocess.run(["psql", "-q", url, "-c", "CREATE TABLE payroll AS SELECT 7 AS fen"], check=True)
    done = house.niangjia("restore", str(drill.folder / "quiet.copy"), "--code-file", "-", typed=drill.code)
    assert (done.returncode, "payroll" in done.stderr) == (2, True)
    assert list(house.hashes()) == ["payroll"]


def test_another_code_opens_nothing(drill):
    house = drill.house()
    other = drill.first.code()  # a newer one: the copy still wants its own
    drill.codes.append(other)
    wrong = drill.code[:2] + ("2" if drill.code[2] != "2" else "3") + drill.code[3:]
    copy = str(drill.folder / "quiet.copy")
    done, typo, whole = house.each(
        ["restore", copy, "--code-file", "-", "<", other],
        ["restore", copy, "--code-file", "-", "<", wrong],
        ["restore", "--check", copy, "--code-file", "-", "<", drill.code],
    )
    assert done.returncode == 2
    assert "不是这份的" in done.stderr
    assert "恢复码的第 1 组不对" in typo.stderr
    assert "备份完好" in whole.stdout
    assert not (house.place / "imports").exists()


def test_a_copy_of_an_older_version_is_brought_up_to_date(drill):
    old = drill.house(like=drill.first)
    old.did("manage", "migrate", "-v0", "imports", "0002_exports_ready")
    old.did("backup", str(drill.folder / "old.copy"))
    house = drill.house()
    said = house.did("restore", str(drill.folder / "old.copy"), "--code-file", "-", typed=drill.codes[-1])
    assert [pair for pair in rows_of(said) if pair[0] != pair[1]] == []
    now = house.hashes()
    assert now["people_person"] == drill.hashes["people_person"]
    assert now["django_migrations"][0] == drill.hashes["django_migrations"][0]


def test_the_code_stands_in_no_file(drill):
    letters = re.sub(r"[^0-9A-Z]", "", drill.code)
    for root, _folders, names in os.walk(drill.first.place):
        for name in names:
            raw = Path(root, name).read_bytes()
            assert letters.encode() not in raw
            assert drill.code.split()[0].encode() not in raw or name.endswith((".arrow", ".xlsx"))
