"""Tokens inside texts: an image of a row that was kept for an undo holds the tokens of its cells. They have to be resealed, too.

A token does not say for which field it was sealed, but opens for one only: so the fields that may be are tried.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from niangjia.kit.vault import fields
from niangjia.kit.vault.keys import Broken, ring

TOKEN = r"\bk[0-9]{1,6}\.[A-Za-z0-9_-]{38,}"  # noqa: S105 (a pattern)
"""What a token looks like. The shortest has a nonce, a tag and nothing else."""
_TOKEN = re.compile(TOKEN)


def find_tokens(text: str) -> list[str]:
    """All tokens in a text."""
    return _TOKEN.findall(text)


def is_stale(text: str) -> bool:
    """Whether a text holds a token that hangs on an old key."""
    keys = ring()
    names = {token.partition(".")[0] for token in find_tokens(text)}
    return any(name in keys.keys and name != keys.active for name in names)


def unseal_within(text: str, *, among: Sequence[str]) -> str:
    """The text with every token in it opened; what only looks like a token stays as it is."""

    def plain(found: re.Match[str]) -> str:
        for field in among:
            try:
                return json.dumps(fields.unseal(found[0], field=field), ensure_ascii=False)[1:-1]
            except Broken:
                continue
        return found[0]

    return _TOKEN.sub(plain, text)


def reseal_within(text: str, *, among: Sequence[str]) -> str:
    """The text with every token in it under the active key; what only looks like a token stays as it is."""
    current = ring().active

    def fresh(found: re.Match[str]) -> str:
        token = found[0]
        if token.partition(".")[0] == current:
            return token
        for field in among:
            try:
                return fields.reseal(token, field=field)
            except Broken:
                continue
        return token

    return _TOKEN.sub(fresh, text)
