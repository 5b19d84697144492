"""The menu, each entry for those who may go there; and the addresses of what pages load."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request, send_from_directory, url_for
from flask_login import current_user

from data.i18n.language import N_
from data.model.account import Right
from web.access.guard import open_to_all

if TYPE_CHECKING:
    from flask import Flask


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the menu.

    Parameters
    ----------
    label
        In English; translated where it is shown.
    """

    endpoint: str
    label: str
    right: Right


#: In the order of a day: what is, what I have, what must be made, what was said, what is proven.
MENU = (
    MenuEntry("board.now", N_("Now"), Right.SEE_COVERAGE),
    MenuEntry("mine.duties", N_("My duties"), Right.OWN_DUTIES),
    MenuEntry("gaps.list_page", N_("Gaps"), Right.SEE_COVERAGE),
    MenuEntry("rosters.list_page", N_("Roster"), Right.SEE_COVERAGE),
    MenuEntry("plan.page", N_("Plan"), Right.PLAN),
    MenuEntry("requests.list_page", N_("Requests"), Right.PLAN),
    MenuEntry("people.matrix", N_("People"), Right.SEE_PEOPLE),
    MenuEntry("messages.list_page", N_("Alerts"), Right.SEE_MESSAGES),
    MenuEntry("reports.coverage", N_("Reports"), Right.SEE_COVERAGE),
    MenuEntry("audit.trail", N_("Audit"), Right.SEE_AUDIT),
    MenuEntry("admin.accounts", N_("Settings"), Right.ADMINISTER),
    MenuEntry("admin.posts", N_("Settings"), Right.CHANGE_RECORDS),
)


#: Areas that have no entry, and the one that they are reached from.
WITHIN = {"publish": "rosters", "call_outs": "reports", "takeovers": "gaps"}


def register_menu(app: Flask) -> None:
    """Give templates the menu of whoever is signed in."""

    @app.context_processor
    def menu() -> dict[str, object]:
        entries: dict[str, MenuEntry] = {}  # of two ways to one area the first that they may go
        for entry in MENU:
            if entry.endpoint in app.view_functions and current_user.may(entry.right):
                entries.setdefault(entry.label, entry)
        here = (request.endpoint or "").partition(".")[0]
        return {
            "menu": list(entries.values()),
            "here": here,
            "marked": WITHIN.get(here, here),
            "Right": Right,
        }


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
