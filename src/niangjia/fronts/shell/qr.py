"""QR codes as pictures that stand in the page itself: nothing is fetched, nothing inline is run."""

from __future__ import annotations

import segno


def qr_picture(text: str, *, scale: int = 6) -> str:
    """The QR of a text as a data address of an SVG, for `<img src>`."""
    return str(
        segno.make(text, error="m", micro=False).svg_data_uri(scale=scale, border=2, dark="#1b1a17", light="#fff")
    )
