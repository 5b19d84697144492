"""From the files of a planner to the problem that they pose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.read_input import read_input
from data.exchange.rule_tables import RuleBook
from solver.rules.in_force import fixed_rules, known_parameters

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from data.model.problem import RosterProblem


def rule_book() -> RuleBook:
    """What a planner's files may say about rules."""
    known = known_parameters()
    return RuleBook(known=known, may_disable=frozenset(known) - fixed_rules())


def gather(
    source: Path, first: date | None, weeks: int | None, today: date | None = None
) -> RosterProblem:
    """Read the planner's files for a period.

    Parameters
    ----------
    source
        A workbook, a folder of CSV files, or a saved ``problem.json`` with a period of its own.
    first
        First date of the period.
    weeks
        Its length.
    today
        The local date: evidence from after it is refused; None: that is not asked.

    Raises
    ------
    InputError
        Something in the files is wrong; all of it is told.
    """
    return read_input(source, first, weeks, rule_book=rule_book(), today=today)
