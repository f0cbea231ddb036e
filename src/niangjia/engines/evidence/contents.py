"""What a file really is, and making it harmless. Pure: bytes in, bytes out, no tables and no files.

Nothing is believed that a file says about itself: the type follows from its first bytes and its inner parts, sizes are looked up before anything is
unpacked, pictures are drawn anew so that no metadata, no second content and no malformed part survives.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from niangjia.engines.evidence.choices import (
    DOCX,
    IMAGES,
    JPEG,
    LONGEST_SIDE,
    MOST_PAGES,
    MOST_PIXELS,
    PDF,
    PNG,
    THUMBNAIL,
    WEBP,
    XLSX,
)

FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Unfit(Exception):
    """A file that is not taken. `code` names the sentence of `reasons.py`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Content:
    """A file as it will be kept: its type, its bytes, pages (1 for a picture), a small picture (empty where there is none)."""

    media_type: str
    data: bytes
    pages: int
    thumbnail: bytes


def read(data: bytes) -> Content:
    """A file made harmless. Raises Unfit."""
    media_type = recognise(data)
    if media_type in IMAGES:
        return _picture(data, media_type)
    return _pdf(data) if media_type == PDF else _office(data, media_type)


def recognise(data: bytes) -> str:
    """The type of a file by its content. Raises Unfit for what is empty, unknown, or a kind that we know and do not take."""
    if not data:
        raise Unfit("empty")
    for head, known in ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF)):
        if data.startswith(head):
            return known
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}:
        raise Unfit("heic")
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit("old_office")
    raise Unfit("unknown")


# ------------------------------------------------------------------ pictures


def _picture(data: bytes, media_type: str) -> Content:
    with _opened(data, media_type) as picture:
        drawn = _upright(picture)
    kept = PNG if media_type == PNG else JPEG
    return Content(kept, _written(drawn, kept), 1, _small(drawn))


