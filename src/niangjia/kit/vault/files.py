"""Sealed files: SM4-GCM in chunks, so that a large file is neither held in memory nor ever on disk in the clear.

Layout: `NJF1`, key id (16 bytes, padded), salt (32), then chunks of 256 KiB with their tags. Each file has its own key,
HMAC-SM3(key, salt); the nonce of a chunk is its number and whether it is the last, so a chunk fits one place of one
file only. The last chunk is checked on opening: a file that was cut, or has something added, does not open.
"""

from __future__ import annotations

import io
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from niangjia.kit.vault.keys import Broken, Ring, ring, ring_with

CHUNK = 256 * 1024
_MAGIC = b"NJF1"
_ID = 16
_SALT = 32
_TAG = 16
_HEADER = len(_MAGIC) + _ID + _SALT


@contextmanager
def write_sealed(
    path: Path, *, keys: Ring | None = None, preface: bytes = b"", still: os.stat_result | None = None
) -> Iterator[BinaryIO]:
    """A file to write into, sealed as it grows; it takes its name only when the block ends well, else nothing is left.

    `preface` stands before it in the clear, bound to the content: altered, nothing opens. `keys`: other than those at hand.
    `still`: what the file was like; one that somebody wrote meanwhile stays as it is.
    """
    keys = keys or ring()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(preface)
            writer = _Writer(target, keys.active, keys.key(keys.active), preface)
            yield cast(BinaryIO, writer)
            writer.finish()
            target.flush()
            os.fsync(target.fileno())
        if still is None or _same(still, path.stat()):
            os.replace(draft, path)
        else:
            draft.unlink()
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def seal_file(source: IO[bytes] | Path, target: Path) -> None:
    """Seal a file or stream into `target`, through memory one chunk at a time."""
    with write_sealed(target) as out:
        if isinstance(source, Path):
            with source.open("rb") as file:
                shutil.copyfileobj(file, out, CHUNK)
        else:
            shutil.copyfileobj(source, out, CHUNK)


def open_sealed(path: Path, *, keys: Ring | None = None, preface: bytes = b"") -> BinaryIO:
    """The plain content, to be read from any place. Raises Broken here or at the chunk that was altered."""
    raw = path.open("rb")
    try:
        return cast(BinaryIO, io.BufferedReader(_Reader(raw, keys, preface), CHUNK))
    except BaseException:
        raw.close()
        raise


def file_is_current(path: Path) -> bool:
    """Whether a file was sealed with the active key. Raises Broken."""
    with path.open("rb") as raw:
        return _header(raw.read(_HEADER))[0] == ring().active


def reseal_file(path: Path) -> None:
    """Seal a file again under the active key, in its place; a current one is left alone."""
    if not file_is_current(path):
        with open_sealed(path) as source:
            seal_file(source, path)


# ------------------------------------------------------------------ inside


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_ino, one.st_mtime_ns, one.st_size) == (other.st_ino, other.st_mtime_ns, other.st_size)


def _file_key(key: bytes, salt: bytes) -> SM4:
    mac = HMAC(key, SM3())
    mac.update(b"file\0" + salt)
    return SM4(mac.finalize()[:16])


def _header(header: bytes) -> tuple[str, bytes]:
    if len(header) != _HEADER or not header.startswith(_MAGIC):
        raise Broken("not a sealed file")
    key_id = header[len(_MAGIC) : len(_MAGIC) + _ID].rstrip(b"\0")
    return key_id.decode("ascii", "replace"), header[-_SALT:]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class _Writer(io.RawIOBase):
    """Collects chunks; `finish` writes the last one, which may be empty."""

    def __init__(self, target: BinaryIO, key_id: str, key: bytes, preface: bytes = b"") -> None:
        salt = secrets.token_bytes(_SALT)
        self._target, self._waiting, self._number, self._size = target, bytearray(), 0, 0
        self._header = _MAGIC + key_id.encode("ascii").ljust(_ID, b"\0") + salt
        self._key, self._bound = _file_key(key, salt), self._header + preface
        target.write(self._header)

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        self._waiting += view
        self._size += view.nbytes
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return view.nbytes

    def finish(self) -> None:
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, data: bytes, *, last: bool) -> None:
        context = Cipher(self._key, modes.GCM(_nonce(self._number, last))).encryptor()
        context.authenticate_additional_data(self._bound)
        self._target.write(context.update(data) + context.finalize() + context.tag)
        self._number += 1


class _Reader(io.RawIOBase):
    """Opens one chunk at a time; knows from the size of the file which one must be the last."""

    def __init__(self, raw: BinaryIO, keys: Ring | None = None, preface: bytes = b"") -> None:
        self._raw, self._start = raw, len(preface) + _HEADER
        raw.seek(len(preface))
        header = raw.read(_HEADER)
        key_id, salt = _header(header)
        self._key, self._bound = _file_key((keys or ring_with(key_id)).key(key_id), salt), header + preface
        body = raw.seek(0, os.SEEK_END) - self._start
        self._chunks = -(-body // (CHUNK + _TAG))
        self._at, self._held, self._plain = 0, -1, b""
        if self._chunks < 1 or body - (self._chunks - 1) * (CHUNK + _TAG) < _TAG:
            raise Broken("the file was cut")
        self._size = body - self._chunks * _TAG
        self._hold(self._chunks - 1)

    def _hold(self, number: int) -> None:
        if number == self._held:
            return
        place = self._start + number * (CHUNK + _TAG)
        self._raw.seek(place)
        sealed = self._raw.read(CHUNK + _TAG)
        nonce = _nonce(number, number == self._chunks - 1)
        if len(sealed) < _TAG:
            raise Broken("the file was cut")
        context = Cipher(self._key, modes.GCM(nonce, sealed[-_TAG:])).decryptor()
        context.authenticate_additional_data(self._bound)
        plain = context.update(sealed[:-_TAG])
        try:
            context.finalize()
        except InvalidTag:
            raise Broken("the file was altered or cut", at=(place, place + len(sealed))) from None
        self._held, self._plain = number, plain

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("before the beginning of the file")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self._size or not view.nbytes:
            return 0
        self._hold(self._at // CHUNK)
        start = self._at % CHUNK
        part = self._plain[start : start + view.nbytes]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._raw.close()
        super().close()
