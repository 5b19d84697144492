"""A search on the screen: the live display, the folder it writes, and what came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from data.i18n.language import Language
from data.model.errors import BrokenResult
from data.model.problem import RosterProblem
from data.model.result import RosterResult
from scheduler.cli.screens.progress import LiveSolve
from scheduler.cli.screens.report import report
from scheduler.planning.plan import Planned, findings, make_roster, save, save_broken
from scheduler.planning.preparation import leaving_open, parts_of, with_all_open
from solver.cpsat.engine import Stop
from solver.options import SolveOptions


def run(
    problem: RosterProblem,
    options: SolveOptions,
    out: Path,
    speech: Language,
    *,
    quiet: bool,
    leave_parts_open: bool = False,
) -> RosterResult:
    """Solve with a live display, write the folder, say what came of it.

    Parameters
    ----------
    leave_parts_open
        Plan nobody on the part shifts.
    """
    sought = leaving_open(problem, parts_of(problem)) if leave_parts_open else problem
    console = Console(stderr=quiet, highlight=False)
    if not quiet:
        announce(console, problem, speech)
    stop = Stop()
    display = LiveSolve(console, options.seconds, speech)
    try:
        result = display.run(
            lambda: make_roster(sought, options, progress=display.tell, stop=stop, speech=speech),
            stop,
        )
    except BrokenResult as error:
        raise save_broken(problem, error, out) from error
    result = with_all_open(problem, result)
    save(Planned(problem, result), out, today(problem), speech)
    if not quiet:
        report(console, problem, result, speech)
        console.print("\n" + speech.gettext("Written to {folder}").format(folder=out))
    return result


def announce(console: Console, problem: RosterProblem, speech: Language) -> None:
    """The size of the problem, and what is impossible or tight from the start."""
    say = speech.gettext
    text = say("{people} people, {posts} posts, {shifts} shifts, {start} to {end}")
    console.print(
        text.format(
            people=len(problem.people),
            posts=len(problem.posts),
            shifts=len(problem.shifts),
            start=speech.long_date(problem.first_date),
            end=speech.long_date(problem.last_date),
        )
    )
    for finding in findings(problem, speech):
        colour = "red" if finding.certain else "yellow"
        name = problem.post_by_id[finding.post].name
        article = f" ({finding.article})" if finding.article else ""
        console.print(f"[{colour}]•[/{colour}] {name}: {finding.sentence}{article}")


def today(problem: RosterProblem) -> date:
    """The local date, for the reader of the workbook."""
    return datetime.now(UTC).astimezone(problem.zone).date()
