"""The pages of rosters: the list, the grid, its edits, and what is printed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from web.rosters.edit_views import add_edits
from web.rosters.grid_views import add_grid
from web.rosters.list_views import add_list
from web.rosters.paper_views import add_paper
from web.rosters.rebase_views import add_rebase

if TYPE_CHECKING:
    from web.app_services import AppServices


def area(site: AppServices) -> Blueprint:
    """Rosters, ``/rosters`` and below."""
    blueprint = Blueprint("rosters", __name__, url_prefix="/rosters")
    for add in (add_list, add_grid, add_edits, add_rebase, add_paper):
        add(blueprint, site)
    return blueprint
