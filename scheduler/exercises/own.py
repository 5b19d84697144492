"""One's own exercises: what somebody is invited to, and their yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.exercise import AttendanceState, Exercise
from data.store.audit import trail
from data.store.exercises import read_exercises
from data.store.record_objects import read_posts
from data.store.rosters import person_numbers
from scheduler.coverage.served import served_parts
from scheduler.exercises.queries import exercise_in, numbers_of
from scheduler.exercises.recording import keep_states

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store

_ANSWERED = (AttendanceState.COMING, AttendanceState.DECLINED)


@dataclass(frozen=True, slots=True)
class OwnExercise:
    """An exercise that somebody is invited to.

    Parameters
    ----------
    number
        Of its row.
    state
        How they stand towards it.
    clashes
        Names of the posts of their signed duties in that time, which stand.
    """

    number: int
    exercise: Exercise
    state: AttendanceState
    clashes: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether they have not answered yet."""
        return self.state is AttendanceState.INVITED


def own_exercises(store: Store, person: str, now: datetime) -> tuple[OwnExercise, ...]:
    """The exercises to come that somebody is invited to, by start; none that was called off."""
    with store.reading() as connection:
        numbers = numbers_of(connection)
        return tuple(
            _own(connection, numbers[one.id], one, person, state)
            for one in read_exercises(connection, {person})
            if one.end > now
            and not one.is_called_off
            and (state := one.state_of(person)) is not None
        )


def own_exercise(store: Store, number: int, person: str) -> OwnExercise:
    """An exercise as one who is invited sees it.

    Raises
    ------
    Refused
        They are not invited to it, or it is no more.
    """
    with store.reading() as connection:
        one = exercise_in(connection, number)
        state = None if one is None else one.state_of(person)
        if one is None or state is None:
            raise Refused([_not_invited()])
        return _own(connection, number, one, person, state)


def answer_invitation(
    store: Store, number: int, person: str, now: datetime, *, comes: bool
) -> OwnExercise:
    """Somebody says that they come, or that they do not; the last answer counts.

    Once it has begun, was called off, or who was there was noted, nothing changes.

    Raises
    ------
    Refused
        They are not invited to it.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        one = exercise_in(connection, number)
        state = None if one is None else one.state_of(person)
        if one is None or state is None:
            raise Refused([_not_invited()])
        wanted = _ANSWERED[0] if comes else _ANSWERED[1]
        if is_over(one, state, now) or state is wanted:
            return _own(connection, number, one, person, state)
        row = person_numbers(connection)[person]
        keep_states(connection, one, {person: wanted}, f"people/{row}", now)
        return _own(connection, number, one, person, wanted)


def is_over(one: Exercise, state: AttendanceState, now: datetime) -> bool:
    """Whether there is nothing to answer any more."""
    return one.is_called_off or one.start <= now or state.is_of_afterwards


def person_of_row(store: Store, number: int) -> str:
    """The code of who is here, by their row.

    Raises
    ------
    Refused
        They are not.
    """
    with store.reading() as connection:
        here = person_numbers(connection, here_only=True)
    for code, row in here.items():
        if row == number:
            return code
    raise Refused([_not_invited()])


def _own(
    connection: Connection, number: int, one: Exercise, person: str, state: AttendanceState
) -> OwnExercise:
    parts = served_parts(connection, one.start, one.end)
    names = {post.id: post.name for post in read_posts(connection)}
    posts = dict.fromkeys(
        names.get(part.shift.post, part.shift.post)
        for part in parts
        if part.person == person and part.start < one.end and one.start < part.end
    )
    return OwnExercise(number, one, state, tuple(posts))


def _not_invited() -> Fault:
    return Fault("you are not invited to this exercise", "See your own page")
