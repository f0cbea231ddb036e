"""Uploads: what does not fit in memory is sealed as it arrives, so that nobody's roster ever lies in the clear on disk."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from niangjia.kit import vault
from niangjia.kit.ids import new_code

FORM_ROOM = 1024 * 1024
"""What the rest of the form may add to the length of a request."""


def folder() -> Path:
    """Where sealed uploads wait until the request is over."""
    place = Path(settings.DATA) / "uploads"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


class SealedUpload(UploadedFile):
    """A file that arrived, ciphertext on disk, plain to its reader; gone when the request is over."""

    def __init__(self, path: Path, name: str | None, content_type: str | None, size: int) -> None:
        super().__init__(None, name, content_type, size)
        self.path = path
        self._plain: BinaryIO | None = None

    @property
    def file(self) -> Any:
        """The plain content, opened when it is first asked for."""
        if self._plain is None:
            self._plain = vault.open_sealed(self.path)
        return self._plain

    @file.setter
    def file(self, value: Any) -> None:
        self._plain = value

    def close(self) -> None:
        """Close and remove."""
        if self._plain is not None:
            self._plain.close()
        self.path.unlink(missing_ok=True)


class SealedUploadHandler(FileUploadHandler):
    """Django's last upload handler: takes whatever the one for memory did not."""

    chunk_size = 256 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.writing: AbstractContextManager[BinaryIO] | None = None
        self.out: IO[bytes] | None = None
        self.path = Path()

    def handle_raw_input(  # the framework calls it by these names
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Refuse at the door what says that it is too big."""
        if content_length > settings.UPLOAD_LIMIT + FORM_ROOM:
            raise RequestDataTooBig("upload is larger than UPLOAD_LIMIT")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.path = folder() / new_code()
        self.writing = vault.write_sealed(self.path)
        self.out = self.writing.__enter__()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            self.upload_interrupted()
            raise RequestDataTooBig("upload is larger than UPLOAD_LIMIT")
        if self.out is not None:
            self.out.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if self.writing is None:
            return None
        self.writing.__exit__(None, None, None)
        self.writing = self.out = None
        return SealedUpload(self.path, self.file_name, self.content_type, file_size)

    def upload_interrupted(self) -> None:
        """The browser went away: leave nothing behind."""
        if self.writing is not None:
            writing, self.writing, self.out = self.writing, None, None
            cut = ConnectionAbortedError("upload was cut")
            try:
                writing.__exit__(ConnectionAbortedError, cut, None)
            except ConnectionAbortedError:
                self.path.unlink(missing_ok=True)
