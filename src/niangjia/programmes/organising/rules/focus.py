"""Which group of the new forms of employment a union belongs to, as its name, trade and field of focus tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

PLACES = 3
"""The name tells most, then the trade, then the field of focus."""


def group_of(told: Sequence[str], groups: Mapping[int, Sequence[str]]) -> int | None:
    """The group whose word stands in the first text that holds any; of several in one text the one that stands first.

    `told`: name, trade, focus. `groups`: key → words, in the order of the groups. A text that says nothing proves nothing.
    """
    for text in told:
        found = [
            (text.index(word), order, key)
            for order, (key, words) in enumerate(groups.items())
            for word in words
            if word and word in text
        ]
        if found:
            return min(found)[2]
    return None
