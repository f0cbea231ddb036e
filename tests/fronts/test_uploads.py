"""No roster ever lies in the clear on disk, and nothing too big comes in (settled question 11)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest
from django.test import RequestFactory

from niangjia.fronts.shell import uploads
from niangjia.fronts.shell.downloads import download, safe_name

CANARY = "330784199001019999"


def sent(size: int, *, handlers: list[Any]) -> HttpRequest:
    """A request that carries a file of so many bytes full of canaries."""
    content = (CANARY.encode() * (size // len(CANARY) + 1))[:size]
    file = io.BytesIO(content)
    file.name = "花名册.xlsx"
    request = RequestFactory().post("/", {"file": file})
    request.upload_handlers = [make(request) for make in handlers]
    return request


def lying_about(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


def test_a_large_upload_is_ciphertext_on_disk(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    request = sent(3_000_000, handlers=[uploads.SealedUploadHandler])
    file = request.FILES["file"]
    assert file.size == 3_000_000
    assert file.read(18).decode() == CANARY
    assert len(list((tmp_path / "uploads").iterdir())) == 1
    assert lying_about(tmp_path) == []
    file.close()
    assert list((tmp_path / "uploads").iterdir()) == []


def test_the_framework_alone_would_leave_it_in_the_clear(settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    request = sent(3_000_000, handlers=[TemporaryFileUploadHandler])
    assert request.FILES["file"].size == 3_000_000
    assert len(lying_about(tmp_path)) == 1
    request.FILES["file"].close()


def test_too_big_is_refused_and_leaves_nothing(settings: Any, tmp_path: Path) -> None:
    settings.DATA, settings.UPLOAD_LIMIT = tmp_path, 1_000_000
    with pytest.raises(RequestDataTooBig):
        _ = sent(2_900_000, handlers=[uploads.SealedUploadHandler]).FILES
    settings.UPLOAD_LIMIT = 2_500_000
    with pytest.raises(RequestDataTooBig):
        _ = sent(2_900_000, handlers=[uploads.SealedUploadHandler]).FILES
    assert list((tmp_path / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("花名册.xlsx", "花名册.xlsx"),
        ("../../etc/passwd", "____etc_passwd"),
        ('a"b\r\nX: y.csv', "a_b_X_ y.csv"),
        ("\u202exslx.exe", "_xslx.exe"),
        ("", "niangjia"),
        ("长" * 300 + ".xlsx", "长" * 110 + ".xlsx"),
    ],
)
def test_file_names_are_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_download_is_never_shown_in_the_browser() -> None:
    answer = download("名单.xlsx", [b"a", b"b"])
    assert b"".join(answer.streaming_content) == b"ab"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
