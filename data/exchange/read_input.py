"""The one door for input: a workbook, a folder of CSV files, or a saved problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.build_problem import build_problem
from data.exchange.faults import refuse
from data.exchange.limits import InputLimits
from data.exchange.period import TIME_ZONE
from data.exchange.read_csv import read_csv_folder
from data.exchange.rule_tables import RuleBook

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from data.exchange.raw_table import InputTables
    from data.model.problem import RosterProblem

WORKBOOKS = (".xlsx", ".xlsm")


def read_input(
    path: Path,
    first: date | None,
    weeks: int | None,
    *,
    time_zone: str = TIME_ZONE,
    rule_book: RuleBook = RuleBook(),  # noqa: B008 - frozen
    limits: InputLimits = InputLimits(),  # noqa: B008 - frozen
    today: date | None = None,
) -> RosterProblem:
    """The problem that a path holds.

    Parameters
    ----------
    path
        A workbook, a folder of CSV files, or a ``problem.json``.
    first, weeks
        The period. A saved problem has its own; for the others both must be given.
    time_zone
        The local clock, for tables.
    rule_book
        Which rules exist, for tables.
    limits
        How much is read.
    today
        See `build_problem`; for tables.

    Raises
    ------
    InputError
        With everything that is wrong with the input.
    """
    try:
        if path.suffix.lower() == ".json" and not path.is_dir():
            from data.exchange.problem_json import load_problem

            return load_problem(path, limits)
        tables = read_tables(path, limits)
    except OSError as error:
        raise refuse(f"this cannot be read ({error.strerror})", "Check its rights", path) from error
    if first is None or weeks is None:
        raise refuse("the period is not given", "Say from which date, and for how many weeks", path)
    return build_problem(tables, first, weeks, time_zone, rule_book, today)


def read_tables(path: Path, limits: InputLimits = InputLimits()) -> InputTables:  # noqa: B008
    """The tables of a workbook or a folder of CSV files, still as texts.

    Raises
    ------
    InputError
        It is neither, damaged, or too large.
    """
    if path.is_dir():
        return read_csv_folder(path, limits)
    if not path.exists():
        raise refuse("this file or folder does not exist", "Check its name", path)
    if path.suffix.lower() == ".csv":
        raise refuse("this is one CSV file", "Give the folder that all of them are in", path)
    if path.suffix.lower() not in WORKBOOKS:
        raise refuse(
            f"{path.name} is no input",
            "Give a workbook (.xlsx), a folder of CSV files, or a problem.json",
            path,
        )
    from data.exchange.read_workbook import read_workbook  # a folder of CSV files needs no Excel

    return read_workbook(path, limits)
