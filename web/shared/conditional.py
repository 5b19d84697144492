"""Whether a reader has it already: conditional requests (RFC 9110, 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from flask import Response
from werkzeug.http import parse_date, parse_etags

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.datastructures import Headers


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
