"""The file of a copy: `NJB1`, the length and the text of a preface in JSON, then a sealed file (`kit.vault`) of a compressed tar.

The preface says what the file is and carries the wrapped key; it is bound to what follows, so that a changed byte anywhere is
noticed. The last member, `manifest.json`, has the SM3 digest and size of every other.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, cast

from cryptography.hazmat.primitives.hashes import SM3, Hash

from niangjia.kit import vault
from niangjia.kit.vault import Broken, Ring

_MAGIC = b"NJB1"
_LONGEST = 64 * 1024
MANIFEST = "manifest.json"
PIECE = 1024 * 1024


class NotACopy(ValueError):
    """The file is no copy of ours, or its very beginning is damaged."""


class Damaged(ValueError):
    """The copy does not hold what it was made with. `member` names the part, `at` the range of bytes of the file."""

    def __init__(self, member: str, at: tuple[int, int] | None = None) -> None:
        super().__init__(f"damaged: {member} {at}")
        self.member, self.at = member, at


class Writing:
    """A copy that is being written: members go in one after the other, digests are kept for the manifest."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.digests: dict[str, tuple[str, int]] = {}

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """One member from a stream of known length."""
        reading = _Reading(source)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self._tar.addfile(entry, reading)
        self.digests[name] = (reading.state.finalize().hex(), size)

    def add_bytes(self, name: str, data: bytes) -> None:
        """One member from memory."""
        self.add(name, io.BytesIO(data), len(data))

    def close(self, manifest: Mapping[str, Any]) -> None:
        """The manifest, with the digests of everything before it."""
        told = {**manifest, "members": self.digests}
        data = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(data), 0o600
        self._tar.addfile(entry, io.BytesIO(data))


class _Reading:
    """A stream whose digest grows while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.state = source, Hash(SM3())

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.state.update(data)
        return data


@contextmanager
def create(target: Path, *, preface: Mapping[str, Any], keys: Ring) -> Iterator[Writing]:
    """A copy to fill; the file takes its name only when the block ends well. `Writing.close` must be called last."""
    text = json.dumps(preface, ensure_ascii=False, sort_keys=True).encode()
    before = _MAGIC + len(text).to_bytes(4, "big") + text
    with (
        vault.write_sealed(target, keys=keys, preface=before) as sealed,
        gzip.GzipFile(filename="", fileobj=sealed, mode="wb", compresslevel=1, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield Writing(tar)


def preface_of(source: Path) -> dict[str, Any]:
    """What stands in the clear at the beginning. Raises NotACopy."""
    return _preface(source)[1]


def _preface(source: Path) -> tuple[bytes, dict[str, Any]]:
    with source.open("rb") as file:
        start = file.read(len(_MAGIC) + 4)
        length = int.from_bytes(start[len(_MAGIC) :], "big")
        if not start.startswith(_MAGIC) or length > _LONGEST:
            raise NotACopy(source.name)
        text = file.read(length)
    try:
        told: dict[str, Any] = json.loads(text)
    except ValueError:
        raise NotACopy(source.name) from None
    return start + text, told


class _Content:
    """The content of one member; a damage met while reading says where."""

    def __init__(self, name: str, source: IO[bytes]) -> None:
        self._name, self._source = name, source

    def read(self, size: int = -1) -> bytes:
        with _naming(self._name):
            return self._source.read(size)


@contextmanager
def _naming(member: str) -> Iterator[None]:
    try:
        yield
    except Broken as fault:
        raise Damaged(member, fault.at) from fault
    except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile) as fault:
        raise Damaged(member) from fault


def walk(source: Path, *, keys: Ring) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Name, size and content of every member, in order, the content to be read before the next. Raises Damaged."""
    before, _told = _preface(source)
    here = "preface"
    with ExitStack() as stack:
        with _naming(here):
            plain = stack.enter_context(vault.open_sealed(source, keys=keys, preface=before))
            packed = stack.enter_context(gzip.GzipFile(fileobj=plain, mode="rb"))
            tar = stack.enter_context(tarfile.open(fileobj=packed, mode="r|"))
        while True:
            with _naming(here):
                entry = tar.next()
                content = tar.extractfile(entry) if entry is not None else None
            if entry is None:
                return
            here = entry.name
            if content is None:
                raise Damaged(here)
            yield here, entry.size, cast(IO[bytes], _Content(here, content))


def verify(source: Path, *, keys: Ring) -> dict[str, Any]:
    """Read all of it, compare every member with the manifest and give that back. Nothing is written. Raises Damaged."""
    found: dict[str, list[Any]] = {}
    told: dict[str, Any] | None = None
    for name, size, content in walk(source, keys=keys):
        if name == MANIFEST:
            told = json.loads(content.read())
            continue
        state = Hash(SM3())
        while piece := content.read(PIECE):
            state.update(piece)
        found[name] = [state.finalize().hex(), size]
    if told is None:
        raise Damaged(MANIFEST)
    for name in sorted({*found, *told["members"]}):
        if found.get(name) != told["members"].get(name):
            raise Damaged(name)
    return told
