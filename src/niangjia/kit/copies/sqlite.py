"""SQLite: one file, copied by the backup API in a single step, which sees one moment and lets writers go on (WAL)."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connections

NAME = "base/niangjia.sqlite3"


class InUse(RuntimeError):
    """Somebody else works with the base, so that it cannot be replaced."""


class Sqlite:
    """The file of the settings."""

    vendor = "sqlite"

    @property
    def place(self) -> Path:
        return Path(settings.DATABASES["default"]["NAME"])

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[Copied]:
        """A copy beside the base, gone when the block ends."""
        draft = folder / f".copy-{secrets.token_hex(8)}"
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            with closing(sqlite3.connect(self.place)) as source, closing(sqlite3.connect(draft)) as target:
                source.backup(target, pages=-1)
                target.execute("PRAGMA journal_mode=DELETE")
            with closing(sqlite3.connect(f"file:{draft}?mode=ro", uri=True)) as opened:
                yield Copied(draft, opened)
        finally:
            for rest in ("", "-wal", "-shm", "-journal"):
                draft.with_name(draft.name + rest).unlink(missing_ok=True)

    def put_back(self, pieces: Iterable[tuple[str, IO[bytes]]], facts: dict[str, Any], *, aside: Path) -> None:
        """Write the file beside the base, look it over, change names. The old one lies in `aside`."""
        connections.close_all()
        self._alone()
        draft = self.place.with_name(f".restored-{secrets.token_hex(8)}")
        try:
            for name, source in pieces:
                if name == NAME:
                    _write(source, draft)
            with closing(sqlite3.connect(draft)) as opened:
                if opened.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                    raise sqlite3.DatabaseError("the copy does not pass its check")
            if self.place.exists():
                aside.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.replace(self.place, aside / self.place.name)
            os.replace(draft, self.place)
        finally:
            draft.unlink(missing_ok=True)

    def _alone(self) -> None:
        """Fold the log into the base and leave WAL: it succeeds only if nobody else has it open."""
        if not self.place.exists():
            return
        with closing(sqlite3.connect(self.place, timeout=2)) as opened:
            try:
                opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if opened.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
                    raise InUse
            except sqlite3.OperationalError as fault:
                raise InUse from fault


class Copied:
    """The draft copy."""

    def __init__(self, path: Path, opened: sqlite3.Connection) -> None:
        self._path, self._opened = path, opened

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return self._opened.execute(sql).fetchall()

    def facts(self) -> dict[str, Any]:
        names = [
            row[0]
            for row in self.ask(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            )
        ]
        return {"tables": {name: self.ask(f'SELECT count(*) FROM "{name}"')[0][0] for name in sorted(names)}}  # noqa: S608

    def pieces(self) -> Iterator[tuple[str, IO[bytes], int]]:
        with self._path.open("rb") as file:
            yield NAME, file, self._path.stat().st_size


def _write(source: IO[bytes], target: Path) -> None:
    with os.fdopen(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
