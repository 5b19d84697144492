"""Headers of answers, answers of one sentence, and answers that a reader has already."""

from __future__ import annotations

import logging
import re
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from flask import Response
from werkzeug.http import parse_date, parse_etags
from werkzeug.routing import IntegerConverter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed.wsgi import WSGIEnvironment
    from flask import Flask
    from werkzeug.datastructures import Headers
    from werkzeug.routing import Map


def plain(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A sentence, and a status; nobody may keep it."""
    said = {"Cache-Control": "no-store", **(headers or {})}
    return Response(f"{text}\n", status, said, content_type="text/plain; charset=utf-8")


def file_answer(content: bytes, name: str, kind: str) -> Response:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, content_type=kind, headers=headers)


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one state of something from another.

    Parameters
    ----------
    etag
        Hash of the bytes, without quotes.
    changed_at
        When the bytes last changed, in whole seconds.
    """

    etag: str
    changed_at: datetime

    @property
    def headers(self) -> dict[str, str]:
        """As an answer says them; one that sends no content says the same (RFC 9110, 15.4.5)."""
        return {
            "ETag": f'"{self.etag}"',
            "Last-Modified": format_datetime(self.changed_at.astimezone(UTC), usegmt=True),
        }


class NotModified(Response):
    """An answer without content that repeats both validators.

    The library would take the date away, and a reader that revalidates by date alone would be left
    with none.
    """

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """The headers as they are sent."""
        headers = super().get_wsgi_headers(environ)
        headers["Last-Modified"] = self.headers["Last-Modified"]
        return headers


def has_it(headers: Headers, now: Validators) -> bool:
    """Whether a reader need not be sent it again.

    If-None-Match is compared weakly (13.1.2), and where it is given the date does not count
    (13.1.3). A date that is none, or lies after what we know, is no reason to send nothing.
    """
    asked = headers.get("If-None-Match")
    if asked is not None:
        return parse_etags(asked).contains_weak(now.etag)
    since = parse_date(headers.get("If-Modified-Since"))
    return since is not None and now.changed_at <= since


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


def register_headers(app: Flask, *, is_secure: bool) -> None:
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


LARGEST = 2**31 - 1  #: of a column of numbers in PostgreSQL


class RowNumber(IntegerConverter):
    """``<int:number>``: a number that a row can have; another one leads nowhere."""

    def __init__(self, map: Map, fixed_digits: int = 0) -> None:
        super().__init__(map, fixed_digits, min=0, max=LARGEST)


def bound_numbers(app: Flask) -> None:
    """Let no address name a number that the store would choke on."""
    app.url_map.converters["int"] = RowNumber


_SECRET = re.compile(r"[\w-]{20,}")  #: so long is nothing in an address but a secret


def without_secrets(error: BaseException) -> str:
    """The kind of an error and its way through the code; what it says may hold a secret."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{frames}".rstrip()


class WithoutAddresses(logging.Filter):
    """Takes secrets out of what the server underneath logs: it names the address that was asked."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the entry through, without its secrets."""
        record.msg, record.args = _SECRET.sub("…", record.getMessage()), ()
        record.exc_info, record.exc_text = None, None
        return True
