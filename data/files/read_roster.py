"""Reads a ``roster.csv`` back, so that any roster can be checked against its problem."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.files.read_csv import read_csv_table
from data.model.duty import Absence, AbsenceKind, Assignment, Duty, DutyKind
from data.model.person import CompetenceLevel
from data.model.post import PostKind
from data.model.shift import Shift
from data.tables.contract import ROSTER_TABLE
from data.tables.duty_tables import work_minutes
from data.tables.faults import FaultLog, nearest, refuse, shown
from data.tables.raw_table import InputTables
from data.tables.reading import InputLimits
from data.tables.table_rows import TableRow, table_rows

if TYPE_CHECKING:
    from pathlib import Path

    pass
    from data.model.problem import RosterProblem

_OF_A_POST = (DutyKind.WORK, DutyKind.ON_CALL, DutyKind.OPEN_CALL)


_KIND = {PostKind.ON_CALL: DutyKind.ON_CALL, PostKind.OPEN_CALL: DutyKind.OPEN_CALL}


_WORKED = (DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.CALL)


@dataclass(frozen=True, slots=True)
class RosterRows:
    """A roster as it was read.

    Parameters
    ----------
    duties
        Every row, with the minutes of work that it states.
    assignments
        The rows that are a shift of the problem; a trainee doubles. A roster made by hand may
        hold duties that are none: see `data.files.read_roster`.
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

    def read(self, row: TableRow) -> None:
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

    def _check_post(self, row: TableRow, duty: Duty) -> None:
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

    def _assign(self, row: TableRow, duty: Duty, shift: Shift) -> None:
        key = (duty.person, shift.id)
        first = self.rows.setdefault(key, row.number)
        if first != row.number:
            row.fault("start", f"row {first} puts this person on the same shift", "Remove one")
            return
        is_double = self.problem.level(duty.person, shift) is CompetenceLevel.TRAINEE
        self.assignments.append(Assignment(*key, pinned=key in self.pinned, double=is_double))


Pairs = frozenset[tuple[str, str]]  #: person and shift


_Key = tuple[str, datetime, datetime, int]


def judged(problem: RosterProblem, rows: RosterRows) -> tuple[RosterProblem, Pairs]:
    """The problem with a shift for every duty in the rows, and who has which.

    Work elsewhere, work on calls and absence in the rows are added to those of the problem, if new.
    """
    shifts = {_key(shift): shift for shift in problem.shifts}
    ids = {shift.id for shift in problem.shifts}
    elsewhere, absences = list(problem.elsewhere), list(problem.absences)
    away = {(absence.person, absence.start, absence.end) for absence in absences}
    pairs = set()
    for duty in rows.duties:
        match duty.kind:
            case DutyKind.ELSEWHERE | DutyKind.CALL:
                elsewhere += [duty] if duty not in elsewhere else []
            case DutyKind.ABSENCE:
                if (duty.person, duty.start, duty.end) not in away:
                    absences.append(_absence(duty))
            case _:
                shift = shifts.get(_key(duty)) or _own_shift(duty, problem, ids)
                shifts[_key(shift)] = shift
                ids.add(shift.id)
                pairs.add((duty.person, shift.id))
    whole = replace(
        problem,
        shifts=tuple(shifts.values()),
        elsewhere=tuple(elsewhere),
        absences=tuple(absences),
    )
    return whole, frozenset(pairs)


def _key(row: Shift | Duty) -> _Key:
    return row.post, row.start, row.end, row.work_minutes


def _own_shift(duty: Duty, problem: RosterProblem, ids: set[str]) -> Shift:
    local = duty.start.astimezone(problem.zone)
    wanted = f"{duty.post}:{local:%Y-%m-%dT%H:%M}"
    number = next(n for n in range(len(ids) + 1) if f"{wanted}+{n}" not in ids)
    return Shift(
        id=f"{wanted}+{number}",
        post=duty.post,
        name=duty.name,
        start=duty.start,
        end=duty.end,
        work_minutes=duty.work_minutes,
    )


def _absence(duty: Duty) -> Absence:
    kind = AbsenceKind(duty.post) if duty.post in tuple(AbsenceKind) else AbsenceKind.LEAVE
    return Absence(duty.person, kind, duty.start, duty.end, duty.work_minutes)


def roster_period(path: Path, time_zone: str = "Europe/Amsterdam") -> tuple[date, int]:
    """The Monday of the first duty, and the number of weeks in which duties start.

    Raises
    ------
    InputError
        The file holds no moments to go by.
    """
    days = sorted(_start_dates(path, ZoneInfo(time_zone)))
    if not days:
        raise refuse(
            "no start of a duty can be read here", "Give the period with --from and --weeks", path
        )
    first = days[0] - timedelta(days=days[0].weekday())
    return first, (days[-1] - first).days // 7 + 1


def _start_dates(path: Path, zone: ZoneInfo) -> set[date]:
    """Local dates on which duties start; rows that cannot be read are told of later."""
    found: set[date] = set()
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
            for row in csv.DictReader(text):
                try:
                    moment = datetime.fromisoformat(row.get("start") or "")
                except ValueError:
                    continue
                found.add(moment.astimezone(zone).date())
    except (OSError, csv.Error) as error:
        raise refuse("this file cannot be read", "Check its name and its rights", path) from error
    return found
