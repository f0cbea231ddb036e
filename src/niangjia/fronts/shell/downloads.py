"""Downloads: streamed piece by piece, with a safe name in any language, never kept by a cache, never run by a browser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PICTURES = ("image/jpeg", "image/png")
PIECE = 64 * 1024
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+')


def safe_name(name: str) -> str:
    """A file name without paths, control or direction characters, at most 120 characters with its ending."""
    clean = re.sub(r"\.{2,}|^[. _]+", "_", _UNSAFE.sub("_", name)).strip(" .") or "niangjia"
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[:110]}{dot}{ending[:9]}" if dot else clean[:120]


def download(name: str, content: IO[bytes] | Iterable[bytes]) -> StreamingHttpResponse:
    """Send content as a file. A file object is closed when it was sent."""
    clean = safe_name(name)
    pieces = _pieces(content) if hasattr(content, "read") else content  # type: ignore[arg-type]
    answer = StreamingHttpResponse(
        pieces, content_type=KINDS.get(clean.rpartition(".")[2].lower(), "application/octet-stream")
    )
    header = content_disposition_header(True, clean)
    answer["Content-Disposition"] = header or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def picture(content: IO[bytes], media_type: str) -> StreamingHttpResponse:
    """Show a picture that we drew ourselves in the browser; anything else is a download."""
    answer = StreamingHttpResponse(
        _pieces(content), content_type=media_type if media_type in PICTURES else "application/octet-stream"
    )
    answer["Content-Disposition"] = "inline" if media_type in PICTURES else "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    try:
        while piece := file.read(PIECE):
            yield piece
    finally:
        file.close()
