"""`niangjia check-figures` over whole cases, in a base of its own, as a newcomer would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.house import SRC
from tests.cases import street

KEPT_BESIDE = SRC.parents[2] / "shared" / "cases"


def checked(folder: Path) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and lines of the command."""
    done = subprocess.run(
        [sys.executable, "-m", "niangjia.fronts.cli", "check-figures", str(folder), "--json"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


def test_a_street_federation_comes_out_to_the_last_member(tmp_path: Path) -> None:
    folder = street.write(tmp_path / "street")
    told = street.figures()
    # One line too many that is not true: the command has to find it, and it alone.
    wrong = {"figure": "people.members", "at": street.STREET, "on": "2021-10-31", "value": street.MEMBERS + 1}
    (folder / "figures.json").write_text(json.dumps([*told, wrong], ensure_ascii=False), encoding="utf-8")
    code, lines = checked(folder)
    assert [line["sentence"] for line in lines[:-1] if not line["ok"]] == []
    assert (code, len(lines), lines[-1]["ok"]) == (1, len(told) + 1, False)


@pytest.mark.skipif(not (KEPT_BESIDE / "shangyu").is_dir(), reason="the published cases lie beside the repository")
def test_the_published_case_of_shangyu() -> None:
    code, lines = checked(KEPT_BESIDE / "shangyu")
    assert (code, [line["ok"] for line in lines]) == (0, [True, True, True])
