"""Exercises for their readers: the list, and one with everybody whom it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.model.account import EVERYWHERE
from data.model.errors import Fault, Refused
from data.model.exercise import AttendanceState, Exercise
from data.store.exercises import as_exercise, read_exercises, read_themes
from data.store.regions import members_within, people_within
from data.store.tables.exercise_records import EXERCISES
from data.tables.period import ZONE
from scheduler.competence.register import names, people_here, register_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.register import Register
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class ListedExercise:
    """An exercise in a list.

    Parameters
    ----------
    number
        Of its row.
    """

    number: int
    exercise: Exercise

    def count(self, *states: AttendanceState) -> int:
        """How many people stand so towards it; without states all who are invited."""
        return len(self.exercise.people(*states))


@dataclass(frozen=True, slots=True)
class ExerciseNames:
    """Names by code."""

    people: Mapping[str, str]
    functions: Mapping[str, str]
    regions: Mapping[str, str]
    requirements: Mapping[str, str]
    themes: Mapping[str, str]
    partners: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExerciseInvitee:
    """Somebody who may be invited to an exercise.

    Parameters
    ----------
    functions
        Ids of the functions of theirs that it is for.
    lapses
        Last day on which they are competent for one of these as things stand, where being present
        could put that off; None: nothing of the kind ends within a year of the exercise.
    """

    person: str
    functions: tuple[str, ...]
    lapses: date | None = None


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """One exercise with everybody whom it is for.

    Parameters
    ----------
    has_begun
        Who was there can be noted.
    invitees
        Who may still be invited: those whose competence it would renew first.
    is_whole
        No other region holds it.
    """

    listed: ListedExercise
    names: ExerciseNames
    has_begun: bool
    invitees: tuple[ExerciseInvitee, ...]
    is_whole: bool

    @property
    def exercise(self) -> Exercise:
        """The exercise itself."""
        return self.listed.exercise


def list_exercises(
    store: Store, reach: Reach = EVERYWHERE
) -> tuple[tuple[ListedExercise, ...], ExerciseNames]:
    """Exercises that a region within reach holds, by start, and the names in them."""
    with store.reading() as connection:
        numbers = numbers_of(connection)
        shown = None if reach.is_all else people_within(connection, reach)
        found = tuple(
            ListedExercise(numbers[one.id], _shown_to(one, shown))
            for one in read_exercises(connection)
            if reach.covers(one.regions)
        )
        return found, read_names(connection)


def exercise_view(
    store: Store, number: int, now: datetime, reach: Reach = EVERYWHERE
) -> ExerciseView:
    """One exercise.

    Raises
    ------
    Refused
        There is none of that number within reach.
    """
    with store.reading() as connection:
        one = exercise_in(connection, number)
        if one is None or not reach.covers(one.regions):
            raise Refused([Fault("there is no such exercise", "See the list of exercises")])
        members = None if reach.is_all else members_within(connection, reach)
        shown = None if reach.is_all else people_within(connection, reach)
        return ExerciseView(
            listed=ListedExercise(number, _shown_to(one, shown)),
            names=read_names(connection),
            has_begun=one.start <= now,
            invitees=invitees(connection, one, now, members),
            is_whole=reach.covers_all(one.regions),
        )


def exercise_in(connection: Connection, number: int) -> Exercise | None:
    """The exercise in a row; None: there is none that counts."""
    mine = EXERCISES.c
    query = select(EXERCISES).where(mine.row == number, mine.ended_at.is_(None))
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    bare = as_exercise(dict(row))
    return next(one for one in read_exercises(connection) if one.id == bare.id)


def exercise_names(store: Store) -> ExerciseNames:
    """The names that exercises are told with."""
    with store.reading() as connection:
        return read_names(connection)


def read_names(connection: Connection) -> ExerciseNames:
    """The names that exercises are told with."""
    return ExerciseNames(
        people={code: one.name for code, one in people_here(connection).items()},
        functions=names(connection, "functions"),
        regions=names(connection, "regions"),
        requirements=names(connection, "requirements"),
        themes={one.id: one.name for one in read_themes(connection)},
        partners=names(connection, "partners"),
    )


def invitees(
    connection: Connection, exercise: Exercise, now: datetime, members: Collection[str] | None
) -> tuple[ExerciseInvitee, ...]:
    """Who may still be invited, by what it would renew for them and then by name.

    Parameters
    ----------
    members
        Only these; None: everybody who serves a region of the exercise.
    """
    register, people = register_in(connection, now), people_here(connection)
    wanted = set(exercise.functions)
    invited = set(exercise.people())
    functions: dict[str, list[str]] = {}
    for person, function in register.holders:
        if not wanted or function in wanted:
            functions.setdefault(person, []).append(function)
    found = [
        ExerciseInvitee(code, tuple(mine), _renews(register, exercise, code, mine, now))
        for code, mine in functions.items()
        if code in people
        and code not in invited
        and (members is None or code in members)
        and not set(exercise.regions).isdisjoint(people[code].regions)
    ]
    return tuple(
        sorted(found, key=lambda one: (one.lapses or date.max, people[one.person].name.casefold()))
    )


def _renews(
    register: Register, exercise: Exercise, person: str, functions: Iterable[str], now: datetime
) -> date | None:
    """When their competence ends for want of what the exercise shows; None: it does not soon."""
    if not exercise.requirement:
        return None
    today, held = now.astimezone(ZONE).date(), exercise.start.astimezone(ZONE).date()
    ends = []
    for function in functions:
        for asked in register.profile(function):
            if exercise.requirement not in (asked.id, *asked.accepts):
                continue
            days = register.shown(person, asked)
            end = days.last_in_stretch(today) if today in days else days.last_before(today)
            if end is not None and (end - held).days <= _SOON:
                ends.append(end)
    return min(ends, default=None)


_SOON = 90  #: days after an exercise within which what it renews would end


def numbers_of(connection: Connection) -> dict[str, int]:
    """Numbers of the rows of exercises, by id."""
    query = select(EXERCISES.c.id, EXERCISES.c.row).where(EXERCISES.c.ended_at.is_(None))
    return {code: number for code, number in connection.execute(query)}


def _shown_to(one: Exercise, shown: Collection[str] | None) -> Exercise:
    """An exercise with the attendance of people who may be shown."""
    if shown is None:
        return one
    return replace(one, attendance=tuple(a for a in one.attendance if a.person in shown))
