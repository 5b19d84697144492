"""The records of exercises: their themes, what is planned, and who is invited or was there."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Text

from data.model.exercise import AttendanceState, ExerciseKind, GoalsMet
from data.store.tables.columns import Choice, WordList
from data.store.tables.record_table import from_until, kept, person, start_end

EXERCISE_THEMES = kept(
    "exercise_themes",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    *from_until(),
    key=("id",),
)
EXERCISES = kept(
    "exercises",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Choice(ExerciseKind), nullable=False),
    *start_end(),
    Column("regions", WordList, nullable=False),
    Column("functions", WordList),
    Column("place", Text),
    Column("theme", Text, ForeignKey("exercise_themes.id")),
    Column("goals", Text),
    Column("requirement", Text),
    Column("parts", WordList),
    Column("partner", Text),
    Column("goals_met", Choice(GoalsMet)),
    Column("remark", Text),
    Column("called_off", Boolean),
    key=("id",),
)
ATTENDANCE = kept(
    "attendance",
    Column("exercise", Text, ForeignKey("exercises.id"), nullable=False, index=True),
    person(),
    Column("state", Choice(AttendanceState), nullable=False),
    key=("exercise", "person"),
)
