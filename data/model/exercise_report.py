"""What was exercised in a year: parts of the main structure, mandatory themes, goals, and hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.days import Days, last_valid_day
from data.model.exercise import (
    AttendanceState,
    Exercise,
    ExerciseKind,
    ExerciseTheme,
    GoalsMet,
    MainPart,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from zoneinfo import ZoneInfo

_EXPECTED = (AttendanceState.INVITED, AttendanceState.COMING)
YEARLY = 12  #: months after which the parts of the main structure exercise again (Bvr 2.5.1)


@dataclass(frozen=True, slots=True)
class PartTested:
    """When a part of the main structure was tested last.

    Parameters
    ----------
    last
        The exercise that was the last to test it; None: none is known.
    next
        The next one that is planned; None: none is.
    is_late
        It was not tested in the year up to the day that is asked about (Bvr 2.5.1).
    """

    part: MainPart
    last: Exercise | None
    next: Exercise | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class SystemTested:
    """When the main structure was tested last as a whole, or as much of it as was.

    Parameters
    ----------
    last, next
        The last system test that was held, and the next one that is planned.
    is_late
        None was held in the year up to the day that is asked about (Bvr 2.5.1).
    """

    last: Exercise | None
    next: Exercise | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class ThemeExercised:
    """A mandatory theme and what was done about it in a year.

    Parameters
    ----------
    held, planned
        Exercises on it in that year, while it was mandatory.
    later
        The first one that is planned after that year, while it is mandatory still; None: none is,
        or the year is over.
    """

    theme: ExerciseTheme
    held: tuple[Exercise, ...]
    planned: tuple[Exercise, ...]
    later: Exercise | None = None


@dataclass(frozen=True, slots=True)
class HoursExercised:
    """How long somebody exercised in a year for a function.

    Parameters
    ----------
    person, function
        Ids.
    hours
        Of the exercises at which they were present, for this function or for no one in particular.
    planned
        Of those of the year to come that they are invited to and did not decline.
    norm
        Hours that the region asks of the function in a year; None: it asks none.
    """

    person: str
    function: str
    hours: float
    planned: float
    norm: float | None

    @property
    def is_short(self) -> bool:
        """Whether there are fewer than the region asks, with what is planned."""
        return self.norm is not None and self.hours + self.planned < self.norm


@dataclass(frozen=True, slots=True)
class ExerciseReport:
    """A year of exercises.

    Parameters
    ----------
    year
        The calendar year that themes, goals and hours are of.
    on
        The day that the parts are looked at from.
    goals
        How many exercises of the year reached their goals; under None those that nobody has
        said it of.
    """

    year: int
    on: date
    held: tuple[Exercise, ...]
    parts: tuple[PartTested, ...]
    system_test: SystemTested
    themes: tuple[ThemeExercised, ...]
    goals: Mapping[GoalsMet | None, int]
    hours: tuple[HoursExercised, ...]


def exercise_report(
    exercises: Iterable[Exercise],
    themes: Iterable[ExerciseTheme],
    holders: Sequence[tuple[str, str]],
    norms: Mapping[str, float],
    year: int,
    now: datetime,
    zone: ZoneInfo,
) -> ExerciseReport:
    """What was exercised, and what should have been.

    Parameters
    ----------
    exercises
        All of them; what was called off counts for nothing.
    holders
        Person and function of everybody whose hours are counted.
    norms
        Hours a year by function, where the region asks any.
    now
        An exercise is held once it has ended.
    """
    known = [one for one in exercises if not one.is_called_off]
    today = now.astimezone(zone).date()
    held = [one for one in known if one.end <= now]
    planned = [one for one in known if one.end > now]
    this_year, coming = (
        [one for one in some if _on(one, zone).year == year] for some in (held, planned)
    )
    return ExerciseReport(
        year=year,
        on=today,
        held=tuple(this_year),
        parts=tuple(_tested(part, held, planned, today, zone) for part in MainPart),
        system_test=_system_test(held, planned, today, zone),
        themes=tuple(_themes(themes, held, planned, year, today, zone)),
        goals={met: sum(one.goals_met is met for one in this_year) for met in (*GoalsMet, None)},
        hours=tuple(
            HoursExercised(
                person,
                function,
                _hours(this_year, person, function, (AttendanceState.PRESENT,)),
                _hours(coming, person, function, _EXPECTED),
                norms.get(function),
            )
            for person, function in holders
        ),
    )


def _on(one: Exercise, zone: ZoneInfo) -> date:
    return one.start.astimezone(zone).date()


def _tested(
    part: MainPart,
    held: Iterable[Exercise],
    planned: Iterable[Exercise],
    today: date,
    zone: ZoneInfo,
) -> PartTested:
    last = _last([one for one in held if part in one.parts])
    following = _first([one for one in planned if part in one.parts])
    return PartTested(part, last, following, is_late=_is_late(last, today, zone))


def _system_test(
    held: Iterable[Exercise], planned: Iterable[Exercise], today: date, zone: ZoneInfo
) -> SystemTested:
    last, following = (
        choose([one for one in some if one.kind is ExerciseKind.SYSTEM_TEST])
        for choose, some in ((_last, held), (_first, planned))
    )
    return SystemTested(last, following, is_late=_is_late(last, today, zone))


def _is_late(last: Exercise | None, today: date, zone: ZoneInfo) -> bool:
    until = None if last is None else last_valid_day(_on(last, zone), YEARLY)
    return until is None or until < today


def _last(some: Iterable[Exercise]) -> Exercise | None:
    return max(some, key=lambda one: one.start, default=None)


def _first(some: Iterable[Exercise]) -> Exercise | None:
    return min(some, key=lambda one: one.start, default=None)


def _themes(
    themes: Iterable[ExerciseTheme],
    held: Sequence[Exercise],
    planned: Sequence[Exercise],
    year: int,
    today: date,
    zone: ZoneInfo,
) -> Iterable[ThemeExercised]:
    whole = Days.between(date(year, 1, 1), date(year, 12, 31))
    after = Days.between(date(year + 1, 1, 1), None) if today.year <= year else Days()
    for theme in themes:
        days = theme.days & whole
        if days:
            mine, coming = (
                tuple(one for one in some if one.theme == theme.id and _on(one, zone) in days)
                for some in (held, planned)
            )
            later = [
                one
                for one in planned
                if one.theme == theme.id and _on(one, zone) in theme.days & after
            ]
            yield ThemeExercised(theme, mine, coming, _first(later))


def _hours(
    some: Iterable[Exercise], person: str, function: str, states: Collection[AttendanceState]
) -> float:
    there = (
        one.duration
        for one in some
        if one.state_of(person) in states and (not one.functions or function in one.functions)
    )
    return sum(there, timedelta()) / timedelta(hours=1)
