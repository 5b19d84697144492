"""Invites people to exercises, notes who was there, and calls exercises off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.errors import Fault, Refused
from data.model.exercise import AttendanceState
from data.store import records
from data.store.audit import trail
from data.store.tables.exercise_records import ATTENDANCE, EXERCISES
from data.tables.faults import shown
from data.tables.period import ZONE
from scheduler.exercises.queries import exercise_in
from scheduler.records.row_edits import RowEdit, make_edits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.exercise import Exercise
    from data.model.record_change import RowChange
    from data.store.opening import Store


def invite(
    store: Store,
    number: int,
    people: Collection[str],
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> list[RowChange]:
    """Invite people to an exercise; who is invited already stays as they are.

    Raises
    ------
    Refused
        There is no such exercise, it was called off, or somebody is not within reach.
    InputError
        Somebody is unknown.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        exercise = _held(connection, number, reach)
        invited = set(exercise.people())
        states = {code: AttendanceState.INVITED for code in people if code not in invited}
        return keep_states(connection, exercise, states, who, now, reach)


def note_attendance(
    store: Store,
    number: int,
    states: Mapping[str, AttendanceState],
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> list[RowChange]:
    """Note how people stand towards an exercise, invited before or not.

    Raises
    ------
    Refused, InputError
        As `invite`; or it has not begun, and somebody was there.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        return keep_states(connection, _held(connection, number, reach), states, who, now, reach)


def call_off(
    store: Store, number: int, who: str, now: datetime, reach: Reach = EVERYWHERE
) -> list[RowChange]:
    """Call an exercise off: it stays in the list, and fills nobody's time.

    Raises
    ------
    Refused
        There is no such exercise, or it was called off already.
    InputError
        Somebody was there, so it was held.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        _held(connection, number, reach)
        row = records.read_row(connection, EXERCISES.name, number)
        assert row is not None
        texts = records.as_texts(EXERCISES.name, row.values, ZONE)
        edit = RowEdit(EXERCISES.name, {**texts, "called_off": "yes"}, number)
        return make_edits(connection, [edit], who, now, reach=reach)


def _held(connection: Connection, number: int, reach: Reach) -> Exercise:
    """An exercise that is not called off."""
    exercise = exercise_in(connection, number)
    if exercise is None or not reach.covers(exercise.regions):
        raise Refused([Fault("there is no such exercise", "See the list of exercises")])
    if exercise.is_called_off:
        what = f"{shown(exercise.name)} was called off"
        raise Refused([Fault(what, "Plan another one")])
    return exercise


def keep_states(
    connection: Connection,
    exercise: Exercise,
    states: Mapping[str, AttendanceState],
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> list[RowChange]:
    """Put what is said of people in the records; what they had said before is replaced."""
    name = ATTENDANCE.name
    stored = {
        (row.values["exercise"], row.values["person"]): row
        for row in records.read_rows(connection, name).values()
        if not row.has_ended
    }
    edits = []
    for person, state in states.items():
        row = stored.get((exercise.id, person))
        if row is None or row.values["state"] != state:
            texts = {"exercise": exercise.id, "person": person, "state": state.value}
            edits.append(RowEdit(name, texts, row.number if row else 0))
    return make_edits(connection, edits, who, now, reach=reach) if edits else []
