"""Use cases of planning: from a problem to a roster."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from data.files.problem_json import dump_problem, problem_hash
from data.files.result_folder import roster_files, write_folder
from data.files.result_json import ResultStamp, result_bytes
from data.files.workbook import workbook_bytes
from data.model.errors import BrokenResult
from data.model.problem import RosterProblem
from data.model.result import RosterResult
from solver.diagnosis.preflight_bounds import InfeasibilityReason, PreflightBounds
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.solve import solve_roster

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from data.i18n.language import Language
    from solver.cpsat.engine import Stop
    from solver.options import Progress, SolveOptions
    from solver.search.lexicographic.search import Best


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
    """Make the best roster that the time allows; see `solver.solve.solve_roster`."""
    return solve_roster(
        problem,
        options,
        progress=progress,
        stop=stop,
        best=best,
    )


def save(planned: Planned, folder: Path, made_on: date, speech: Language) -> None:
    """Write roster, result, problem and workbook into a folder, all or none.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    problem, result = planned.problem, planned.result
    stamp = ResultStamp(problem_hash(problem), versions(), made_on)
    write_folder(
        folder,
        {
            **roster_files(problem, result),
            "result.json": result_bytes(problem, result, stamp, speech),
            "problem.json": dump_problem(problem),
            "roster.xlsx": workbook_bytes(problem, result, stamp, speech),
        },
    )


def save_broken(problem: RosterProblem, error: BrokenResult, folder: Path) -> BrokenResult:
    """Keep the problem of a roster that failed its check, to find the defect with."""
    write_folder(folder, {"problem.json": dump_problem(problem)})
    return BrokenResult(error.violations, str(folder / "problem.json"))


def findings(problem: RosterProblem) -> list[InfeasibilityReason]:
    """What is impossible or tight before anything is searched, and by what arithmetic."""
    rules = rules_in_force(problem.ruleset)
    return PreflightBounds(ProblemIndex(problem), rules).findings()


def versions() -> tuple[tuple[str, str], ...]:
    """What made a result."""
    return (
        ("caco", version("caco-rooster")),
        ("python", platform.python_version()),
        ("ortools", version("ortools")),
    )
