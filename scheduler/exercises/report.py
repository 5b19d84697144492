"""The report on exercises of a year, from the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.exercise_report import ExerciseReport, HoursExercised, exercise_report
from data.store.exercises import read_exercises, read_themes
from data.store.record_objects import current_rows
from data.store.regions import members_within
from data.tables.period import ZONE
from scheduler.competence.register import people_here, register_in
from scheduler.exercises.queries import ExerciseNames, read_names
from scheduler.records.partners import employers_of

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.account import Reach
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class NamedReport:
    """A report with the names in it.

    Parameters
    ----------
    employers
        Name of the employer of each person, by id; of the partner that it is, if it is one.
    """

    report: ExerciseReport
    names: ExerciseNames
    employers: Mapping[str, str]

    @property
    def hours(self) -> tuple[HoursExercised, ...]:
        """Of whoever exercised, plans to, or is asked to."""
        return tuple(
            one for one in self.report.hours if one.hours or one.planned or one.norm is not None
        )

    def hours_of(self, employer: str) -> tuple[HoursExercised, ...]:
        """The same of the people of one employer, by name; empty: of everybody."""
        if not employer:
            return self.hours
        return tuple(one for one in self.hours if self.employers.get(one.person) == employer)


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
        employers = {code: name for code, (name, _id) in employers_of(connection).items()}
        return NamedReport(found, read_names(connection), employers)
