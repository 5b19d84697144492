"""The commands of the grid: carried out at once, or proposed first where others lose by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, jsonify, redirect, render_template, request

from data.model.account import Right
from data.model.errors import Conflict
from data.model.shift import is_long
from scheduler.planning.comparison import behind_open
from scheduler.planning.grid_commands import FullShift, GridCommands
from scheduler.planning.range_commands import DutiesTaken, PartRefused
from scheduler.planning.takers import chain_swaps, find_takers
from scheduler.planning.undo import steps_of
from scheduler.solve_jobs.draft_repair import repair_near
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.rosters.changes import changes_of, duties_text, history_of, since_then
from web.rosters.grid_request import GridRequest, carry_out
from web.rosters.grid_views import beside, day_of_address, drawing_of, grid_of, open_grid, pages
from web.rosters.panel import panel_of
from web.rosters.proposal import proposal_of, repair_proposal, take_over_proposal, takers_panel
from web.rosters.words import GridWords
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.planning.edits import Edited
    from web.rosters.grid import Grid


@pages.get("/<int:roster>/takers")
@require(Right.PLAN)
def takers(roster: int) -> Response | str:
    """Who could have a duty: for the panel, and to colour the grid while it is dragged."""
    grid, giver = open_grid(roster), request.args.get("person", "")
    commands = GridCommands(grid.roster, grid.now, grid.speech)
    shift = request.args.get("shift", "") or _duty_of_cell(grid, commands, giver)
    panel = takers_panel(grid, find_takers(commands, shift, giver), shift, giver)
    if not request.headers.get("HX-Request"):
        return beside("rosters/takers.html", grid=grid, panel=panel)
    return jsonify(
        panel=render_template("rosters/takers.html", grid=grid, panel=panel),
        verdicts={one.person: [one.verdict, one.why] for one in panel.people},
        day=panel.day.isoformat(),
        shift=shift,
    )


@pages.get("/<int:roster>/steps")
@require(Right.PLAN)
def steps(roster: int) -> str:
    """Two steps after which somebody else has a duty, or an open one is filled."""
    grid, shift = open_grid(roster), request.args.get("shift", "")
    holder = request.args.get("person", "")
    commands = GridCommands(grid.roster, grid.now, grid.speech)
    swaps = chain_swaps(commands, shift, holder)
    return beside(
        "rosters/steps.html",
        grid=grid,
        swaps=swaps,
        shift=grid.roster.shift_by_id[shift],
        duty=duties_text(grid, [grid.roster.shift_by_id[shift]])[0],
        holder=holder,
    )


def _duty_of_cell(grid: Grid, commands: GridCommands, person: str) -> str:
    """The duty in a cell that the mouse took up: that of the day, or the bar of several days."""
    there = commands.standing_on(person, day_of_address(request.args.get("day", "")))
    wants_bar = bool(request.args.get("bar"))
    return next(
        (o.shift for o in there if is_long(grid.roster.shift_by_id[o.shift]) is wants_bar), ""
    )


@pages.post("/<int:roster>/edit")
@require(Right.PLAN)
def edit(roster: int) -> WerkzeugResponse | tuple[str, int]:
    grid_request = GridRequest.of(request.form)
    try:
        if grid_request.do == "repair":
            return _repaired(open_grid(roster), grid_request), 200
        if request.form.get("ask"):
            return _ask_first(open_grid(roster), grid_request), 200
        edited = carry_out(roster, grid_request, current_username(), current_language())
    except FullShift as full:
        grid = open_grid(roster)
        day = grid_request.day or grid.day_of(grid.roster.shift_by_id[full.shift].start)
        asked = take_over_proposal(grid, (full.person, day), full.shift, full.holders)
        return beside("rosters/proposal.html", grid=grid, proposal=asked), 200
    except DutiesTaken:
        return _ask_first(open_grid(roster), grid_request.surely), 200
    except PartRefused as refused:
        return beside(
            "rosters/refused.html",
            grid=open_grid(roster),
            lines=error_messages(refused.reasons),
            rest=refused.edits,
            asked=grid_request,
        ), 422
    except Conflict as conflict:
        steps = steps_of(services.store, roster).done
        grid = open_grid(roster)
        return _overtaken(grid, conflict, since_then(grid, steps, grid_request.seen))
    grid = grid_of(edited.roster)
    if not request.headers.get("HX-Request"):
        flash(_summary(edited))
        return redirect(f"/rosters/{roster}{grid.choice.query()}")
    return _answer(grid, grid_request, edited)


def _ask_first(grid: Grid, asked: GridRequest) -> str:
    """What a command would do; nothing was changed."""
    more, commands = asked.more, GridCommands(grid.roster, grid.now, grid.speech)
    if asked.do == "take" and asked.day:
        cell, holders = (asked.person, asked.day), [more.get("holder", "")]
        proposal = take_over_proposal(grid, cell, more.get("shift", ""), holders)
    else:
        proposal = proposal_of(grid, asked.do, asked.again, asked.edits(commands))
    return beside("rosters/proposal.html", grid=grid, proposal=proposal)


def _repaired(grid: Grid, asked: GridRequest) -> str:
    """The fewest changes near a duty that make it good; nothing was changed."""
    shift, commands = asked.more.get("shift", ""), GridCommands(grid.roster, grid.now, grid.speech)
    repair = repair_near(commands, shift, asked.more.get("broken", ""))
    proposal = repair_proposal(grid, repair, shift)
    return beside("rosters/proposal.html", grid=grid, proposal=proposal)


def _answer(grid: Grid, grid_request: GridRequest, edited: Edited) -> Response:
    """What the script of the page puts in its place."""
    drawing, head = drawing_of(grid), grid.roster.head
    touched = {one.person for one in edited.effect.people} | {grid_request.person}
    touched.update(grid_request.cells.people if grid_request.is_range else ())
    people = [
        p for g in grid.groups for p in g.people if edited.roster.is_renewed or p.id in touched
    ]
    steps = steps_of(services.store, head.id)
    told = GridWords(grid.roster.problem, current_language()).edited(edited)
    panel = None
    if grid_request.day and grid_request.person:
        panel = panel_of(grid, grid_request.person, grid_request.day, told)
    answer: dict[str, Any] = {
        "seen": head.lock_version,
        "rows": {person.id: drawing.row(person) for person in people},
        "cover": drawing.cover(),
        "open": drawing.open_row(),
        "panel": render_template("rosters/panel.html", grid=grid, panel=panel, told=told),
        "spoiled": _spoiled(grid, edited),
        "steps": [len(steps.done), len(steps.undone)],
        "history": render_template(
            "rosters/history.html", grid=grid, history=history_of(grid, steps)
        ),
        "figures": render_template("rosters/figures.html", grid=grid),
        "changes": render_template("rosters/changes.html", changes=changes_of(grid)),
        "behind": render_template(
            "rosters/behind.html",
            head=head,
            behind=behind_open(services.store, grid.roster, services.clock()),
            may_rebase=True,
        ),
        "said": _summary(edited),
    }
    return jsonify(answer)


def _spoiled(grid: Grid, edited: Edited) -> list[list[object]]:
    """The days on which later duties are spoiled: who, and the first and last place."""
    found = []
    for one in edited.effect.people:
        for violation in one.later:
            places = grid.places(violation.start, violation.end)
            if places:
                found.append([one.person, places[0], places[-1]])
    return found


def _overtaken(grid: Grid, conflict: Conflict, since: list[str]) -> tuple[str, int]:
    page = "rosters/overtaken.html"
    return beside(page, grid=grid, conflict=conflict, since=since), 409


def _summary(edited: Edited) -> str:
    """What an edit did, in a sentence for whoever cannot see the panel."""
    broken = len(edited.effect.new_violations)
    if not broken:
        return _("Changed. It breaks no rule.")
    return ngettext("Changed. It breaks {count} rule.", "Changed. It breaks {count} rules.", broken)
