"""The terminal speaks Chinese, and English where its locale does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from niangjia.fronts.cli.__main__ import spoken


@pytest.mark.parametrize(
    ("environ", "command", "language"),
    [
        ({}, "import", "zh-hans"),
        ({"LANG": "zh_CN.UTF-8"}, "import", "zh-hans"),
        ({"LANG": "C.UTF-8"}, "import", "zh-hans"),
        ({"LANG": "en_GB.UTF-8"}, "import", "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "import", "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "import", "en"),
        ({"LANG": "en_GB.UTF-8"}, "worker", "zh-hans"),
        ({"LANG": "en_GB.UTF-8"}, "demo", "zh-hans"),
    ],
)
def test_the_locale_says_which(
    environ: dict[str, str], command: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["niangjia", command])
    assert spoken(environ).lower() == language


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("zh_CN.UTF-8", "写入表格：好的行都写入", "只检查，不写入"),
        ("en_US.UTF-8", "Import spreadsheets: all good rows are written", "Check only, write nothing"),
    ],
)
def test_help_is_in_that_language(language: str, first: str, last: str, tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name not in {"LC_ALL", "LC_MESSAGES"}}
    done = subprocess.run(
        [sys.executable, "-m", "niangjia.fronts.cli", "import", "--help"],
        env={**environ, "LANG": language, "NIANGJIA_DATA": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert first in " ".join(done.stdout.split())
    assert last in done.stdout
