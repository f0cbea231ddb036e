"""Files that mean harm or are broken, made on the spot: each with the sentence that it has to meet (G19)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY = b"330784199001019999"


def photo(size=(600, 400), colour="red", kind="JPEG", **more) -> bytes:
    """A picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def photo_with_secrets() -> bytes:
    """A picture lying on its side, with a place, a number and a comment in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = CANARY.decode()
    exif.get_ifd(0x8825)[2] = (29.0, 53.0, 10.0)
    return photo(exif=exif, comment=CANARY)


def png_with_secrets() -> bytes:
    """Text in a chunk, and something behind the end."""
    told = PngInfo()
    told.add_text("Comment", CANARY.decode())
    return photo(kind="PNG", pnginfo=told) + b"<?php " + CANARY


def png_header(width: int, height: int) -> bytes:
    """A picture that claims a size and has next to nothing inside."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def pdf(
    *, body: bytes = b"", catalogue: bytes = b"", pages: int = 1, box: bytes = b"0 0 595 842", trailer: bytes = b""
) -> bytes:
    """A small PDF by hand, with whatever is wanted in it."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))),
        body or b"<< >>",
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [" + box + b"] >>" for _ in range(pages)],
    ]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    return out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
HIDDEN = b"<< /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>"
LOCK = (
    b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O ("
    + b"a" * 32
    + b") /U ("
    + b"b" * 32
    + b") >> /ID [(x) (x)]"
)


def office(parts: dict[str, bytes] | None = None, *, main: str = "word/document.xml") -> bytes:
    """A Word or Excel file with these parts besides the ones that it needs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<document/>")
        for name, body in (parts or {}).items():
            archive.writestr(name, body)
    return out.getvalue()


