"""What is printed of a roster, and its workbook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from data.model.account import Right
from scheduler.planning.export import roster_workbook
from web.access.guard import may
from web.locale import speech
from web.rosters.opening import drawing_of, open_grid
from web.rosters.paper import duty_weeks, sheets_of
from web.rosters.permissions import ViewerPermissions

if TYPE_CHECKING:
    from flask import Blueprint

    from web.app_services import AppServices

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.roster"


def add_paper(blueprint: Blueprint, site: AppServices) -> None:
    """Add what leaves the screen."""

    @blueprint.get("/<int:roster>/print")
    @may(Right.SEE_COVERAGE)
    def print_page(roster: int) -> str:
        grid, is_whole = open_grid(site, roster), "whole" in request.args
        # What hangs on a wall says no more than what everybody may know.
        shown = grid if is_whole else replace(grid, viewer=ViewerPermissions())
        sheets = [(one, drawing_of(one, is_bare=not is_whole)) for one in sheets_of(shown)]
        return render_template("rosters/print.html", sheets=sheets, grid=grid, is_whole=is_whole)

    @blueprint.get("/<int:roster>/list")
    @may(Right.SEE_COVERAGE)
    def duty_list(roster: int) -> str:
        grid = open_grid(site, roster)
        return render_template("rosters/duty_list.html", grid=grid, weeks=duty_weeks(grid))

    @blueprint.get("/<int:roster>/roster.xlsx")
    @may(Right.SEE_REASONS)
    def workbook(roster: int) -> Response:
        content = roster_workbook(site.store, roster, speech())
        name = f"roster-{roster}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, headers=headers, content_type=XLSX)
