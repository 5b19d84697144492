"""The grid: people by days, and its edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request
from werkzeug.exceptions import BadRequest

from data.model.account import Right
from data.model.errors import Conflict, Refused
from scheduler.planning.candidates import find_candidates
from scheduler.planning.comparison import behind_open, compare
from scheduler.planning.grid_commands import FullShift, GridCommands, edit_grid
from scheduler.planning.open_roster import OpenRoster, open_roster, warm_up
from scheduler.planning.undo import redo, steps_of, undo
from web.access.guard import current_username, require, signed_in
from web.app_services import services
from web.gaps.candidates import facts_of
from web.locale import _, current_language, ngettext
from web.rosters.changes import changes_of, since_then
from web.rosters.choice import RosterFilter, ViewerPermissions
from web.rosters.drawing import Drawing
from web.rosters.grid import Grid
from web.rosters.panel import panel_of
from web.rosters.proposal import take_over_proposal
from web.rosters.words import GridWords

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.i18n.language import Language
    from scheduler.planning.edits import Edit, Edited


@dataclass(frozen=True, slots=True)
class GridRequest:
    """One command of a planner on the grid, as its form says it.

    Parameters
    ----------
    do
        What: ``type``, ``assign``, ``take``, ``remove``, ``pin``, ``exchange``, ``step``,
        ``split``, ``whole``, ``undo`` or ``redo``.
    person, day
        The cell.
    seen
        The lock version of the draft on their screen.
    more
        The rest of the form: ``code``, ``shift``, ``holder`` ...
    """

    do: str
    person: str
    day: date | None
    seen: int
    more: Mapping[str, str]

    @classmethod
    def of(cls, form: Mapping[str, str]) -> GridRequest:
        """As the form says; what no page of ours can send is refused."""
        seen = form.get("seen", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            raise BadRequest
        day = _typed_day(form["day"]) if form.get("day") else None
        return cls(form.get("do", ""), form.get("person", ""), day, int(seen), form)

    def edits(self, commands: GridCommands) -> list[Edit]:
        """The same as edits of a draft."""
        shift, person = self.more.get("shift", ""), self.person
        match self.do:
            case "type":
                return commands.type_code(person, self._day, self.more.get("code", ""))
            case "assign":
                return commands.assign(person, shift)
            case "take":
                return commands.take_over(person, shift, self.more.get("holder", ""))
            case "remove":
                return commands.remove(person, self._meant(commands))
            case "pin":
                return commands.pin(person, self._meant(commands))
            case "exchange":
                other = self.more.get("other", ""), _typed_day(self.more.get("other_day", ""))
                return commands.exchange((person, self._day), other)
            case "step":
                gives, to = self.more.get("gives", ""), self.more.get("to", "")
                return [*commands.take_over(to, gives, person), *commands.assign(person, shift)]
            case "split":
                return commands.split(person, shift, self.more.get("comer", ""), self._times)
            case "whole":
                leaver, comer = self.more.get("leaver", ""), self.more.get("comer", "")
                return commands.make_whole(leaver, shift, comer, self._times)
        raise BadRequest

    @property
    def _times(self) -> tuple[str, str]:
        return self.more.get("from", ""), self.more.get("until", "")

    @property
    def _day(self) -> date:
        if self.day is None:
            raise BadRequest
        return self.day

    def _meant(self, commands: GridCommands) -> list[str]:
        """The duty that a button names, or those that stand in the cell."""
        if shift := self.more.get("shift", ""):
            return [shift]
        return [one.shift for one in commands.duties_on(self.person, self._day)]


def carry_out(roster: int, grid_request: GridRequest, who: str, speech: Language) -> Edited:
    """Do what was asked for.

    Raises
    ------
    Refused
        It makes no sense as things stand.
    Conflict
        Somebody else changed the draft meanwhile.
    """
    now = services.clock()
    if grid_request.do in ("undo", "redo"):
        back = undo if grid_request.do == "undo" else redo
        return back(services.store, roster, who, now, speech, grid_request.seen)
    return edit_grid(
        services.store, roster, grid_request.edits, who, now, speech, grid_request.seen
    )


def _typed_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest from error


pages = Blueprint("rosters", __name__, url_prefix="/rosters")


@pages.get("/<int:roster>")
@require(Right.SEE_COVERAGE)
def grid(roster: int) -> str:
    shown = open_grid(roster)
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
        behind=behind_open(services.store, shown.roster, services.clock()),
        may_rebase=edits,
        steps=steps_of(services.store, roster) if edits else None,
    )


@pages.get("/<int:roster>/cell")
@require(Right.SEE_COVERAGE)
def cell(roster: int) -> str:
    shown, day = open_grid(roster), _day(request.args.get("day", ""))
    panel = panel_of(shown, request.args.get("person", ""), day)
    return _beside("rosters/panel.html", grid=shown, panel=panel)


@pages.get("/<int:roster>/candidates")
@require(Right.SEE_REASONS)
def candidates(roster: int) -> str:
    shown, shift = open_grid(roster), request.args.get("shift", "")
    found = find_candidates(services.store, shift, services.clock(), roster)
    words = GridWords(found.problem, current_language())
    return _beside("rosters/candidates.html", grid=shown, found=found, words=words, facts=facts_of)


@pages.get("/<int:roster>/violations")
@require(Right.SEE_REASONS)
def violations(roster: int) -> str:
    shown = open_grid(roster)
    words = GridWords(shown.roster.problem, current_language(), shown.roster.judged.sentences)
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
    viewer, now = ViewerPermissions.of(signed_in()), services.clock()
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


@pages.post("/<int:roster>/edit")
@require(Right.PLAN)
def edit(roster: int) -> WerkzeugResponse | tuple[str, int]:
    grid_request = GridRequest.of(request.form)
    try:
        edited = carry_out(roster, grid_request, current_username(), current_language())
    except FullShift as full:
        return _ask_first(roster, full, grid_request)
    except Conflict as conflict:
        steps = steps_of(services.store, roster).done
        grid = open_grid(roster)
        return _overtaken(grid, conflict, since_then(grid, steps, grid_request.seen))
    grid = grid_of(edited.roster)
    if not request.headers.get("HX-Request"):
        flash(_summary(edited))
        return redirect(f"/rosters/{roster}{grid.choice.query()}")
    return _answer(grid, grid_request, edited)


def _ask_first(
    roster: int, full: FullShift, grid_request: GridRequest
) -> WerkzeugResponse | tuple[str, int]:
    """Propose that a shift that is full is taken over; nothing was changed."""
    grid = open_grid(roster)
    day = grid_request.day or grid.day_of(grid.roster.shift_by_id[full.shift].start)
    return _beside(
        "rosters/proposal.html", grid=grid, proposal=take_over_proposal(grid, full, day)
    ), 200


def _answer(grid: Grid, grid_request: GridRequest, edited: Edited) -> Response:
    """What the script of the page puts in its place."""
    drawing, head = drawing_of(grid), grid.roster.head
    touched = {one.person for one in edited.effect.people} | {grid_request.person}
    people = [
        p for g in grid.groups for p in g.people if edited.roster.is_renewed or p.id in touched
    ]
    steps = steps_of(services.store, head.id)
    told = GridWords(grid.roster.problem, current_language()).edited(edited)
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
    if not request.headers.get("HX-Request"):
        return render_template(
            "rosters/beside.html", part=page, grid=grid, conflict=conflict, since=since
        ), 409
    return render_template(page, grid=grid, conflict=conflict, since=since), 409


def _summary(edited: Edited) -> str:
    """What an edit did, in a sentence for whoever cannot see the panel."""
    broken = len(edited.effect.new_violations)
    if not broken:
        return _("Changed. It breaks no rule.")
    return ngettext("Changed. It breaks {count} rule.", "Changed. It breaks {count} rules.", broken)
