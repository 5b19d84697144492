"""Calls about gaps are logged: whom somebody telephoned, when, and what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.call_attempt import LONGEST_NOTE, CallAttempt, CallOutcome
from data.model.errors import Fault, Refused
from data.store import gaps
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.rosters import person_numbers
from data.tables.faults import nearest, shown
from scheduler.records.contacts import people_to_reach

if TYPE_CHECKING:
    from datetime import datetime

    from data.store.opening import Store


def log_call(
    store: Store,
    number: int,
    person: str,
    outcome: CallOutcome,
    who: str,
    now: datetime,
    note: str = "",
) -> CallAttempt:
    """Log that somebody was called about a gap, now, by the number that the records have.

    Parameters
    ----------
    number
        Of the gap.
    person
        Id of who was called.
    who
        The login of who called.
    note
        What else there is to say; at most `LONGEST_NOTE` characters.

    Raises
    ------
    Refused
        There is no such open gap or person, or the note is too long.
    """
    note = note.strip()
    with store.writing() as connection:
        trail.take_turn(connection)
        gap = gaps.read_gap(connection, number)
        rows = person_numbers(connection)
        faults = []
        if not gap.is_open:
            what = f"gap {number} is closed already ({gap.closed_by})"
            faults.append(Fault(what, "There is nobody left to call"))
        if person not in rows:
            faults.append(Fault(f"person {shown(person)} is unknown", nearest(person, rows)))
        if len(note) > LONGEST_NOTE:
            what = f"the note has {len(note)} characters, and {LONGEST_NOTE} fit"
            faults.append(Fault(what, "Say it in fewer words"))
        if faults:
            raise Refused(faults)
        known = people_to_reach(connection).get(person)
        dialled = known.telephone if known else ""
        call = CallAttempt(0, number, person, dialled, now, outcome, note, who)
        kept = gaps.add_call(connection, call)
        facts = {"person": rows[person], "outcome": outcome.value, "call": kept.id}
        gaps.add_event(connection, number, now, "called", who, facts)
        told = {"person": person, "outcome": outcome.value}
        trail.append(connection, [Act("gap.called", f"gap/{number}", None, told)], who, now)
    return kept
