"""The QR at the foot of a sheet."""

from __future__ import annotations

import io

import segno


def drawing(text: str, *, millimetres: float) -> str:
    """As an SVG element for HTML that we write."""
    code = segno.make_qr(text, error="m")
    out = io.BytesIO()
    scale = millimetres / code.symbol_size(border=2)[0]
    code.save(out, kind="svg", unit="mm", scale=scale, border=2, xmldecl=False, svgns=True, omitsize=False)
    return out.getvalue().decode()


def picture(text: str) -> bytes:
    """As a PNG for Word."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=6, border=2)
    return out.getvalue()
