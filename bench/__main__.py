"""Runs benchmarks, each on a fresh database in a process of its own: see the package's docstring."""

from __future__ import annotations

import argparse
import importlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
NOT_BENCHMARKS = {"__init__", "__main__", "floor", "county"}


def names() -> list[str]:
    """All benchmarks."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def stands_alone(name: str) -> bool:
    """Whether a benchmark prepares and runs itself instead of offering `run`."""
    return "\ndef run(" not in (HERE / f"{name}.py").read_text(encoding="utf-8")


def server() -> str:
    """Address of a PostgreSQL server in which databases may be made, or "" if none answers."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given
    try:
        socket.create_connection(("127.0.0.1", 5432), timeout=1).close()
    except OSError:
        return ""
    return "postgres://postgres@127.0.0.1/postgres"


def main() -> int:
    """Parent: one process a benchmark and database."""
    asked = argparse.ArgumentParser(prog="python -m bench")
    asked.add_argument("names", nargs="*", help=", ".join(names()))
    asked.add_argument("--on", choices=["sqlite", "postgresql"])
    asked.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options, rest = asked.parse_known_args()
    if options.child:
        return child(options.names[0], rest)
    worst = 0
    for name in options.names or names():
        if stands_alone(name):
            print(f"\n{name}", flush=True)
            done = subprocess.run([sys.executable, "-m", f"bench.{name}", *rest], cwd=HERE.parent)
            worst = max(worst, abs(done.returncode))
            continue
        for engine in [options.on] if options.on else ["sqlite", "postgresql"]:
            worst = max(worst, abs(apart(name, engine, rest)))
    return worst


def apart(name: str, engine: str, rest: list[str]) -> int:
    """Run one benchmark on one throw-away database."""
    folder = tempfile.mkdtemp(prefix="niangjia-bench-")
    env = {
        **os.environ,
        "NIANGJIA_DATA": folder,
        "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE.parent)]),
    }
    env.pop("DATABASE_URL", None)
    base, made = server(), f"niangjia_bench_{secrets.token_hex(4)}"
    if engine == "postgresql":
        if not base:
            print(f"left out: {name} on postgresql, for no server answers")
            return 0
        env["DATABASE_URL"] = urlsplit(base)._replace(path=f"/{made}").geturl()
        subprocess.run(["psql", "-q", base, "-c", f"CREATE DATABASE {made}"], check=True)
    print(f"\n{name} on {engine}", flush=True)
    try:
        return subprocess.run(
            [sys.executable, "-m", "bench", name, "--child", *rest], env=env, cwd=HERE.parent
        ).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if engine == "postgresql":
            subprocess.run(["psql", "-q", base, "-c", f"DROP DATABASE {made} WITH (FORCE)"], check=True)


def child(name: str, rest: list[str]) -> int:
    """In the benchmark's own process: set Django up, make the tables, run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    importlib.import_module("django").setup()
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    return int(importlib.import_module(f"bench.{name}").run(rest) or 0)


if __name__ == "__main__":
    sys.exit(main())
