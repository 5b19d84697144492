"""Addresses of our own: where somebody is sent after signing in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from data.model.account import Right


def after_sign_in(wanted: str) -> str:
    """Where to go: to the page that was asked for, if it is one of ours; else to the first."""
    return wanted if _is_here(wanted) else first_page()


def first_page() -> str:
    """Of who has duties and mends no gaps their own; of everybody else the board."""
    begins_at_own = current_user.may(Right.OWN_DUTIES) and not current_user.may(Right.HANDLE_GAPS)
    return url_for("mine.duties" if begins_at_own else "board.now")


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
