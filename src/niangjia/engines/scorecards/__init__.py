"""Versioned checklists and scored forms: what was looked at, what it scored, and why.

A *scorecard* is declared by a module (`kit.declare.Scorecard`): *items* with weights, *grades* with bounds. A *version* says what they are from a
day on, for the whole house or for a unit and everything below it; the first one ships with the product. A *sheet* is one filled card about one
record: it keeps the version that it answered, for ever. A *correction* is a new sheet that names the one it corrects; nothing is overwritten.

Life of a version: draft → published by somebody else than those who wrote it → (before its day) withdrawn. The latest sheet about a record is
the one that counts (`current`). Computed scorecards are written for thousands of records at once (`actions.score_many`); a record that
scores as before keeps its sheet and is only marked as looked at again.
"""
