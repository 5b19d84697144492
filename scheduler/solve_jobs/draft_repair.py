"""Repair near one duty of a draft: the fewest changes that fill it, or that resolve what it breaks.

The search runs in a process of its own, for some seconds at most: a crash of the solver, or all the
memory it takes, is no matter of who asked. Only duties near the one that is asked for may move.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from data.files.problem_json import dump_problem, parse_problem
from data.model.errors import Fault, Refused
from data.model.result import PlanStatus
from data.model.shift import is_split
from scheduler.planning.edits import Edit, EditKind
from scheduler.planning.judgement import known_assignments
from scheduler.solve_jobs.solve_process import offer_memory, solver_environment
from solver.options import SolveOptions

if TYPE_CHECKING:
    from data.i18n.language import Language
    from data.model.problem import RosterProblem
    from scheduler.planning.grid_commands import GridCommands

NEAR = timedelta(days=7)  #: before and after a shift, where duties may move
SECONDS = 3.0  #: of the search
PATIENCE = 20.0  #: seconds for the process: it starts, reads the problem and writes what it found
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class DraftRepair:
    """What a repair comes to.

    Parameters
    ----------
    edits
        The changes; empty: nothing near it is better.
    is_proven
        No fewer changes do as much, with only these duties moving.
    """

    edits: tuple[Edit, ...]
    is_proven: bool


def repair_near(commands: GridCommands, shift: str, person: str = "") -> DraftRepair:
    """The fewest changes near a shift that fill it; or that resolve what somebody breaks there.

    Whoever breaks a rule elsewhere keeps their duties, and so does who is pinned.

    Parameters
    ----------
    person
        Id of who has the shift and breaks a rule; empty: the shift lacks somebody.

    Raises
    ------
    Refused
        The shift began, another repair runs, or the search ended without an answer.
    """
    commands.changeable(shift)
    problem = narrowed(commands, shift, person)
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        say = commands.speech.gettext
        what = say("Another repair is already being searched for")
        raise Refused([Fault(what, say("Try again in some seconds."))])
    try:
        found = _searched(problem, commands.speech)
    finally:
        _ONE_AT_A_TIME.release()
    pairs = {(who, what) for who, what in found.pairs if not is_split(what)}
    before = {(one.person, one.shift) for one in problem.published}
    gone = [Edit(EditKind.REMOVE, *pair) for pair in sorted(before - pairs)]
    new = [Edit(EditKind.ASSIGN, *pair) for pair in sorted(pairs - before)]
    return DraftRepair((*gone, *new), found.status is PlanStatus.OPTIMAL)


def narrowed(commands: GridCommands, shift: str, person: str) -> RosterProblem:
    """The problem of a draft in which only duties near a shift may move; see `repair_near`."""
    roster = commands.roster
    problem, wanted = roster.problem, roster.shift_by_id[shift]
    first, last = wanted.start - NEAR, wanted.end + NEAR
    free = {
        one.id
        for one in problem.shifts
        if first <= one.start < last
        and one.start >= commands.now
        and not roster.is_in_parts(one.id)
    }
    held = known_assignments(problem, roster.assignments)
    bound = {violation.person for violation in roster.violations} - {person}
    pins = tuple(
        replace(one, pinned=True)
        for one in held
        if one.pinned or one.shift not in free or one.person in bound or one.double
    )
    published = tuple(one for one in held if not is_split(one.shift))
    return replace(problem, assignments=pins, published=published)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the process wrote."""

    status: PlanStatus
    pairs: tuple[tuple[str, str], ...]


def _searched(problem: RosterProblem, speech: Language) -> _Found:
    command = [sys.executable, "-m", "scheduler.solve_jobs.draft_repair"]
    say = speech.gettext
    try:
        done = subprocess.run(
            command,
            env=solver_environment(),
            input=dump_problem(problem),
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, ValueError) as error:
        what = say("The search for a repair ended without an answer")
        remedy = say("Choose among the candidates, or try again.")
        raise Refused([Fault(what, remedy)]) from error
    return _Found(PlanStatus(found["status"]), tuple((p, s) for p, s in found["pairs"]))


def main() -> int:
    """Repair the problem that standard input holds, and write who has what."""
    from solver.repair import repair  # the engine is for this process alone

    offer_memory()
    with os.fdopen(0, "rb") as given:
        problem = parse_problem(given.read())
    result = repair(problem, SolveOptions(SECONDS))
    pairs = [(one.person, one.shift) for one in result.assignments]
    json.dump({"status": result.status, "pairs": pairs}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
