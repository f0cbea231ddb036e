"""What others may react to. An event carries at most 500 tasks of one list; more make several events."""

from dataclasses import dataclass

MOST = 500


@dataclass(frozen=True)
class TaskDue:
    """Open tasks of one owner (None: nobody's) are due within a number of working days; said once for each reminder."""

    kind: str
    owner_id: int | None
    task_ids: tuple[int, ...]
    working_days: int


@dataclass(frozen=True)
class TaskOverdue:
    """The due day of open tasks is past; said once."""

    kind: str
    owner_id: int | None
    task_ids: tuple[int, ...]


@dataclass(frozen=True)
class TaskAssigned:
    """Tasks were given to somebody by somebody else."""

    kind: str
    owner_id: int
    task_ids: tuple[int, ...]


@dataclass(frozen=True)
class TaskFinished:
    """Tasks were done with an outcome of their list. May be taken back: see TaskReopened."""

    kind: str
    outcome: str
    task_ids: tuple[int, ...]


@dataclass(frozen=True)
class TaskReopened:
    """Tasks that were done or dropped are open again: on request, by undo, or because the cause came back."""

    kind: str
    task_ids: tuple[int, ...]
