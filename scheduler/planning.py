"""Use cases of planning: from the files of a planner to a roster on her desk."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from data.exchange.judged import judged
from data.exchange.language import Language, language
from data.exchange.problem_json import dump_problem, problem_hash
from data.exchange.read_input import read_input
from data.exchange.read_roster import read_roster_csv
from data.exchange.result_folder import write_folder
from data.exchange.result_json import Stamp, result_bytes
from data.exchange.roster_csv import roster_files
from data.exchange.roster_period import roster_period
from data.exchange.rule_tables import RuleBook
from data.exchange.workbook import workbook_bytes
from data.model.errors import BrokenResult
from data.model.problem import RosterProblem
from data.model.result import RosterResult
from solver.arithmetic import Arithmetic, Impossibility
from solver.judge import breaches
from solver.rules.in_force import fixed_rules, known_parameters, rules_in_force
from solver.setting import Setting
from solver.solve import solve_roster

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from data.model.result import Breach
    from solver.engines.cp_sat import Stop
    from solver.options import Progress, SolveOptions


@dataclass(frozen=True, slots=True)
class Planned:
    """A roster, and the problem it answers."""

    problem: RosterProblem
    result: RosterResult


def rule_book() -> RuleBook:
    """What a planner's files may say about rules."""
    known = known_parameters()
    return RuleBook(known=known, may_disable=frozenset(known) - fixed_rules())


def gather(source: Path, first: date | None, weeks: int | None) -> RosterProblem:
    """Read the planner's files for a period.

    Parameters
    ----------
    source
        A workbook, a folder of CSV files, or a saved ``problem.json`` with a period of its own.
    first
        First date of the period.
    weeks
        Its length.

    Raises
    ------
    InputError
        Something in the files is wrong; all of it is told.
    """
    return read_input(source, first, weeks, rule_book=rule_book())


def make_roster(
    problem: RosterProblem,
    options: SolveOptions,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    speech: Language | None = None,
) -> RosterResult:
    """Make the best roster that the time allows; see `solver.solve.solve_roster`."""
    speech = speech or language("en")
    return solve_roster(
        problem,
        options,
        progress=progress,
        stop=stop,
        say=speech.gettext,
        language=speech.code,
    )


def save(planned: Planned, folder: Path, made_on: date, speech: Language) -> None:
    """Write roster, result, problem and workbook into a folder, all or none.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    problem, result = planned.problem, planned.result
    stamp = Stamp(problem_hash(problem), versions(), made_on)
    write_folder(
        folder,
        {
            **roster_files(problem, result),
            "result.json": result_bytes(problem, result, stamp),
            "problem.json": dump_problem(problem),
            "roster.xlsx": workbook_bytes(problem, result, stamp, speech),
        },
    )


def save_broken(problem: RosterProblem, error: BrokenResult, folder: Path) -> BrokenResult:
    """Keep the problem of a roster that failed its check, for whoever mends the defect."""
    write_folder(folder, {"problem.json": dump_problem(problem)})
    return BrokenResult(error.breaches, str(folder / "problem.json"))


def findings(problem: RosterProblem, speech: Language) -> list[Impossibility]:
    """What is impossible or tight before anything is searched, and by what arithmetic."""
    rules = rules_in_force(problem.ruleset)
    return Arithmetic(Setting(problem), rules, speech.gettext).findings()


def check_roster(
    source: Path, roster: Path, first: date | None, weeks: int | None
) -> tuple[RosterProblem, list[Breach]]:
    """Judge a roster made by anybody.

    Parameters
    ----------
    roster
        A file in the form of ``roster.csv``.
    first, weeks
        The period; None: the whole weeks that the roster touches.

    Raises
    ------
    InputError
        Something in the files is wrong.
    """
    if first is None and source.suffix != ".json":
        first, touched = roster_period(roster)
        weeks = weeks or touched
    problem = gather(source, first, weeks)
    problem, pairs = judged(problem, read_roster_csv(roster, problem))
    return problem, breaches(Setting(problem), rules_in_force(problem.ruleset), pairs)


def versions() -> tuple[tuple[str, str], ...]:
    """What made a result."""
    return (
        ("caco", version("caco-rooster")),
        ("python", platform.python_version()),
        ("ortools", version("ortools")),
    )
