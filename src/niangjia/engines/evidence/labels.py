"""The code on a printed sheet: a QR that a scanner reads and a line that people can type. Pure but for the vault's key."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import segno

from niangjia.engines.evidence.choices import LABEL
from niangjia.kit import vault
from niangjia.kit.ids import CODE_LENGTH

PREFIX = "NJ"
SIGN = 8
_TEXT = re.compile(rf"{PREFIX}[- ]?([2-9a-z]{{{CODE_LENGTH}}})[- ]?([0-9a-f]{{{SIGN}}})")


@dataclass(frozen=True)
class Label:
    """What is printed on a sheet: `text` goes into the QR and stands beside it, `title` says what the sheet is."""

    text: str
    title: str

    def svg(self, *, millimetres: int = 20) -> str:
        """The QR as a drawing of so many millimetres, for PDF and pages."""
        out = io.BytesIO()
        code = segno.make_qr(self.text, error="m")
        code.save(out, kind="svg", unit="mm", scale=millimetres / code.symbol_size()[0], xmldecl=False)
        return out.getvalue().decode()

    def png(self, *, scale: int = 6) -> bytes:
        """The QR as a picture, for Word."""
        out = io.BytesIO()
        segno.make_qr(self.text, error="m").save(out, kind="png", scale=scale)
        return out.getvalue()


def sign(code: str, kind: str, subject_id: int, sheet: str) -> str:
    """The signature of a label: a sheet cannot be made up, nor turned into one of another record."""
    return vault.blind(f"{code} {kind} {subject_id} {sheet}", field=LABEL)[:SIGN]


def text_of(code: str, signature: str) -> str:
    """What the QR says."""
    return f"{PREFIX}{code}-{signature}"


def read(text: str) -> tuple[str, str] | None:
    """Code and signature out of a QR or out of what somebody typed; None if it is not ours."""
    found = _TEXT.fullmatch("".join(text.split()).replace("－", "-").lower().replace(PREFIX.lower(), PREFIX, 1))
    return (found[1], found[2]) if found else None
