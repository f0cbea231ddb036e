"""What runs when: (job name, every so many seconds) or a time of day. Read by kit/jobs."""

SCHEDULE: tuple[tuple[str, int], ...] = ()
