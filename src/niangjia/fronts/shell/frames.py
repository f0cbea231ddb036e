"""Which frame stands around a page: each front registers its own, so that error pages keep the person where she is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PLAIN = "shell/plain.html"


@dataclass(frozen=True)
class Frame:
    """A front's frame for people who have logged in, its plain one for strangers, its log-in, its own words for stops.

    `login` is the name of an address; empty: the log-in of the house.
    """

    template: str = PLAIN
    plain: str = PLAIN
    home: str = "/"
    login: str = ""
    words: Mapping[int, tuple[Any, Any]] = field(default_factory=dict)
    machine: bool = False
    """Programs call here: stops are objects, not pages."""


_frames: dict[str, Frame] = {}
_HOUSE = Frame()


def register(
    prefix: str,
    template: str = PLAIN,
    *,
    plain: str = PLAIN,
    home: str = "/",
    login: str = "",
    words: Mapping[int, tuple[Any, Any]] | None = None,
    machine: bool = False,
) -> None:
    """Pages below the address prefix stand in this frame. Called from a front's `apps.py` when it is ready."""
    _frames[prefix] = Frame(template, plain, home, login, words or {}, machine)


def find(path: str) -> Frame:
    """The frame of an address; the house's own where no front is at home."""
    for prefix, frame in _frames.items():
        if path.startswith(prefix):
            return frame
    return _HOUSE


def frame_of(path: str) -> str:
    """The template of the frame of an address."""
    return find(path).template
