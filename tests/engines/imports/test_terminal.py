"""The commands as scripts use them: exit codes and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.rosters import UNIONS, book

from niangjia.fronts.cli import imports as commands
from niangjia.fronts.cli.root import main
from niangjia.ground.org.models import Unit

pytestmark = pytest.mark.django_db

TREE = [("县总工会", "", "", ""), ("甲工会", "县总工会", "", "2020-01-01")]
BAD = [("乙工会", "没有", "", "")]


def run(*command: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(part) for part in command])
    return done.exit_code, done.stdout


def test_exit_codes(tmp_path):
    assert commands
    good, bad = book(tmp_path / "g.xlsx", UNIONS, TREE), book(tmp_path / "b.xlsx", UNIONS, BAD)

    assert run("import", good, "--dry-run")[0] == 0
    assert Unit.objects.count() == 0
    assert run("import", good)[0] == 0
    code, said = run("import", good)
    assert (code, "没有改变什么" in said) == (0, True)
    assert run("import", good, bad)[0] == 1
    assert run("import", bad)[0] == 2
    code, said = run("import", bad, "--json")
    assert (code, json.loads(said)[0]["counts"]["wrong"]) == (2, 1)


def test_errors_templates_and_undo(tmp_path):
    out = tmp_path / "errors.xlsx"
    code, said = run("import", book(tmp_path / "g.xlsx", UNIONS, [*TREE, *BAD]), "--errors", out, "--json")
    batch = json.loads(said)[0]["batch"]

    assert (code, out.exists()) == (1, True)
    assert run("undo-import", batch)[0] == 0
    assert Unit.objects.count() == 0
    for kind in ("unions", "employers", "members"):
        blank = tmp_path / f"{kind}.xlsx"
        assert run("template", kind, blank) == (0, f"已存为 {blank}\n")


def test_a_file_that_is_no_spreadsheet(tmp_path):
    path = Path(tmp_path / "x.xlsx")
    path.write_bytes(b"nothing")

    assert run("import", path)[0] == 2
