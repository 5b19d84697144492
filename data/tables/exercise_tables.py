"""Reads exercises: what is planned, their themes, and who is invited or was there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.exercise import (
    Attendance,
    AttendanceState,
    Exercise,
    ExerciseKind,
    ExerciseTheme,
    GoalsMet,
    MainPart,
)
from data.model.partner import is_same_name
from data.tables.faults import nearest, shown
from data.tables.table_rows import Once

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow


def read_exercises(reading: Reading, today: date | None = None) -> tuple[Exercise, ...]:
    """The tables ``exercises`` and ``attendance``, by start.

    Parameters
    ----------
    today
        Who was present at an exercise that begins after it cannot be known; None: that is not
        asked.
    """
    read_themes(reading)  # only its faults are told
    found: dict[str, Exercise] = {}
    once = Once("id", "exercise", "Give one of the two another code")
    for row in reading.rows("exercises"):
        one = _exercise(row, reading)
        once.check(row)
        if row.is_sound:
            found[one.id] = one
    people: dict[str, list[Attendance]] = {}
    rows: dict[tuple[str, str], int] = {}
    for row in reading.rows("attendance"):
        each = _attendance(row, reading, found, today)
        key = each.exercise, each.person
        first = rows.setdefault(key, row.number) if row.is_sound else row.number
        if first != row.number:
            what = f"row {first} has this person at the same exercise"
            row.fault("person", what, "Keep one of the two")
        if row.is_sound and each.exercise in found:
            people.setdefault(each.exercise, []).append(each)
    return with_people(found.values(), people)


def with_people(
    exercises: Iterable[Exercise], people: Mapping[str, Iterable[Attendance]]
) -> tuple[Exercise, ...]:
    """Exercises by start, with everybody who is invited.

    Parameters
    ----------
    people
        By id of the exercise.
    """
    ordered = sorted(exercises, key=lambda one: (one.start, one.id))
    return tuple(replace(one, attendance=tuple(people.get(one.id, ()))) for one in ordered)


def read_themes(reading: Reading) -> tuple[ExerciseTheme, ...]:
    """The table ``exercise_themes``."""
    found = []
    once = Once("id", "theme", "Give one of the two another code")
    for row in reading.rows("exercise_themes"):
        start, until = row.dates()
        one = ExerciseTheme(row.id("id"), row.name("name"), start, until)
        once.check(row)
        if row.is_sound:
            found.append(one)
    return tuple(found)


def _exercise(row: TableRow, reading: Reading) -> Exercise:
    start, end = row.moments(reading.zone)
    met = row.word("goals_met", tuple(GoalsMet))
    one = Exercise(
        id=row.id("id"),
        name=row.name("name"),
        kind=row.choice("kind", ExerciseKind),
        start=start,
        end=end,
        regions=row.references("regions", reading.regions, "region"),
        functions=row.references("functions", reading.functions, "function"),
        place=row.name("place"),
        theme=row.reference("theme", reading.exercise_themes, "theme"),
        partner=_partner(row, reading),
        requirement=row.reference("requirement", reading.requirements, "requirement"),
        parts=row.choices("parts", MainPart),
        goals=row.text("goals"),
        goals_met=GoalsMet(met) if met else None,
        remark=row.text("remark"),
        is_called_off=row.yes("called_off", default=False),
    )
    if one.requirement in reading.declarations:
        what = f"{shown(one.requirement)} is declared by an employer"
        row.fault("requirement", what, "Name another requirement, or leave it empty")
    return one


def _partner(row: TableRow, reading: Reading) -> str:
    """The code of a partner; whoever wrote its name is told the code."""
    text, known = row.text("partner"), reading.partner_names
    if text and known is not None and text not in known:
        named = [code for code, name in known.items() if is_same_name(name, text)]
        remedy = f"Write its code, {shown(named[0])}" if named else nearest(text, known)
        row.fault("partner", f"partner {shown(text)} is unknown", remedy)
    return text


def _attendance(
    row: TableRow, reading: Reading, exercises: Mapping[str, Exercise], today: date | None
) -> Attendance:
    one = Attendance(
        exercise=row.reference("exercise", reading.exercises, "exercise"),
        person=row.reference("person", reading.people, "person"),
        state=row.choice("state", AttendanceState),
    )
    held = exercises.get(one.exercise)
    if row.is_sound and held is not None and one.state.is_of_afterwards:
        _check_held(row, held, reading, today)
    return one


def _check_held(row: TableRow, held: Exercise, reading: Reading, today: date | None) -> None:
    """Refuse that somebody was there before it was held, or although it was not."""
    if held.is_called_off:
        what = f"{shown(held.name)} was called off"
        row.fault("state", what, "Correct one of the two")
    elif today is not None and held.start.astimezone(reading.zone).date() > today:
        what = f"{shown(held.name)} has not been held yet"
        row.fault("state", what, "Enter who was there once it has begun")