def zipped(*names: str) -> bytes:
    """A plain archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


def locked_zip() -> bytes:
    """A Word file whose parts claim to be encrypted."""
    data = bytearray(office())
    for place in range(len(data) - 4):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 8] |= 1
    return bytes(data)


def twice() -> bytes:
    """A Word file with two parts of one name: readers disagree about which one counts."""
    import warnings

    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")
        for name in ("[Content_Types].xml", "word/document.xml", "word/document.xml"):
            archive.writestr(name, b"<x/>")
    return out.getvalue()


def relation(kind: str, target: str) -> bytes:
    """A relation to somewhere outside."""
    return (
        f'<Relationships><Relationship Id="r" Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


TEMPLATE = {"word/_rels/settings.xml.rels": relation("attachedTemplate", "http://evil/x.dotm")}
LINK = {"word/_rels/document.xml.rels": relation("hyperlink", "https://www.acftu.org/")}

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "one byte": (lambda: b"\xff", "unknown"),
    "text": (lambda: "只是文字".encode(), "unknown"),
    "html": (lambda: b"<html><script>alert(1)</script></html>", "unknown"),
    "svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "unknown"),
    "gif": (lambda: photo(kind="GIF"), "unknown"),
    "bmp": (lambda: photo(kind="BMP"), "unknown"),
    "tiff": (lambda: photo(kind="TIFF"), "unknown"),
    "program": (lambda: b"MZ" + b"\0" * 200, "unknown"),
    "elf": (lambda: b"\x7fELF" + b"\0" * 200, "unknown"),
    "script": (lambda: b"#!/bin/sh\nrm -rf /\n", "unknown"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 100, "heic"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
    "archive": (lambda: zipped("a.txt"), "unknown"),
    "java": (lambda: zipped("META-INF/MANIFEST.MF", "A.class"), "unknown"),
    "half an archive": (lambda: office()[:60], "damaged"),
    "half a photo": (lambda: photo((2000, 2000))[:900], "damaged"),
    "photo of noise": (lambda: b"\xff\xd8\xff\xe0" + b"\x55" * 5000, "damaged"),
    "png of noise": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x55" * 5000, "damaged"),
    "webp of noise": (lambda: b"RIFF\x10\x00\x00\x00WEBP" + b"\x55" * 500, "damaged"),
    "picture bomb": (lambda: png_header(60_000, 60_000), "pixels"),
    "picture of no width": (lambda: png_header(0, 10), "damaged"),
    "long thin bomb": (lambda: png_header(2_000_000_000, 1), "pixels"),
    "half a pdf": (lambda: pdf()[:40], "damaged"),
    "pdf of noise": (lambda: b"%PDF-1.4\n" + b"\x99" * 4000, "damaged"),
    "pdf without pages": (lambda: pdf(pages=0), "damaged"),
    "pdf of 501 pages": (lambda: pdf(pages=501), "pages"),
    "pdf with a script": (lambda: pdf(catalogue=b"/OpenAction " + SCRIPT), "active"),
    "pdf with a hidden script": (lambda: pdf(catalogue=b"/OpenAction " + HIDDEN), "active"),
    "pdf that starts a program": (lambda: pdf(catalogue=b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "active"),
    "pdf with an attachment": (
        lambda: pdf(catalogue=b"/Names << /EmbeddedFiles << /Names [(a) 3 0 R] >> >>"),
        "active",
    ),
    "pdf with a form that sends": (lambda: pdf(catalogue=b"/AA << /WC << /S /SubmitForm >> >>"), "active"),
    "locked pdf": (lambda: pdf(trailer=LOCK), "locked"),
    "word with macros": (lambda: office({"word/vbaProject.bin": b"x"}), "macros"),
    "word with an object": (lambda: office({"word/embeddings/oleObject1.bin": b"x"}), "macros"),
    "word with a program": (lambda: office({"word/media/setup.exe": b"MZ"}), "macros"),
    "word with a template outside": (lambda: office(TEMPLATE), "outside"),
    "word with entities": (lambda: office({"word/styles.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "damaged"),
    "word that climbs": (lambda: office({"../../etc/passwd": b"x"}), "damaged"),
    "word bomb": (lambda: office({"word/big.xml": b"0" * 60_000_000}), "bomb"),
    "word of many parts": (lambda: office({f"word/{n}.xml": b"" for n in range(3001)}), "bomb"),
    "locked word": (locked_zip, "locked"),
    "word twice": (twice, "damaged"),
}
"""What is refused, and by which sentence."""

TAKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "photo": (photo, "image/jpeg"),
    "photo with secrets": (photo_with_secrets, "image/jpeg"),
    "photo with a web page behind it": (lambda: photo() + b"<script>" + CANARY, "image/jpeg"),
    "photo with an archive behind it": (lambda: photo() + zipped("a.class") + CANARY, "image/jpeg"),
    "png with secrets": (png_with_secrets, "image/png"),
    "see-through png": (lambda: _clear(), "image/png"),
    "webp": (lambda: photo(kind="WEBP"), "image/jpeg"),
    "moving webp": (lambda: _moving(), "image/jpeg"),
    "grey photo": (lambda: _grey(), "image/jpeg"),
    "cmyk photo": (lambda: _cmyk(), "image/jpeg"),
    "large photo": (lambda: photo((7000, 6000)), "image/jpeg"),
    "pdf": (pdf, "application/pdf"),
    "pdf of a giant page": (lambda: pdf(box=b"0 0 14400 14400"), "application/pdf"),
    "word": (lambda: office(LINK), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "excel": (
        lambda: office({"xl/printerSettings/printerSettings1.bin": b"x"}, main="xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
"""What is taken, and as what; pictures without whatever came along."""


def _clear() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


def _moving() -> bytes:
    out = io.BytesIO()
    first, second = Image.new("RGB", (40, 40), "red"), Image.new("RGB", (40, 40), "blue")
    first.save(out, "WEBP", save_all=True, append_images=[second], duration=100)
    return out.getvalue()


def _grey() -> bytes:
    out = io.BytesIO()
    Image.new("L", (300, 300), 128).save(out, "JPEG", progressive=True)
    return out.getvalue()


def _cmyk() -> bytes:
    out = io.BytesIO()
    Image.new("CMYK", (300, 300)).save(out, "JPEG")
    return out.getvalue()
