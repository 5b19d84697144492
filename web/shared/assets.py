"""What pages load, compressed beforehand; and pages, compressed where no stranger can listen."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.security import safe_join

from web.access.guard import open_to_all

if TYPE_CHECKING:
    from flask import Flask

WEB = Path(__file__).parents[1]
#: Name in an address -> file of a package that npm or pip installed. Nothing else of it is served.
LIBRARIES = {
    "htmx.js": "node_modules/htmx.org/dist/htmx.min.js",
    "bootstrap.css": "flask_bootstrap:static/bootstrap5/css/bootstrap.min.css",
}
FOREVER = "public, max-age=31536000, immutable"  #: at an address that changes with the content
ASK_AGAIN = "public, no-cache"  #: at any other
SMALLEST = 1024  #: bytes; what is smaller fits in one packet as it is
LEVEL = 5  #: of pages: a tenth of their bytes for a hundredth of the time that making them takes

pages = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent.

    Parameters
    ----------
    mark
        Changes with the content.
    gzipped
        None where compressing gains nothing.
    """

    body: bytes
    gzipped: bytes | None
    mimetype: str
    mark: str


@pages.get("/assets/<name>")
@open_to_all
def library(name: str) -> Response:
    """A file of other people's."""
    return _answer(name if name in LIBRARIES else None)


@pages.get("/static/<path:name>")
@open_to_all
def own(name: str) -> Response:
    """A file of ours."""
    return _answer(None if name in LIBRARIES else name)


@pages.app_template_global()
def asset(name: str) -> str:
    """The address of an asset, which changes when its content does.

    A library that is not installed has one as well: pages work without it.
    """
    found = _asset(name)
    endpoint = "assets.library" if name in LIBRARIES else "assets.own"
    return url_for(endpoint, name=name, v=found.mark if found else "none")


def _answer(name: str | None) -> Response:
    found = _asset(name) if name else None
    if found is None:
        abort(404)
    is_gzipped = found.gzipped is not None and _takes_gzip()
    body = found.gzipped if is_gzipped and found.gzipped is not None else found.body
    response = Response(body, mimetype=found.mimetype)
    is_dated = request.args.get("v") == found.mark
    response.headers["Cache-Control"] = FOREVER if is_dated else ASK_AGAIN
    response.headers["Vary"] = "Accept-Encoding"
    if is_gzipped:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{found.mark}-gzip" if is_gzipped else found.mark)
    response.make_conditional(request)
    return response


def _path(name: str) -> Path | None:
    """The file that is meant, if it is one that is served."""
    if name not in LIBRARIES:
        joined = safe_join(str(WEB / "static"), name)
        return Path(joined) if joined else None
    package, _, inside = LIBRARIES[name].rpartition(":")
    if not package:
        return WEB / inside
    spec = find_spec(package)
    return Path(spec.origin).parent / inside if spec and spec.origin else None


def _asset(name: str) -> Asset | None:
    path = _path(name)
    return _read(path) if path is not None and path.is_file() else None


@cache
def _read(path: Path) -> Asset:
    """Read a file and compress it, once in the life of a process."""
    body = path.read_bytes()
    small = gzip.compress(body, 9, mtime=0)
    mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    mark = hashlib.sha256(body).hexdigest()[:12]
    return Asset(body, small if len(small) < 0.9 * len(body) else None, mimetype, mark)


def register_compression(app: Flask) -> None:
    """Compress pages for browsers that say that no other site made them ask.

    Over TLS the length of a compressed page can betray a secret in it to a site that makes a
    browser ask for the page many times, each time with another guess in it (BREACH). A browser that
    says ``Sec-Fetch-Site: same-origin`` or ``none`` was asked by our own page or by its user; every
    other request gets the page as it is.
    """

    @app.after_request
    def compressed(response: Response) -> Response:
        if response.mimetype != "text/html" or response.is_streamed:
            return response
        response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
        if _may_compress(response):
            body = gzip.compress(response.get_data(), LEVEL, mtime=0)
            response.set_data(body)
            response.headers["Content-Encoding"] = "gzip"
        return response


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0


def _may_compress(response: Response) -> bool:
    is_own = request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")
    is_plain = "Content-Encoding" not in response.headers and "ETag" not in response.headers
    is_whole = response.status_code != 206 and (response.content_length or 0) >= SMALLEST
    return is_own and is_plain and is_whole and _takes_gzip()
