"""What browsers load: our own files, and of other people's libraries the few that pages use."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory, url_for

from web.access.guard import open_to_all

WEB = Path(__file__).parents[1]
#: Name in an address -> file of a package that npm installed. Nothing else of it is handed out.
LIBRARIES = {"htmx.js": "htmx.org/dist/htmx.min.js"}
_YEAR = 365 * 24 * 60 * 60


pages = Blueprint("assets", __name__)


@pages.get("/assets/<name>")
@open_to_all
def library(name: str) -> Response:
    """A file of other people's."""
    if name not in LIBRARIES:
        abort(404)
    return send_from_directory(WEB / "node_modules", LIBRARIES[name], max_age=_YEAR)


@pages.get("/static/<path:name>")
@open_to_all
def own(name: str) -> Response:
    """A file of ours."""
    return send_from_directory(WEB / "static", name, max_age=_YEAR)


@pages.app_template_global()
def asset(name: str) -> str:
    """The address of an asset, which changes when its content does."""
    is_library = name in LIBRARIES
    path = WEB / "node_modules" / LIBRARIES[name] if is_library else WEB / "static" / name
    return url_for("assets.library" if is_library else "assets.own", name=name, v=_mark(path))


@cache
def _mark(path: Path) -> str:
    """Changes with the content. A library that is not installed: the page works without it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "none"
