"""What is printed of a roster, and its workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template

from data.model.account import Right
from scheduler.planning.exporting import roster_workbook
from web.access.guard import may
from web.look.speech import speech
from web.rosters.opening import drawing_of, open_grid
from web.rosters.paper import duty_days, sheets_of

if TYPE_CHECKING:
    from flask import Blueprint

    from web.site import Site

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_paper(blueprint: Blueprint, site: Site) -> None:
    """Add what leaves the screen."""

    @blueprint.get("/<int:roster>/print")
    @may(Right.SEE_COVERAGE)
    def print_page(roster: int) -> str:
        sheets = [(grid, drawing_of(grid)) for grid in sheets_of(open_grid(site, roster))]
        return render_template("rosters/print.html", sheets=sheets, grid=sheets[0][0])

    @blueprint.get("/<int:roster>/list")
    @may(Right.SEE_COVERAGE)
    def duty_list(roster: int) -> str:
        grid = open_grid(site, roster)
        return render_template("rosters/duty_list.html", grid=grid, days=duty_days(grid))

    @blueprint.get("/<int:roster>/roster.xlsx")
    @may(Right.SEE_REASONS)
    def workbook(roster: int) -> Response:
        content = roster_workbook(site.store, roster, speech())
        name = f"roster-{roster}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, headers=headers, content_type=XLSX)
