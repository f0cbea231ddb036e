import json
import subprocess
import sys

import polars as pl
import pytest

from niangjia.kit.sheets import Unreadable, open_workbook
from niangjia.kit.sheets.reasons import SENTENCES
from tests.kit.sheets.evil import CORPUS, ROW, bomb, text, with_sheet
from tests.kit.sheets.kinds import KINDS

MEASURE = """
import json, re, sys, time
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from django.db.models import Field
Field.__class_getitem__ = classmethod(lambda cls, _kind: cls)
from niangjia.kit.sheets import Unreadable, open_workbook
from niangjia.kit.sheets.containers import LIMITS, OPEN
from tests.kit.sheets.kinds import KINDS
def peak():  # of this program alone; ru_maxrss would begin with what its parent held
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
limits = OPEN if sys.argv[1] == "open" else LIMITS
for line in sys.stdin:
    path = line.strip()
    data = open(path, "rb").read()
    begun = time.process_time()
    try:
        open_workbook(data, name=path, kinds=KINDS, limits=limits)
        reason = ""
    except Unreadable as refused:
        reason = refused.reason
    took = time.process_time() - begun
    print(json.dumps([reason, took, peak()]), flush=True)
"""


def measured(paths, guard="closed"):
    """Reason, seconds of processor time and peak megabytes after each file, from one process that reads them in turn.

    The process holds the reader and nothing else of the product, so that the peak is the reader's.
    """
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, guard],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": "src:.", "DJANGO_SETTINGS_MODULE": "niangjia.config.testing", "PATH": "/usr/bin:/bin"},
        check=False,
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done


def test_corpus_has_forty_files():
    assert len(CORPUS) >= 40


def test_every_evil_file_is_refused_or_neutralised_quickly_and_in_little_memory(tmp_path):
    for name, (make, _reason) in CORPUS.items():
        (tmp_path / name).write_bytes(make())

    answers, process = measured([tmp_path / name for name in CORPUS])

    assert len(answers) == len(CORPUS), process.stderr[-2000:]
    said = dict(zip(CORPUS, (reason for reason, _took, _peak in answers), strict=True))
    assert said == {name: reason for name, (_make, reason) in CORPUS.items()}
    assert {name for name, (_r, took, _p) in zip(CORPUS, answers, strict=True) if took >= 1} == set()
    assert max(peak for _reason, _took, peak in answers) < 200


def test_with_the_guard_off_a_bomb_goes_through(tmp_path):
    far = with_sheet(ROW + b'<row r="1048576">' + text("L1048576", "x") + b"</row>")
    (tmp_path / "far.xlsx").write_bytes(far)
    (tmp_path / "bomb.xlsx").write_bytes(bomb(megabytes=40))

    answers, process = measured([tmp_path / "bomb.xlsx", tmp_path / "far.xlsx"], guard="open")

    assert [reason for reason, _took, _peak in answers] == ["", ""], process.stderr[-2000:]
    assert answers[-1][2] > 200


@pytest.mark.parametrize("name", CORPUS)
def test_refusal_says_what_to_do(name):
    make, reason = CORPUS[name]
    if not reason:
        book = open_workbook(make(), name=name, kinds=KINDS)
        assert all(column.dtype == pl.String for column in book.sheets[0].frame.drop("_row"))
        return
    with pytest.raises(Unreadable) as refused:
        open_workbook(make(), name=name, kinds=KINDS)
    assert refused.value.reason == reason
    assert refused.value.sentence
    assert "{" not in refused.value.sentence


def test_sentences_are_plain():
    for sentence in map(str, SENTENCES.values()):
        assert "！" not in sentence
        assert "错误" not in sentence
        assert "……" not in sentence
        assert not sentence.endswith("。")


def test_neutralised_files_say_so():
    assert open_workbook(CORPUS["macros.xlsm"][0](), name="a", kinds=KINDS).notes == ("macros",)
    assert open_workbook(CORPUS["links.xlsx"][0](), name="a", kinds=KINDS).notes == ("links",)


def test_commands_stay_text():
    table = open_workbook(CORPUS["commands.csv"][0](), name="a.csv", kinds=KINDS).sheets[0]
    assert table.frame["所在工会"].to_list() == ['=HYPERLINK("http://x")']
