"""One face for both databases: a snapshot to copy from, and putting a copy in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any, Protocol

from django.db import connection

from niangjia.kit.copies import postgres, sqlite
from niangjia.kit.copies.sqlite import InUse

__all__ = ["Base", "InUse", "Snapshot", "base"]

FOLDER = "base/"
"""Where the database lies within a copy; `put_back` wants the members below it and reads to the end."""


class Snapshot(Protocol):
    """The database as it was at one moment, while others go on writing."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a question to that moment."""

    def facts(self) -> dict[str, Any]:
        """What putting it back has to know: tables with columns, sequences."""

    def pieces(self) -> Iterator[tuple[str, IO[bytes], int]]:
        """The content: name below `base/`, stream, length."""


class Base(Protocol):
    """The database of this house."""

    vendor: str

    def snapshot(self, folder: Path) -> AbstractContextManager[Snapshot]:
        """A consistent view; `folder` may hold a draft meanwhile."""

    def put_back(self, pieces: Iterable[tuple[str, IO[bytes]]], facts: dict[str, Any], *, aside: Path) -> None:
        """Replace everything by what the pieces hold, all or nothing. What was there goes to `aside` if it is a file. Raises InUse."""


def base() -> Base:
    """The database that the settings name."""
    return postgres.Postgres() if connection.vendor == "postgresql" else sqlite.Sqlite()
