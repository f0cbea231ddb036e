"""No key, password or number of a real person is committed, and the linter's eye for danger is open (G27)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a key of a cloud": r"\b(?:AKIA|ASIA|LTAI)[0-9A-Za-z]{16,}\b",
    "a token of a forge": r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|glpat-[0-9A-Za-z_-]{20})",
    "a secret in the clear": r"""(?i)\b[a-z_]*(?:secret|token|passwd|api_?key)[a-z_]*["']?\s*[:=]\s*["'][0-9a-z+/_=-]{24,}["']""",
    "an address with a password": r"[a-z]+://[^\s/:@\"'{}$]+:(?!ci@|password@)[^\s/:@\"'{}$]{3,}@(?!127\.|localhost)",
}
TEXT = {
    ".py",
    ".sh",
    ".toml",
    ".md",
    ".html",
    ".js",
    ".json",
    ".yml",
    ".yaml",
    ".cfg",
    ".ini",
    ".txt",
    ".in",
    ".env",
    "",
}


def secrets_in(text: str) -> list[str]:
    """Kinds of secrets that a text seems to hold."""
    return [kind for kind, shape in KINDS.items() if re.search(shape, text)]


def test_nothing_committed_looks_like_a_secret() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    files = [ROOT / name for name in listed.split("\0") if name and Path(name).suffix in TEXT]
    if not files:
        pytest.skip("not a checkout: nothing is committed here")
    found = {
        str(path.relative_to(ROOT)): kinds
        for path in files
        if path.is_file() and path != Path(__file__)
        if (kinds := secrets_in(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("id = AKIA" + "IOSFODNN7EXAMPLE", "a key of a cloud"),
        ("ghp_" + "a1" * 18, "a token of a forge"),
        ('SMS_TOKEN = "' + "9f8e7d6c" * 4 + '"', "a secret in the clear"),
        ("postgres://nj:hunter22@db.example/nj", "an address with a password"),
    ],
)
def test_a_planted_secret_would_be_noticed(plant: str, kind: str) -> None:
    assert kind in secrets_in(plant)


@pytest.mark.parametrize(
    ("plant", "rule"),
    [
        ("import subprocess\nsubprocess.run('ls ' + x, shell=True)\n", "S602"),
        ("import pickle\npickle.loads(x)\n", "S301"),
        ("from django.utils.safestring import mark_safe\nmark_safe(x)\n", "S308"),
        ("def f(cursor, x):\n    cursor.execute('SELECT * FROM t WHERE a = ' + x)\n", "S608"),
        ("import hashlib\nhashlib.md5(x)\n", "S324"),
        ("import requests\nrequests.get(x, verify=False)\n", "S501"),
        ("x = eval(y)\n", "S307"),
    ],
)
def test_a_planted_danger_would_be_noticed_by_the_linter(plant: str, rule: str) -> None:
    """The linter runs in `script/check`; here it is shown to see, with the settings of the product's own files."""
    command = [Path(sys.executable).with_name("ruff"), "check", "--output-format=concise", "--no-cache"]
    done = subprocess.run(
        [*command, "--stdin-filename", "src/niangjia/kit/planted.py", "-"],
        cwd=ROOT, input=plant, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f" {rule} " in done.stdout, done.stdout + done.stderr
