"""Ways out: what a channel is, and the console that stands in until a real one is installed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from niangjia.engines.messaging.choices import Channel

_log = logging.getLogger("niangjia.messaging")


@dataclass(frozen=True)
class Parcel:
    """What a channel gets. `key` stays the same when a parcel is tried again, so that a provider sends it once."""

    key: str
    person_id: int
    title: str


Way = Callable[[Parcel], None]
"""Hands a parcel over, or raises: then it is tried again."""


def console(parcel: Parcel) -> None:
    """Writes to the log that something would have gone out; the person by key, without number or name."""
    _log.info("message %s to person %s: %s", parcel.key, parcel.person_id, parcel.title)


_ways: dict[str, Way] = dict.fromkeys(Channel.values, console)


def install(channel: Channel, way: Way) -> None:
    """Use a provider for a channel; called by config."""
    _ways[channel.value] = way


def way_of(channel: str) -> Way:
    """The way of a channel."""
    return _ways[channel]
