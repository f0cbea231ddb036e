"""Houses for drills: a data folder and its database, worked on from outside by the real commands."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

HASHES = """
import json, hashlib, sys, django; django.setup()
from django.db import connection
found = {}
with connection.cursor() as cursor:
    for name in sorted(connection.introspection.table_names(cursor)):
        if name.startswith("people_name_fts"):
            continue
        cursor.execute(f'SELECT * FROM "{name}"')
        rows = sorted(repr(row) for row in cursor.fetchall())
        found[name] = [len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest()]
sys.stdout.write(json.dumps(found))
"""
PLAIN = """
import json, sys, django; django.setup()
from niangjia.kit import vault
from niangjia.ground.people.models import Person
from niangjia.engines.imports.models import Lineage
rows = Person.objects.order_by("pk").values_list("pk", "identity_sealed", "phone_sealed")
told = [[pk, vault.unseal(one, field="person.identity"), vault.unseal(two, field="person.phone")] for pk, one, two in rows]
images = [vault.unseal(text, field="imports.row")[:1] for text in Lineage.objects.values_list("before", flat=True) if text]
kinds = sorted({token.partition(".")[0] for _pk, one, two in rows for token in (one, two) if token})
sys.stdout.write(json.dumps([told, images, kinds]))
"""


EACH = """
import contextlib, io, json, sys, django; django.setup()
from importlib import import_module
from niangjia.fronts.cli.root import main
for module in ("custody", "audit", "prepare"):
    import_module(f"niangjia.fronts.cli.{module}")
told = []
for words, typed in json.loads(sys.argv[1]):
    out, err, code = io.StringIO(), io.StringIO(), 0
    sys.stdin = io.StringIO(typed)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words, prog_name="niangjia")
        except SystemExit as left:
            code = left.code or 0
    told.append([code, out.getvalue(), err.getvalue()])
sys.stdout.write(json.dumps(told))
"""


class Said(NamedTuple):
    """What a command answered."""

    returncode: int
    stdout: str
    stderr: str


class House:
    """A data folder; on PostgreSQL with the database of its name."""

    def __init__(self, folder: Path, *, like: House | None = None) -> None:
        self.place = folder / f"house_{secrets.token_hex(4)}"
        self.url = os.environ.get("DATABASE_URL", "")
        if like is None:
            self.place.mkdir()
        else:
            shutil.copytree(like.place, self.place)
        template = f" TEMPLATE nj_{like.place.name}" if like is not None else ""
        self.server(f"CREATE DATABASE nj_{self.place.name}{template}")

    def env(self) -> dict[str, str]:
        env = {**os.environ, "NIANGJIA_DATA": str(self.place), "DJANGO_SETTINGS_MODULE": "niangjia.config.settings"}
        env.pop("NIANGJIA_KEYS", None)
        env["PYTHONPATH"], env["LC_ALL"] = os.pathsep.join(sys.path), "C.UTF-8"
        if self.url:
            env["DATABASE_URL"] = self.url.rsplit("/", 1)[0] + f"/nj_{self.place.name}"
        return env

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command],
            env=self.env(),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def niangjia(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """A command as it is typed at the terminal."""
        return subprocess.run(
            [sys.executable, "-m", "niangjia.fronts.cli", *words],
            env=self.env(), text=True, capture_output=True, check=False, input=typed,
        )  # fmt: skip

    def did(self, *words: str, typed: str = "") -> str:
        """The same, which has to go well."""
        done = self.niangjia(*words, typed=typed)
        assert done.returncode == 0, done.stdout + done.stderr[-3000:]
        return done.stdout

    def each(self, *asked: Sequence[str], typed: str = "") -> list[Said]:
        """Several commands one after the other in one process, which costs more than most of them: those that are refused, or
        only look. What is typed can be told for each as its last word after "<"."""
        lines = [(list(words), typed) if "<" not in words else (list(words[:-2]), words[-1]) for words in asked]
        return [Said(*one) for one in self.told(EACH, json.dumps(lines))]

    def told(self, script: str, *words: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", script, *words], env=self.env(), text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    def hashes(self) -> dict[str, list[Any]]:
        """Rows and digest of every table."""
        return self.told(HASHES)

    def code(self) -> str:
        """A recovery code, as it is shown."""
        shown = self.did("keys", "recovery").splitlines()
        return " ".join(line.strip() for line in shown if line.startswith("    "))

    def server(self, statement: str) -> None:
        if self.url:
            subprocess.run(["psql", "-q", self.url.rsplit("/", 1)[0] + "/postgres", "-c", statement], check=True)

    def close(self) -> None:
        self.server(f"DROP DATABASE IF EXISTS nj_{self.place.name} WITH (FORCE)")
