"""Records that somebody is away, and finds the duties that fall open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.duty import Absence, AbsenceKind
from data.model.errors import Fault, Refused
from data.model.shift import Shift
from data.store import rosters
from data.store.audit import trail
from data.tables.faults import nearest, shown
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.held_parts import held_parts
from scheduler.records.edit import absence_rows
from scheduler.records.files import change_records

if TYPE_CHECKING:
    from data.store.opening import Store


def record_absence(store: Store, absence: Absence, who: str, now: datetime) -> tuple[Shift, ...]:
    """Record an absence. Told again with the same start it changes the end.

    Returns
    -------
    tuple
        What they have in it that has not ended, by start: it falls open. Of a duty of which
        somebody took over a part, only their own.

    Raises
    ------
    Refused
        The person is unknown, or the end lies before the start.
    """
    if absence.end <= absence.start:
        what = "the absence ends before it begins"
        raise Refused([Fault(what, "Correct one of the two")])
    with store.writing() as connection:
        trail.take_turn(connection)
        people = rosters.person_numbers(connection, here_only=True)
        if absence.person not in people:
            what = f"person {shown(absence.person)} is unknown"
            raise Refused([Fault(what, nearest(absence.person, people))])
        rows = absence_rows(connection, absence, may_shorten=True)
        change_records(connection, rows, who, now)
        duties = held_parts(connection, max(absence.start, now), absence.end, absence.person)
    return tuple(one.shift for one in duties)


@dataclass(frozen=True, slots=True)
class SickReport:
    """What an illness does to the rosters in force.

    Parameters
    ----------
    start, until
        The absence: first moment, and last day.
    fallen
        Their duties in it that have not ended, by start.
    """

    person: str
    start: datetime
    until: date
    fallen: tuple[Shift, ...]


def report_sick(
    store: Store, person: str, start: datetime, until: date, who: str, now: datetime
) -> SickReport:
    """Record an illness. Told again with the same start it changes the end.

    Raises
    ------
    Refused
        The person is unknown, or the end lies before the start.
    """
    end = midnight(until + timedelta(days=1), ZONE)
    if end <= start:
        what = f"the last day ({until}) lies before the start"
        raise Refused([Fault(what, "Correct one of the two")])
    absence = Absence(person, AbsenceKind.ILLNESS, start, end)
    return SickReport(person, start, until, record_absence(store, absence, who, now))
