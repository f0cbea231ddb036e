"""Work that is done later: jobs by name, a schedule, a worker.

A job is a function registered by `@job("aid.remind")` in a module's `tasks.py` and asked for by name,
`enqueue("aid.remind", case_id=7)`: a row in the transaction of the act, in django-tasks' table. It runs at least once: a failed job is
tried again with growing pauses, a job whose worker died is taken up by another. So a job must bear being run twice.
"""

from niangjia.kit.jobs.board import JobState, counts, jobs_of, oldest_waiting
from niangjia.kit.jobs.queue import drain, enqueue, enqueue_at
from niangjia.kit.jobs.registry import Job, Later, UnknownJob, job, known_jobs
from niangjia.kit.jobs.schedule import install_schedule
from niangjia.kit.jobs.worker import run_worker, stopping

__all__ = [
    "Job", "JobState", "Later", "UnknownJob", "counts", "drain", "enqueue", "enqueue_at", "install_schedule", "job", "jobs_of",
    "known_jobs", "oldest_waiting", "run_worker", "stopping",
]  # fmt: skip
