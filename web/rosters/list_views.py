"""The list of rosters, and rosters on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, request, url_for

from data.i18n.signature_words import SignatureWords
from data.model.account import Right
from scheduler.planning.drafts import copy_in_force, drop_draft
from scheduler.planning.export import roster_workbook
from scheduler.planning.roster_queries import list_rosters
from scheduler.planning.signatures import waits_for
from web.access.guard import current_username, require, signed_in
from web.access.regions import opens, plans_book, reach, reach_of
from web.app_services import services
from web.locale import _, current_language
from web.rosters.cells import GridColumn
from web.rosters.choice import ViewerPermissions
from web.rosters.grid_views import drawing_of, open_grid, pages
from web.rosters.words import GridWords

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.shift import Shift
    from scheduler.planning.roster_queries import Listed
    from web.rosters.grid import Grid


@pages.get("")
@require(Right.SEE_COVERAGE)
def list_page() -> str:
    why = reach_of(Right.SEE_REASONS)
    signs = reach_of(Right.PLAN)
    now = services.clock()
    shelves = list_rosters(services.store, services.coverage, now, reach(), why, signs)
    viewer = replace(
        ViewerPermissions.of(signed_in()), may_plan=opens("rosters.make_draft", Right.PLAN)
    )
    return render_template(
        "rosters/list.html",
        shelves=shelves,
        viewer=viewer,
        waits_for_me=_waits_for_me,
        signature_words=lambda head: SignatureWords(current_language(), head.zone),
    )


def _waits_for_me(one: Listed) -> bool:
    """Whether somebody signed a draft, and whoever reads is to sign for regions that remain."""
    plans, login = reach_of(Right.PLAN), current_username()
    return one.signatures is not None and waits_for(one.signatures, plans, login)


@pages.post("/draft")
@require(Right.PLAN)
def make_draft() -> WerkzeugResponse:
    first, weeks = _period()
    if not plans_book(request.form.get("book", "")):
        abort(404)
    book = request.form.get("book", "")
    head = copy_in_force(services.store, first, weeks, current_username(), services.clock(), book)
    return redirect(url_for(".grid", roster=head.id))


@pages.post("/<int:roster>/drop")
@require(Right.PLAN)
def drop(roster: int) -> WerkzeugResponse:
    seen = request.form.get("seen", type=int) or 0
    drop_draft(services.store, roster, current_username(), services.clock(), seen)
    flash(_("Draft {number} is gone.").format(number=roster))
    return redirect(url_for(".list_page"))


def _period() -> tuple[date, int]:
    try:
        return date.fromisoformat(request.form["first"]), int(request.form["weeks"])
    except (KeyError, ValueError):
        abort(400)


WEEKS_ON_A_SHEET = 5  #: of A3


@dataclass(frozen=True, slots=True)
class PrintedDuty:
    """A shift on the list; no names: nobody has it."""

    when: str
    post: str
    hue: int
    names: tuple[str, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class DutyDay:
    """A day of the list, with the shifts that begin on it, and who is on call throughout it."""

    column: GridColumn
    rows: tuple[PrintedDuty, ...]


@dataclass(frozen=True, slots=True)
class DutyWeek:
    """The days of a week that are shown."""

    number: int
    days: tuple[DutyDay, ...]

    @property
    def is_now(self) -> bool:
        """Whether today is in it."""
        return any(day.column.is_today for day in self.days)


def sheets_of(grid: Grid) -> list[Grid]:
    """The grid cut into sheets of a few weeks, spread evenly."""
    days = len(grid.columns)
    weeks = -(-days // 7)
    count = -(-weeks // WEEKS_ON_A_SHEET)
    each = -(-weeks // count)
    first = grid.columns[0].day.date
    return [
        replace(
            grid,
            choice=replace(
                grid.choice,
                start=first + timedelta(weeks=start),
                weeks=min(each, weeks - start),
            ),
        )
        for start in range(0, weeks, each)
    ]


def duty_weeks(grid: Grid) -> list[DutyWeek]:
    """The list of duties, cut at each Monday."""
    days = iter(duty_days(grid))
    return [DutyWeek(number, tuple(islice(days, count))) for number, count in grid.weeks]


def duty_days(grid: Grid) -> list[DutyDay]:
    """Who has duty on each day that is shown."""
    words = GridWords(grid.roster.problem, grid.speech)
    zone, found = grid.roster.problem.zone, [list[PrintedDuty]() for _column in grid.columns]
    rank = {post.id: number for number, post in enumerate(grid.posts)}
    shown = [shift for shift in grid.roster.shifts if shift.post in rank]
    for shift in sorted(shown, key=lambda one: (rank[one.post], one.start)):
        start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
        post = grid.roster.problem.post_by_id[shift.post]
        is_day = end - start <= timedelta(hours=25)
        row = PrintedDuty(
            f"{start:%H:%M}–{end:%H:%M}" if is_day else "",
            f"{post.name} {shift.name}" if is_day else post.name,
            grid.hues[shift.post],
            _names(grid, words, shift),
            grid.missing(shift),
        )
        for place in grid.places_of(shift):
            found[place].append(row)
    return [DutyDay(column, tuple(rows)) for column, rows in zip(grid.columns, found, strict=True)]


def parts_below(grid: Grid) -> list[tuple[str, str]]:
    """The shifts in parts of the days that are shown, with who has which: paper has no tooltips."""
    words, zone = GridWords(grid.roster.problem, grid.speech), grid.roster.problem.zone
    known, posts = grid.roster.shift_by_id, grid.roster.problem.post_by_id
    there = (known[id] for id in grid.roster.parts if grid.roster.is_in_parts(id))
    shifts = [one for one in there if grid.viewer.sees_post(one.post)]
    return [
        (
            f"{posts[one.post].name if one.post in posts else one.post} {one.name}, "
            f"{grid.speech.stretch(one.start, one.end, zone)}",
            "; ".join(_names(grid, words, one)),
        )
        for one in sorted(shifts, key=lambda one: one.start)
        if len(grid.places_of(one))
    ]


def _names(grid: Grid, words: GridWords, shift: Shift) -> tuple[str, ...]:
    """Who has a shift; of one in parts also when."""
    if not grid.roster.is_in_parts(shift.id):
        return tuple(words.name(one) for one in grid.roster.holders.get(shift.id, ()))
    zone, speech = grid.roster.problem.zone, grid.speech
    return tuple(
        f"{words.name(one.person)} ({speech.stretch(one.start, one.end, zone)})"
        for one in grid.roster.parts[shift.id]
    )


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.roster"


@pages.get("/<int:roster>/print")
@require(Right.SEE_COVERAGE)
def print_page(roster: int) -> str:
    grid, is_whole = open_grid(roster), "whole" in request.args
    # What hangs on a wall says no more than what everybody may know.
    bare = replace(grid.viewer, all_reasons=False, own=None, may_plan=False)
    shown = grid if is_whole else replace(grid, viewer=bare)
    sheets = [(one, drawing_of(one, is_bare=not is_whole)) for one in sheets_of(shown)]
    return render_template(
        "rosters/print.html", sheets=sheets, grid=grid, is_whole=is_whole, parts_below=parts_below
    )


@pages.get("/<int:roster>/list")
@require(Right.SEE_COVERAGE)
def duty_list(roster: int) -> str:
    grid = open_grid(roster)
    return render_template("rosters/duty_list.html", grid=grid, weeks=duty_weeks(grid))


@pages.get("/<int:roster>/roster.xlsx")
@require(Right.SEE_REASONS)
def workbook(roster: int) -> Response:
    content = roster_workbook(services.store, roster, current_language())
    name = f"roster-{roster}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type=XLSX)
