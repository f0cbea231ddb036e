"""What lies on the disk: the base in a file with its write-ahead log, in a folder of its own (SQLite)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_files_hold_no_number_and_nothing_of_the_erased(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "NIANGJIA_KEYS"}}
    env |= {"NIANGJIA_DATA": str(tmp_path), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.ground.people.at_rest"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.splitlines() == ["numbers 0", "before 9 of 9", "after 0", "plain 1"], done.stderr
