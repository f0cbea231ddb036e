"""What runs when: (job name, every so many seconds) or (job name, "HH:MM" in Shanghai). Read by kit/jobs.

Entries of under a minute are beats: every worker runs them itself, without a job row.
"""

SCHEDULE: tuple[tuple[str, int | str], ...] = (
    ("audit.seal", 2),
    ("audit.anchor", "23:50"),
    ("people.scrub_storage", "02:40"),
    ("jobs.prune", "03:40"),
    ("shell.sweep_limits", "03:50"),
    ("approvals.remind", "07:30"),
    ("approvals.prune", "04:20"),
    ("imports.expire_exports", "04:10"),
    ("evidence.nightly", "04:20"),
    ("worklists.morning", "06:30"),
    ("organising.coverage", "05:10"),
    ("organising.shells", "05:20"),
    ("organising.grid_rounds", "05:30"),
    ("organising.terms", "05:40"),
    ("organising.registry", "05:25"),
    ("organising.leavings", "00:20"),
    ("organising.forget", "03:10"),
)
