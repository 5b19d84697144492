"""Headers of pages whose address is the key: no script, nothing kept, nothing told to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Response

_STRICT = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def strict(response: Response) -> Response:
    """The same answer with these headers."""
    for name, value in _STRICT.items():
        if name != "Cache-Control" or response.mimetype == "text/html":
            response.headers[name] = value
    return response
