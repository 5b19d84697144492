"""The page ``/now``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from data.model.account import Right
from scheduler.watching.showing import list_gaps
from scheduler.watching.sweeping import horizon
from web.access.guard import may

if TYPE_CHECKING:
    from web.site import Site


def area(site: Site) -> Blueprint:
    """The coverage board."""
    blueprint = Blueprint("board", __name__)

    @blueprint.get("/now")
    @may(Right.SEE_COVERAGE)
    def now() -> str:
        at = site.clock()
        found = list_gaps(site.store, at, horizon(at, site.settings.horizon_weeks), at)
        return render_template("board/now.html", found=found, at=at)

    return blueprint
