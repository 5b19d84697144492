"""A text as a QR code: black on white in dark mode too, for cameras ask that."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """The code as an inline SVG without style of its own."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, light="#fff", dark="#000")
    return Markup(drawn)
