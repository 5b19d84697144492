"""The grid: people by days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import abort, render_template, request

from data.model.account import Right
from scheduler.planning.candidates import find_candidates
from scheduler.planning.open_roster import warm_up
from scheduler.planning.stale_draft import behind_open
from scheduler.planning.undo import steps_of
from web.access.guard import may
from web.gaps.filling import facts_of
from web.locale import speech
from web.rosters.changes import changes_of
from web.rosters.opening import drawing_of, open_grid
from web.rosters.panel import panel_of
from web.rosters.words import GridWords

if TYPE_CHECKING:
    from flask import Blueprint

    from web.app_services import AppServices


def add_grid(blueprint: Blueprint, site: AppServices) -> None:
    """Add the grid and what opens beside it."""

    @blueprint.get("/<int:roster>")
    @may(Right.SEE_COVERAGE)
    def grid(roster: int) -> str:
        shown = open_grid(site, roster)
        edits = shown.viewer.may_plan and shown.roster.is_draft
        if edits:
            warm_up(shown.roster.problem)
        return render_template(
            "rosters/grid.html",
            grid=shown,
            drawing=drawing_of(shown),
            changes=changes_of(shown),
            may_edit=edits,
            head=shown.roster.head,
            behind=behind_open(site.store, shown.roster, site.clock()),
            may_rebase=edits,
            steps=steps_of(site.store, roster) if edits else None,
        )

    @blueprint.get("/<int:roster>/cell")
    @may(Right.SEE_COVERAGE)
    def cell(roster: int) -> str:
        shown, day = open_grid(site, roster), _day(request.args.get("day", ""))
        panel = panel_of(shown, request.args.get("person", ""), day)
        return _beside("rosters/panel.html", grid=shown, panel=panel)

    @blueprint.get("/<int:roster>/candidates")
    @may(Right.SEE_REASONS)
    def candidates(roster: int) -> str:
        shown, shift = open_grid(site, roster), request.args.get("shift", "")
        found = find_candidates(site.store, shift, site.clock(), speech(), roster)
        words = GridWords(found.problem, speech())
        return _beside(
            "rosters/candidates.html", grid=shown, found=found, words=words, facts=facts_of
        )

    @blueprint.get("/<int:roster>/violations")
    @may(Right.SEE_REASONS)
    def violations(roster: int) -> str:
        shown = open_grid(site, roster)
        words = GridWords(shown.roster.problem, speech(), shown.roster.judged.sentences)
        return _beside("rosters/violations.html", grid=shown, words=words)


def _beside(template: str, **values: object) -> str:
    """A part beside the grid; to whoever has no script, a page of its own."""
    if request.headers.get("HX-Request"):
        return render_template(template, **values)
    return render_template("rosters/beside.html", part=template, **values)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(400)
