"""What others may react to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class UnitAdded:
    """A unit was added."""

    unit_id: int
    path: str


@dataclass(frozen=True)
class UnitEdited:
    """Facts of a unit were changed; `fields` names them."""

    unit_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class UnitRenamed:
    """A unit has another name from a day on."""

    unit_id: int
    on: date


@dataclass(frozen=True)
class EmployerRenamed:
    """An employer has another name from a day on."""

    employer_id: int
    on: date


@dataclass(frozen=True)
class UnitMoved:
    """A unit and everything below it hangs elsewhere from a day on."""

    unit_id: int
    old_path: str
    new_path: str
    on: date


@dataclass(frozen=True)
class UnitDissolved:
    """A unit ended on a day."""

    unit_id: int
    on: date


@dataclass(frozen=True)
class UnitRestored:
    """A dissolution was taken back."""

    unit_id: int


@dataclass(frozen=True)
class UnitsMerged:
    """Units ended on a day and another one has taken over all that was theirs. No `UnitDissolved` is said beside it."""

    reshaping_id: int
    merged: tuple[int, ...]
    into_id: int
    on: date


@dataclass(frozen=True)
class MergeTakenBack:
    """A merge was taken back as if it had not been."""

    reshaping_id: int
    merged: tuple[int, ...]
    into_id: int


@dataclass(frozen=True)
class UnitSplit:
    """A new unit took over a part of another one from a day on."""

    reshaping_id: int
    unit_id: int
    into_id: int
    on: date


@dataclass(frozen=True)
class SplitTakenBack:
    """A split was taken back; the new unit stays, empty and ended."""

    reshaping_id: int
    unit_id: int
    into_id: int


@dataclass(frozen=True)
class EmployerAdded:
    """An employer was entered in the register."""

    employer_id: int


@dataclass(frozen=True)
class EmployerEdited:
    """Facts of an employer were changed; `fields` names them."""

    employer_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class EmployerAttached:
    """An employer hangs on another union from a day on; no `unit_id`: on none."""

    employer_id: int
    unit_id: int | None
    on: date | None


@dataclass(frozen=True)
class EmployerClosed:
    """An employer was struck off on a day."""

    employer_id: int
    on: date
