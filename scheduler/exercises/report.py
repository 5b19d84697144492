"""The report on exercises of a year, from the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.exercise_report import ExerciseReport, exercise_report
from data.store.exercises import read_exercises, read_themes
from data.store.record_objects import current_rows
from data.store.regions import members_within
from data.tables.period import ZONE
from scheduler.competence.register import people_here, register_in
from scheduler.exercises.queries import ExerciseNames, read_names

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.account import Reach
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class NamedReport:
    """A report with the names in it."""

    report: ExerciseReport
    names: ExerciseNames


def report(store: Store, year: int, now: datetime, reach: Reach = EVERYWHERE) -> NamedReport:
    """What was exercised in a year, as far as regions within reach hold it.

    Hours are of everybody who serves a region within reach, function by function.
    """
    with store.reading() as connection:
        people = people_here(connection)
        members = people.keys() if reach.is_all else members_within(connection, reach)
        rows = current_rows(connection, "functions")
        norms = {row["id"]: row["exercise_hours"] for row in rows if row["exercise_hours"]}
        holders = [
            holder
            for holder in register_in(connection, now).holders
            if holder[0] in people and holder[0] in members
        ]
        holders.sort(key=lambda one: (people[one[0]].name.casefold(), one[1]))
        exercises = [one for one in read_exercises(connection) if reach.covers(one.regions)]
        themes = read_themes(connection)
        found = exercise_report(exercises, themes, holders, norms, year, now, ZONE)
        return NamedReport(found, read_names(connection))
