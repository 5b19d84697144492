"""Reads exercises and their themes from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.model.exercise import Attendance, Exercise, ExerciseTheme, MainPart
from data.store.tables.columns import among
from data.store.tables.exercise_records import ATTENDANCE, EXERCISE_THEMES, EXERCISES
from data.store.tables.records import PEOPLE
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
