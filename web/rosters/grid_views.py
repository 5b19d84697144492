"""The grid: people by days, and its edits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request

from data.i18n.signature_words import SignatureWords
from data.model.account import Right
from data.model.errors import Refused
from data.model.roster import RosterStatus
from scheduler.coverage.regional import status_within
from scheduler.planning.candidates import find_candidates
from scheduler.planning.comparison import behind_open, compare
from scheduler.planning.demand_changes import changes_in_draft, changes_in_force
from scheduler.planning.demand_words import DemandNotice, notice_of
from scheduler.planning.open_roster import OpenRoster, open_roster, warm_up
from scheduler.planning.signatures import read_signature_state
from scheduler.planning.undo import steps_of
from web.access.guard import require, signed_in
from web.access.regions import reach
from web.app_services import services
from web.gaps.candidates import facts_of
from web.locale import current_language
from web.rosters.changes import changes_of, history_of
from web.rosters.choice import RosterFilter, ViewerPermissions
from web.rosters.drawing import Drawing
from web.rosters.grid import Grid
from web.rosters.panel import panel_of
from web.rosters.words import GridWords
from web.shared.renewals import renewal_of_post

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.problem import RosterProblem
    from web.shared.renewals import RenewalLines


pages = Blueprint("rosters", __name__, url_prefix="/rosters")


@pages.get("/<int:roster>")
@require(Right.SEE_COVERAGE)
def grid(roster: int) -> str:
    shown = open_grid(roster)
    edits = shown.viewer.may_plan and shown.roster.is_draft
    if edits:
        warm_up(shown.roster.problem)
    steps = steps_of(services.store, roster) if edits else None
    return render_template(
        "rosters/grid.html",
        grid=shown,
        drawing=drawing_of(shown),
        changes=changes_of(shown),
        may_edit=edits,
        head=shown.roster.head,
        behind=behind_open(services.store, shown.roster, services.clock()),
        may_rebase=edits,
        demanded=_demanded(shown),
        steps=steps,
        history=history_of(shown, steps) if steps else (),
        signatures=_signatures(shown),
    )


def _signatures(shown: Grid) -> dict[str, object] | None:
    """Who signed a draft for which regions, and whose signature is void; None: nobody signed it."""
    if not shown.roster.is_draft:
        return None
    state = read_signature_state(services.store, shown.roster.head.id)
    if not state.is_begun:
        return None
    words = SignatureWords(current_language(), shown.roster.head.zone)
    return {"state": words.state(state), "void": [words.void(one) for one in state.void]}


def _demanded(shown: Grid) -> DemandNotice | None:
    """What demand changed in the shifts to come, for who may plan."""
    roster, now = shown.roster, services.clock()
    if not (shown.viewer.may_plan and reach().is_all) or roster.head.end <= now:
        return None
    if roster.is_draft:
        return notice_of(changes_in_draft(services.store, roster, now), current_language())
    if roster.head.status is not RosterStatus.PUBLISHED:
        return None
    return notice_of(changes_in_force(services.store, roster.head, now), current_language())


@pages.get("/<int:roster>/cell")
@require(Right.SEE_COVERAGE)
def cell(roster: int) -> str:
    shown, day = open_grid(roster), day_of_address(request.args.get("day", ""))
    panel = panel_of(shown, request.args.get("person", ""), day)
    return beside("rosters/panel.html", grid=shown, panel=panel)


@pages.get("/<int:roster>/candidates")
@require(Right.SEE_REASONS)
def candidates(roster: int) -> str:
    shown, shift = open_grid(roster), request.args.get("shift", "")
    found = find_candidates(services.store, shift, services.clock(), roster)
    words = GridWords(found.problem, current_language())
    return beside(
        "rosters/candidates.html",
        grid=shown,
        found=found,
        words=words,
        facts=facts_of,
        renewed=renewed_for(found.problem, found.offer.shift),
    )


@pages.get("/<int:roster>/open")
@require(Right.SEE_COVERAGE)
def open_shifts(roster: int) -> str:
    """What is open on a day, all posts together, with the way to fill each."""
    shown, day = open_grid(roster), day_of_address(request.args.get("day", ""))
    rows = drawing_of(shown).open_on(day)
    return beside("rosters/open.html", grid=shown, rows=rows, day=day)


@pages.get("/<int:roster>/violations")
@require(Right.SEE_REASONS)
def violations(roster: int) -> str:
    shown = open_grid(roster)
    words = GridWords(shown.roster.problem, current_language(), shown.roster.judged.sentences)
    return beside("rosters/violations.html", grid=shown, words=words)


def renewed_for(problem: RosterProblem, shift: str) -> RenewalLines | None:
    """What would renew the lapses of everybody who could have a shift."""
    wanted = problem.shift_by_id[shift]
    people = {one.id: one.name for one in problem.people}
    return renewal_of_post(wanted.post, wanted.start, wanted.end, people)


def beside(template: str, **values: object) -> str:
    """A part beside the grid; to whoever has no script, a page of its own."""
    if request.headers.get("HX-Request"):
        return render_template(template, **values)
    return render_template("rosters/beside.html", part=template, **values)


def day_of_address(text: str) -> date:
    """A day that stands in an address; what is none is refused."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(400)


def open_grid(roster: int, choice: RosterFilter | None = None) -> Grid:
    """The grid of a roster, as far as the reader may see it.

    Parameters
    ----------
    choice
        The part of it that is wanted; None: as the address says.
    """
    return grid_of(_opened(roster, services.clock()), choice)


def grid_of(roster: OpenRoster, choice: RosterFilter | None = None) -> Grid:
    """The grid of a roster that is open; see `open_grid`."""
    viewer, now = ViewerPermissions.of(signed_in(), roster.posts), services.clock()
    if not viewer.sees_roster(roster.head):
        abort(403)
    chosen = RosterFilter.of(request.args) if choice is None else choice
    compared = None
    if chosen.compare and viewer.all_reasons and chosen.compare != roster.head.id:
        before = _opened(chosen.compare)  # what it breaks is not shown
        compared = compare(before, roster), before.assignments
    status = services.coverage.of_roster(
        roster.head, roster.shifts, roster.assignments, now, roster.splits
    )
    status = status_within(status, services.coverage.facts(now).inputs, reach())
    return Grid(roster, current_language(), viewer, chosen, now, status, compared)


def drawing_of(grid: Grid, *, is_bare: bool = False) -> Drawing:
    """What draws the rows of a grid; bare: without columns of figures."""
    query = grid.choice.query()
    address = f"/rosters/{grid.roster.head.id}"
    return Drawing(grid, address, f"{query}&" if query else "?", is_bare)


def _opened(roster: int, now: datetime | None = None) -> OpenRoster:
    try:
        return open_roster(services.store, roster, now)
    except Refused:
        abort(404)
