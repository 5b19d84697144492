"""Reads exercises and their themes from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from data.model.exercise import Attendance, AttendanceState, Exercise, ExerciseTheme, MainPart
from data.store.audit.trail import RECORD
from data.store.tables.columns import among
from data.store.tables.exercise_records import ATTENDANCE, EXERCISE_THEMES, EXERCISES
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import ENTRIES
from data.tables.exercise_tables import with_people

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any


def read_exercises(
    connection: Connection, people: Collection[str] | None = None
) -> tuple[Exercise, ...]:
    """Exercises by start, with everybody who is invited and still here.

    Parameters
    ----------
    people
        Only the attendance of these; None: of all.
    """
    kept = ATTENDANCE.c
    here = select(PEOPLE.c.id).where(PEOPLE.c.ended_at.is_(None))
    query = select(kept.exercise, kept.person, kept.state).order_by(kept.row)
    query = query.where(kept.ended_at.is_(None), kept.person.in_(here), among(kept.person, people))
    found: dict[str, list[Attendance]] = {}
    for exercise, person, state in connection.execute(query):
        found.setdefault(exercise, []).append(Attendance(exercise, person, state))
    rows = connection.execute(select(EXERCISES).where(EXERCISES.c.ended_at.is_(None))).mappings()
    return with_people([as_exercise(dict(row)) for row in rows], found)


def as_exercise(row: Mapping[str, Any]) -> Exercise:
    """The exercise in a row of the table, without its attendance."""
    return Exercise(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        start=row["start"],
        end=row["end"],
        regions=tuple(row["regions"]),
        functions=tuple(row["functions"] or ()),
        place=row["place"] or "",
        theme=row["theme"] or "",
        partner=row["partner"] or "",
        requirement=row["requirement"] or "",
        parts=tuple(MainPart(part) for part in row["parts"] or ()),
        goals=row["goals"] or "",
        goals_met=row["goals_met"],
        remark=row["remark"] or "",
        is_called_off=bool(row["called_off"]),
    )


def read_themes(connection: Connection) -> tuple[ExerciseTheme, ...]:
    """The themes, in the order in which they came."""
    kept = EXERCISE_THEMES.c
    query = select(kept.id, kept.name, kept["from"], kept.until).order_by(kept.row)
    rows = connection.execute(query.where(kept.ended_at.is_(None)))
    return tuple(ExerciseTheme(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class InvitedPerson:
    """Somebody and an exercise, as a calendar tells of it.

    Parameters
    ----------
    row
        Number of the row of the person.
    number
        Of the row of their attendance.
    is_held
        It is held, and they did not decline; else their calendar says that it is off.
    changes, changed_at
        How often either row was changed, and when one of them was written last.
    """

    row: int
    number: int
    exercise: Exercise
    state: AttendanceState
    is_held: bool
    changes: int
    changed_at: datetime


def invited_since(connection: Connection, since: datetime) -> list[InvitedPerson]:
    """Everybody who is or was invited to an exercise that is not over by then."""
    kept, held = ATTENDANCE.c, EXERCISES.c
    rows = connection.execute(select(EXERCISES).where(held.end > since)).mappings().all()
    known = {row["id"]: (row["row"], as_exercise(dict(row)), row["ended_at"]) for row in rows}
    if not known:
        return []
    query = (
        select(kept.row, kept.exercise, kept.state, kept.ended_at, PEOPLE.c.row.label("person"))
        .join(PEOPLE, PEOPLE.c.id == kept.person)
        .where(kept.exercise.in_(known))
        .order_by(kept.row)
    )
    people = connection.execute(query).all()
    subjects = {f"{ATTENDANCE.name}/{one.row}" for one in people}
    subjects |= {f"{EXERCISES.name}/{number}" for number, _one, _ended in known.values()}
    changes = _changes(connection, subjects)
    found = []
    for one in people:
        number, exercise, ended_at = known[one.exercise]
        mine = changes[f"{ATTENDANCE.name}/{one.row}"], changes[f"{EXERCISES.name}/{number}"]
        is_there = one.ended_at is None and ended_at is None and not exercise.is_called_off
        found.append(
            InvitedPerson(
                row=one.person,
                number=one.row,
                exercise=exercise,
                state=one.state,
                is_held=is_there and one.state.fills_time,
                changes=sum(count for count, _at in mine),
                changed_at=max(at for _count, at in mine),
            )
        )
    return found


def _changes(connection: Connection, subjects: Collection[str]) -> dict[str, tuple[int, datetime]]:
    """How often rows were changed after they were added, and when each was written last."""
    entries = ENTRIES.c
    query = (
        select(entries.subject, func.count(), func.max(entries.at))
        .where(entries.subject.in_(subjects), entries.action.startswith(RECORD))
        .group_by(entries.subject)
    )
    return {subject: (count - 1, at) for subject, count, at in connection.execute(query)}
