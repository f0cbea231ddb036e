"""Spreadsheets taken in as staged, previewed, resumable and undoable batches.

A batch lives so: `staged` (the file is kept sealed, its rows are read) → `checking` → `ready` (every row has a verdict: new,
changed, same, transfer or wrong) → `applying` → `done`; `cancelling` → `cancelled` takes back what was written; weeks later `undoing` →
`undone`. What a row means is said by the `Sheet` that a module declared (kit/declare); this engine keeps the file, the
progress, the lineage and the promise that a kill at any moment changes nothing about the end.
"""
