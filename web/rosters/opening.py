"""Opens a roster for whoever is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, request

from data.model.errors import Refused
from scheduler.planning.comparison import difference
from scheduler.planning.roster_view import RosterView, open_sheet
from web.access.visitor import signed_in
from web.locale import speech
from web.rosters.choice import RosterFilter
from web.rosters.drawing import Drawing
from web.rosters.grid import Grid
from web.rosters.permissions import ViewerPermissions

if TYPE_CHECKING:
    from datetime import datetime

    from web.app_services import AppServices


def open_grid(site: AppServices, roster: int, choice: RosterFilter | None = None) -> Grid:
    """The grid of a roster, as far as the reader may see it.

    Parameters
    ----------
    choice
        The part of it that is wanted; None: as the address says.
    """
    eyes = ViewerPermissions.of(signed_in())
    now = site.clock()
    sheet = _sheet(site, roster, now)
    if not eyes.sees_roster(sheet.head):
        abort(403)
    chosen = RosterFilter.of(request.args) if choice is None else choice
    compared = None
    if chosen.compare and eyes.all_reasons and chosen.compare != roster:
        before = _sheet(site, chosen.compare)  # what it breaks is not shown
        compared = difference(site.store, roster, before.head.id), before.assignments
    status = site.latest.of_roster(sheet.head, sheet.shifts, sheet.assignments, now)
    return Grid(sheet, speech(), eyes, chosen, now, status, compared)


def drawing_of(grid: Grid, *, is_bare: bool = False) -> Drawing:
    """What draws the rows of a grid; bare: without columns of figures."""
    query = grid.choice.query()
    address = f"/rosters/{grid.sheet.head.id}"
    return Drawing(grid, address, f"{query}&" if query else "?", is_bare)


def _sheet(site: AppServices, roster: int, now: datetime | None = None) -> RosterView:
    try:
        return open_sheet(site.store, roster, now)
    except Refused:
        abort(404)
