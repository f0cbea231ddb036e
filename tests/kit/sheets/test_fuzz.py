"""Damaged files and senseless cells: a clear refusal or a result, never another exception, never long.

The suite runs a short count; `-m slow` (or `script/bench`) the long one, in processes of their own so that a reader
that dies is seen. The planted crash proves that the harness sees one.
"""

import random
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.kit.sheets import Unreadable, check, open_workbook, recognise, sentence
from niangjia.kit.sheets.dates import read_date
from niangjia.kit.sheets.values import read_float, read_integer, read_name
from tests.kit.sheets.evil import SOUND, packed, parts, xls
from tests.kit.sheets.kinds import KINDS, MEMBERS, ZHANG, xlsx

TODAY = date(2026, 11, 20)
CELLS = [["姓名", "证件号码", "手机号", "所在工会", "入会日期"], ["张三", ZHANG, "13812345678", "甲工会", "2021-03-05"]]
SEEDS = {
    "xlsx": lambda: xlsx(("名册", CELLS)),
    "xls": lambda: xls((2, 0, "李四"), (2, 1, 3.5)),
    "csv": lambda: "\n".join(map(",".join, CELLS)).encode("gb18030"),
    "xml": lambda: SOUND,
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed, cut, doubled or swapped for marks that parsers care about."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(made) or 1)
        what = chance.randrange(5)
        if what == 0:
            made[place : place + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            del made[place : place + chance.randint(1, 40)]
        elif what == 2:
            made[place:place] = made[place : place + chance.randint(1, 60)]
        elif what == 3:
            made[place : place + 4] = chance.choice([b"\xff\xff\xff\xff", b"\x00" * 4, b"\xfe\xff\xff\xff", b"<c><"])
        else:
            made[place:place] = chance.choice(
                [b"]]>", b"<!--", b"&#0;", b'"', b"\n", b",", b"<row r='9999999'>", b"</c>"]
            )
    return bytes(made)


def attempt(form: str, chance: random.Random) -> None:
    """One damaged file through reading, recognising and checking."""
    seed = SEEDS[form]()
    data = packed(parts(damaged(seed, chance))) if form == "xml" else damaged(seed, chance)
    try:
        book = open_workbook(data, name=f"a.{form}", kinds=KINDS)
    except Unreadable as refused:
        if "{" in refused.sentence:
            raise AssertionError(refused.sentence) from refused
        return
    for table in book.sheets:
        check(table, MEMBERS, recognise(table, KINDS).with_guesses(), on=TODAY)


@pytest.mark.parametrize("form", SEEDS)
def test_damaged_files(form):
    chance = random.Random(f"short {form}")
    for _ in range(150):
        attempt(form, chance)


LONG = """
import random, sys, time
import django
django.setup()
from tests.kit.sheets import test_fuzz
form, seed, count, plant = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
chance = random.Random(seed)
if plant == "planted":
    sound = test_fuzz.open_workbook
    def open_workbook(data, **facts):
        if b"\\xff\\xff" in data:
            raise IndexError("planted")
        return sound(data, **facts)
    test_fuzz.open_workbook = open_workbook
slowest = 0.0
for number in range(count):
    begun = time.process_time()
    test_fuzz.attempt(form, chance)
    slowest = max(slowest, time.process_time() - begun)
print(count, round(slowest, 2))
assert slowest < 2
"""


def long_run(form: str, seed: str, count: int, plant: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LONG, form, seed, str(count), plant],
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
        env={"PYTHONPATH": "src:.", "DJANGO_SETTINGS_MODULE": "niangjia.config.testing", "PATH": "/usr/bin:/bin"},
    )


def test_a_planted_crash_is_seen():
    done = long_run("xls", "control", 200, "planted")
    assert done.returncode == 1
    assert "IndexError: planted" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("form", SEEDS)
def test_damaged_files_for_long(form):
    done = long_run(form, "long", 50_000)
    assert done.returncode == 0, done.stderr[-2000:]


anything = st.one_of(
    st.text(max_size=40),
    st.text("0123456789-/.年月日 :TE+一二十〇元'", max_size=24),
    st.floats().map(str),
    st.integers(-(10**30), 10**30).map(str),
)


@settings(max_examples=500, deadline=None)
@given(anything)
def test_any_text_is_read_or_refused_with_a_sentence(text):
    for read in (read_date, read_name, read_integer, read_float):
        reading = read(text)
        assert (reading.value is None) == bool(reading.error)
        if reading.error:
            assert sentence(reading.error, **reading.values)
        if reading.warning:
            assert sentence(reading.warning, **reading.values)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(anything, min_size=5, max_size=5), min_size=1, max_size=6))
def test_any_cells_are_checked_without_an_accident(rows):
    clean = [[cell.replace("=", "＝") for cell in row] for row in rows]
    table = open_workbook(xlsx(("名册", [CELLS[0], *clean, CELLS[1]])), name="a", kinds=KINDS).sheets[0]
    result = check(table, MEMBERS, recognise(table, KINDS).mapping, on=TODAY)
    assert result.frame["_row"].to_list() == table.frame["_row"].to_list()
    assert set(result.good["_row"]) | set(result.bad_rows) | {row for row, _first in result.repeated} == set(
        table.frame["_row"]
    )
    assert result.problems["sentence"].str.len_chars().min() != 0
