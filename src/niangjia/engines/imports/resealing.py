"""The sealed files of batches and exports when the keys change. Frames hold tokens of cells inside, which change with them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from django.conf import settings

from niangjia.engines.imports.choices import State
from niangjia.engines.imports.models import Batch
from niangjia.kit import vault
from niangjia.kit.declare import sealed_fields

AT_WORK = (State.CHECKING, State.APPLYING, State.CANCELLING, State.UNDOING)


def reseal_files(*, write: bool) -> int:
    """Seal every file anew that hangs on an old key; with `write` off, how many do.

    Batches at work are left for the next run."""
    root = Path(settings.DATA) / "imports"
    busy = set(Batch.objects.filter(state__in=AT_WORK).values_list("code", flat=True)) if write else set()
    count = 0
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and parts[0] not in busy and not any(part.startswith(".") for part in parts):
            try:
                count += _reseal(path) if write else _is_stale(path)
            except FileNotFoundError:
                continue  # given up meanwhile
    return count


def _is_stale(path: Path) -> bool:
    if not vault.file_is_current(path):
        return True
    return path.suffix == ".arrow" and any(
        cell and vault.is_stale(cell) for cells in _tokens(_frame(path)).values() for cell in cells
    )


def _reseal(path: Path) -> bool:
    before, current = path.stat(), vault.file_is_current(path)
    if path.suffix != ".arrow":
        if not current:
            with vault.open_sealed(path) as source, vault.write_sealed(path, still=before) as target:
                while piece := source.read(1 << 20):
                    target.write(piece)
        return not current
    frame, fresh = _frame(path), []
    for name, cells in _tokens(frame).items():
        among = sealed_fields()
        renewed = [vault.reseal_within(cell, among=among) if cell else cell for cell in cells]
        if renewed != cells:
            fresh.append(pl.Series(name, renewed, dtype=pl.String))
    if fresh or not current:
        with vault.write_sealed(path, still=before) as target:
            frame.with_columns(fresh).write_ipc(target, compression="zstd")
    return bool(fresh) or not current


def _frame(path: Path) -> pl.DataFrame:
    with vault.open_sealed(path) as source:
        return pl.read_ipc(source.read())


def _tokens(frame: pl.DataFrame) -> dict[str, list[str | None]]:
    """The columns that hold tokens."""
    texts = [name for name in frame.columns if frame[name].dtype == pl.String]
    return {name: frame[name].to_list() for name in texts if frame[name].str.contains(vault.TOKEN).any()}
