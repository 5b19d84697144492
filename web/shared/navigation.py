"""The menu, each entry for those who may go there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from data.i18n.language import N_
from data.model.account import Right
from web.access.regions import opens

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
WITHIN = {
    "accountability": "reports",
    "pools": "reports",
    "publish": "rosters",
    "call_outs": "reports",
    "demand": "plan",
    "exercises": "people",
    "partners": "people",
    "takeovers": "gaps",
    "records": "people",
    "relief": "gaps",
    "improvement": "reports",
    "what_if": "plan",
}


def register_menu(app: Flask) -> None:
    """Give templates the menu of whoever is signed in."""

    @app.context_processor
    def menu() -> dict[str, object]:
        entries: dict[str, MenuEntry] = {}  # of two ways to one area the first that they may go
        for entry in MENU:
            if entry.endpoint in app.view_functions and opens(entry.endpoint, entry.right):
                entries.setdefault(entry.label, entry)
        here = (request.endpoint or "").partition(".")[0]
        return {
            "menu": list(entries.values()),
            "here": here,
            "marked": WITHIN.get(here, here),
            "Right": Right,
        }
