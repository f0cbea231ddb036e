"""The sealed files of a batch in the data folder: source, staged rows, planned chunks. Nothing lies in the clear."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
from django.conf import settings

from niangjia.kit import vault

SOURCE = "source.sealed"
"""The file as it was sent."""


def folder(code: str) -> Path:
    """The folder of a batch; made on first use."""
    place = Path(settings.DATA) / "imports" / code
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def write(code: str, name: str, frame: pl.DataFrame) -> None:
    """Keep a frame sealed under a name, replacing what was there at once or not at all."""
    with vault.write_sealed(folder(code) / f"{name}.arrow") as target:
        frame.write_ipc(target, compression="zstd")


def read(code: str, name: str) -> pl.DataFrame:
    """A kept frame."""
    with vault.open_sealed(folder(code) / f"{name}.arrow") as source:
        return pl.read_ipc(source.read())


def plan_name(number: int) -> str:
    """Name of a planned chunk."""
    return f"plan-{number:05d}"


def forget(code: str) -> None:
    """Remove everything kept for a batch."""
    shutil.rmtree(folder(code), ignore_errors=True)
