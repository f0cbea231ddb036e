"""Files that mean harm or are plainly broken, made by code: name, content, and the reason they are refused for.

An empty reason: the file is neutralised, that is read as harmless text.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator

import xlwt

from tests.kit.sheets.kinds import xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SPACE = b" " * (1 << 20)
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>'.encode()
FOOT = b"</sheetData></worksheet>"


def text(place: str, words: str) -> bytes:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'.encode()


ROW = b'<row r="1">' + text("A1", "姓名") + text("B1", "所在工会") + b"</row>"
ROW += b'<row r="2">' + text("A2", "张三") + text("B2", "甲工会") + b"</row>"
SOUND = HEAD + ROW + FOOT


def parts(sheet: bytes = SOUND, **more: bytes) -> dict[str, bytes]:
    """The members of a small .xlsx; names with __ for / and _dot_ for a dot."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    made = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>'.encode(),
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{relations}"><sheets>'
        '<sheet name="名册" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return made | {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()}


def packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def long_part(name: str, chunks: Iterator[bytes], members: dict[str, bytes]) -> bytes:
    """An archive with one large member, written in pieces."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, data in members.items():
            if other != name:
                archive.writestr(other, data)
        with archive.open(name, "w") as part:
            for chunk in chunks:
                part.write(chunk)
    return made.getvalue()


def bomb(name: str = "xl/worksheets/sheet1.xml", megabytes: int = 120) -> bytes:
    return long_part(name, iter([HEAD, *[SPACE] * megabytes, ROW, FOOT]), parts())


def with_sheet(inside: bytes) -> bytes:
    return packed(parts(HEAD + inside + FOOT))


def lying(data: bytes) -> bytes:
    """The directory declares a tenth of what the sheet unpacks to."""
    made = bytearray(data)
    place = made.rfind(b"xl/worksheets/sheet1.xml") - 46
    size = struct.unpack_from("<I", made, place + 24)[0]
    struct.pack_into("<I", made, place + 24, size // 10)
    return bytes(made)


def flagged(data: bytes) -> bytes:
    """The first member is marked as encrypted."""
    made = bytearray(data)
    place = made.find(b"PK\x01\x02")
    made[place + 8] |= 1
    return bytes(made)


def overlapping() -> bytes:
    """Fifty directory entries that all point at the same local member."""
    made = bytearray(packed(parts()))
    place, end = made.find(b"PK\x01\x02"), made.find(b"PK\x05\x06")
    first = made[place : made.find(b"PK\x01\x02", place + 4)]
    copies = b"".join(bytes(first).replace(b"[Content_Types]", f"[Content_Typ{n:02}]".encode()) for n in range(50))
    tail = bytearray(made[end:])
    count = struct.unpack_from("<H", tail, 10)[0] + 50
    struct.pack_into("<HHI", tail, 8, count, count, end - place + len(copies))
    return bytes(made[:end]) + copies + bytes(tail)


def doctype(inside: str = '<!ENTITY x SYSTEM "file:///etc/passwd">') -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE a [{inside}]>'.encode()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def xls(*cells: tuple[int, int, object], name: str = "名册") -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet(name)
    for row, column, value in ((0, 0, "姓名"), (0, 1, "所在工会"), (1, 0, "张三"), (1, 1, "甲工会"), *cells):
        page.write(row, column, value)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def renamed_stream(name: str) -> bytes:
    """An .xls whose workbook stream carries another name."""
    new = name.encode("utf-16-le")
    data = xls()
    place = data.find("Workbook".encode("utf-16-le"))
    made = bytearray(data)
    made[place : place + 64] = new.ljust(64, b"\x00")
    struct.pack_into("<H", made, place + 64, len(new) + 2)
    return bytes(made)


def circle() -> bytes:
    """An .xls whose sector chain runs in a circle."""
    made = bytearray(xls(*((row, 0, f"行{row}") for row in range(2, 900))))
    fat = (struct.unpack_from("<I", made, 76)[0] + 1) * 512
    struct.pack_into("<I", made, fat + 4 * 3, 2)
    return bytes(made)


def patched(place: int, form: str, *values: int) -> bytes:
    made = bytearray(xls())
    struct.pack_into(form, made, place, *values)
    return bytes(made)


def extent_lies() -> bytes:
    """An .xls whose sheet says that it has four thousand million rows."""
    made = bytearray(xls())
    place = made.find(b"\x00\x02\x0e\x00", 512)
    struct.pack_into("<II", made, place + 4, 0, 0xFFB30001)
    return bytes(made)


def sheet_elsewhere() -> bytes:
    """An .xls whose only sheet begins in the middle of a record."""
    made = bytearray(xls())
    place = made.find(b"\x85\x00", 512)
    begins = struct.unpack_from("<I", made, place + 4)[0]
    struct.pack_into("<I", made, place + 4, begins + 5)
    return bytes(made)


def strings_lie() -> bytes:
    """An .xls that declares four thousand million shared strings."""
    made = bytearray(xls())
    place = made.find(b"\xfc\x00", 512)
    while struct.unpack_from("<II", made, place + 4)[0] != struct.unpack_from("<II", made, place + 4)[1] or (
        made[place + 4] != 4
    ):
        place = made.find(b"\xfc\x00", place + 1)
        if place < 0:
            raise AssertionError("no table of strings")
    struct.pack_into("<II", made, place + 4, 0xFFFFFFF0, 0xFFFFFFF0)
    return bytes(made)


def locked() -> bytes:
    """An .xls with the record that says: the rest is encrypted."""
    data = xls()
    place = data.find(b"\xe1\x00\x02\x00")
    return data[:place] + b"\x2f\x00\x02\x00" + data[place + 4 :]


def many_sheets() -> bytes:
    return xlsx(*((f"表{n}", [["姓名", "所在工会"], ["张三", "甲工会"]]) for n in range(200)))


CORPUS: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb-in-sheet.xlsx": (bomb, "file.bomb"),
    "bomb-in-strings.xlsx": (lambda: bomb("xl/sharedStrings.xml"), "file.bomb"),
    "bomb-in-picture.xlsx": (lambda: bomb("xl/media/image1.png"), "file.bomb"),
    "many-tiny-strings.xlsx": (
        lambda: long_part("xl/sharedStrings.xml", iter([b"<si><t>a</t></si>" * 60_000] * 40), parts()),
        "file.bomb",
    ),
    "lying-size.xlsx": (lambda: lying(bomb(megabytes=15)), "file.broken"),
    "overlapping.xlsx": (overlapping, "file.broken"),
    "zip-in-zip.xlsx": (lambda: packed({"a.zip": packed({"b.zip": packed({"c": SPACE})})}), "file.archive"),
    "thousands-of-entries.xlsx": (
        lambda: packed(parts() | {f"xl/media/{n}.png": b"x" for n in range(3000)}),
        "file.entries",
    ),
    "slip-up.xlsx": (lambda: packed(parts() | {"../../etc/cron.d/x": b"x"}), "file.paths"),
    "slip-root.xlsx": (lambda: packed(parts() | {"/etc/passwd": b"x"}), "file.paths"),
    "slip-backslash.xlsx": (lambda: packed(parts() | {"xl\\..\\..\\x.dll": b"x"}), "file.paths"),
    "same-name-twice.xlsx": (lambda: packed(parts() | {"XL/Workbook.xml": b"<workbook/>"}), "file.paths"),
    "encrypted-entry.xlsx": (lambda: flagged(packed(parts())), "file.encrypted"),
    "encrypted-book.xlsx": (lambda: renamed_stream("EncryptedPackage"), "file.encrypted"),
    "encrypted.xls": (locked, "file.encrypted"),
    "macros.xlsm": (lambda: packed(parts(xl__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0macro")), ""),
    "links.xlsx": (
        lambda: packed(
            parts(xl__externalLinks__externalLink1_dot_xml=b'<externalLink><ddeLink ddeService="cmd"/></externalLink>')
        ),
        "",
    ),
    "binary.xlsb": (lambda: packed({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"x"}), "file.other_format"),
    "open-document.ods": (lambda: packed({"mimetype": b"a", "content.xml": b"<a/>"}), "file.other_format"),
    "letter.xlsx": (lambda: packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "file.word"),
    "letter.xls": (lambda: renamed_stream("WordDocument"), "file.word"),
    "entities-in-sheet.xlsx": (lambda: packed(parts(doctype() + SOUND)), "file.entities"),
    "laughs-in-strings.xlsx": (
        lambda: packed(parts(xl__sharedStrings_dot_xml=doctype(LAUGHS) + b"<sst/>")),
        "file.entities",
    ),
    "entities-in-book.xlsx": (
        lambda: packed(parts() | {"xl/workbook.xml": doctype() + b"<workbook/>"}),
        "file.entities",
    ),
    "hidden-in-utf16.xlsx": (
        lambda: packed(parts() | {"xl/workbook.xml": doctype().decode().encode("utf-16")}),
        "file.broken",
    ),
    "half.xlsx": (lambda: packed(parts())[:700], "file.broken"),
    "no-directory.xlsx": (lambda: packed(parts())[:-30], "file.broken"),
    "bent-stream.xlsx": (lambda: packed(parts()).replace(b"\x8d", b"\x00").replace(b"\x8e", b"\x01"), "file.broken"),
    "deep.xlsx": (lambda: with_sheet(b"<x>" * 200_000 + b"</x>" * 200_000 + ROW), ""),
    "two-far-cells.xlsx": (
        lambda: with_sheet(ROW + b'<row r="1048576">' + text("XFD1048576", "x") + b"</row>"),
        "file.wide",
    ),
    "far-below.xlsx": (
        lambda: with_sheet(ROW + b'<row r="1048576">' + text("L1048576", "x") + b"</row>"),
        "file.sparse",
    ),
    "row-of-millions.xlsx": (lambda: with_sheet(ROW + b'<row r="99999999999"><c><v>1</v></c></row>'), "file.sparse"),
    "far-in-other-quotes.xlsx": (
        lambda: with_sheet(ROW + b"<row r='1048576'><c r = 'Z1048576'><v>1</v></c></row>"),
        "file.sparse",
    ),
    "declared-vast.xlsx": (
        lambda: packed(parts(SOUND.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'))),
        "",
    ),
    "wide.xlsx": (
        lambda: with_sheet(b'<row r="1">' + b'<c t="inlineStr"><is><t>a</t></is></c>' * 20_000 + b"</row>"),
        "file.wide",
    ),
    "endless-cell.xlsx": (lambda: with_sheet(ROW + text("A3", "长" * 2_000_000)), "file.long_cell"),
    "missing-string.xlsx": (
        lambda: with_sheet(ROW + b'<row r="3"><c r="A3" t="s"><v>99999</v></c></row>'),
        "file.broken",
    ),
    "no-sheet.xlsx": (
        lambda: packed({name: data for name, data in parts().items() if "sheet1" not in name}),
        "file.nothing",
    ),
    "sheet-elsewhere.xlsx": (
        lambda: packed(
            {
                name: data.replace(b'Target="work', b'TargetMode="External" Target="http://x/work')
                for name, data in parts().items()
            }
        ),
        "file.nothing",
    ),
    "hundreds-of-sheets.xlsx": (many_sheets, "file.sheets"),
    "commands.xlsx": (lambda: xlsx(("名册", [["姓名", "所在工会"], ["张三", "=cmd|' /C calc'!A0"]])), ""),
    "circle.xls": (circle, "file.broken"),
    "vast-table.xls": (lambda: patched(44, "<I", 0x7FFFFFFF), "file.broken"),
    "vast-strings.xls": (strings_lie, "file.broken"),
    "extent-lies.xls": (extent_lies, "file.broken"),
    "sheet-elsewhere.xls": (sheet_elsewhere, "file.broken"),
    "far-cell.xls": (lambda: xls((65_535, 255, "x")), "file.sparse"),
    "half.xls": (lambda: xls()[:2000], "file.broken"),
    "web-page.xls": (lambda: "<html><table><tr><td>姓名</td></tr></table></html>".encode(), "file.html"),
    "old-xml.xls": (
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "file.other_format",
    ),
    "noughts.csv": (lambda: "姓名,单位\n张\x00三,甲".encode(), "file.binary"),
    "no-encoding.csv": (lambda: b"\xe5\xa7,\xff\xff\xfe\x81\n" * 20, "file.encoding"),
    "open-quote.csv": (lambda: '姓名,单位\n"'.encode() + b"a" * 3_000_000, "file.long_cell"),
    "wide.csv": (lambda: b"," * 20_000, "file.wide"),
    "commands.csv": (lambda: '姓名,所在工会\n张三,"=HYPERLINK(""http://x"")"\n'.encode(), ""),
    "letter.pdf.xlsx": (lambda: b"%PDF-1.7\n" + b"x" * 100, "file.kind"),
    "program.xlsx": (lambda: b"MZ\x90\x00" + b"\x00" * 200, "file.kind"),
    "archive.xlsx": (lambda: b"Rar!\x1a\x07\x00" + b"x" * 100, "file.archive"),
    "nothing.xlsx": (lambda: b"", "file.empty"),
    "noughts-only.csv": (lambda: b"\x00" * 4096, "file.empty"),
}
