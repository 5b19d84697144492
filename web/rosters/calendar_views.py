"""The pages ``/rosters/<number>/month`` and ``/rosters/<number>/person/<code>``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from data.model.account import Right
from web.access.guard import require
from web.app_services import services
from web.rosters.choice import RosterFilter
from web.rosters.grid_views import open_grid, pages
from web.rosters.month_calendar import month_weeks, months_of
from web.rosters.person_calendar import person_view

if TYPE_CHECKING:
    from datetime import date

    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.rosters.grid import Grid


@pages.get("/<int:roster>/month")
@require(Right.SEE_COVERAGE)
def month(roster: int) -> str:
    grid = _whole_grid(roster)
    months = months_of(grid)
    chosen = _chosen(months, request.args.get("month", ""))
    at = months.index(chosen)
    return render_template(
        "rosters/month.html",
        grid=grid,
        head=grid.roster.head,
        month=chosen,
        months=months,
        before=months[at - 1] if at else None,
        after=months[at + 1] if at + 1 < len(months) else None,
        weeks=month_weeks(grid, chosen),
    )


@pages.get("/<int:roster>/person/<code>")
@require(Right.SEE_COVERAGE)
def person(roster: int, code: str) -> str:
    grid = _whole_grid(roster)
    if code not in grid.roster.problem.person_by_id and code not in grid.roster.by_person:
        abort(404)
    return render_template(
        "rosters/person.html",
        grid=grid,
        head=grid.roster.head,
        view=person_view(grid, code),
        people=[one for group in grid.groups for one in group.people],
    )


def _whole_grid(roster: int) -> Grid:
    """A grid with all days: a calendar chooses its month by itself."""
    return open_grid(roster, replace(RosterFilter.of(request.args), start=None, weeks=0, words=""))


def _chosen(months: list[date], text: str) -> date:
    """The month that an address names, else that of today, else the first."""
    found = next((one for one in months if text == f"{one:%Y-%m}"), None)
    today = services.clock().date().replace(day=1)
    return found or (today if today in months else months[0])


@pages.get("/<int:roster>/person")
@require(Right.SEE_COVERAGE)
def person_choice(roster: int) -> WerkzeugResponse:
    code = request.args.get("person", "") or abort(404)
    return redirect(url_for(".person", roster=roster, code=code))
