"""Addresses of our own: where somebody is sent after signing in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def after_sign_in(wanted: str) -> str:
    """Where to go: to the page that was asked for, if it is one of ours; else to the first."""
    return wanted if _is_here(wanted) else url_for("board.now")


def _is_here(wanted: str) -> bool:
    """Whether an address is a page of ours: nobody is sent elsewhere after signing in."""
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return False
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or not wanted.isprintable():
        return False
    try:
        current_app.url_map.bind("").match(parts.path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:  # no such page, or one that only takes forms
        return False
    return True
