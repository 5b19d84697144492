"""Use cases of planning: from a problem to a roster, and from a roster in force to its repair."""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from data.files.problem_json import dump_problem, problem_hash
from data.files.result_folder import roster_files, write_folder
from data.files.result_json import ResultStamp, result_bytes
from data.files.workbook import workbook_bytes
from data.model.book import NO_BOOK
from data.model.duty import Assignment
from data.model.errors import BrokenResult, Fault, Refused
from data.model.problem import RosterProblem
from data.model.result import RosterResult
from data.model.roster import period_options
from data.store import rosters
from scheduler.planning.current_problem import FROZEN
from scheduler.planning.preparation import Prepared, prepare
from scheduler.planning.quality import quality_report, words_of
from solver.diagnosis.departures import with_departures
from solver.diagnosis.preflight_bounds import InfeasibilityReason, PreflightBounds
from solver.diagnosis.preflight_company import PreflightCompany
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.repair import SECONDS, repair
from solver.rules.in_force import rules_in_force
from solver.solve import solve_roster

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from data.i18n.language import Language
    from data.model.roster import RosterHead
    from data.store.opening import Store
    from solver.cpsat.engine import Stop
    from solver.options import Progress
    from solver.search.lexicographic.search import Best


#: Part of the time that is kept for the reasons of departures from base rosters, and its most.
SHARE_OF_REASONS, MOST_SECONDS_OF_REASONS = 0.05, 3.0
PATIENCE = 600.0  #: seconds for these where the result must be the same each time


@dataclass(frozen=True, slots=True)
class Planned:
    """A roster, and the problem it answers."""

    problem: RosterProblem
    result: RosterResult


def make_roster(
    problem: RosterProblem,
    options: SolveOptions,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    best: Best | None = None,
) -> RosterResult:
    """Make the best roster that the time allows, and say where it departs from the base rosters.

    See `solver.solve.solve_roster`.
    """
    reserved = 0.0
    if problem.base_members and not options.reproducible:
        reserved = min(MOST_SECONDS_OF_REASONS, SHARE_OF_REASONS * options.seconds)
    result = solve_roster(
        problem,
        replace(options, seconds=options.seconds - reserved),
        progress=progress,
        stop=stop,
        best=best,
    )
    return with_departures(problem, result, reserved or PATIENCE)


def save(planned: Planned, folder: Path, made_on: date, speech: Language) -> None:
    """Write roster, result, problem and workbook into a folder, all or none.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    problem, result = planned.problem, planned.result
    stamp = ResultStamp(problem_hash(problem), versions(), made_on)
    report = quality_report(problem, result.assignments, quality=result.quality)
    quality = report, words_of(problem, speech)
    write_folder(
        folder,
        {
            **roster_files(problem, result),
            "result.json": result_bytes(problem, result, stamp, speech),
            "problem.json": dump_problem(problem),
            "roster.xlsx": workbook_bytes(problem, result, stamp, speech, quality),
        },
    )


def save_broken(problem: RosterProblem, error: BrokenResult, folder: Path) -> BrokenResult:
    """Keep the problem of a roster that failed its check, to find the defect with."""
    write_folder(folder, {"problem.json": dump_problem(problem)})
    return BrokenResult(error.violations, str(folder / "problem.json"))


def findings(problem: RosterProblem) -> list[InfeasibilityReason]:
    """What is impossible or tight before anything is searched, and by what arithmetic."""
    rules = rules_in_force(problem.ruleset)
    index = ProblemIndex(problem)
    return [*PreflightBounds(index, rules).findings(), *PreflightCompany(index).findings()]


def versions() -> tuple[tuple[str, str], ...]:
    """What made a result."""
    return (
        ("caco", version("caco-rooster")),
        ("python", platform.python_version()),
        ("ortools", version("ortools")),
    )


@dataclass(frozen=True, slots=True)
class RepairRequest:
    """What is to be repaired, and what may move for it.

    Parameters
    ----------
    first, weeks, book
        The period of a roster in force, and its book.
    frozen
        How far ahead nobody's duty moves, unless they are named.
    may_move
        Ids of people whose duties inside that time may move too.
    seconds
        How long to search at most.
    """

    first: date
    weeks: int
    frozen: timedelta = FROZEN
    may_move: frozenset[str] = frozenset()
    seconds: float = SECONDS
    book: str = NO_BOOK


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repair, before it is kept.

    Parameters
    ----------
    near
        What changes inside the frozen time: who gets or loses a duty there, by name.
    """

    prepared: Prepared
    result: RosterResult
    near: tuple[Assignment, ...]


def repair_roster(
    store: Store,
    request: RepairRequest,
    now: datetime,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Repaired:
    """The roster in force with the fewest changes that fill it as well as can be.

    Raises
    ------
    Refused
        No roster is in force for this period, or somebody who may move is unknown.
    """
    with store.reading() as connection:
        known = rosters.person_numbers(connection, here_only=True)
        unknown = sorted(request.may_move - known.keys())
        if unknown:
            what = f"nobody is called {', '.join(unknown)}"
            raise Refused([Fault(what, "Name people by their code")])
        prepared = prepare(
            connection,
            request.first,
            request.weeks,
            now,
            frozen=request.frozen,
            may_move=request.may_move,
            book=request.book,
        )
    if prepared.base is None:
        what = f"no roster is in force for {request.weeks} weeks from {request.first}"
        asked = period_options(request.first, request.weeks, request.book)
        remedy = f"Make one: caco plan {asked}"
        raise Refused([Fault(what, remedy)])
    result = repair(
        prepared.problem,
        SolveOptions(request.seconds),
        progress=progress,
        stop=stop,
        shadow_from=now + request.frozen,
    )
    return Repaired(prepared, result, _near(prepared, result, now + request.frozen))


def only_roster(store: Store, now: datetime, book: str | None = None) -> RosterHead:
    """The one roster in force that is not over; of one book, or of None any.

    Raises
    ------
    Refused
        There are more, or there is none.
    """
    with store.reading() as connection:
        found = rosters.in_force_after(connection, now, book)
    if len(found) == 1:
        return found[0]
    periods = "; ".join(head.options for head in found)
    what = f"{len(found)} rosters are in force" if found else "no roster is in force"
    remedy = f"Name one: {periods}" if found else "Sign one first"
    raise Refused([Fault(what, remedy)])


def _near(prepared: Prepared, result: RosterResult, until: datetime) -> tuple[Assignment, ...]:
    """Duties that begin before a moment and get or lose somebody, beyond who cannot do them."""
    shifts = prepared.problem.shift_by_id
    before = {(one.person, one.shift): one for one in prepared.problem.published}
    after = {(one.person, one.shift): one for one in result.assignments}
    differ = [before.get(key) or after[key] for key in before.keys() ^ after.keys()]
    near = [one for one in differ if one.shift in shifts and shifts[one.shift].start < until]
    return tuple(sorted(near, key=lambda one: (shifts[one.shift].start, one.shift, one.person)))