@contextmanager
def _opened(data: bytes, media_type: str) -> Iterator[Image.Image]:
    """A picture whose size was looked at before any of it is unpacked. Raises Unfit."""
    try:
        with Image.open(io.BytesIO(data), formats=[FORMATS[media_type]]) as picture:
            width, height = picture.size
            whole = media_type == JPEG and not picture.info.get("progressive")
            if width * height > (MOST_PIXELS if whole else MOST_PIXELS // 2) or min(width, height) < 1:
                raise Unfit("pixels")
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            yield picture
    except Unfit:
        raise
    except Image.DecompressionBombError:
        raise Unfit("pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError):
        raise Unfit("damaged") from None


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as people see it, at most LONGEST_SIDE long, with nothing but its pixels."""
    turned: Image.Image = ImageOps.exif_transpose(picture)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = turned.convert("RGBA") if "A" in turned.getbands() or "transparency" in turned.info else turned
    if plain.mode == "RGBA":
        white = Image.new("RGB", plain.size, "white")
        white.paste(plain, mask=plain.getchannel("A"))
        plain = white
    clean = Image.new("RGB", plain.size)
    clean.paste(plain.convert("RGB"))
    return clean


def _written(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == PNG:
        picture.save(out, "PNG", optimize=False)
    else:
        picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def _small(picture: Image.Image) -> bytes:
    return jpeg_of(picture, THUMBNAIL)


def jpeg_of(picture: Image.Image, side: int = LONGEST_SIDE) -> bytes:
    """A picture as a JPEG, at most `side` pixels long."""
    copy = picture.convert("RGB")
    copy.thumbnail((side, side))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=75)
    return out.getvalue()


def picture_of(data: bytes, side: int) -> bytes:
    """A kept picture as a smaller JPEG."""
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
        return jpeg_of(picture, side)


# ------------------------------------------------------------------ PDF


@contextmanager
def opened_pdf(data: bytes) -> Iterator[Any]:
    """A PDF that can be read and does nothing by itself. Raises Unfit."""
    try:
        book = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        raise Unfit("locked" if "assword" in str(fault) else "damaged") from None
    try:
        if pdfium_c.FPDFDoc_GetJavaScriptActionCount(book) or pdfium_c.FPDFDoc_GetAttachmentCount(book) or _acts(data):
            raise Unfit("active")
        if not 0 < len(book) <= MOST_PAGES:
            raise Unfit("pages" if len(book) else "damaged")
        yield book
    except pdfium.PdfiumError:
        raise Unfit("damaged") from None
    finally:
        book.close()


_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)(?![A-Za-z])")
_HIDDEN = re.compile(rb"#([0-9A-Fa-f]{2})")


def _acts(data: bytes) -> bool:
    """Whether a PDF names something that acts; names may be written with `#4A` for `J`."""
    return bool(_ACTIVE.search(_HIDDEN.sub(lambda found: bytes([int(found[1], 16)]), data)))


def _pdf(data: bytes) -> Content:
    with opened_pdf(data) as book:
        return Content(PDF, data, len(book), _small(drawn_page(book, 0, long_side=THUMBNAIL * 2)))


def drawn_page(book: Any, number: int, *, long_side: int) -> Image.Image:
    """One page of a PDF as a picture of a bounded size, whatever the page claims to measure. Raises Unfit."""
    try:
        page = book[number]
        width, height = page.get_size()
        if min(width, height) <= 0:
            raise Unfit("damaged")
        picture: Image.Image = page.render(scale=long_side / max(width, height), may_draw_forms=False).to_pil()
        return picture.convert("RGB")
    except (pdfium.PdfiumError, ValueError):
        raise Unfit("damaged") from None


def single_page(book: Any, number: int) -> bytes:
    """One page of a PDF as a PDF of its own."""
    alone = pdfium.PdfDocument.new()
    try:
        alone.import_pages(book, [number])
        out = io.BytesIO()
        alone.save(out)
        return out.getvalue()
    finally:
        alone.close()


# ------------------------------------------------------------------ office documents


MOST_PARTS = 3000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200


def _office_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {entry.filename for entry in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unfit("damaged") from None
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return DOCX
        if "xl/workbook.xml" in names:
            return XLSX
    raise Unfit("unknown")


_MACROS = re.compile(
    r"vbaproject|vbadata|activex|oleobject|/embeddings/|macrosheets|\.bin$|\.exe$|\.dll$|\.js$|\.vbs$", re.IGNORECASE
)
_EXTERNAL = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)(?![^>]*/hyperlink[\"'])", re.IGNORECASE
)
_HARMLESS_BIN = re.compile(r"printerSettings\d*\.bin$")


def _office(data: bytes, media_type: str) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, len(data))
            for entry in entries:
                _check_part(archive, entry)
            if archive.testzip() is not None:
                raise Unfit("damaged")
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        raise Unfit("damaged") from None
    return Content(media_type, data, 1, b"")


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(size, 100_000):
        raise Unfit("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unfit("locked")
    if len({entry.filename for entry in entries}) != len(entries):
        raise Unfit("damaged")


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name.startswith("/") or ".." in name.split("/") or "\\" in name:
        raise Unfit("damaged")
    if _MACROS.search(name) and not _HARMLESS_BIN.search(name):
        raise Unfit("macros")
    if name.endswith((".xml", ".rels")):
        with archive.open(entry) as part:
            head = part.read(64 * 1024 if not name.endswith(".rels") else 2_000_000)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise Unfit("damaged")
        if name.endswith(".rels") and _EXTERNAL.search(head):
            raise Unfit("outside")


# ------------------------------------------------------------------ codes on paper


SIDES = (1800, 2600)
"""Long sides in pixels at which a page is looked at for a code: quick first, then finer."""


def codes_on(picture: Image.Image) -> list[str]:
    """Texts of the QR codes on a picture."""
    found = zxingcpp.read_barcodes(
        picture.convert("L"), formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    )
    return [one.text for one in found if one.text]


def codes_of_page(book: Any, number: int) -> list[str]:
    """Texts of the QR codes on a page of a PDF. Raises Unfit."""
    for side in SIDES:
        found = codes_on(drawn_page(book, number, long_side=side))
        if found:
            return found
    return []


def codes_of_picture(data: bytes) -> list[str]:
    """Texts of the QR codes on a kept picture."""
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
        return codes_on(picture)
