"""What organising announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EmployerMoved:
    """An employer and members of its went to another union."""

    move_id: int


@dataclass(frozen=True)
class EmployerMoveTakenBack:
    """That was taken back the same day."""

    move_id: int


@dataclass(frozen=True)
class RegistryTakenIn:
    """Lines of an outside register were reconciled with ours."""

    linked: int
    open: int
    none: int
