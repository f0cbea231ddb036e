"""The keys: one JSON file, named by `NIANGJIA_KEYS` or made once as `keys.json` in the data folder.

`{"active": "k1", "keys": {"k1": "<base64 of 16 bytes>"}, "index": "<base64 of 32 bytes>"}`. New things are sealed with
the active key; the others still open what they sealed. The index key never changes, for every blind index hangs on it.
Beside them may lie `recovery` (see `recovery`) and `resealed` (old keys that nothing needs any more, and since when).
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings


class Broken(ValueError):
    """Sealed data that was altered, cut, or sealed for another field or with a key that is not at hand.

    `at` is the range of bytes of a file that does not hold, if that is known.
    """

    def __init__(self, what: str = "", *, at: tuple[int, int] | None = None) -> None:
        super().__init__(what)
        self.at = at


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


LOOK = 1.0
"""Seconds between two looks at whether the key file was changed by another process."""


@dataclass
class _Read:
    """A ring as it was read, of which state of the file, and when that was last looked at."""

    ring: Ring
    mark: tuple[int, int, int]
    looked: float


_lock = threading.Lock()
_rings: dict[Path, _Read] = {}


def place() -> Path:
    """Where the key file is."""
    given = os.environ.get("NIANGJIA_KEYS")
    return Path(given) if given else Path(settings.DATA) / "keys.json"


def ring() -> Ring:
    """The keys. A change by another process is noticed within a second. Raises KeysMissing."""
    path = place()
    known = _rings.get(path)
    if known is None:
        return _load(path)
    now = time.monotonic()
    if now - known.looked >= LOOK:
        known.looked = now
        if _mark(path) not in {None, known.mark}:
            return _load(path)
    return known.ring


def ring_with(key_id: str) -> Ring:
    """The keys; read again if another process has added the key since."""
    known = ring()
    return known if key_id in known.keys else _load(place())


def reread() -> Ring:
    """The keys as they are on disk now: for work that must not begin with what was known a second ago."""
    return _load(place())


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def _load(path: Path) -> Ring:
    with _lock:
        if not path.exists():
            if os.environ.get("NIANGJIA_KEYS"):
                raise KeysMissing(str(path))
            make_keys(path)
        mark = _mark(path) or (0, 0, 0)  # before reading: a change in between is noticed at the next look
        _rings[path] = _Read(_parse(path.read_text(encoding="ascii")), mark, time.monotonic())
        return _rings[path].ring


def _parse(text: str) -> Ring:
    try:
        data = json.loads(text)
        keys = {name: base64.b64decode(key, validate=True) for name, key in data["keys"].items()}
        index = base64.b64decode(data["index"], validate=True)
        active = data["active"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Broken("the key file is damaged") from None
    if active not in keys or len(index) != 32 or any(len(key) != 16 for key in keys.values()):
        raise Broken("the key file is damaged")
    return Ring(active, keys, index)


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


# ------------------------------------------------------------------ changing the file


def has_keys() -> bool:
    """Whether there is a key file."""
    return place().exists()


def content() -> dict[str, Any]:
    """Everything that the key file holds, as it stands on disk now."""
    ring()
    data: dict[str, Any] = json.loads(place().read_text(encoding="ascii"))
    return data


def add_key() -> str:
    """Add a key and make it the active one; returns its id. What is sealed stays readable and can be resealed."""
    with _changing() as data:
        numbers = [int(name[1:]) for name in data["keys"] if re.fullmatch(r"k[0-9]+", name)]
        key_id = f"k{max(numbers, default=0) + 1}"
        data["keys"][key_id], data["active"] = _draw(16), key_id
    return key_id


def amend(more: Mapping[str, Any]) -> None:
    """Put something beside the keys: the recovery's own key, or since when old keys are no longer needed."""
    with _changing() as data:
        data.update(more)


def resealed() -> dict[str, str]:
    """Old keys that nothing was found to hang on, and since when (ISO)."""
    return dict(content().get("resealed", {}))


def mark_resealed(since: Mapping[str, str]) -> None:
    """Write that down, in place of what was written before."""
    amend({"resealed": dict(since)})


def drop_keys(key_ids: Collection[str]) -> None:
    """Forget old keys for ever. The active one stays whatever is asked."""
    with _changing() as data:
        data["keys"] = {
            name: key for name, key in data["keys"].items() if name == data["active"] or name not in key_ids
        }


def take_over(data: Mapping[str, Any]) -> None:
    """Put another key file in place of the one that is there, which is kept beside it under the moment's name."""
    _parse(json.dumps(data))
    path = place()
    if path.exists() and json.loads(path.read_text(encoding="ascii")) != data:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        os.link(path, path.with_name(f"{path.name}.{moment}"))
    replace(path, data)
    _load(path)
    for act in _followers:
        act()


def replace(path: Path, data: Mapping[str, Any]) -> None:
    """Write a file of keys in one step, safe against a power cut."""
    os.replace(_write_beside(path, data), path)
    _sync_folder(path.parent)


_followers: list[Callable[[], None]] = []


def follow(act: Callable[[], None]) -> None:
    """Have something done whenever the keys change: the wrapped copy has to follow them."""
    _followers.append(act)


@contextmanager
def _changing() -> Iterator[dict[str, Any]]:
    """The content, to be changed by one process at a time; written when the block ends well."""
    path = place()
    ring()
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        data = json.loads(path.read_text(encoding="ascii"))
        yield data
        replace(path, data)
    finally:
        os.close(handle)
    _load(path)
    for act in _followers:
        act()


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
