"""The keys: one JSON file, named by `NIANGJIA_KEYS` or made once as `keys.json` in the data folder.

`{"active": "k1", "keys": {"k1": "<base64 of 16 bytes>"}, "index": "<base64 of 32 bytes>"}`. New things are sealed with
the active key; the others still open what they sealed. The index key never changes, for every blind index hangs on it.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


class Broken(ValueError):
    """Sealed data that was altered, cut, or sealed for another field or with a key that is not at hand."""


class KeysMissing(RuntimeError):
    """The key file named by `NIANGJIA_KEYS` is not there. It is never made anew: old data would be lost silently."""


@dataclass(frozen=True, repr=False)
class Ring:
    """The keys in memory; `repr` shows none of them, so that no log can."""

    active: str
    keys: Mapping[str, bytes]
    index: bytes

    def key(self, key_id: str) -> bytes:
        """One key. Raises Broken if it is not at hand."""
        try:
            return self.keys[key_id]
        except KeyError:
            raise Broken("the key is not at hand") from None


_lock = threading.Lock()
_rings: dict[Path, Ring] = {}


def place() -> Path:
    """Where the key file is."""
    given = os.environ.get("NIANGJIA_KEYS")
    return Path(given) if given else Path(settings.DATA) / "keys.json"


def ring() -> Ring:
    """The keys, read once a process. Raises KeysMissing."""
    path = place()
    known = _rings.get(path)
    return known if known is not None else _load(path)


def ring_with(key_id: str) -> Ring:
    """The keys; read again if another process has added the key since."""
    known = ring()
    return known if key_id in known.keys else _load(place())


def _load(path: Path) -> Ring:
    with _lock:
        if not path.exists():
            if os.environ.get("NIANGJIA_KEYS"):
                raise KeysMissing(str(path))
            make_keys(path)
        _rings[path] = _parse(path.read_text(encoding="ascii"))
        return _rings[path]


def _parse(text: str) -> Ring:
    data = json.loads(text)
    keys = {name: base64.b64decode(key, validate=True) for name, key in data["keys"].items()}
    index = base64.b64decode(data["index"], validate=True)
    if data["active"] not in keys or len(index) != 32 or any(len(key) != 16 for key in keys.values()):
        raise Broken("the key file is damaged")
    return Ring(data["active"], keys, index)


def make_keys(path: Path) -> None:
    """Make a fresh key file, readable by its owner only. If two processes try, both end with the same file."""
    fresh = {"active": "k1", "keys": {"k1": _draw(16)}, "index": _draw(32)}
    draft = _write_beside(path, fresh)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def add_key() -> str:
    """Add a key and make it the active one; returns its id. What is sealed stays readable and can be resealed."""
    path = place()
    ring()
    with _lock:
        data = json.loads(path.read_text(encoding="ascii"))
        numbers = [int(name[1:]) for name in data["keys"] if re.fullmatch(r"k[0-9]+", name)]
        key_id = f"k{max(numbers, default=0) + 1}"
        data["keys"][key_id], data["active"] = _draw(16), key_id
        os.replace(_write_beside(path, data), path)
        _sync_folder(path.parent)
    _load(path)
    return key_id


def _draw(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode("ascii")


def _write_beside(path: Path, data: Mapping[str, object]) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(data, file)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
