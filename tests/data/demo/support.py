"""What the tests of the made-up regions share."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from data.demo.region import demo_tables
from data.demo.scene import HISTORY_START, PERIOD_START, instant
from data.files.read_input import read_input
from data.files.result_folder import roster_files
from data.model.result import PlanStatus, RosterResult
from data.tables.write_tables import write_csv_folder
from solver.diagnosis.judge import preexisting_violations
from solver.problem_index import ProblemIndex
from solver.rules import Family
from solver.rules.in_force import rules_in_force
from tests.law_audit.law_audit import audit_folder

if TYPE_CHECKING:
    from datetime import date

    from data.demo.sheets import Tables
    from data.model.problem import RosterProblem
    from data.model.result import Violation
    from tests.law_audit.finding import Finding

NOTHING = RosterResult(PlanStatus.FEASIBLE, (), (), (), ())


def problem_of(tables: Tables, weeks: int) -> RosterProblem:
    """The tables as the product reads them."""
    with tempfile.TemporaryDirectory() as folder:
        write_csv_folder(tables, Path(folder))
        return read_input(Path(folder), PERIOD_START, weeks)


@lru_cache
def demo_problem(weeks: int = 13) -> RosterProblem:
    return problem_of(demo_tables(), weeks)


def audited(problem: RosterProblem, last: date) -> list[Finding]:
    """What the independent auditor finds in all that is certain, from the first day of history."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in roster_files(problem, NOTHING).items():
            (Path(folder) / name).write_bytes(content)
        return audit_folder(folder, (HISTORY_START, last))


def judged(problem: RosterProblem) -> list[Violation]:
    """What our own rules of law and region find there, the history taken as the period."""
    past = replace(problem, start=instant(HISTORY_START), shifts=(), assignments=())
    rules = [r for r in rules_in_force(past.ruleset) if r.family is not Family.GENERAL]
    return preexisting_violations(ProblemIndex(past), rules)
