"""Opens a roster for whoever is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, request

from data.model.errors import Refused
from scheduler.planning.comparison import compare
from scheduler.planning.open_roster import OpenRoster, open_roster
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
    return grid_of(site, _opened(site, roster, site.clock()), choice)


def grid_of(site: AppServices, roster: OpenRoster, choice: RosterFilter | None = None) -> Grid:
    """The grid of a roster that is open; see `open_grid`."""
    viewer, now = ViewerPermissions.of(signed_in()), site.clock()
    if not viewer.sees_roster(roster.head):
        abort(403)
    chosen = RosterFilter.of(request.args) if choice is None else choice
    compared = None
    if chosen.compare and viewer.all_reasons and chosen.compare != roster.head.id:
        before = _opened(site, chosen.compare)  # what it breaks is not shown
        compared = compare(before, roster), before.assignments
    status = site.latest.of_roster(roster.head, roster.shifts, roster.assignments, now)
    return Grid(roster, speech(), viewer, chosen, now, status, compared)


def drawing_of(grid: Grid, *, is_bare: bool = False) -> Drawing:
    """What draws the rows of a grid; bare: without columns of figures."""
    query = grid.choice.query()
    address = f"/rosters/{grid.roster.head.id}"
    return Drawing(grid, address, f"{query}&" if query else "?", is_bare)


def _opened(site: AppServices, roster: int, now: datetime | None = None) -> OpenRoster:
    try:
        return open_roster(site.store, roster, now)
    except Refused:
        abort(404)
