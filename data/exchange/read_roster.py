"""Reads a ``roster.csv`` back, so that any roster can be checked against its problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exchange.duty_tables import work_minutes
from data.exchange.faults import FaultLog, nearest, refuse, shown
from data.exchange.limits import InputLimits
from data.exchange.raw_table import InputTables
from data.exchange.read_csv import read_csv_table
from data.exchange.table_rows import Row, table_rows
from data.exchange.tables import ROSTER_TABLE
from data.model.duty import Assignment, Duty, DutyKind
from data.model.person import CompetenceLevel
from data.model.post import PostKind

if TYPE_CHECKING:
    from pathlib import Path

    from data.model.problem import RosterProblem
    from data.model.shift import Shift

_OF_A_POST = (DutyKind.WORK, DutyKind.ON_CALL, DutyKind.OPEN_CALL)
_KIND = {PostKind.ON_CALL: DutyKind.ON_CALL, PostKind.OPEN_CALL: DutyKind.OPEN_CALL}
_WORKED = (DutyKind.WORK, DutyKind.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class RosterRows:
    """A roster as it was read.

    Parameters
    ----------
    duties
        Every row, with the minutes of work that it states.
    assignments
        The rows that are a shift of the problem; a trainee doubles. A roster made by hand may
        hold duties that are none: see `data.exchange.judged`.
    """

    duties: tuple[Duty, ...]
    assignments: tuple[Assignment, ...]


def read_roster_csv(
    path: Path,
    problem: RosterProblem,
    limits: InputLimits = InputLimits(),  # noqa: B008 - frozen
) -> RosterRows:
    """The rows of a roster, and the assignments that they are.

    Whether people are competent and rules are kept is not asked here: that is what the check is
    for.

    Raises
    ------
    InputError
        It is no roster, or not one of this problem.
    """
    if not path.is_file():
        raise refuse("this file does not exist", "Check its name", path)
    log = FaultLog()
    try:
        table = read_csv_table(path, ROSTER_TABLE, limits, log)
    except OSError as error:
        raise refuse(f"this cannot be read ({error.strerror})", "Check its rights", path) from error
    tables = InputTables(str(path), {ROSTER_TABLE.name: table})
    reader = _Reader(problem)
    for row in table_rows(tables, ROSTER_TABLE.name, log):
        reader.read(row)
    log.raise_if_any()
    return RosterRows(tuple(reader.duties), tuple(reader.assignments))


class _Reader:
    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.shifts = {(shift.post, shift.start, shift.end): shift for shift in problem.shifts}
        self.pinned = {(a.person, a.shift) for a in problem.assignments if a.pinned}
        self.rows: dict[tuple[str, str], int] = {}
        self.duties: list[Duty] = []
        self.assignments: list[Assignment] = []

    def read(self, row: Row) -> None:
        problem = self.problem
        kind = row.choice("kind", DutyKind)
        start, end = row.moments(problem.zone)
        duty = Duty(
            person=row.reference("person", problem.person_by_id, "person"),
            post=row.text("post"),
            kind=kind,
            start=start,
            end=end,
            work_minutes=work_minutes(row, start, end, problem.zone, is_work=kind in _WORKED),
        )
        shift = self.shifts.get((duty.post, start, end))
        self._check_post(row, duty)
        if row.is_sound:
            self.duties.append(duty)
            if shift is not None:
                self._assign(row, duty, shift)

    def _check_post(self, row: Row, duty: Duty) -> None:
        """Refuse a duty of an unknown post, of the wrong kind, or of another period."""
        problem = self.problem
        if duty.kind not in _OF_A_POST or not row.is_sound:
            return
        if duty.post not in problem.post_by_id:
            what = f"post {shown(duty.post)} is unknown"
            row.fault("post", what, nearest(duty.post, problem.post_by_id))
        elif duty.kind is not _KIND.get(problem.post_by_id[duty.post].kind, DutyKind.WORK):
            what = f"post {shown(duty.post)} is {problem.post_by_id[duty.post].kind}"
            row.fault("kind", what, "Correct the kind, or the post")
        elif not problem.start <= duty.start < problem.end:
            what = f"this starts outside the period ({problem.first_date} to {problem.last_date})"
            row.fault("start", what, "Give the roster of this period")

    def _assign(self, row: Row, duty: Duty, shift: Shift) -> None:
        key = (duty.person, shift.id)
        first = self.rows.setdefault(key, row.number)
        if first != row.number:
            row.fault("start", f"row {first} puts this person on the same shift", "Remove one")
            return
        is_double = self.problem.level(duty.person, shift) is CompetenceLevel.TRAINEE
        self.assignments.append(Assignment(*key, pinned=key in self.pinned, double=is_double))
