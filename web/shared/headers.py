"""What browsers are told: where things may come from, and that an address is nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

#: No inline script and no inline style. Bootstrap draws its small signs with data: images.
CONTENT = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # An address may hold a secret: no other site hears where a reader came from. ``same-origin``
    # keeps what the protection against forged requests looks at.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_YEAR = 365 * 24 * 60 * 60


def tell_browsers(app: Flask, *, is_secure: bool) -> None:
    """Put the headers on every answer; an area may have set stricter ones."""

    @app.after_request
    def guarded(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if is_secure:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
        is_file = "attachment" in response.headers.get("Content-Disposition", "")
        if is_file or response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-store")
        return response
