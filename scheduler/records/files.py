"""Writes the records of the store as the files that they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.files.read_input import NOTE, edition_csv, edition_rows, read_input
from data.store import records
from data.store.audit import trail
from data.tables.period import ZONE
from data.tables.rule_tables import RuleBook
from data.tables.write_tables import write_csv_folder, write_workbook
from solver.rules.in_force import fixed_rules, known_parameters

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from data.model.problem import RosterProblem
    from data.store.opening import Store


def export_records(store: Store, target: Path) -> dict[str, int]:
    """Write the records as a workbook (``.xlsx``) or a folder of CSV files; rows per table."""
    with store.reading() as connection:
        edition = trail.head(connection).seq
        texts = records.record_texts(connection, ZONE)
    filled = {name: rows for name, rows in texts.items() if rows}
    if target.suffix.lower() == ".xlsx":
        write_workbook(filled, target, (NOTE, edition_rows(edition)))
    else:
        write_csv_folder(filled, target)
        (target / f"{NOTE}.csv").write_bytes(edition_csv(edition))
    return {name: len(rows) for name, rows in filled.items()}


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
