"""Short acts on one record: what each asks, does and says. The lists of them stand with the forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from niangjia.fronts.shell.forms import ActingForm


@dataclass(frozen=True)
class Act:
    """One short act: its form, what it does, and the words before, on the button and after."""

    form: type[ActingForm]
    act: Callable[..., Any]
    title: Any
    button: Any
    said: Any
    text: Any = ""
    icon: str = "circle"
    refusing: bool = False
    states: tuple[str, ...] = ("active", "retired", "unemployed", "held")
    """Of an act on a person: states of the membership in which it is offered; "" for somebody without one."""
