"""What others may react to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountOpened:
    """An account was made; nobody can log in to it before it is taken up."""

    account_id: int


@dataclass(frozen=True)
class AccountLocked:
    """An account was locked by hand: its sessions should end."""

    account_id: int


@dataclass(frozen=True)
class AccountUnlocked:
    """A lock was lifted: failed attempts before it should be forgotten."""

    account_id: int


@dataclass(frozen=True)
class Appointed:
    """An account holds a role in a unit."""

    appointment_id: int


@dataclass(frozen=True)
class AppointmentEnded:
    """An appointment ends or has ended."""

    appointment_id: int


@dataclass(frozen=True)
class Delegated:
    """An appointment was lent to a deputy."""

    delegation_id: int


@dataclass(frozen=True)
class DelegationWithdrawn:
    """A loan to a deputy was taken back."""

    delegation_id: int
