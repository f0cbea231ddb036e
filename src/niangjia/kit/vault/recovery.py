"""The recovery code: 160 random bits on paper that open the keys when the machine is gone.

The code wraps one *copy key*, and the copy key seals the key file and every backup. It lies in the key file, so that backups
need nobody at the keyboard; outside that file only the wrapped form exists. The code itself is kept nowhere. Being random
it needs no stretching: HKDF with SM3 (RFC 5869), then SM4-GCM.

Printed: eight groups of five characters, of the 32 that cannot be mistaken for each other; the fifth checks the four before
it and the place of the group, so that a slip of the pen is named by its group.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import unicodedata
from binascii import Error
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from niangjia.kit.vault import fields, keys
from niangjia.kit.vault.keys import Broken, Ring

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, SIZE = 8, 5
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_FIELD = "keys.copy"
_NONCE = 12


class Mistyped(ValueError):
    """The code as typed is not one that was ever printed. `group` is the first wrong group from 1; 0: a wrong length."""

    def __init__(self, group: int) -> None:
        super().__init__("not a recovery code")
        self.group = group


class WrongCode(ValueError):
    """A recovery code, but not the one of this copy."""


class NoRecovery(RuntimeError):
    """There is no recovery code yet: `make_recovery` first."""


# ------------------------------------------------------------------ the code on paper


def _times(one: int, other: int) -> int:
    """Multiplication in the field of 32 elements (x^5 + x^2 + 1)."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one, other = one << 1, other >> 1
        if one & 32:
            one ^= 0b100101
    return product


_POWERS = [1]
while len(_POWERS) < SIZE + GROUPS:
    _POWERS.append(_times(_POWERS[-1], 2))


def _check(group: int, numbers: list[int]) -> int:
    """One wrong character and two changed places are always noticed; groups know their place."""
    total = _POWERS[group]
    for place, number in enumerate(numbers):
        total ^= _times(_POWERS[place + 1], number)
    return total


def written(secret: bytes) -> str:
    """20 bytes as they are printed."""
    number = int.from_bytes(secret, "big")
    symbols = [number >> (5 * place) & 31 for place in reversed(range(GROUPS * (SIZE - 1)))]
    groups = [symbols[start : start + SIZE - 1] for start in range(0, len(symbols), SIZE - 1)]
    return "-".join(
        "".join(LETTERS[one] for one in [*group, _check(place, group)]) for place, group in enumerate(groups)
    )


def read_code(text: str) -> bytes:
    """The 20 bytes of a typed code; case, spaces, hyphens, full width and O, I, L do no harm. Raises Mistyped."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    typed = [letter for letter in plain if letter.isalnum()]
    if len(typed) != GROUPS * SIZE:
        raise Mistyped(0)
    total = 0
    for group in range(GROUPS):
        part = typed[group * SIZE : (group + 1) * SIZE]
        if any(letter not in LETTERS for letter in part):
            raise Mistyped(group + 1)
        *numbers, check = (LETTERS.index(letter) for letter in part)
        if _check(group, numbers) != check:
            raise Mistyped(group + 1)
        for number in numbers:
            total = total << 5 | number
    return total.to_bytes(20, "big")


# ------------------------------------------------------------------ wrapping


def make_recovery() -> str:
    """A new code with a new copy key, as it is to be shown once. Copies made before keep opening with their own code."""
    secret, copy_key, salt = secrets.token_bytes(20), secrets.token_bytes(16), secrets.token_bytes(16)
    name = "r" + secrets.token_hex(4)
    nonce = os.urandom(_NONCE)
    context = Cipher(SM4(_stretch(secret, salt)), modes.GCM(nonce)).encryptor()
    context.authenticate_additional_data(name.encode())
    sealed = nonce + context.update(copy_key) + context.finalize() + context.tag
    wrapped = {"id": name, "kdf": "hkdf-sm3", "salt": _text(salt), "sealed": _text(sealed)}
    keys.amend({"recovery": {"key": _text(copy_key), "wrapped": wrapped}})
    return written(secret)


def has_recovery() -> bool:
    """Whether a recovery code was made."""
    return "recovery" in keys.content()


def wrapped() -> dict[str, str]:
    """The copy key as only the code opens it; goes with every copy. Raises NoRecovery."""
    if not has_recovery():
        raise NoRecovery
    return dict(keys.content()["recovery"]["wrapped"])


def copy_id() -> str:
    """Name of the copy key of today: which code opens a copy. Raises NoRecovery."""
    return wrapped()["id"]


def copy_ring() -> Ring:
    """The copy key as a ring to seal and open copies with. Raises NoRecovery."""
    name = wrapped()["id"]
    return Ring(name, {name: base64.b64decode(keys.content()["recovery"]["key"])}, b"")


def open_wrapped(code: str, held: Mapping[str, Any]) -> Ring:
    """The same from a typed code and the wrapped form. Raises Mistyped, WrongCode, Broken."""
    secret = read_code(code)
    try:
        name, salt = str(held["id"]), base64.b64decode(held["salt"], validate=True)
        sealed = base64.b64decode(held["sealed"], validate=True)
        known = held["kdf"] == "hkdf-sm3" and len(sealed) == _NONCE + 16 + 16
    except (KeyError, TypeError, Error):
        known = False
    if not known:
        raise Broken("the wrapped key is damaged")
    context = Cipher(SM4(_stretch(secret, salt)), modes.GCM(sealed[:_NONCE], sealed[-16:])).decryptor()
    context.authenticate_additional_data(name.encode())
    copy_key = context.update(sealed[_NONCE:-16])
    try:
        context.finalize()
    except InvalidTag:
        raise WrongCode from None
    return Ring(name, {name: copy_key}, b"")


def _stretch(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SM3(), 16, salt, b"niangjia recovery code").derive(secret)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


# ------------------------------------------------------------------ the wrapped copy of the key file


def copy_place() -> Path:
    """Where the wrapped copy lies; it is renewed whenever the keys change, and may be carried anywhere."""
    return Path(settings.DATA) / "keys.wrapped"


def renew_copy() -> None:
    """Write the wrapped copy anew; nothing without a recovery code."""
    if not has_recovery():
        return
    sealed = fields.seal_many([json.dumps(keys.content())], field=_FIELD, keys=copy_ring())[0]
    keys.replace(copy_place(), {"wrapped": wrapped(), "keys": sealed})


keys.follow(renew_copy)


def open_copy(code: str, place: Path | None = None) -> dict[str, Any]:
    """The content of the key file out of its wrapped copy. Raises Mistyped, WrongCode, Broken, NoRecovery (no copy)."""
    path = place or copy_place()
    if not path.exists():
        raise NoRecovery
    try:
        held = json.loads(path.read_text(encoding="ascii"))
        wrapping, sealed = held["wrapped"], str(held["keys"])
    except (ValueError, KeyError, TypeError):
        raise Broken("the wrapped copy is damaged") from None
    content: dict[str, Any] = json.loads(
        fields.unseal_many([sealed], field=_FIELD, keys=open_wrapped(code, wrapping))[0]
    )
    return content
