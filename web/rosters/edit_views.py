"""Edits of a draft: each is answered with what it did and with the rows that it touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, jsonify, redirect, render_template, request

from data.model.account import Right
from data.model.errors import Conflict
from scheduler.planning.stale_draft import behind_open
from scheduler.planning.undo import steps_of
from web.access.guard import may
from web.access.visitor import who
from web.locale import count, say, speech
from web.rosters.changes import changes_of, since_then
from web.rosters.grid_request import GridRequest, carry_out
from web.rosters.opening import drawing_of, grid_of, open_grid
from web.rosters.panel import panel_of
from web.rosters.words import GridWords

if TYPE_CHECKING:
    from flask import Blueprint, Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.planning.edits import Edited
    from web.app_services import AppServices
    from web.rosters.grid import Grid


def add_edits(blueprint: Blueprint, site: AppServices) -> None:
    """Add what changes a draft."""

    @blueprint.post("/<int:roster>/edit")
    @may(Right.PLAN)
    def edit(roster: int) -> WerkzeugResponse | tuple[str, int]:
        grid_request = GridRequest.of(request.form)
        try:
            edited = carry_out(site, roster, grid_request, who(), speech())
        except Conflict as conflict:
            steps = steps_of(site.store, roster).done
            grid = open_grid(site, roster)
            return _overtaken(grid, conflict, since_then(grid, steps, grid_request.seen))
        grid = grid_of(site, edited.roster)
        if not request.headers.get("HX-Request"):
            flash(_summary(edited))
            return redirect(f"/rosters/{roster}{grid.choice.query()}")
        return _answer(site, grid, grid_request, edited)


def _answer(site: AppServices, grid: Grid, grid_request: GridRequest, edited: Edited) -> Response:
    """What the script of the page puts in its place."""
    drawing, head = drawing_of(grid), grid.roster.head
    touched = {one.person for one in edited.effect.people} | {grid_request.person}
    people = [
        p for g in grid.groups for p in g.people if edited.roster.is_renewed or p.id in touched
    ]
    steps = steps_of(site.store, head.id)
    told = GridWords(grid.roster.problem, speech()).edited(edited)
    panel = (
        panel_of(grid, grid_request.person, grid_request.day, told) if grid_request.day else None
    )
    answer: dict[str, Any] = {
        "seen": head.lock_version,
        "rows": {person.id: drawing.row(person) for person in people},
        "cover": drawing.cover(),
        "panel": render_template("rosters/panel.html", grid=grid, panel=panel, told=told),
        "spoiled": _spoiled(grid, edited),
        "steps": [len(steps.done), len(steps.undone)],
        "figures": render_template("rosters/figures.html", grid=grid),
        "changes": render_template("rosters/changes.html", changes=changes_of(grid)),
        "behind": render_template(
            "rosters/behind.html",
            head=head,
            behind=behind_open(site.store, grid.roster, site.clock()),
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
    if not request.headers.get("HX-Request"):
        return render_template(
            "rosters/beside.html", part=page, grid=grid, conflict=conflict, since=since
        ), 409
    return render_template(page, grid=grid, conflict=conflict, since=since), 409


def _summary(edited: Edited) -> str:
    """What an edit did, in a sentence for whoever cannot see the panel."""
    broken = len(edited.effect.new_violations)
    if not broken:
        return say("Changed. It breaks no rule.")
    return count("Changed. It breaks {count} rule.", "Changed. It breaks {count} rules.", broken)
