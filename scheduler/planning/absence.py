"""Somebody is away: the records hear of it, and what falls open is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.faults import nearest, shown
from data.model.errors import Fault, Refused
from data.store import audit, rosters
from scheduler.records.absences import absence_rows
from scheduler.records.importing import change_records

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.duty import Absence
    from data.model.shift import Shift
    from data.store.opening import Store


def record_absence(store: Store, absence: Absence, who: str, now: datetime) -> tuple[Shift, ...]:
    """Record an absence. Told again with the same start it changes the end.

    Returns
    -------
    tuple
        Their duties in it that have not ended, by start: these fall open.

    Raises
    ------
    Refused
        The person is unknown, or the end lies before the start.
    """
    if absence.end <= absence.start:
        what = "the absence ends before it begins"
        raise Refused([Fault(what, "Correct one of the two")])
    with store.writing() as connection:
        audit.take_turn(connection)
        people = rosters.person_numbers(connection, here_only=True)
        if absence.person not in people:
            what = f"person {shown(absence.person)} is unknown"
            raise Refused([Fault(what, nearest(absence.person, people))])
        rows = absence_rows(connection, absence, may_shorten=True)
        change_records(connection, rows, who, now)
        duties = rosters.duties_between(connection, max(absence.start, now), absence.end)
    return tuple(shift for holder, shift, _doubles in duties if holder == absence.person)
