"""Spreadsheets taken in as staged, previewed, resumable and undoable batches."""
