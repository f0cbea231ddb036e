"""Numbers that name things: random address codes, identity numbers, phones, credit codes, and their masks."""

import secrets
from typing import Any

from django.db import models

CODE_LENGTH = 16
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """A random 16-character code for an address: about 79 bits, nothing to enumerate, no look-alike letters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))


def new_codes(count: int) -> list[str]:
    """Many codes at once, from one draw of random bytes."""
    need = CODE_LENGTH * count
    letters: list[str] = []
    while len(letters) < need:
        letters.extend(_ALPHABET[byte % 31] for byte in secrets.token_bytes(need - len(letters) + 64) if byte < 248)
    text = "".join(letters[:need])
    return [text[start : start + CODE_LENGTH] for start in range(0, need, CODE_LENGTH)]


class AsciiField(models.CharField[Any, Any]):
    """Text of plain letters and digits, compared byte by byte: paths and pinyin, so that ranges use the index.

    SQLite compares so by itself; PostgreSQL needs the "C" collation said, or `LIKE`-free ranges go wrong.
    """

    def db_type(self, connection: Any) -> str:
        kind = f"varchar({self.max_length})"
        return f'{kind} COLLATE "C"' if connection.vendor == "postgresql" else kind

    def cast_db_type(self, connection: Any) -> str:
        return f"varchar({self.max_length})"
